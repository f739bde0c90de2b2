"""Answers to what the sample knows nothing about: any plausible value of a column's kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.days import serial
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import Table
from cunbiao.kinds import NUMBER_KINDS
from sample.answers import Record, Value
from sample.moment import Moment, birthday_at_age
from sample.names import Registry
from sample.objections import least_gaps
from sample.person import NO

# Amounts and counts that no column limits stay below this.
_MOST = 20.0
_INVENTED = "示例"
NOTHING: Record = {}
# A column whose numbers begin here asks for a year.
_EARLIEST = 1900


class Blanks:
    """Fills what is still empty in the rows of one village.

    ``references`` are keys of other rows of the village by indicator: a column of that indicator means one of them.
    """

    def __init__(self, campaign: Campaign, moment: Moment, registry: Registry, rng: Random) -> None:
        self._campaign = campaign
        self._moment = moment
        self._registry = registry
        self._rng = rng
        self.references: dict[str, list[str]] = {}

    def required(self, table: Table, record: Record, *, issued: bool) -> Record:
        """The record with every cell filled that must not stay empty and that a village may type into.

        What is not known of a household it has not: the answer is no, or the least number there may be.
        """
        filled = {
            column.name: self._nothing(column)
            for column in self._empty(table, record, issued=issued)
            if column.required != "no"
        }
        return {**record, **filled} if filled else record

    def whole(self, table: Table, record: Record) -> Record:
        """The record with everything filled but notes nobody asks for."""
        filled = {
            column.name: self._value(column)
            for column in self._empty(table, record, issued=False)
            if column.required != "no" or column.kind != "text"
        }
        return {**record, **filled, **self.moved(table, {**record, **filled})}

    def some(self, column: ResolvedColumn) -> Record:
        """Some other content of one cell."""
        return {column.name: self._value(column)}

    def moved(self, table: Table, record: Record, kept: Record = NOTHING) -> Record:
        """The numbers that must be moved so that each is as far above others as a check wants it.

        The greater one is raised; where it is one of those ``kept`` the smaller one is lowered.
        """
        numbers = {name: value for name, value in record.items() if isinstance(value, float)} | dict(kept)
        gaps = list(least_gaps(self._campaign, table.id))
        for _ in gaps:
            for small, great, gap in gaps:
                least, most = numbers.get(small), numbers.get(great)
                if isinstance(least, float) and isinstance(most, float) and least + gap > most:
                    if great not in kept:
                        numbers[great] = least + gap
                    elif small not in kept:
                        numbers[small] = most - gap
        return {name: value for name, value in numbers.items() if value != record.get(name)}

    def _empty(self, table: Table, record: Record, *, issued: bool) -> Iterator[ResolvedColumn]:
        for column in self._campaign.columns(table.id):
            open_cell = column.derived is None and column.filled_at == "village" and not (issued and column.locked)
            if open_cell and column.name not in (table.key, HOUSEHOLD_KEY) and record.get(column.name) in (None, ""):
                yield column

    def _value(self, column: ResolvedColumn) -> Value:
        """Some value that a cell of the column may hold."""
        if column.name in self.references:
            return self._rng.choice(self.references[column.name])
        match column.kind:
            case "choice" | "choices":
                return self._rng.choice(self._campaign.codes[column.codes or ""].single)
            case "integer" | "number" | "money":
                return self._number(column)
            case "date":
                start, end = self._moment.period_start, self._moment.period_end
                return serial(start + timedelta(days=self._rng.randrange((end - start).days)))
            case "phone":
                return self._registry.phone()
            case "id":
                birth = birthday_at_age(self._moment.reference, self._rng.randrange(20, 60), self._rng.randrange(365))
                return self._registry.citizen_number(self._rng.choice("男女"), birth, self._registry.area)
            case "bank":
                return self._registry.account()
            case "code":
                return f"{self._rng.randrange(1, 1000):03d}"
            case "text":
                return f"{_INVENTED}{self._rng.randrange(1, 1000)}"

    def _nothing(self, column: ResolvedColumn) -> Value:
        if column.kind in NUMBER_KINDS and column.kind != "date":
            return self._least(column)
        if column.codes is not None and NO in self._campaign.codes[column.codes].single:
            return NO
        return self._value(column)

    def _least(self, column: ResolvedColumn) -> float:
        """The least number a cell takes; this year, or a month of it, where that is what it asks for."""
        least = max(0.0, column.min or 0.0)
        if least > _EARLIEST * 100:
            return float(self._moment.year * 100 + self._moment.period_end.month)
        return float(self._moment.year) if least > _EARLIEST else least

    def _number(self, column: ResolvedColumn) -> float:
        """A number within the column's limits."""
        low = self._least(column)
        high = low if low > _EARLIEST else min(low + _MOST, column.max if column.max is not None else low + _MOST)
        if column.kind == "integer" or column.decimals == 0:
            return float(self._rng.randint(int(low), int(high)))
        return round(self._rng.uniform(low, high), min(column.decimals or 2, 2))


__all__ = ["Blanks"]
