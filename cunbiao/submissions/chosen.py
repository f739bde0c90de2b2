"""What was chosen by name, put in its place: the code of a household, the data of a person.

A drop-down offers "03 邓义光" for a household and "03-2 邓小明" for a person (`records.household_names`). Everything
behind this module meets codes and data, as if they had been typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, NAME
from cunbiao.records.household_names import first_word, household_names, person_names
from cunbiao.records.identity_sheet import PICK
from cunbiao.submissions.columns import TOKEN_INDEX, ColumnMap, map_columns
from cunbiao.submissions.issued import IssuedCopy
from cunbiao.submissions.schema import Schema, TableSchema
from workbooks.reading.raw import Fault, Merge, Raw, RawSheet


@dataclass(frozen=True)
class Choices:
    """The names by which one workbook calls its households and persons; ``sheet`` gives the sheet of a table."""

    schema: Schema
    copies: Mapping[str, IssuedCopy]
    sheet: Callable[[str], RawSheet]

    @cached_property
    def _homes(self) -> dict[str, str]:
        tables = self.schema.tables.values()
        issued = (pair for own in tables if is_home(own) for pair in self._issued(own.id, HOUSEHOLD_KEY, HEAD_NAME))
        return household_names(issued)

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {name: code for code, name in self._homes.items()}

    @cached_property
    def _given(self) -> re.Pattern[str]:
        prefixes = (re.escape(own.new_keys) for own in self.schema.tables.values() if own.new_keys)
        return re.compile(f"({'|'.join(prefixes)})[0-9]+")

    def _issued(self, table: str, *names: str) -> Iterator[tuple[str, str]]:
        copy = self.copies.get(table)
        if copy is not None:
            columns = (copy.columns.get(name) or [None] * len(copy.tokens) for name in names)
            for first, second in zip(*columns, strict=True):
                yield _text(first), _text(second)

    def code(self, raw: Raw) -> Raw:
        """The household code a cell means that may hold a household's name; any other cell as it is."""
        if not isinstance(raw, str) or " " not in raw:
            return raw
        word = first_word(raw)
        return self._codes.get(raw) or (word if word in self._homes or self._given.fullmatch(word) else raw)

    def persons(self, table: str, named: Collection[str]) -> dict[str, dict[str, Raw]]:
        """Name → machine name → cell, of the issued persons of these names in a table whose rows are still there."""
        copy, own = self.copies.get(table), self.schema.tables[table]
        if copy is None:
            return {}
        names = person_names(self._homes, list(self._issued(table, own.key, NAME)))
        tokens = {token: name for token, name in zip(copy.tokens, names, strict=True) if name in named}
        sheet = self.sheet(table)
        columns = map_columns(own.sheet, sheet, own)
        return {
            tokens[token]: {name: sheet.column(index)[position] for name, index in columns.index.items()}
            for position, token in enumerate(sheet.column(TOKEN_INDEX))
            if isinstance(token, str) and token in tokens
        }


def is_home(table: TableSchema) -> bool:
    """Whether the rows issued in a table are households themselves."""
    return table.prefilled and not table.homes and table.key == HOUSEHOLD_KEY


def with_choices(sheet: RawSheet, table: TableSchema, columns: ColumnMap, choices: Choices) -> RawSheet:
    """The sheet with what was chosen in the cells that follow the choice.

    A person's formulas give way to the person's cells; of somebody who is on no list the words are kept as the name.
    Formulas of somebody's own, where nobody is chosen, stay what they are.
    """
    changed: dict[int, list[Raw]] = {}
    formulas: dict[int, set[int]] = {}
    if table.homes and table.key == HOUSEHOLD_KEY and table.key in columns.index:
        index = columns.index[table.key]
        changed[index] = [choices.code(raw) for raw in sheet.column(index)]
    if table.pick and PICK in columns.index:
        picked = sheet.column(columns.index[PICK])
        named = {raw for raw in picked if isinstance(raw, str)}
        tables = table.persons if named else ()
        persons = {name: cells for own in tables for name, cells in choices.persons(own, named).items()}
        for name in table.pick:
            index = columns.index[name]
            ours = sheet.formula_rows(index)
            column = changed.get(index) or sheet.column(index)
            cells = zip(sheet.rows, picked, column, strict=True)
            changed[index] = [_followed(name, raw, cell, persons) if row in ours else cell for row, raw, cell in cells]
            formulas[index] = {row for row, raw in zip(sheet.rows, picked, strict=True) if row in ours and raw is None}
    return _Chosen(sheet, changed, formulas) if changed else sheet


def _followed(name: str, picked: Raw, cell: Raw, persons: Mapping[str, Mapping[str, Raw]]) -> Raw:
    """What a formula of column ``name`` shows of the person that is chosen."""
    if picked is None:
        return None if isinstance(cell, Fault) and cell.kind == "no_result" else cell
    person = persons.get(_text(picked))
    if person is None:
        return picked if name == NAME else None
    own = person.get(name)
    return own if isinstance(own, str) else None


def _text(raw: object) -> str:
    return raw if isinstance(raw, str) else ""


@dataclass(frozen=True)
class _Chosen:
    """A sheet some of whose columns hold what was chosen."""

    own: RawSheet
    changed: Mapping[int, list[Raw]]
    formulas: Mapping[int, set[int]] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        return self.own.rows

    @property
    def hidden(self) -> set[int]:
        return self.own.hidden

    @property
    def merges(self) -> list[Merge]:
        return self.own.merges

    @property
    def protected(self) -> bool:
        return self.own.protected

    def column(self, index: int) -> list[Raw]:
        return self.changed[index] if index in self.changed else self.own.column(index)

    def row(self, position: int) -> dict[int, Raw]:
        cells = self.own.row(position) | {index: column[position] for index, column in self.changed.items()}
        return {index: raw for index, raw in cells.items() if raw is not None}

    def used_columns(self) -> list[int]:
        return self.own.used_columns()

    def formula_rows(self, index: int) -> set[int]:
        return self.formulas[index] if index in self.formulas else self.own.formula_rows(index)
