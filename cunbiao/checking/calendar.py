"""The calendar of a notice's procedures: whether every step fits between its stages, and when it begins at the latest.

Days are counted without the first one: what is posted on the 10th for ten days comes down on the 20th (the notice does
not say whether the day of posting counts; 002 第16问, 待核对). A calendar that cannot be met is said at once, never
made to fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cunbiao.definitions import Campaign
from cunbiao.definitions.documents import Procedure, Step
from cunbiao.definitions.notices import Stage
from cunbiao.definitions.sources import cited


@dataclass(frozen=True)
class StepDates:
    """One step in the calendar.

    ``begins`` is its earliest day, ``over`` the day it is over then, ``latest`` the last day to begin it; None where
    the notice gives no day. ``due`` is its own deadline. ``short`` are the days that are missing.
    """

    procedure: Procedure
    step: Step
    days: int
    begins: date | None
    over: date | None
    due: date | None
    latest: date | None

    @property
    def short(self) -> int:
        """How many days the calendar lacks for this step."""
        return max(0, (self.over - self.due).days) if self.over is not None and self.due is not None else 0


def calendar(campaign: Campaign) -> list[StepDates]:
    """Every step of every procedure of the notice, in order."""
    return [dates for procedure in campaign.procedures for dates in _dates(campaign, procedure)]


def _dates(campaign: Campaign, procedure: Procedure) -> list[StepDates]:
    stages = {stage.id: stage for stage in campaign.notice.stages}
    latest = _latest(campaign, procedure, stages)
    found = []
    clock: date | None = None
    for step in procedure.steps:
        own = [_end(stages, step.after), stages[step.begins].start if step.begins is not None else None, clock]
        begins = max((day for day in own if day is not None), default=None)
        days = _days(campaign, step)
        over = begins + timedelta(days) if begins is not None else None
        due = _end(stages, step.by)
        found.append(StepDates(procedure, step, days, begins, over, due, latest[step.id]))
        # A step that comes too late is told for itself, and does not make all later ones late.
        clock = min(over, due) if over is not None and due is not None else over
    return found


def _latest(campaign: Campaign, procedure: Procedure, stages: dict[str, Stage]) -> dict[str, date | None]:
    """The last day to begin each step, so that it and all that follow are over in time."""
    found: dict[str, date | None] = {}
    limit: date | None = None
    for step in reversed(procedure.steps):
        ends = [day for day in (limit, _end(stages, step.by)) if day is not None]
        limit = min(ends) - timedelta(_days(campaign, step)) if ends else None
        found[step.id] = limit
    return found


def _end(stages: dict[str, Stage], stage: str | None) -> date | None:
    return stages[stage].end if stage is not None else None


def _days(campaign: Campaign, step: Step) -> int:
    value = campaign.parameters[step.days].value if step.days is not None else 0
    return int(value) if isinstance(value, float | int) else 0


def calendar_problems(campaign: Campaign) -> Iterator[str]:
    """A sentence for every step that the notice's own dates leave no time for."""
    for dates in calendar(campaign):
        if dates.short and dates.begins is not None and dates.over is not None and dates.due is not None:
            yield (
                f"日程排不下：{dates.procedure.title}的“{dates.step.title}”最早 {_day(dates.begins)}开始，"
                f"不少于 {dates.days} 天就要到 {_day(dates.over)}，期限是 {_day(dates.due)}"
                f"（{cited(campaign, dates.step.clause)}），差 {dates.short} 天。"
                "不要少公示：请提前开始，或者请上级明确。"
            )


def latest_days(campaign: Campaign) -> Iterator[str]:
    """When each step that takes days must begin at the latest."""
    for dates in calendar(campaign):
        if dates.days and dates.latest is not None:
            yield (
                f"{dates.procedure.title}的“{dates.step.title}”不少于 {dates.days} 天，最晚 {_day(dates.latest)}开始。"
            )


def _day(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"
