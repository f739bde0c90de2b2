"""The dates at which a campaign looks at a household: this year's and last year's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cunbiao.definitions import Campaign


@dataclass(frozen=True)
class Moment:
    """One campaign year: ages count at ``reference``, school grades at ``school_cutoff``, income over the period."""

    year: int
    reference: date
    school_cutoff: date
    period_start: date
    period_end: date

    def last_year(self) -> Moment:
        """The same dates a year earlier."""
        return Moment(
            self.year - 1,
            years_before(self.reference, 1),
            years_before(self.school_cutoff, 1),
            years_before(self.period_start, 1),
            years_before(self.period_end, 1),
        )


def moment_of(campaign: Campaign) -> Moment:
    """The dates of a campaign's policy.

    Raises:
        ValueError: when the policy leaves one of the dates open.
    """
    names = ("reference_date", "school_cutoff", "income_period_start", "income_period_end")
    days: list[date] = []
    for name in names:
        value = campaign.parameters[name].value
        if not isinstance(value, date):
            raise ValueError(f"the policy gives no date for {name}")
        days.append(value)
    return Moment(campaign.year, *days)


def years_before(day: date, years: int) -> date:
    """The same day ``years`` earlier; 29 February becomes the 28th."""
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def birthday_at_age(end: date, age: int, offset: int) -> date:
    """A birthday of somebody who is ``age`` full years old on ``end``; ``offset`` 0–364 chooses the day."""
    return years_before(end, age) - timedelta(days=offset)


def age_on(birth: date, day: date) -> int:
    """Full years on ``day``."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
