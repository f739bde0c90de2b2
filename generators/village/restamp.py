"""What is made from a village workbook alone: a fresh one with the values typed into it, or a further one (续表).

What was pasted brings locks and formats along; a fresh workbook of the same edition has those it was issued with. What
cannot be carried over is named, so that nothing is lost: cells that a lock guards, rows for which there is no room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Table
from cunbiao.lists.roster.model import Value, Village
from cunbiao.records.identity_sheet import FIRST_ROW, ISSUED_TOKEN, SPARE_TOKEN
from cunbiao.records.submission import RowLedger, Submission, TableRows
from cunbiao.submissions.issued import IssuedCopy, shown_value
from generators.village.capacity import capacity_for
from generators.village.issue import Typed, village_workbook
from generators.village.layout import can_be_typed
from generators.village.prefill import Prefill, issued_tokens, spare_tokens
from generators.village.shown import shown, shown_in
from generators.village.template import draw_template
from workbooks.reading.raw import Fault


@dataclass(frozen=True)
class Left:
    """A value that is not in the fresh workbook: where it stood, what it is, and why it was left."""

    sheet: str
    row: int
    label: str
    value: str
    why: str


@dataclass(frozen=True)
class Restamped:
    """The fresh workbook and what was left."""

    data: bytes
    left: tuple[Left, ...]


_LOCKED = "这一格是锁定的，照下发的内容"
_NO_ROOM = "备用行放不下这一行"


def restamped(campaign: Campaign, submission: Submission, issued: Mapping[str, IssuedCopy]) -> Restamped:
    """The values of a submission in a fresh workbook; ``issued`` are the rows it was issued with, by table.

    Raises:
        StampError: a value is one that no cell can hold; it says which row and column.
    """
    campaign = _with_rows(campaign, submission)
    own = _prefilled(campaign, submission, issued, submission.identity.part)
    left: list[Left] = []
    placed = {table: _Placing(own, table, submission.tables.get(table), left) for table in campaign.tables}
    template = draw_template(campaign, capacity_for(campaign, own.counts), own.continues)
    filled = replace(submission, tables={table: place.rows() for table, place in placed.items()})
    [computed] = shown_in(campaign, template.sheets, [filled])
    typed = {table: place.typed() for table, place in placed.items()}
    villages = submission.identity.villages
    return Restamped(village_workbook(template, own, computed, villages, typed), tuple(left))


def continued(campaign: Campaign, submission: Submission, issued: Mapping[str, IssuedCopy], part: int) -> bytes:
    """The ``part``-th workbook of the village of a submission, in which there is room for further rows: the same that
    is issued from the roster.
    """
    campaign = _with_rows(campaign, submission)
    own = _prefilled(campaign, submission, issued, part)
    template = draw_template(campaign, capacity_for(campaign, own.counts), own.continues)
    [computed] = shown(campaign, template.sheets, [own])
    return village_workbook(template, own, computed, submission.identity.villages)


def _prefilled(campaign: Campaign, submission: Submission, issued: Mapping[str, IssuedCopy], part: int) -> Prefill:
    """What the village of a submission was issued with."""
    identity = submission.identity
    village = Village(identity.village_code, identity.village, identity.township, identity.county)
    tables = {table: _issued(campaign, table, issued.get(table)) for table in campaign.tables}
    return Prefill(campaign, village, tables, part)


def _with_rows(campaign: Campaign, submission: Submission) -> Campaign:
    """The campaign with as many spare rows as the workbook has."""
    spare = {table: rows.counts.spare + rows.counts.unused for table, rows in submission.tables.items()}

    def as_issued(table: Table) -> Table:
        return table.model_copy(update={"spare_rows": spare.get(table.id) or table.spare_rows})

    return replace(campaign, tables={name: as_issued(table) for name, table in campaign.tables.items()})


def _issued(campaign: Campaign, table: str, copy: IssuedCopy | None) -> dict[str, list[Value]]:
    """The issued rows of a table by typed column; a column the edition did not have yet is empty."""
    names = [column.name for column in campaign.columns(table) if column.derived is None]
    if copy is None:
        return {name: [] for name in names}
    empty: list[Value] = [None] * len(copy.tokens)
    return {name: [_value(raw) for raw in copy.columns[name]] if name in copy.columns else empty for name in names}


def _value(raw: object) -> Value:
    if isinstance(raw, Fault):
        return raw.text
    return raw if raw is None or isinstance(raw, str) else float(raw)  # type: ignore[arg-type]  # a number or a truth


class _Placing:
    """Puts the rows of one table into the rows of the fresh sheet."""

    def __init__(self, own: Prefill, table: str, rows: TableRows | None, left: list[Left]) -> None:
        self._own, self._table, self._left = own, own.campaign.tables[table], left
        self._columns = [column for column in own.campaign.columns(table) if column.derived is None]
        self._issued = own.tables[table]
        self._count = own.count(table)
        self._source = rows
        self._keys = own.spare_keys(table, self._table.spare_rows)
        # Position in the fresh sheet → index in the source, issued rows first.
        self._places = dict(self._found()) if rows is not None else {}

    def _found(self) -> Iterator[tuple[int, int]]:
        assert self._source is not None
        tokens = {token: place for place, token in enumerate(issued_tokens(self._count))}
        spare = [index for index, token in enumerate(self._source.tokens) if not token.startswith(ISSUED_TOKEN)]
        yield from ((tokens[token], i) for i, token in enumerate(self._source.tokens) if token in tokens)
        free = dict.fromkeys(range(self._table.spare_rows))
        for index in sorted(spare, key=lambda index: not self._source_token(index)):
            position = self._spare_place(index, free)
            if position is None:
                self._leave(index, [column.name for column in self._columns], _NO_ROOM)
            else:
                del free[position]
                yield self._count + position, index

    def _source_token(self, index: int) -> str:
        assert self._source is not None
        return self._source.tokens[index]

    def _spare_place(self, index: int, free: Mapping[int, None]) -> int | None:
        """The spare row with the row's own key or token, else the next free one."""
        if self._keys:
            key = self._cell(self._table.key, index)
            return next((place for place in free if self._keys[place] == key), None)
        token = self._source_token(index)
        if token.startswith(SPARE_TOKEN) and int(token[len(SPARE_TOKEN) :]) - 1 in free:
            return int(token[len(SPARE_TOKEN) :]) - 1
        return next(iter(free), None)

    def _cell(self, name: str, index: int) -> Value:
        assert self._source is not None
        column = self._source.columns.get(name)
        return None if column is None or column[index] == "" else column[index]

    def typed(self) -> Typed:
        """What stands in the cells that people fill in."""
        issued: dict[str, list[Value]] = {}
        spare: dict[str, list[Value]] = {}
        for column in self._columns:
            cells = list(self._issued[column.name])
            for position, index in self._places.items():
                if position < self._count and self._open(column.name, position):
                    cells[position] = self._cell(column.name, index)
            issued[column.name] = cells
            if can_be_typed(self._table, column):
                rows: list[Value] = [None] * self._table.spare_rows
                for position, index in self._places.items():
                    if position >= self._count:
                        rows[position - self._count] = self._cell(column.name, index)
                spare[column.name] = rows
        return Typed(issued, spare, self._used())

    def _used(self) -> list[int]:
        return sorted(position - self._count for position in self._places if position >= self._count)

    def _open(self, name: str, position: int) -> bool:
        """Whether a cell of an issued row is the village's to fill in; what the roster left empty is."""
        column = next(column for column in self._columns if column.name == name)
        if self._own.continues or column.filled_at != "village":
            return False
        empty = self._issued[name][position] in (None, "")
        return not column.locked or (empty and column.required == "must" and name != self._table.key)

    def rows(self) -> TableRows:
        """The rows of the fresh sheet as they will be read, for what its computed cells show."""
        self._tell_locked()
        typed, used = self.typed(), self._used()
        positions = [*range(self._count), *(self._count + place for place in used)]
        keys = {self._table.key: self._keys} if self._keys else {}
        spare = {**typed.spare, **keys}
        columns: dict[str, list[Value]] = {
            name: [*cells, *(spare[name][place] if name in spare else None for place in used)]
            for name, cells in typed.issued.items()
        }
        tokens = [*issued_tokens(self._count), *(spare_tokens(place + 1)[-1] for place in used)]
        bad, told = self._unreadable(positions)
        return TableRows(
            table=self._table.id,
            sheet=self._table.sheet,
            rows=[FIRST_ROW + position for position in positions],
            tokens=tokens,
            columns=columns,
            bad=bad,
            letters={},
            shown={},
            issued={name: [*cells, *[None] * len(used)] for name, cells in self._issued.items()},
            counts=RowLedger(),
            told=told,
        )

    def _unreadable(self, positions: Sequence[int]) -> tuple[dict[str, list[int]], dict[str, dict[int, str]]]:
        if self._source is None:
            return {}, {}
        index_of = {index: positions.index(position) for position, index in self._places.items()}
        carried = [
            (name, index)
            for name, indices in self._source.bad.items()
            for index in indices
            if index in index_of and (positions[index_of[index]] >= self._count or self._open(name, index_of[index]))
        ]
        bad: dict[str, list[int]] = {}
        told: dict[str, dict[int, str]] = {}
        for name, index in carried:
            bad.setdefault(name, []).append(index_of[index])
            if (said := self._source.told.get(name, {}).get(index)) is not None:
                told.setdefault(name, {})[index_of[index]] = said
        return {name: sorted(indices) for name, indices in bad.items()}, told

    def _tell_locked(self) -> None:
        """Cells past a lock that were changed all the same."""
        for position, index in self._places.items():
            if position < self._count:
                changed = [
                    column.name
                    for column in self._columns
                    if not self._open(column.name, position)
                    and self._cell(column.name, index) not in (None, self._issued[column.name][position])
                ]
                self._leave(index, changed, _LOCKED)

    def _leave(self, index: int, names: Sequence[str], why: str) -> None:
        assert self._source is not None
        for name in names:
            value = self._cell(name, index)
            if value is not None:
                column = next(column for column in self._columns if column.name == name)
                self._left.append(
                    Left(self._source.sheet, self._source.rows[index], column.label, shown_value(value), why)
                )
