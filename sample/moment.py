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
    """The dates of a campaign; where its notice leaves one open, the usual day of its year."""
    year = campaign.year
    usual = {
        "reference_date": date(year, 12, 31),
        "school_cutoff": date(year, 8, 31),
        "income_period_start": date(year - 1, 10, 1),
        "income_period_end": date(year, 9, 30),
    }
    given = {name: campaign.parameters[name].value for name in usual if name in campaign.parameters}
    return Moment(year, *(day if isinstance(day := given.get(name), date) else usual[name] for name in usual))


def years_before(day: date, years: int) -> date:
    """The same day ``years`` earlier; 29 February becomes the 28th."""
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def birthday_at_age(end: date, age: int, offset: int) -> date:
    """A birthday of somebody who is ``age`` full years old on ``end``; ``offset`` 0–364 chooses the day."""
    return years_before(end, age) - timedelta(days=offset)


def age_on(birth: date, day: date) -> int:
    """Full years on ``day``."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
