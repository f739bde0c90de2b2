"""Where everything stands on an entry sheet: one column a machine name, helper columns at the end, data from row 6.

Rows: 1 machine names (hidden), 2 title, 3 group headings, 4 labels, 5 hints, 6… data. Columns: the row token
(hidden), the identity columns, the first words of 校验提示, the other columns, the conclusions, the whole 校验提示, the
hidden helpers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import Table
from cunbiao.definitions.picks import picked_from
from cunbiao.expressions.types import FILLED, KEY, LAST
from cunbiao.records.identity_sheet import PICK, TOKEN_COLUMN
from generators.village.reading import helper_names, read_name
from workbooks.references import column_letters

NAMES_ROW, TITLE_ROW, GROUP_ROW, LABEL_ROW, HINT_ROW, FIRST_ROW = 1, 2, 3, 4, 5, 6

BRIEF = "_brief"
MESSAGE = "_message"
ISSUED = "_issued"
# 1 where a village typed something into the row: an issued one stands otherwise, or holds what is asked anew.
TOUCHED = "_touched"
SEQUENCE = "_seq"
STATE = "_state"

Use = Literal["token", "pick", "locked", "input", "computed", "brief", "message", "conclusion", "reason", "helper"]
CellAt = Callable[[str], str]


@dataclass(frozen=True)
class SheetColumn:
    """One column of an entry sheet; ``column`` is its indicator, None for the sheet's own columns (``label`` then).

    ``use`` is what the column is in issued rows: a ``locked`` one is filled in by hand in spare rows.
    """

    name: str
    use: Use
    group: str = ""
    column: ResolvedColumn | None = None
    label: str = ""

    @property
    def indicator(self) -> ResolvedColumn:
        """The indicator's definition; only for columns that have one."""
        assert self.column is not None
        return self.column


@dataclass(frozen=True)
class EntryLayout:
    """The columns of one entry sheet and how many data rows it has."""

    table: Table
    columns: tuple[SheetColumn, ...]
    capacity: int

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.table.sheet

    @property
    def last_row(self) -> int:
        """The last data row."""
        return FIRST_ROW + self.capacity - 1

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {column.name: index for index, column in enumerate(self.columns)}

    def has(self, name: str) -> bool:
        """Whether the sheet has a column of this machine name."""
        return name in self._positions

    def index(self, name: str) -> int:
        """Column number from 0 of a machine name; raises `KeyError` when the sheet has no such column."""
        return self._positions[name]

    def letter(self, name: str) -> str:
        """Column letters of a machine name."""
        return column_letters(self.index(name))

    def row(self, number: int) -> CellAt:
        """Gives the cells of a row as formulas that are filled down name them: $F6."""
        return lambda name: f"${self.letter(name)}{number}"

    def read_row(self, number: int) -> CellAt:
        """Gives the cells of a row as they are read: of a typed one the hidden cell that says what it is read as.

        ``last.x`` is a formula: the cell on the hidden sheet of issued rows, "" where the row was not issued.
        """
        at = self.row(number)
        return lambda name: self._issued(name, number) if name.startswith(LAST) else at(self.read(name))

    def read(self, name: str) -> str:
        """Machine name of the column that holds what a column is read as: its own where nobody can type into it."""
        return read_name(name) if self.has(read_name(name)) else name

    def _issued(self, name: str, row: int) -> str:
        place = 1 + [f"{LAST}{column.name}" for column in self.typed].index(name)
        number = f"${self.letter(ISSUED)}{row}"
        return f'IF(N({number})>0,INDEX({issued_name(self.table.id)},{number},{place}),"")'

    def fixed_first(self, name: str) -> str:
        """The first data cell of a column, wherever a formula is filled down to."""
        return f"${self.letter(name)}${FIRST_ROW}"

    def rows_of(self, name: str) -> str:
        """All data rows of a column as an absolute reference with the sheet's name."""
        letter = self.letter(name)
        return f"{quoted_sheet(self.sheet)}!${letter}${FIRST_ROW}:${letter}${self.last_row}"

    def used(self, *uses: Use) -> list[SheetColumn]:
        """The columns of these uses, in sheet order."""
        return [column for column in self.columns if column.use in uses]

    @property
    def typed(self) -> list[SheetColumn]:
        """The columns that hold what the roster or a person gives, computed ones left out."""
        return self.used("locked", "input")

    def given(self, name: str) -> bool:
        """Whether this cell is locked in spare rows, too: the temporary household code, and what others fill."""
        if name == self.table.key and self.table.new_keys is not None:
            return True
        column = self.columns[self.index(name)].column
        return column is not None and column.filled_at != "village"

    @property
    def asked(self) -> list[SheetColumn]:
        """The columns that a village fills in by hand in some of the rows: what is locked, in spare ones."""
        spare = self.table.spare_rows > 0
        return [own for own in self.typed if (spare or own.use == "input") and not self.given(own.name)]

    @property
    def must(self) -> int:
        """How many of them must not stay empty."""
        return sum(own.indicator.required == "must" for own in self.asked)

    @property
    def visible(self) -> list[SheetColumn]:
        """The columns that are seen and printed."""
        return [column for column in self.columns if column.use not in ("token", "helper")]

    @property
    def identity_end(self) -> int:
        """Number of columns up to and including the first words of 校验提示: what stays in view when scrolling."""
        return self.index(BRIEF) + 1

    def runs(self, names: Iterable[str], row: int) -> list[str]:
        """The cells of these columns in a row, neighbours written as a range."""
        runs: list[list[int]] = []
        for index in sorted(map(self.index, names)):
            if runs and runs[-1][-1] == index - 1:
                runs[-1].append(index)
            else:
                runs.append([index])
        ends = [(column_letters(run[0]), column_letters(run[-1])) for run in runs]
        return [f"${first}{row}" if first == last else f"${first}{row}:${last}{row}" for first, last in ends]

    def with_helpers(self, names: Sequence[str]) -> EntryLayout:
        """The layout with further hidden columns at its end."""
        return replace(self, columns=(*self.columns, *(SheetColumn(name, "helper") for name in names)))


def entry_layout(campaign: Campaign, table_id: str, capacity: int) -> EntryLayout:
    """The layout of a table's sheet, without the columns that hold messages.

    The columns of the table's first group are its identity columns: they stay in view, and the first words of 校验提示
    follow them.
    """
    table = campaign.tables[table_id]
    return EntryLayout(table, tuple(_columns(campaign, table)), capacity)


def _columns(campaign: Campaign, table: Table) -> Iterator[SheetColumn]:
    resolved = campaign.columns(table.id)
    identity = resolved[0].group
    yield SheetColumn(TOKEN_COLUMN, "token")
    persons = picked_from(campaign.tables, table)
    if table.pick is not None and persons:
        yield SheetColumn(PICK, "pick", identity, label=table.pick.label)
    yield from (_indicator_column(column) for column in resolved if column.group == identity)
    yield SheetColumn(BRIEF, "brief", identity)
    yield from (_indicator_column(column) for column in resolved if column.group != identity)
    verdicts = campaign.verdicts(table.id)
    for compiled in verdicts:
        yield SheetColumn(conclusion_name(compiled.verdict.id), "conclusion", compiled.verdict.title)
        yield SheetColumn(reason_name(compiled.verdict.id), "reason", compiled.verdict.title)
    yield SheetColumn(MESSAGE, "message", "校验提示（全文）")
    yield SheetColumn(FILLED, "helper")
    yield from (SheetColumn(place_name(own.id), "helper") for own in persons)
    if table.roster:
        yield SheetColumn(ISSUED, "helper")
        yield SheetColumn(TOUCHED, "helper")
    if any(form.print_face and form.print_face.member_table == table.id for form in campaign.forms.values()):
        yield SheetColumn(SEQUENCE, "helper")
    for compiled in verdicts:
        for criterion in compiled.criteria:
            yield SheetColumn(criterion_name(criterion.criterion.id), "helper")
    steps = [helper_names(campaign, table, column) for column in resolved if can_be_typed(table, column)]
    # What is read stands together, so that one range is all that a row says.
    yield from (SheetColumn(name, "helper") for names in steps for name in names[:-1])
    yield from (SheetColumn(names[-1], "helper") for names in steps)


def can_be_typed(table: Table, column: ResolvedColumn) -> bool:
    """Whether the column is the village's to fill in, or the roster's: what a lock guards is read like the rest."""
    if column.derived is not None or column.filled_at != "village":
        return False
    return column.name != table.key or table.new_keys is None


def _indicator_column(column: ResolvedColumn) -> SheetColumn:
    use: Use = "computed" if column.derived is not None else "locked" if column.locked else "input"
    return SheetColumn(column.name, use, column.group, column)


def place_name(table: str) -> str:
    """Machine name of the hidden column with the row number of the chosen person in a table, 0 when not there."""
    return f"_place_{table}"


def conclusion_name(verdict: str) -> str:
    """Machine name of the column that shows a verdict's outcome."""
    return f"_conclusion_{verdict}"


def reason_name(verdict: str) -> str:
    """Machine name of the column that names the criteria a verdict failed on."""
    return f"_reason_{verdict}"


def criterion_name(criterion: str) -> str:
    """Machine name of the hidden column with one criterion's result: 1 met, -1 not met, 0 open."""
    return f"_met_{criterion}"


def counter_name(counter: str) -> str:
    """Under which the rows that a counter of the cover counts are known."""
    return f"_counter_{counter}"


def quoted_sheet(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def typed_name(table: str, indicator: str) -> str:
    """The defined name of all data rows of a column as they were typed: what print faces show."""
    return f"{table}.{indicator}.typed"


def column_name(table: str, indicator: str) -> str:
    """The defined name of all data rows of a column."""
    return f"{table}.{indicator}"


def issued_name(table: str) -> str:
    """The defined name of all values a table was issued with."""
    return f"issued.{table}"


def issued_columns_name(table: str) -> str:
    """The defined name of the indicator names above those values."""
    return f"issued_columns.{table}"


__all__ = ["FILLED", "KEY", "EntryLayout", "SheetColumn", "entry_layout"]
