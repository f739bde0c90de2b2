"""Until when something may be done, as staff say it."""

from __future__ import annotations

from cunbiao.definitions import Campaign


def deadline(campaign: Campaign, tag: str) -> str:
    """Until when the stage with this tag lasts, as the notice says."""
    stage = next((stage for stage in campaign.notice.stages if tag in stage.tags), None)
    if stage is None or stage.end is None:
        return "见工作提示"
    day = f"{stage.end.year}年{stage.end.month}月{stage.end.day}日"
    return f"{day}{'24 时' if stage.ends_at_24 else ''}前（{stage.title}）"
