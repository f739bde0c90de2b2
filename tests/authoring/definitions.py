"""All that a campaign comes to, as plain values that can be compared, wherever its files lie."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pydantic import BaseModel

from cunbiao.definitions import Campaign
from cunbiao.definitions.layers import Placed


def everything(campaign: Campaign) -> dict[str, Any]:
    """Every definition of the notice's library, and what was compiled from it, table by table."""
    library = {one.name: _plain(getattr(campaign.library, one.name)) for one in fields(campaign.library)}
    del library["layers"]
    return {
        **library,
        "notice": _plain(campaign.notice),
        "settings": _plain(campaign.settings),
        "given": _plain(campaign.parameters),
        "said": _plain(campaign.indicators),
        "lists": dict(campaign.codes),
        "tables": _plain(campaign.tables),
        "titles": campaign.titles,
        "columns": {table: campaign.columns(table) for table in campaign.tables},
        "in_force": {table: [_plain(one.check) for one in campaign.checks(table)] for table in campaign.tables},
        "given_verdicts": {
            table: [(one.verdict.id, [(line.criterion.id, line.clause) for line in one.criteria]) for one in own]
            for table in campaign.tables
            for own in [campaign.verdicts(table)]
        },
        "asked": {table: [_plain(one.operation) for one in campaign.operations(table)] for table in campaign.tables},
        "kept": [_plain(one.limit) for one in campaign.limits],
        "fates": [(one.id, one.kind, one.set, one.tables, one.why, one.reason, one.left_out) for one in campaign.fates],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Placed):
        return _plain(value.item)
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, dict):
        return {name: _plain(own) for name, own in value.items()}
    return value
