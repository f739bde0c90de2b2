"""The rows as issued, kept in the hidden sheets: what was changed since, and which rows are gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cunbiao.records.display import show_number
from cunbiao.records.identity_sheet import ISSUED_TOKEN, TOKEN_COLUMN, Cell
from cunbiao.records.submission import Value
from cunbiao.submissions.cells import parse_column, shown_raw
from cunbiao.submissions.schema import ColumnSchema, TableSchema, Words
from workbooks.reading.raw import Fault, Raw, RawSheet


@dataclass(frozen=True, slots=True)
class IssuedCopy:
    """The rows of one table as issued.

    Attributes:
        tokens: row token → position.
        columns: indicator → raw cells, one a row.
        cells: the rows of the sheet as they are, the heading row first.
    """

    tokens: dict[str, int]
    columns: dict[str, list[Raw]]
    cells: list[Sequence[Cell]]

    def order_of(self, tokens: Sequence[str]) -> list[int]:
        """The position of each of these tokens, -1 where the row was not issued."""
        return [self.tokens.get(token, -1) for token in tokens]

    def aligned(self, name: str, order: Sequence[int]) -> list[Raw]:
        """The raw cells of a column in this order, ``None`` where the row was not issued."""
        # Position -1 is the last one.
        column: list[Raw] = [*self.columns[name], None]
        return list(map(column.__getitem__, order))

    def keys_gone(self, key: str, tokens: Sequence[str]) -> list[str]:
        """What stands in the column ``key`` of every issued row whose token is not among these."""
        gone = self.tokens.keys() - set(tokens)
        codes = self.columns.get(key)
        return [shown_raw(codes[self.tokens[token]]) if codes else "" for token in self.tokens if token in gone]


def read_issued(sheet: RawSheet, table: TableSchema) -> IssuedCopy | None:
    """The copy an ``_issued_<table>`` sheet holds, ``None`` when its heading row is gone."""
    names = sheet.row(0) if sheet.rows[:1] == [1] else {}
    if names.get(0) != TOKEN_COLUMN:
        return None
    columns = [sheet.column(index) for index in range(max(names) + 1)]
    known = {column.name for column in table.columns}
    cells: list[Sequence[Cell]] = list(zip(*map(_cells, columns), strict=True))
    return IssuedCopy(
        tokens={raw: position for position, raw in enumerate(columns[0][1:]) if isinstance(raw, str)},
        columns={name: columns[index][1:] for index, name in names.items() if isinstance(name, str) and name in known},
        cells=cells,
    )


def issued_values(
    column: ColumnSchema,
    raw: list[Raw],
    values: list[Value],
    copy: IssuedCopy,
    order: Sequence[int],
    words: Words,
    longest: int,
) -> list[Value]:
    """The values a column was issued with; the very list of ``values`` when no cell of it (``raw``) was changed."""
    before = copy.aligned(column.name, order)
    return values if before == raw else parse_column(column, before, words, longest).values


def _cells(column: list[Raw]) -> list[Cell]:
    if set(map(type, column)) <= {str}:
        return column  # type: ignore[return-value]  # only texts are left
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
    table: TableSchema,
    tokens: Sequence[str],
    columns: Mapping[str, list[Value]],
    issued: Mapping[str, list[Value]],
) -> list[LockedChange]:
    """Every issued record in which a locked cell was changed; ``issued`` are the values as issued, one a record."""
    locked = [column.name for column in table.columns if column.locked and column.name in issued]
    changed: dict[int, list[str]] = {}
    for name in locked:
        if columns[name] is issued[name]:
            continue
        for index, (after, before) in enumerate(zip(columns[name], issued[name], strict=True)):
            if after != before and tokens[index].startswith(ISSUED_TOKEN):
                changed.setdefault(index, []).append(name)
    return [
        LockedChange(
            index=index,
            before={name: issued[name][index] for name in names},
            after={name: columns[name][index] for name in names},
            swapped_with=_swapped_with(issued, tokens, index, {name: columns[name][index] for name in names}),
        )
        for index, names in sorted(changed.items())
    ]


def _swapped_with(
    issued: Mapping[str, list[Value]], tokens: Sequence[str], index: int, values: Mapping[str, Value]
) -> str | None:
    """The issued row these values were taken from: sorting some of the columns moves them together."""
    if len(values) < 2:
        return None
    for other, token in enumerate(tokens):
        if other != index and token and all(issued[name][other] == value for name, value in values.items()):
            return token
    return None


def shown_value(value: Value, kind: str = "") -> str:
    """A value in a message, of a column of this kind; an empty cell as （空）."""
    if kind == "date" and isinstance(value, float):
        return show_number(value, kind)
    return "（空）" if value is None or value == "" else shown_raw(value)
