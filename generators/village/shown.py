"""What the computed cells of issued rows show before any recalculation, for many villages at once.

The values come from the register's own evaluation of the same expressions, so sheet and merge agree from the start; a
test recalculates an issued workbook and finds the same values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cunbiao.checking.eligibility import VerdictColumn, judge
from cunbiao.checking.row_messages import nothing_said, reasons, row_messages
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.codes import several
from cunbiao.expressions import truth
from cunbiao.expressions.types import LAST
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.records.build import build_frames
from cunbiao.records.frames import Frames, TableFrame
from cunbiao.records.submission import Submission
from cunbiao.submissions.definition import schema_of
from generators.village.layout import (
    BRIEF,
    MESSAGE,
    SEQUENCE,
    STATE,
    TOUCHED,
    conclusion_name,
    counter_name,
    criterion_name,
    reason_name,
)
from generators.village.live import FIRST_WORDS, LiveSheet
from generators.village.prefill import Prefill, as_submission
from generators.village.reading import read_name, several_name, told
from workbooks.stamp.values import Value

# Machine name → one value a row, in sheet order.
Columns = Mapping[str, list[Value]]


def shown(campaign: Campaign, sheets: Sequence[LiveSheet], villages: Sequence[Prefill]) -> list[dict[str, Columns]]:
    """For each village: table → what the computed columns of its issued rows show."""
    schema = schema_of(campaign)
    return shown_in(campaign, sheets, [as_submission(own, schema) for own in villages])


def shown_in(
    campaign: Campaign, sheets: Sequence[LiveSheet], villages: Sequence[Submission]
) -> list[dict[str, Columns]]:
    """For the workbook of each village: table → what the computed columns of its rows show, in sheet order."""
    frames = build_frames(campaign, villages)
    frames.compute()
    verdicts = judge(campaign, frames)
    place = {source.village_code: index for index, source in enumerate(frames.sources)}
    found: list[dict[str, Columns]] = [{} for _ in villages]
    for sheet in sheets:
        frame = frames.tables[sheet.table_id]
        arrays = dict(computed_columns(campaign, sheet, frames, verdicts.get(frame.table, ())))
        order = np.lexsort((frame.row, frame.source))
        bounds = np.searchsorted(frame.source[order], np.arange(len(frames.sources) + 1))
        lists = {name: array[order].tolist() for name, array in arrays.items()}
        for own, tables in zip(villages, found, strict=True):
            source = place[own.identity.village_code]
            start, end = int(bounds[source]), int(bounds[source + 1])
            tables[frame.table] = {name: values[start:end] for name, values in lists.items()}
    return found


def computed_columns(
    campaign: Campaign, sheet: LiveSheet, frames: Frames, verdicts: Sequence[VerdictColumn]
) -> Iterator[tuple[str, NDArray[np.object_]]]:
    """What the computed columns of a sheet, and what the cover counts in it, show in each row of its frame."""
    frame = frames.tables[sheet.table_id]
    for compiled in campaign.counters(sheet.table_id):
        counted = truth(compiled.when, frames.prepared[frame.table], frames.prepared).true
        yield counter_name(compiled.counter.id), np.broadcast_to(counted, frame.size).astype(object)
    for column in sheet.layout.used("computed"):
        yield column.name, _cells(frame, column.name)
    for column in sheet.layout.typed:
        if sheet.layout.read(column.name) != column.name:
            yield read_name(column.name), read_cells(frame, column.indicator)
            if sheet.layout.has(several_name(column.name)):
                yield several_name(column.name), _several(frame, column.name)
    for verdict in verdicts:
        yield conclusion_name(verdict.id), verdict.outcome
        yield reason_name(verdict.id), reasons(verdict)
        for criterion in verdict.criteria:
            yield criterion_name(criterion.compiled.criterion.id), criterion.met.astype(object)
    whole = nothing_said(frame.size)
    for chunk in sheet.chunks:
        own = row_messages(frames, frame, chunk.pieces)
        told, texts = (own.lacking, whole.lacking) if chunk.lacking else (own.texts, whole.texts)
        yield chunk.name, told[chunk.level]
        texts[chunk.level] = texts[chunk.level] + told[chunk.level]
    yield MESSAGE, whole.message
    first = (text[:FIRST_WORDS] + ("…" if len(text) > FIRST_WORDS else "") for text in whole.message.tolist())
    yield BRIEF, np.array([*first], dtype=object)
    yield STATE, whole.state.astype(object)
    if sheet.layout.has(TOUCHED):
        yield TOUCHED, _touched(frame, sheet)
    if sheet.layout.has(SEQUENCE):
        yield SEQUENCE, _sequence(frame)


def _touched(frame: TableFrame, sheet: LiveSheet) -> NDArray[np.object_]:
    """1 in rows of the village's own, and in issued ones that hold what is asked anew or anything not issued."""
    touched = frame.added.copy()
    for column in sheet.layout.typed:
        number = column.indicator.kind in NUMBER_KINDS
        read = frame.number if number else frame.text
        now, was = read(column.name), read(f"{LAST}{column.name}")
        blank = np.isnan(now) if number else now == ""
        same = (now == was) | (blank & (np.isnan(was) if number else was == ""))
        differs = ~blank if column.indicator.asked_anew else ~np.asarray(same, dtype=np.bool_)
        for index, raw in frame.raw.get(column.name, {}).items():
            differs[index] = raw != str(was[index])
        touched |= np.asarray(differs, dtype=np.bool_)
    return touched.astype(np.int64).astype(object)


def _cells(frame: TableFrame, name: str) -> NDArray[np.object_]:
    """A computed column as cells: "" where the value is unknown."""
    if frame.column(name).kind not in NUMBER_KINDS:
        return frame.text(name)
    numbers = frame.number(name)
    cells = numbers.astype(object)
    cells[np.isnan(numbers)] = ""
    return cells


def read_cells(frame: TableFrame, column: ResolvedColumn) -> NDArray[np.object_]:
    """What a typed column is read as; of what cannot be read why."""
    cells = _cells(frame, column.name).copy()
    for index, message in frame.told.get(column.name, {}).items():
        reason = told(column, message)
        cells[index] = reason.strip('"') if reason.startswith('"') else float(reason)
    return cells


def _several(frame: TableFrame, name: str) -> NDArray[np.object_]:
    """What is no label, parted into several values."""
    cells = np.full(frame.size, "", dtype=object)
    for index in frame.told.get(name, {}):
        cells[index] = several(frame.raw[name][index])
    return cells


def _sequence(frame: TableFrame) -> NDArray[np.object_]:
    """Household code # running number of each row among the rows of its household, in sheet order."""
    numbers = np.zeros(frame.size, dtype=np.int64)
    order = np.lexsort((frame.row, frame.household))
    households = frame.household[order]
    first = np.r_[True, households[1:] != households[:-1]] if frame.size else np.zeros(0, dtype=np.bool_)
    starts = np.maximum.accumulate(np.where(first, np.arange(frame.size), 0))
    numbers[order] = np.arange(frame.size) - starts + 1
    codes = frame.codes
    return np.array(
        [f"{code}#{number}" if code else "" for code, number in zip(codes.tolist(), numbers.tolist(), strict=True)],
        dtype=object,
    )
