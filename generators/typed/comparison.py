"""The export against what should be in it: what is missing, what is different, what is too much.

Households are found by their code, new ones (which the system numbers itself) by their persons; persons by their
identity number, as it is now or as it was issued, by their number in the system, and last by name in the household.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, ID_NUMBER, NAME
from cunbiao.definitions import Campaign
from cunbiao.definitions.roster_layouts import roster_layout
from cunbiao.kinds import NUMBER_KINDS, Kind
from cunbiao.lists.roster import Roster
from cunbiao.merging.register import Register
from cunbiao.records.display import show_number
from cunbiao.records.identity import person_part
from generators.typed.expected import MEMBER_CODE, Expected, Field, Home, Person, Row, Value

DifferenceKind = Literal["missing", "different", "extra"]
# Amounts are typed with two decimals.
_SAME = 0.005


@dataclass(frozen=True)
class Difference:
    """One thing that is not in the system as it should be.

    ``what`` says it in words; ``before``, ``should`` and ``found`` are the field as issued, as it should be and as the
    system has it, "" where it is about no field. ``row`` leads to the row of the register, None where there is none.
    """

    kind: DifferenceKind
    township: str
    village: str
    household_code: str
    head: str
    person: str
    tab: str
    what: str
    label: str = ""
    before: str = ""
    should: str = ""
    found: str = ""
    row: Row | None = None


@dataclass
class Comparison:
    """All differences, and how much was compared.

    ``unseen`` are villages of which the export has nothing, ``columns`` the fields it could have and has not,
    ``waiting`` the households and persons of whom nothing goes up yet.
    """

    differences: list[Difference] = field(default_factory=list)
    households: int = 0
    persons: int = 0
    fields: int = 0
    waiting: int = 0
    unseen: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Exported:
    """A row of the export."""

    village_code: str
    code: str
    values: Mapping[str, Value]


def compare(register: Register, export: Roster) -> Comparison:
    """Compares an export of the national system with what should have been typed from a register.

    Villages that have not handed in, and villages of which the export has nothing, are left out.
    """
    return _Comparing(register, export).done()


class _Comparing:
    def __init__(self, register: Register, export: Roster) -> None:
        self._campaign: Campaign = register.campaign
        self._expected = Expected(register)
        self._columns = export.columns
        self._result = Comparison()
        here = {source.village_code: f"{source.township}{source.village}" for source in register.sources}
        self._places = {source.village_code: (source.township, source.village) for source in register.sources}
        households, persons = _rows(export.households), _rows(export.members)
        seen = {row.village_code for row in (*households, *persons)}
        self._result.unseen = [name for code, name in here.items() if code not in seen]
        self._villages = {code for code in here if code in seen}
        self._households = {row.code: row for row in households if row.village_code in self._villages}
        self._persons = [row for row in persons if row.village_code in self._villages]
        self._by_number = {person_part(str(row.values[ID_NUMBER])): row for row in persons if row.values[ID_NUMBER]}
        self._by_code = {str(row.values[MEMBER_CODE]): row for row in persons if row.values.get(MEMBER_CODE)}
        self._by_name = {(row.code, str(row.values[NAME] or "")): row for row in self._persons}
        self._found: dict[Row, _Exported] = {}
        self._asked: set[str] = set()

    def done(self) -> Comparison:
        """Everything, village by village."""
        homes = [home for home in self._expected.homes.values() if home.village_code in self._villages]
        for home in homes:
            self._find(home)
        for home in homes:
            self._home(home)
        self._extra(homes)
        layout = roster_layout(self._campaign)
        readable = {column.indicator for column in (*layout.household, *layout.member)}
        missing = sorted(self._asked & readable - self._columns)
        self._result.columns = [self._campaign.indicators[name].label for name in missing]
        return self._result

    def _find(self, home: Home) -> None:
        """The household in the export, and its persons."""
        for person in home.persons:
            found = self._known(person)
            if found is not None:
                self._found[person.row] = found
        at = self._households.get(home.code)
        if at is None:
            codes = Counter(self._found[one.row].code for one in home.persons if one.row in self._found and one.there)
            usual = {other.code for other in self._expected.homes.values()}
            likely = [code for code, _ in codes.most_common() if code not in usual]
            at = self._households.get(likely[0]) if likely else None
        if at is None:
            return
        self._found[home.row] = at
        for person in home.persons:
            named = self._by_name.get((at.code, person.name)) if person.row not in self._found else None
            if named is not None and not self._is_somebody_else(named):
                self._found[person.row] = named

    def _known(self, person: Person) -> _Exported | None:
        for number in person.numbers:
            if (found := self._by_number.get(person_part(number))) is not None:
                return found
        return self._by_code.get(person.member_code) if person.member_code else None

    def _is_somebody_else(self, row: _Exported) -> bool:
        """Whether a row of the export is already known to be another person of the register."""
        return any(found is row for found in self._found.values())

    def _home(self, home: Home) -> None:
        at = self._found.get(home.row)
        if not home.tab:
            self._result.waiting += 1
            if home.comes and at is not None:
                self._say("extra", home, None, "暂缓上报的户，系统里已经有了", row=home.row)
        elif at is None:
            self._result.households += 1
            if home.persons and all(not person.there for person in home.persons):
                return
            self._say("missing", home, None, "整户没有录入", home.tab, row=home.row)
            return
        else:
            self._result.households += 1
            self._fields(home, None, home.fields, at)
        for person in home.persons:
            self._person(home, person, at)

    def _person(self, home: Home, person: Person, at: _Exported | None) -> None:
        found = self._found.get(person.row)
        if person.leaves:
            if found is not None and not self._lives_elsewhere(person, found):
                self._say("missing", home, person, "报了减少，系统里还在", person.leaves, row=person.row)
            return
        if not person.there or not person.tab:
            self._result.waiting += 1
            waits = person.there and person.comes
            if waits and found is not None:
                self._say("extra", home, person, "暂缓上报的人，系统里已经有了", row=person.row)
            if not person.there and found is None:
                self._say("extra", home, person, "减少还在暂缓，系统里已经没有这个人", row=person.row)
            return
        self._result.persons += 1
        if found is None:
            self._say("missing", home, person, "没有录入", person.tab, row=person.row)
            return
        self._fields(home, person, person.fields, found)
        if at is not None and found.code != at.code:
            self._say(
                "different",
                home,
                person,
                "录在别的户里",
                person.tab,
                "户编号",
                should=at.code,
                found=found.code,
                row=person.row,
            )

    def _lives_elsewhere(self, person: Person, found: _Exported) -> bool:
        """Whether somebody who left one household is reported in another one, where the system has them, too."""
        return any(
            other.there and other.row != person.row and self._found.get(other.row) is found
            for other in self._expected.persons.values()
        )

    def _fields(self, home: Home, person: Person | None, fields: list[Field], found: _Exported) -> None:
        told: set[str] = set()
        for own in fields:
            name = own.column.name
            self._asked.add(name)
            if name not in self._columns or name in told:
                continue
            told.add(name)
            self._result.fields += 1
            there = found.values.get(name)
            if name not in found.values or _same(own.should, there):
                continue
            kind = own.column.kind
            new = not _same(own.should, own.before)
            self._say(
                "missing" if new and _same(own.before, there) else "different",
                home,
                person,
                _what(own, there),
                own.tab,
                own.column.label,
                before=_shown(own.before, kind),
                should=_shown(own.should, kind) or "（空）",
                found=_shown(there, kind) or "（空）",
                row=(person or home).row,
            )

    def _extra(self, homes: list[Home]) -> None:
        """Households and persons of the export that nobody reported."""
        known = {id(row) for row in self._found.values()}
        strangers = {code: row for code, row in self._households.items() if id(row) not in known}
        for row in strangers.values():
            self._say_exported(row, str(row.values.get(HEAD_NAME) or ""), "", "系统里有，汇总表里没有这一户")
        heads = {self._found[home.row].code: home.head for home in homes if home.row in self._found}
        for row in self._persons:
            if id(row) not in known and row.code not in strangers:
                self._say_exported(
                    row, heads.get(row.code, ""), str(row.values[NAME] or ""), "系统里有，汇总表里没有这个人"
                )

    def _say(
        self,
        kind: DifferenceKind,
        home: Home,
        person: Person | None,
        what: str,
        tab: str = "",
        label: str = "",
        *,
        before: str = "",
        should: str = "",
        found: str = "",
        row: Row,
    ) -> None:
        at = self._found.get(home.row)
        self._result.differences.append(
            Difference(
                kind,
                home.township,
                home.village,
                at.code if at is not None else home.code,
                home.head,
                person.name if person is not None else "",
                tab,
                what,
                label,
                before,
                should,
                found,
                row,
            )
        )

    def _say_exported(self, row: _Exported, head: str, person: str, what: str) -> None:
        township, village = self._places[row.village_code]
        self._result.differences.append(Difference("extra", township, village, row.code, head, person, "", what))


def _rows(columns: Mapping[str, list[Value]]) -> list[_Exported]:
    names = list(columns)
    rows = (dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True))
    return [_Exported(str(row["village_code"]), str(row[HOUSEHOLD_KEY]), row) for row in rows]


def _what(own: Field, there: Value) -> str:
    """How a field that is not as it should be came to be so."""
    if _same(own.should, own.before):
        return "没有报改动，系统里却不一样"
    return "改动没有录入" if _same(own.before, there) else "改动录得不一样"


def _same(should: Value, found: Value) -> bool:
    if isinstance(should, float) and isinstance(found, int | float):
        return abs(should - found) < _SAME
    if isinstance(should, str) and isinstance(found, str):
        return should.strip().upper() == found.strip().upper()
    return (should or None) == (found or None)


def _shown(value: Value, kind: Kind) -> str:
    if isinstance(value, int | float) and kind in NUMBER_KINDS:
        return show_number(float(value), kind)
    return str(value or "")
