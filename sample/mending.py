"""What a village looks into once more because a check objects: other answers are tried until nothing is left to object.

The notice's own checks judge every try, so that nothing has to be known about them here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, zip_longest
from random import Random

from cunbiao.columns import HOUSEHOLD_KEY, PER_CAPITA
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import Table
from cunbiao.kinds import CHOICE_KINDS, NUMBER_KINDS
from cunbiao.records.identity_sheet import FIRST_ROW
from sample.answers import Answers, Record, Value
from sample.blanks import Blanks
from sample.county import County, SampleVillage
from sample.income import adjusted
from sample.objections import Objection, Unit, Units, objections

# How many tries there are each time the answers are looked through: most objections need only what comes first.
_TRIES = (4, 4, *[16] * 8)
# How many objections of a household are looked at together, and from which time on a row may be given up.
_OBJECTIONS, _GIVES_UP = 3, 4
# How far (元 a person) a household's income is moved beyond what it is compared with.
_BEYOND = (150, -150)

Patch = Mapping[str, Value] | None


@dataclass(frozen=True)
class _Place:
    """One row of a village's answers: a key among the issued rows, or a number among the spare ones."""

    table: str
    key: tuple[str, ...] | None
    number: int


def mend(county: County, answers: dict[str, Answers]) -> None:
    """Changes the answers (by village code) until no check objects, as far as other answers can help.

    Households that are rightly asked about stay as they are.
    """
    villages = {village.village.code: village for village in county.villages}
    menders = {code: _Mender(county, villages[code], answers[code]) for code in answers}
    waiting = list(menders.values())
    for turn, tries in enumerate(_TRIES):
        found = _objections(county, [(mender.village, mender.answers) for mender in waiting])
        waiting = [mender for mender, units in zip(waiting, found, strict=True) if units]
        for mender, units in zip(waiting, filter(None, found), strict=True):
            mender.propose(units, tries, give_up=turn >= _GIVES_UP)
        results = iter(_objections(county, [tried for mender in waiting for tried in mender.versions()]))
        waiting = [mender for mender in waiting if mender.settle(results) or turn < _GIVES_UP]
        if not waiting:
            return


def _objections(county: County, versions: list[tuple[SampleVillage, Answers]]) -> list[Units]:
    found = objections(county.campaign, [(village.village, answers) for village, answers in versions], goals=True)
    for units in found:
        for code in [code for code, unit in units.items() if unit.code in county.rightly_questioned]:
            del units[code]
    return found


class _Mender:
    """Tries other answers in one village."""

    def __init__(self, county: County, village: SampleVillage, answers: Answers) -> None:
        self.village = village
        self._campaign: Campaign = county.campaign
        self._county = county
        self._tables = county.tables
        self.answers = answers
        self._rng = Random(f"{county.seed}/{village.village.code}/mending")
        self._blanks = Blanks(county.campaign, county.moment, county.registry, self._rng)
        self._homes = {household.code: household for household in village.households}
        self._turn = 0
        self._before: Units = {}
        self._patches: dict[str, list[tuple[_Place, Patch]]] = {}

    def propose(self, units: Units, tries: int, *, give_up: bool) -> None:
        """Thinks of so many other answers for every unit that is objected to."""
        self._turn += 1
        self._before = units
        self._patches = {code: list(islice(self._tried(unit, give_up), tries)) for code, unit in units.items()}

    def versions(self) -> Iterator[tuple[SampleVillage, Answers]]:
        """The answers as often as there are tries, each time with one try of every unit."""
        for number in range(max(map(len, self._patches.values()))):
            version = Answers(
                self.answers.keys,
                {table: dict(rows) for table, rows in self.answers.changes.items()},
                {table: list(rows) for table, rows in self.answers.new_rows.items()},
                self.answers.issued,
            )
            for patches in self._patches.values():
                if number < len(patches):
                    _put(version, *patches[number])
            yield self.village, version

    def settle(self, results: Iterator[Units]) -> bool:
        """Keeps for every unit the try after which least is objected to, if it is less than before.

        ``results`` are what is objected to in `versions`. Whether anything was changed.
        """
        after = list(islice(results, max(map(len, self._patches.values()))))
        changed = False
        for code, patches in self._patches.items():
            weights = [units[code].weight if code in units else 0 for units in after[: len(patches)]]
            if weights and min(weights) < self._before[code].weight:
                _put(self.answers, *patches[weights.index(min(weights))])
                changed = True
        return changed

    def _tried(self, unit: Unit, give_up: bool) -> Iterator[tuple[_Place, Patch]]:
        worst = sorted(unit.objections, key=lambda own: -own.weight)[:_OBJECTIONS]
        for round_of in zip_longest(*(self._tried_for(own, give_up) for own in worst)):
            yield from (tried for tried in round_of if tried is not None)

    def _tried_for(self, objection: Objection, give_up: bool) -> Iterator[tuple[_Place, Patch]]:
        place = self._place(objection)
        table = self._campaign.tables[objection.table]
        if self._may_be_left_out(table, place, give_up):
            yield place, None
        record = _record(self.answers, place)
        for patch in self._other_answers(table, place, record, objection):
            yield place, patch if place.key is not None else self._blanks.moved(table, record, patch)

    def _place(self, objection: Objection) -> _Place:
        changes = sorted(self.answers.changes.get(objection.table, {}))
        number = objection.row - FIRST_ROW
        if number < len(changes):
            return _Place(objection.table, changes[number], 0)
        return _Place(objection.table, None, number - len(changes))

    def _may_be_left_out(self, table: Table, place: _Place, give_up: bool) -> bool:
        """Whether the row need not be there: what was said at random of a household sooner than anything else."""
        said_of_a_home = table in self._tables.others and bool(table.parents)
        spare = place.key is None and table.spare_rows > 1 and table not in self._tables.found
        return spare and (give_up or (said_of_a_home and self._turn > 1))

    def _other_answers(self, table: Table, place: _Place, record: Record, objection: Objection) -> Iterator[Record]:
        """Other contents of the row: first what a compared value is compared with, then any other word or number."""
        yield from self._other_income(record, objection)
        columns = [column for column in self._read(table, objection) if self._may_type(table, place, column)]
        numbers = {column.name: column for column in columns if column.kind in NUMBER_KINDS}
        goals = {
            name: kept for name in numbers if (kept := [one for one in objection.goals.get(name, []) if one == one])
        }
        for choose in (max, min):
            if together := {name: choose(values) for name, values in goals.items() if name in objection.fixed}:
                yield {name: self._within(numbers[name], goal) for name, goal in together.items()}
        for name, values in goals.items():
            yield {name: self._within(numbers[name], max(values))}
            yield {name: self._within(numbers[name], min(values))}
        blank = [column for column in columns if record.get(column.name) is None]
        if len(blank) > 1:
            yield {name: value for column in blank for name, value in self._blanks.some(column).items()}
        for column in columns:
            if column.kind in CHOICE_KINDS:
                labels = [
                    one for one in self._campaign.codes[column.codes or ""].single if one != record.get(column.name)
                ]
                for label in labels[:4]:
                    yield {column.name: label}
        for column in columns:
            if column.name == HOUSEHOLD_KEY:
                for code in self._rng.sample(sorted(self._homes), min(6, len(self._homes))):
                    yield {column.name: code}
            else:
                yield self._blanks.some(column)
            if column.required == "no" and record.get(column.name) is not None:
                yield {column.name: None}

    def _other_income(self, record: Record, objection: Objection) -> Iterator[Record]:
        """The household's income moved to the other side of what it is compared with."""
        household = self._homes.get(str(record.get(HOUSEHOLD_KEY)))
        for goal in objection.goals.get(PER_CAPITA, []) if household is not None else []:
            assert household is not None
            for step in _BEYOND:
                wanted = Decimal(round(goal + step)) * len(household.people)
                items = adjusted(household.items(self._county.moment), wanted)
                yield {name: float(amount) for name, amount in items.items()}

    def _read(self, table: Table, objection: Objection) -> list[ResolvedColumn]:
        """The typed columns of the row on which the objection rests, those behind computed ones included."""
        names: dict[str, None] = {}
        waiting = list(objection.fields)
        while waiting:
            name = waiting.pop(0)
            if name not in names:
                names[name] = None
                derived = self._campaign.column(table.id, name).derived
                waiting += sorted(derived.own_fields) if derived is not None else []
        columns = [self._campaign.column(table.id, name) for name in names]
        return [column for column in columns if column.derived is None]

    def _may_type(self, table: Table, place: _Place, column: ResolvedColumn) -> bool:
        if place.key is not None:
            return not column.locked
        return column.filled_at == "village" and not (column.name == table.key and table.new_keys is not None)

    @staticmethod
    def _within(column: ResolvedColumn, number: float) -> float:
        rounded = round(number, 0 if column.kind == "integer" else column.decimals or 2)
        least = column.min if column.min is not None else rounded
        most = column.max if column.max is not None else rounded
        return float(min(max(rounded, least), most))


def _record(answers: Answers, place: _Place) -> Record:
    return answers.new_rows[place.table][place.number] if place.key is None else answers.changes[place.table][place.key]


def _put(answers: Answers, place: _Place, patch: Patch) -> None:
    record: Record = {} if patch is None else {**_record(answers, place), **patch}
    if place.key is None:
        answers.new_rows[place.table][place.number] = record
    else:
        answers.changes[place.table][place.key] = record


__all__ = ["mend"]
