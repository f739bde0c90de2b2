"""An invented household: its lasting facts, and what a register says about it in a given year."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from sample.income import Items, Means, adjusted, rng_of, usual_income
from sample.moment import Moment
from sample.person import HEAD, NO, YES, Person, Value
from sample.standings import EDGE, OUT_OF_POVERTY, Standing


@dataclass(slots=True)
class Household:
    """A household of the register. ``lasting`` are indicators that do not change from year to year.

    ``wanted`` is the net income (元) a chosen year must give exactly, for households that stand at or below a line.
    """

    code: str
    standing: Standing
    people: list[Person]
    means: Means
    lasting: dict[str, Value]
    wanted: dict[int, Decimal] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """户类别."""
        return self.standing.kind

    @property
    def status(self) -> str | None:
        """脱贫状态."""
        return self.standing.status

    @property
    def monitored(self) -> str | None:
        """监测对象类别."""
        return self.standing.monitored

    @property
    def head(self) -> Person:
        """The person whose relation is 户主."""
        return next(person for person in self.people if person.relation == HEAD)

    def items(self, moment: Moment) -> Items:
        """Receipts and cost of the year."""
        usual = usual_income(rng_of(self.code, moment), self.people, self.means, moment)
        wanted = self.wanted.get(moment.year)
        return usual if wanted is None else adjusted(usual, wanted)

    def attribute(self) -> str:
        """贫困户属性, which follows the civil affairs lists."""
        ending = "脱贫户" if self.kind == OUT_OF_POVERTY else "贫困户"
        if any(person.destitute for person in self.people):
            return f"特困供养{ending}"
        return f"低保{ending}" if any(person.subsistence for person in self.people) else f"一般{ending}"

    def values(self, moment: Moment) -> dict[str, Value]:
        """All household indicators of that year by name, computed ones excepted."""
        return {
            "household_code": self.code,
            "head_name": self.head.name,
            "head_id": self.head.document,
            "household_attribute": self.attribute() if self.kind != EDGE else None,
            **self.standing.facts,
            "year_population": float(len(self.people)),
            "food_secure": YES,
            "clothes_secure": YES,
            "safe_water": YES,
            "dangerous_house": NO,
            "dangerous_level": None,
            "domestic_power": YES,
            "production_power": YES,
            "broadcast_tv": YES,
            "sanitary_toilet": YES,
            **{name: float(amount) for name, amount in self.items(moment).items()},
            **self.lasting,
        }
