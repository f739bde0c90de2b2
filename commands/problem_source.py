"""Where every check and message comes from, for the last column of a problem list."""

from __future__ import annotations

from cunbiao.definitions import Campaign
from cunbiao.definitions.sources import cited
from cunbiao.findings import MessageCatalogue


def check_sources(campaign: Campaign, messages: MessageCatalogue) -> dict[str, str]:
    """Check or message id → its source."""
    sources = {message.id: message.source for message in messages}
    for table in campaign.tables:
        sources |= {compiled.check.id: compiled.check.source for compiled in campaign.checks(table)}
    return {check: cited(campaign, source) for check, source in sources.items()}
