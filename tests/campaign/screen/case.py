"""A case: what the rows of one household say, before it has a village, a household code or a place in a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.days import serial
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.expressions.types import LAST
from cunbiao.records.identity import check_character
from sample.moment import age_on, moment_of, years_before
from tests.rules.sentences import OTHER, OWN

SPARE = "备用行"
"""Household code of what is typed into a spare row of a form that is also issued with rows."""

Value = str | float | None
Row = dict[str, Value]

_AMOUNTS = frozenset({"money", "number"})


def can_be_filled(column: ResolvedColumn) -> bool:
    """Whether the roster or the village fills it."""
    return column.derived is None and column.filled_at == "village"


@dataclass(frozen=True)
class Case:
    """Rows that belong together, by table: indicator → what the cell says in the end (dates as Excel's numbers).

    ``reads`` are the (table, indicator) pairs that matter to what the case is about, None when that is not known.
    """

    name: str
    tables: dict[str, list[Row]]
    reads: frozenset[tuple[str, str]] | None = None


def identity_number(birth: date, sex: str = "男", serial_number: int = 12, area: str = "341302") -> str:
    """An invented identity number with its check character; its 17th digit is odd for men."""
    digits = f"{area}{birth:%Y%m%d}{serial_number:02d}{1 if sex == '男' else 2}"
    return digits + check_character(digits)


class Inputs:
    """Turns rows that state computed indicators (an age, an income a person) into rows with the cells behind them."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._moment = moment_of(campaign)
        self._numbers = count()

    def case(self, name: str, tables: dict[str, list[dict[str, Any]]]) -> Case | None:
        """The case as it can be typed, None when the campaign has none of its rows' tables."""
        rows = {table: [self._row(table, row) for row in rows] for table, rows in tables.items()}
        rows = {table: own for table, own in rows.items() if table in self._campaign.tables}
        for table, given in tables.items():
            for row in given:
                for wanted, value in self._beside(table, row):
                    rows.setdefault(wanted, []).extend(value)
        return Case(name, rows) if rows else None

    def fresh_number(self, given: dict[str, Any]) -> str | None:
        """An identity number nobody has yet, for the age and sex given; None without an age."""
        born = self._born(given)
        if born is None:
            return None
        number = next(self._numbers)
        return identity_number(born, str(given.get("sex")), number % 100, f"3413{21 + number // 100:02d}")

    def _row(self, table: str, given: dict[str, Any]) -> Row:
        row: Row = {}
        if table in self._campaign.tables:
            asked = {column.name for column in self._campaign.columns(table) if can_be_filled(column)}
            stated = {**self._behind(table, given), **given}
            row = {
                name: self._cell(own, cell)
                for name, cell in stated.items()
                if (own := name.removeprefix(LAST)) in asked and (own == name or self._campaign.tables[table].roster)
            }
        return {self._key(table): OWN, **row}

    def _key(self, table: str) -> str:
        """The column that says which row of its table a row is, or whose."""
        return self._campaign.tables[table].key if table in self._campaign.tables else HOUSEHOLD_KEY

    def _cell(self, name: str, cell: Any) -> Value:
        if isinstance(cell, dict):
            return str(cell["unreadable"])
        if isinstance(cell, date):
            return serial(cell)
        if isinstance(cell, str):
            return self._worded(name, cell)
        return None if cell is None else float(cell)

    def _worded(self, name: str, text: str) -> str:
        """As the screen wants it: intake takes a small x in a number and other words for a choice, and says so."""
        indicator = self._campaign.indicators[name]
        codes = self._campaign.codes.get(indicator.codes or "")
        if codes is not None:
            return codes.canonical(text) or text
        return text.upper() if indicator.kind == "id" else text

    def _behind(self, table: str, given: dict[str, Any]) -> Row:
        """The cells that make computed indicators what the row says they are."""
        cells: Row = {}
        for name, amount in given.items():
            parts = self._parts(table, name)
            if parts and amount is not None:
                people = float(given.get("year_population", 1))
                cells |= dict.fromkeys(parts, 0.0)
                cells[parts[0]] = float(amount)
                if name == "per_capita":
                    cells |= {"year_population": people, parts[0]: float(amount) * people}
        if given.get("uninsured") == "否":
            cells["resident_medical"] = "是"
        elif given.get("uninsured") == "是":
            cells |= {"resident_medical": "否", "employee_medical": "否", "active_soldier": "否"}
        born = self._born(given)
        if born is not None and "id_number" not in given:
            cells["id_number"] = identity_number(born, str(given.get("sex") or "男"))
        return cells

    def _parts(self, table: str, name: str) -> list[str]:
        """The typed amounts a computed amount is made of, in the order of the sheet; none of any other indicator."""
        columns = {column.name: column for column in self._campaign.columns(table)}
        if name not in columns or columns[name].derived is None or columns[name].kind not in _AMOUNTS:
            return []
        waiting, behind = [name], set[str]()
        while waiting:
            derived = columns[waiting.pop()].derived
            new = derived.own_fields & columns.keys() - behind if derived is not None else set()
            behind |= new
            waiting += new
        return [
            own.name for own in columns.values() if own.name in behind and own.derived is None and own.kind in _AMOUNTS
        ]

    def _born(self, given: dict[str, Any]) -> date | None:
        """A day of birth for the ages given: a birthday on the very day at which they count, where that is possible."""
        age, school_age = given.get("age"), given.get("school_age")
        if school_age is None and "out_of_school" in given:
            school_age = 8 if given["out_of_school"] == "是" else None
            age = age if school_age is not None or age is not None else 30
        if age is None and school_age is None:
            return date(1985, 5, 5) if given.get("uninsured") == "是" or "on_register" in given else None
        if age is None:
            return years_before(self._moment.school_cutoff, int(school_age or 0))
        day = years_before(self._moment.reference, int(age))
        while school_age is not None and age_on(day, self._moment.school_cutoff) < school_age:
            day -= timedelta(days=1)
        return day

    def _beside(self, table: str, given: dict[str, Any]) -> Iterator[tuple[str, list[Row]]]:
        """Further rows without which a computed indicator would not be what the row says it is."""
        if table not in self._campaign.tables:
            return
        row = self._row(table, given)
        if given.get("on_register") == "是" and "register_member" in self._campaign.tables:
            yield "register_member", [{"household_code": OTHER, "id_number": row.get("id_number")}]
        if "member_rows" in given:
            home, tables = self._campaign.tables[table], self._campaign.tables.values()
            people = next(own.id for own in tables if own.kind == "member" and {*own.tags} & {*home.tags})
            yield people, [{"household_code": OWN} for _ in range(int(given["member_rows"]))]


def moved(case: Case, tables: dict[str, str]) -> Case:
    """The case on other sheets: table → the table its rows go to instead."""
    return replace(case, tables={tables.get(table, table): rows for table, rows in case.tables.items()})


def counted(cases: Iterable[Case]) -> dict[str, int]:
    """Number of rows by table."""
    counts: dict[str, int] = {}
    for case in cases:
        for table, rows in case.tables.items():
            counts[table] = counts.get(table, 0) + len(rows)
    return counts


__all__ = ["OTHER", "OWN", "Case", "Inputs", "Row", "Value", "can_be_filled", "counted", "identity_number", "moved"]
