"""The rows as issued, kept in the hidden sheets: what was changed since, and which rows are gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cunbiao.submissions.cells import parse_column, shown_raw
from cunbiao.submissions.identity_sheet import TOKEN_COLUMN, Cell
from cunbiao.submissions.raw import Fault, Raw, RawSheet
from cunbiao.submissions.records import Value
from cunbiao.submissions.schema import TableSchema, Words


@dataclass(frozen=True, slots=True)
class IssuedCopy:
    """The rows of one table as issued: token → position, indicator → values; ``cells`` are the rows of the sheet."""

    tokens: dict[str, int]
    columns: dict[str, list[Value]]
    cells: list[Sequence[Cell]]

    def aligned(self, tokens: list[str]) -> dict[str, list[Value]]:
        """The issued values in the order of ``tokens``, ``None`` for rows that were not issued."""
        order = [self.tokens.get(token, -1) for token in tokens]
        issued = next((place for place, position in enumerate(order) if position < 0), len(order))
        if order[:issued] == list(range(issued)) and all(position < 0 for position in order[issued:]):
            blanks: list[Value] = [None] * (len(order) - issued)
            return {name: column[:issued] + blanks for name, column in self.columns.items()}
        return {
            name: [column[position] if position >= 0 else None for position in order]
            for name, column in self.columns.items()
        }


def read_issued(sheet: RawSheet, table: TableSchema, words: Words, longest: int) -> IssuedCopy | None:
    """The copy an ``_issued_<table>`` sheet holds, ``None`` when its heading row is gone."""
    names = sheet.row(0) if sheet.rows[:1] == [1] else {}
    if names.get(0) != TOKEN_COLUMN:
        return None
    width = max(names) + 1
    columns = [sheet.column(index) for index in range(width)]
    tokens = {raw: position for position, raw in enumerate(columns[0][1:]) if isinstance(raw, str)}
    known = {column.name: column for column in table.columns}
    values = {
        name: parse_column(known[name], columns[index][1:], words, longest).values
        for index, name in names.items()
        if isinstance(name, str) and name in known
    }
    cells: list[Sequence[Cell]] = list(zip(*map(_cells, columns), strict=True))
    return IssuedCopy(tokens, values, cells)


def _cells(column: list[Raw]) -> list[Cell]:
    return [raw.text if isinstance(raw, Fault) else "" if raw is None else raw for raw in column]


@dataclass(frozen=True, slots=True)
class LockedChange:
    """A record whose locked cells are not those that were issued.

    ``before`` and ``after`` map indicators to values; ``swapped_with`` is the token of the other issued row whose
    values these are.
    """

    index: int
    before: dict[str, Value]
    after: dict[str, Value]
    swapped_with: str | None


def locked_changes(
    table: TableSchema, tokens: list[str], columns: Mapping[str, list[Value]], copy: IssuedCopy
) -> list[LockedChange]:
    """Every issued record in which a locked cell was changed."""
    locked = [
        column.name for column in table.columns if column.locked and not column.derived and column.name in copy.columns
    ]
    aligned = copy.aligned(tokens)
    changed: dict[int, list[str]] = {}
    for name in locked:
        if columns[name] == aligned[name]:
            continue
        for index, (after, before) in enumerate(zip(columns[name], aligned[name], strict=True)):
            if after != before and tokens[index] in copy.tokens:
                changed.setdefault(index, []).append(name)
    return [
        LockedChange(
            index=index,
            before={name: aligned[name][index] for name in names},
            after={name: columns[name][index] for name in names},
            swapped_with=_swapped_with(copy, tokens[index], {name: columns[name][index] for name in names}),
        )
        for index, names in sorted(changed.items())
    ]


def _swapped_with(copy: IssuedCopy, token: str, values: dict[str, Value]) -> str | None:
    """The issued row these values were taken from: sorting some of the columns moves them together."""
    if len(values) < 2:
        return None
    for other, position in copy.tokens.items():
        if other != token and all(copy.columns[name][position] == value for name, value in values.items()):
            return other
    return None


def shown_value(value: Value) -> str:
    """A value in a message; an empty cell as （空）."""
    return "（空）" if value is None or value == "" else shown_raw(value)
