"""Until when something may be done, as staff say it."""

from __future__ import annotations

from datetime import date

from cunbiao.definitions import Campaign


def deadline(campaign: Campaign, tag: str) -> str:
    """Until when the stage with this tag lasts, as the notice says."""
    stage = next((stage for stage in campaign.notice.stages if tag in stage.tags), None)
    if stage is None or stage.end is None:
        return "见工作提示"
    day = f"{stage.end.year}年{stage.end.month}月{stage.end.day}日"
    return f"{day}{'24 时' if stage.ends_at_24 else ''}前（{stage.title}）"


def next_deadline(campaign: Campaign, day: date) -> date | None:
    """The last day of the stage that ends next after ``day`` (or on it); ``None`` when all are over."""
    return min((stage.end for stage in campaign.notice.stages if stage.end and stage.end >= day), default=None)
