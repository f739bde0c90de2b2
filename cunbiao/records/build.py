"""From submissions to tables: the rows of all villages put together, in an order that does not depend on the order of
the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.expressions.table.columns import numbered, objects
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.records.frames import Bools, Frames, Ints, Source, TableFrame, Texts
from cunbiao.records.identity_sheet import ISSUED_TOKEN
from cunbiao.records.submission import Submission, TableRows, Value


def order_of(submission: Submission) -> tuple[str, str, bool, str, str]:
    """The place of a submission among others: by township and village code, what is added to another one after that."""
    identity, added = submission.identity, bool(submission.joined_to)
    return identity.township, identity.village_code, added, submission.file, submission.sha256


def build_frames(campaign: Campaign, submissions: Iterable[Submission]) -> Frames:
    """All tables of the campaign with the rows of these submissions, computed indicators not yet filled.

    Rows are sorted by township, village code, household code, file and sheet row. A column that a file lacks is empty
    for its rows.
    """
    ordered = sorted(submissions, key=order_of)
    sources = tuple(_source(submission) for submission in ordered)
    villages = list(dict.fromkeys(source.village_code for source in sources))
    village_of = np.array([villages.index(source.village_code) for source in sources], dtype=np.int64)
    parts = {
        table: [(source, own.tables[table]) for source, own in enumerate(ordered) if table in own.tables]
        for table in campaign.tables
    }
    rows = {table: _Rows.of(own, village_of, campaign.tables[table].key) for table, own in parts.items()}
    households = _households(rows)
    frames = {
        table: _frame(campaign, table, sources, parts[table], rows[table], *households[table])
        for table in campaign.tables
    }
    return Frames(frames, sources)


def _source(submission: Submission) -> Source:
    identity = submission.identity
    return Source(
        file=submission.file,
        sha256=submission.sha256,
        township=identity.township,
        village=identity.village,
        village_code=identity.village_code,
        county=identity.county,
        sheets={table: rows.sheet for table, rows in submission.tables.items()},
        letters={table: rows.letters for table, rows in submission.tables.items()},
    )


@dataclass(frozen=True)
class _Rows:
    """What every row of a table has: file, village, Excel row, token, household code."""

    source: Ints
    village: Ints
    row: Ints
    token: Texts
    code: Texts

    @classmethod
    def of(cls, parts: Sequence[tuple[int, TableRows]], village_of: Ints, key: str) -> _Rows:
        sizes = [len(rows.rows) for _, rows in parts]
        sources = np.repeat(np.array([source for source, _ in parts], dtype=np.int64), sizes)
        return cls(
            source=sources,
            village=village_of[sources],
            row=np.fromiter(chain.from_iterable(rows.rows for _, rows in parts), np.int64, sum(sizes)),
            token=_texts(chain.from_iterable(rows.tokens for _, rows in parts), sum(sizes)),
            code=_kept_apart(_texts(chain.from_iterable(_readable(rows, key) for _, rows in parts), sum(sizes)), key),
        )


def _kept_apart(codes: Texts, key: str) -> Texts:
    """The codes of one kind of key, so that a household and something else with the same code have two numbers."""
    if key == HOUSEHOLD_KEY:
        return codes
    return _texts((f"{key}:{code}" if code else "" for code in codes.tolist()), len(codes))


def _households(rows: Mapping[str, _Rows]) -> dict[str, tuple[Ints, Ints]]:
    """The household number of every row and the order of the rows, by table."""
    if not rows:
        return {}
    villages = np.concatenate([part.village for part in rows.values()])
    codes = np.concatenate([part.code for part in rows.values()])
    own, names = numbered(codes)
    ranks = np.argsort(np.argsort(objects(names)))[own]
    numbers = np.unique(villages * max(len(names), 1) + ranks, return_inverse=True)[1].astype(np.int64)
    nameless = codes == ""
    numbers[nameless] = -1 - np.arange(int(nameless.sum()))
    result = {}
    start = 0
    for table, part in rows.items():
        end = start + len(part.row)
        result[table] = numbers[start:end], np.lexsort((part.row, part.source, ranks[start:end], part.village))
        start = end
    return result


def _frame(
    campaign: Campaign,
    table: str,
    sources: tuple[Source, ...],
    parts: Sequence[tuple[int, TableRows]],
    rows: _Rows,
    household: Ints,
    order: Ints,
) -> TableFrame:
    columns = campaign.columns(table)
    frame = TableFrame(
        table=table,
        columns=columns,
        key=campaign.tables[table].key,
        sources=sources,
        source=rows.source[order],
        row=rows.row[order],
        token=rows.token[order],
        added=~_issued(rows.token)[order],
        village=rows.village[order],
        household=household[order],
        arrays={},
        as_issued=_IssuedColumns([own for _, own in parts], order),
    )
    position = np.empty(len(order), dtype=np.int64)
    position[order] = np.arange(len(order))
    for column in columns:
        if column.derived is None:
            _fill(frame, column, parts, order, position)
    return frame


def _fill(
    frame: TableFrame, column: ResolvedColumn, parts: Sequence[tuple[int, TableRows]], order: Ints, position: Ints
) -> None:
    cells = chain.from_iterable(_readable(rows, column.name) for _, rows in parts)
    frame.arrays[column.name] = _array(column, cells, len(order))[order]
    start = 0
    originals: dict[int, str] = {}
    told: dict[int, str] = {}
    formulas: list[int] = []
    for _, rows in parts:
        if column.name in rows.told:
            told |= {int(position[start + index]): own for index, own in rows.told[column.name].items()}
        if column.name in rows.formulas:
            formulas += [int(position[start + index]) for index in rows.formulas[column.name]]
        for index in rows.bad.get(column.name, ()):
            originals[int(position[start + index])] = str(rows.columns[column.name][index] or "")
        start += len(rows.rows)
    if told:
        frame.told[column.name] = told
    if formulas:
        frame.formulas[column.name] = formulas
    if originals:
        mark = np.zeros(len(order), dtype=np.bool_)
        mark[list(originals)] = True
        frame.marks[column.name] = mark
        frame.raw[column.name] = originals


@dataclass(frozen=True)
class _IssuedColumns:
    """The columns of a table as issued; they are put together only when a rule asks for one."""

    parts: Sequence[TableRows]
    order: Ints

    def __call__(self, column: ResolvedColumn) -> NDArray[np.generic]:
        kind = float if column.kind in NUMBER_KINDS else str
        columns = ((rows.issued or {}).get(column.name, [None] * len(rows.rows)) for rows in self.parts)
        cells = (cell if isinstance(cell, kind) else None for cell in chain.from_iterable(columns))
        return _array(column, cells, len(self.order))[self.order]


def _array(column: ResolvedColumn, cells: Iterable[Value], size: int) -> NDArray[np.generic]:
    if column.kind in NUMBER_KINDS:
        return np.array(list(cells), dtype=np.float64)
    return _texts(cells, size)


def _readable(rows: TableRows, name: str) -> Sequence[Value]:
    """The column with unreadable cells and a missing column as blanks."""
    cells = rows.columns.get(name)
    if cells is None:
        return [None] * len(rows.rows)
    bad = rows.bad.get(name)
    if not bad:
        return cells
    cleared = list(cells)
    for index in bad:
        cleared[index] = None
    return cleared


def _texts(cells: Iterable[Value], size: int) -> Texts:
    array = np.empty(size, dtype=object)
    array[:] = [cell or "" for cell in cells]
    return array


def _issued(tokens: Texts) -> Bools:
    return np.fromiter((token.startswith(ISSUED_TOKEN) for token in tokens), np.bool_, len(tokens))
