"""Which column of a sheet is which: by the machine names in row 1, never by position."""

from __future__ import annotations

from dataclasses import dataclass

from cunbiao.submissions.schema import ColumnSchema, TableSchema
from workbooks import refusal
from workbooks.reading.raw import RawSheet
from workbooks.references import column_letters
from workbooks.refusal import Refused

TOKEN_INDEX = 0


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The columns found.

    ``index``: name → column (from 0), for indicators and for the sheet's own helper columns ("_" comes first there).
    ``former``: columns of another edition, by name; ``unknown``: columns right of A that hold something but carry no
    name the table knows.
    ``moved``: they stand in another order than they were issued in.
    """

    index: dict[str, int]
    former: dict[str, int]
    unknown: list[int]
    moved: bool

    def letters(self, table: TableSchema) -> dict[str, str]:
        """Column letters of every indicator found."""
        return {
            column.name: column_letters(self.index[column.name])
            for column in table.columns
            if column.name in self.index
        }


def map_columns(name: str, sheet: RawSheet, table: TableSchema, may_lack: frozenset[str] = frozenset()) -> ColumnMap:
    """Finds the columns of an entry sheet; ``name`` is the name the sheet has in this file.

    ``may_lack`` are columns that the edition it was issued in need not have had.

    Raises:
        Refused: row 1 is gone, a column stands there twice, or one that the village fills in is missing.
    """
    names = sheet.row(0) if sheet.rows[:1] == [1] else {}
    known = {column.name: column for column in table.columns}
    index: dict[str, int] = {}
    former: dict[str, int] = {}
    for position, text in sorted(names.items()):
        if position == TOKEN_INDEX or not isinstance(text, str):
            continue
        if text in index:
            label = known[text].label if text in known else text
            raise _twice(name, label, index[text], position)
        if text in known or text.startswith("_"):
            index[text] = position
        elif text in table.former:
            former[text] = position
    if not any(column in index for column in known):
        raise Refused(refusal.NAMES_ROW_DAMAGED, sheet=name, content="names_row")
    for column in table.columns:
        lacks = not column.derived and not column.filled_by and column.name not in may_lack
        if column.name not in index and lacks:
            raise Refused(refusal.COLUMN_MISSING, sheet=name, label=column.label)
    places = {TOKEN_INDEX, *index.values(), *former.values()}
    order = [index[column.name] for column in table.columns if column.name in index]
    return ColumnMap(
        index=index,
        former=former,
        unknown=[column for column in sheet.used_columns() if column not in places],
        moved=order != sorted(order),
    )


def filled_in(table: TableSchema, columns: ColumnMap) -> list[ColumnSchema]:
    """The columns found that hold data rather than results, in sheet order."""
    return [column for column in table.columns if not column.derived and column.name in columns.index]


def _twice(sheet: str, label: str, first: int, second: int) -> Refused:
    return Refused(
        refusal.COLUMN_TWICE, sheet=sheet, label=label, column=column_letters(first), other=column_letters(second)
    )
