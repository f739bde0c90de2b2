"""Test sentences: small households written in YAML, and what a check, verdict or computed indicator says about them.

A file is a list of sentences; one in a folder named like a notice is about that notice. A sentence names a ``check``,
``verdict`` or ``indicator`` and has ``cases``; each case says what is ``given`` in the row meant, in its ``household``
(the parent row), in the other rows of its household (``members``, ``increases``, ``decreases``, ``unstable``,
``corrections``, ``household_changes``) and ``elsewhere`` in the village (table id → rows, which name their own
household_code). A computed indicator is worked out unless the row gives it; ``last.x`` is what the village was sent.
``common`` holds what all cases of the sentence share; ``each`` makes one case of every value it lists (a field of the
row, or of its only member: ``members.in_school``).
Every case is a village of its own, so all of them are evaluated together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.models import MEMBER
from cunbiao.definitions.notices import Settings, SettingValue
from cunbiao.expressions import Expression, PreparedRows, Truth, prepare, truth, value
from cunbiao.expressions.types import LAST
from cunbiao.kinds import NUMBER_KINDS

HERE = Path(__file__).parent
NOTICE = "anhui-yongqiao-2020"
"""The notice a sentence is about unless it, or its folder, names another."""

OWN, OTHER = "3413020001", "3413020002"
"""Household codes of the household meant and of any other one, unless the rows say otherwise."""

Given = dict[str, Any]
Fires = bool | Literal["unknown"]


class Setting(BaseModel):
    """What the rows of a case hold."""

    model_config = ConfigDict(extra="forbid")

    given: Given = {}
    household: Given | None = None
    members: list[Given] | None = None
    increases: list[Given] | None = None
    decreases: list[Given] | None = None
    unstable: list[Given] | None = None
    corrections: list[Given] | None = None
    household_changes: list[Given] | None = None
    elsewhere: dict[str, list[Given]] | None = None


class Case(Setting):
    """A setting and what is expected: a check ``fires``, a verdict is as ``expect``, an indicator is ``equals``."""

    name: str
    each: dict[str, list[str]] = {}
    fires: Fires | None = None
    expect: str | None = None
    lines: dict[str, str] = {}
    equals: str | float | None = None

    def spread(self) -> Iterator[Case]:
        """The case itself, or one for every value under ``each``."""
        if not self.each:
            yield self
        for path, values in self.each.items():
            owner, _, name = path.rpartition(".")
            for cell in values:
                row: dict[str, Any] = {"members": [{name: cell}]} if owner else {"given": {**self.given, name: cell}}
                yield self.model_copy(update={"name": f"{self.name}：{cell}", "each": {}, **row})


class Sentence(BaseModel):
    """What is tested, in which table and under which parameters (the policy's own otherwise)."""

    model_config = ConfigDict(extra="forbid")

    check: str | None = None
    verdict: str | None = None
    indicator: str | None = None
    table: str | None = None
    policy: str = ""
    parameters: dict[str, float | bool | str] = {}
    common: Setting = Setting()
    cases: list[Case]


@dataclass(frozen=True)
class Told:
    """One case ready to be run; ``village`` is its place among the cases of its campaign."""

    file: str
    sentence: Sentence
    case: Case
    table: str
    village: int

    @property
    def subject(self) -> str:
        """Id of the check, verdict or indicator."""
        return self.sentence.check or self.sentence.verdict or self.sentence.indicator or ""

    def __str__(self) -> str:
        return f"{self.subject} {self.case.name}"


class SentenceRows:
    """The rows of one table, of all cases; each is (case, household, cells given).

    Computed columns are worked out on demand, then overruled by what is given.
    """

    def __init__(self, campaign: Campaign, table: str, rows: list[tuple[int, int, Given]]) -> None:
        self.campaign = campaign
        self.table = table
        self.rows = rows
        self.size = len(rows)
        self.village: NDArray[np.int64] = np.array([village for village, _, _ in rows], dtype=np.int64)
        self.county = self.village
        self.household: NDArray[np.int64] = np.array([household for _, household, _ in rows], dtype=np.int64)
        self.tables: dict[str, PreparedRows] = {}

    def number(self, name: str) -> NDArray[np.float64]:
        """A number column; NaN where nothing is given."""
        data = np.full(self.size, np.nan)
        derived = self._derived(name)
        if derived is not None and self.size:
            computed = value(derived, self, self.tables)
            data = np.where(computed.known, computed.data.astype(np.float64), np.nan)
        for row, (_, _, given) in enumerate(self.rows):
            if name in given:
                data[row] = _number(given[name])
        return data

    def text(self, name: str) -> NDArray[np.object_]:
        """A text column; "" where nothing is given."""
        data = np.full(self.size, "", dtype=object)
        derived = self._derived(name)
        if derived is not None and self.size:
            data = value(derived, self, self.tables).data.astype(object)
        for row, (_, _, given) in enumerate(self.rows):
            if name in given:
                data[row] = "" if _unreadable(given[name]) else given[name] or ""
        return data

    def _derived(self, name: str) -> Expression | None:
        return None if name.startswith(LAST) else self.campaign.column(self.table, name).derived

    def bad(self, name: str) -> NDArray[np.bool_] | None:
        """Cells given as ``{unreadable: text}``."""
        return np.array([_unreadable(given.get(name)) for _, _, given in self.rows], dtype=np.bool_)


def _unreadable(cell: object) -> bool:
    return isinstance(cell, dict)


def _number(cell: object) -> float:
    if cell is None or _unreadable(cell):
        return np.nan
    if isinstance(cell, date):
        return float((cell - date(1899, 12, 30)).days)
    assert isinstance(cell, int | float)
    return float(cell)


@dataclass
class Stage:
    """A campaign, its cases, and their rows as tables."""

    campaign: Campaign
    told: list[Told]
    tables: dict[str, PreparedRows]
    first: dict[tuple[str, int], int]

    def truth(self, expression: Expression, told: Told) -> Literal["unknown"] | bool:
        """The answer of a condition for the row a case is about."""
        answer = self._truth(expression)
        row = self.first[told.table, told.village]
        return True if answer.true[row] else False if answer.false[row] else "unknown"

    def value(self, expression: Expression, told: Told) -> object:
        """The value of an expression for the row a case is about, None where it is unknown."""
        values = value(expression, self.tables[expression.scope.table], self.tables)
        row = self.first[told.table, told.village]
        return values.data[row] if values.known[row] else None

    def _truth(self, expression: Expression) -> Truth:
        key = (expression.scope.table, expression.text)
        if key not in self._answers:
            self._answers[key] = truth(expression, self.tables[expression.scope.table], self.tables)
        return self._answers[key]

    def __post_init__(self) -> None:
        self._answers: dict[tuple[str, str], Truth] = {}


def campaign_of(sentence: Sentence) -> Campaign:
    """The campaign with the parameters of the sentence."""
    return _campaign(sentence.policy, tuple(sorted(sentence.parameters.items())))


@cache
def _campaign(policy: str, parameters: tuple[tuple[str, float | bool | str], ...]) -> Campaign:
    bare = load_campaign(policy)
    if not parameters:
        return bare
    values = {name: SettingValue(value=value, source="测试") for name, value in parameters}
    return load_campaign(policy, Settings(county=bare.county or "测试县", parameters=values))


def read() -> Iterator[tuple[str, Sentence]]:
    """All sentences with the file they stand in."""
    for file in sorted(HERE.rglob("*.yaml")):
        notice = NOTICE if file.parent == HERE else file.parent.name
        for written in yaml.safe_load(file.read_text(encoding="utf-8")):
            sentence = Sentence.model_validate(written)
            yield file.name, sentence if sentence.policy else sentence.model_copy(update={"policy": notice})


@cache
def stages() -> tuple[Stage, ...]:
    """All cases, those of one campaign together."""
    by_campaign: dict[tuple[Any, ...], list[tuple[str, Sentence]]] = {}
    for file, sentence in read():
        key = (sentence.policy, *sorted(sentence.parameters.items()))
        by_campaign.setdefault(key, []).append((file, sentence))
    return tuple(staged(group) for group in by_campaign.values())


def staged(group: list[tuple[str, Sentence]]) -> Stage:
    """The cases of sentences about one campaign, each with the file it stands in."""
    campaign = campaign_of(group[0][1])
    told: list[Told] = []
    for file, sentence in group:
        table = _table(campaign, sentence)
        cases = [one for case in sentence.cases for one in case.spread()]
        told += [Told(file, sentence, case, table, len(told) + place) for place, case in enumerate(cases)]
    collected: dict[str, list[tuple[int, int, Given]]] = {name: [] for name in campaign.every_table}
    households: dict[tuple[int, str], int] = {}
    first: dict[tuple[str, int], int] = {}
    for one in told:
        for table, given in rows_of(campaign, one):
            first.setdefault((table, one.village), len(collected[table]))
            code = str(given[campaign.every_table[table].key])
            household = households.setdefault((one.village, code), len(households)) if code else -1
            collected[table].append((one.village, household, given))
    raw = [SentenceRows(campaign, name, rows) for name, rows in collected.items()]
    tables = {rows.table: prepare(rows) for rows in raw}
    for rows in raw:
        rows.tables.update(tables)
    return Stage(campaign, told, tables, first)


def _table(campaign: Campaign, sentence: Sentence) -> str:
    """The table a sentence is about: the one it names, else the first its check, verdict or indicator is in."""
    if sentence.table:
        return sentence.table
    for table in campaign.every_table:
        ids = {check.check.id for check in campaign.checks(table)}
        ids |= {verdict.verdict.id for verdict in campaign.verdicts(table)}
        ids |= {column.name for column in campaign.columns(table)}
        if {sentence.check, sentence.verdict, sentence.indicator} & ids:
            return table
    raise AssertionError(f"没有在用的校验、结论或指标：{sentence.check or sentence.verdict or sentence.indicator}")


def rows_of(campaign: Campaign, told: Told) -> Iterator[tuple[str, Given]]:
    """The rows of a case, the one it is about first."""
    table, case, common = campaign.every_table[told.table], told.case, told.sentence.common
    home = table if table.is_home else campaign.every_table[table.parents[0]]
    yield told.table, _checked(campaign, told.table, {**common.given, **case.given}, OWN)
    household = case.household if case.household is not None else common.household
    if household is not None:
        assert home is not table, f"{told}：这一行本身就是户，写在 given 里"
        yield home.id, _checked(campaign, home.id, {**(common.household or {}), **household}, OWN)
    people = next((t.id for t in campaign.tables.values() if t.subject == MEMBER and t.parents == [home.id]), None)
    places = {"members": people, "increases": "increase", "decreases": "decrease", "unstable": "unstable"}
    places |= {"corrections": "correction", "household_changes": "household_change"}
    for name, place in places.items():
        own = getattr(case, name)
        for row in own if own is not None else getattr(common, name) or []:
            assert place is not None
            yield place, _checked(campaign, place, row, OWN)
    for place, rows in (case.elsewhere if case.elsewhere is not None else common.elsewhere or {}).items():
        for row in rows:
            yield place, _checked(campaign, place, row, OTHER)


def _checked(campaign: Campaign, table: str, given: Mapping[str, Any], code: str) -> Given:
    """The row, after making sure that it could stand in the sheet: known columns, values of the drop-downs."""
    for name, cell in given.items():
        column = campaign.column(table, name.removeprefix(LAST))
        if cell is None or _unreadable(cell):
            continue
        if column.kind in NUMBER_KINDS:
            assert isinstance(cell, int | float | date) and not isinstance(cell, bool), (table, name, cell)
        else:
            assert isinstance(cell, str), (table, name, cell)
        if column.codes:
            assert cell in campaign.codes[column.codes].labels, (table, name, cell)
    return {campaign.every_table[table].key: code, **given}
