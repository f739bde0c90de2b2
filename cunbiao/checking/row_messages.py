"""What a row is told while it is filled in: 校验提示 and the reasons of conclusions, on the sheet as in the merge.

A row is told about its own cells (CELL and ROW entries of the message catalogue) and about every check of its table.
The sheet turns each `Piece` into a formula, `row_messages` decides it over tables; both put together the same text in
the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cunbiao import message_ids
from cunbiao.checking.eligibility import NOT_MET, OPEN, VerdictColumn
from cunbiao.definitions import Campaign, CompiledCheck, CompiledCriterion, ResolvedColumn
from cunbiao.definitions.intake import kind_words
from cunbiao.definitions.picks import picked_from
from cunbiao.expressions import truth
from cunbiao.expressions.numbers import TOLERANCE
from cunbiao.findings import LEVELS, Level, Message, MessageCatalogue
from cunbiao.kinds import CHOICE_KINDS, NUMBER_KINDS
from cunbiao.records.display import allowed_range
from cunbiao.records.frames import Bools, Frames, TableFrame, Texts

BETWEEN = "、"
# Every sentence starts with it, so that what puts them together only has to drop the first letter of the whole.
SEPARATOR = "；"
STOP = "。"
# A village is given two signals: what has to be changed, and what is to be looked at.
HEADINGS: dict[str, tuple[Level, ...]] = {"必改：": ("必改",), "看一看：": ("核实", "提示")}
# Columns of which one sentence says that they hold formulas: no more fit into a formula of the sheet.
_FORMULAS = 30
# Every whole number up to it is a number of a cell.
_LAST_WHOLE = 2**53

CellRule = Literal["blank", "unreadable", "formula", "out of range", "no household"]


@dataclass(frozen=True)
class CellCondition:
    """A condition on one cell that holds whatever the campaign's checks say.

    ``message`` says why the cell is "unreadable"; ``among`` are the household tables a code may be in ("no household"),
    ``homes`` how staff call these tables. ``followed``: the cell holds a formula of ours while a person is chosen.
    """

    rule: CellRule
    column: ResolvedColumn
    message: str = ""
    among: tuple[str, ...] = ()
    homes: str = ""
    followed: bool = False


@dataclass(frozen=True)
class Piece:
    """One thing a row can be told, as ``before`` + ``after`` where its condition holds.

    ``quoted`` names the column whose content stands between them. A piece with several cell conditions has there the
    labels of the columns they hold for, or, ``counted``, how many they are; it is then told after all else.
    """

    check: str
    level: Level
    fields: tuple[str, ...]
    condition: CompiledCheck | CellCondition | tuple[CellCondition, ...]
    before: str
    after: str = ""
    quoted: str | None = None
    counted: bool = False


@dataclass(frozen=True, eq=False)
class RowMessages:
    """The texts of all rows of a table: level → one text a row, each sentence after a `SEPARATOR` ("" = nothing).

    ``lacking`` are those that only count what is still to be filled in.
    """

    texts: dict[Level, Texts]
    lacking: dict[Level, Texts]

    @cached_property
    def message(self) -> Texts:
        """The whole 校验提示 of each row: what is wrong, the most serious first, then how much is still lacking."""
        columns = [
            [heading + without_first(text) + STOP if text else "" for text in self._said(levels)]
            for heading, levels in HEADINGS.items()
        ]
        lacking = zip(*(self.lacking[level].tolist() for level in LEVELS), strict=True)
        columns.append([without_first(text) + STOP if text else "" for text in map("".join, lacking)])
        return np.array(["".join(parts) for parts in zip(*columns, strict=True)], dtype=object)

    def _said(self, levels: Sequence[Level]) -> list[str]:
        return list(map("".join, zip(*(self.texts[level].tolist() for level in levels), strict=True)))

    @cached_property
    def state(self) -> NDArray[np.int64]:
        """2 where something must be changed, plus 1 where something is to be verified."""
        must, verify = ((self.texts[level] != "") | (self.lacking[level] != "") for level in ("必改", "核实"))
        return np.where(must, 2, 0) + np.where(verify, 1, 0)


def without_first(text: str) -> str:
    """Sentences without the separator before the first of them."""
    return text[len(SEPARATOR) :]


def mark(check: str) -> str:
    """How a message names its check; the sheet finds the cells to paint by it."""
    return f"（{check}）"


def pieces(campaign: Campaign, table: str, catalogue: MessageCatalogue) -> tuple[Piece, ...]:
    """Everything a row of a table can be told, in the order in which it is told within its level.

    What only a merge tells is not among it: a sheet could not say the same, or its village has no say in it.
    """
    return (
        *_cell_pieces(campaign, table, catalogue),
        *_listed_pieces(campaign, table, catalogue),
        *(_check_piece(compiled) for compiled in campaign.checks(table) if compiled.on_screen),
        *_blank_pieces(campaign, table, catalogue),
    )


def _cell_pieces(campaign: Campaign, table: str, catalogue: MessageCatalogue) -> Iterator[Piece]:
    words = kind_words()
    parents = campaign.scopes[table].parents
    for column in campaign.columns(table):
        if column.derived is not None:
            continue
        if column.kind in CHOICE_KINDS:
            yield _unreadable(catalogue, message_ids.UNLISTED, column)
        elif column.kind in NUMBER_KINDS:
            yield _unreadable(catalogue, message_ids.WRONG_KIND, column, expected=words[column.kind])
            if column.kind != "date" and (expected := allowed_range(column)):
                yield _cell_piece(
                    catalogue[message_ids.OUT_OF_RANGE], CellCondition("out of range", column), expected=expected
                )
        elif column.kind == "id":
            yield _unreadable(catalogue, message_ids.NUMBER_FOR_IDENTITY, column)
        else:
            yield _unreadable(catalogue, message_ids.NUMBER_FOR_CODE, column)
        if column.name == campaign.tables[table].key and parents:
            homes = BETWEEN.join(campaign.tables[parent].sheet for parent in parents)
            condition = CellCondition("no household", column, among=parents, homes=homes)
            yield _cell_piece(catalogue[message_ids.NO_HOUSEHOLD], condition)


def _unreadable(catalogue: MessageCatalogue, message: str, column: ResolvedColumn, **values: str) -> Piece:
    return _cell_piece(catalogue[message], CellCondition("unreadable", column, message), **values)


def _cell_piece(entry: Message, condition: CellCondition, **values: str) -> Piece:
    column = condition.column
    worded = entry.message.format_map({"label": column.label, "value": _PLACE, "homes": condition.homes, **values})
    before, quoted, after = f"{SEPARATOR}{worded}{mark(entry.id)}".partition(_PLACE)
    return Piece(
        check=entry.id,
        level=entry.level,
        fields=(column.name,),
        condition=condition,
        before=before,
        after=after,
        quoted=column.name if quoted else None,
    )


def _check_piece(compiled: CompiledCheck) -> Piece:
    check = compiled.check
    return Piece(check.id, check.level, tuple(check.fields), compiled, f"{SEPARATOR}{check.message}{mark(check.id)}")


def _blank_pieces(campaign: Campaign, table: str, catalogue: MessageCatalogue) -> Iterator[Piece]:
    for required, message_id in (("must", message_ids.BLANK), ("verify", message_ids.BLANK_TO_VERIFY)):
        columns = [column for column in campaign.columns(table) if column.required == required]
        if columns:
            yield _count_piece(catalogue[message_id], [CellCondition("blank", column) for column in columns])


def _listed_pieces(campaign: Campaign, table: str, catalogue: MessageCatalogue) -> Iterator[Piece]:
    """What can be wrong with any cell whatever belongs there."""
    pick = campaign.tables[table].pick
    follow = pick.fills if pick is not None and picked_from(campaign.tables, campaign.tables[table]) else ()
    columns = [own for own in campaign.columns(table) if own.derived is None and own.filled_at == "village"]
    for message in (message_ids.ERROR_VALUE, message_ids.DITTO):
        yield _list_piece(catalogue[message], [CellCondition("unreadable", own, message) for own in columns])
    for first in range(0, len(columns), _FORMULAS):
        own = columns[first : first + _FORMULAS]
        formulas = [CellCondition("formula", column, followed=column.name in follow) for column in own]
        yield _list_piece(catalogue[message_ids.FORMULA], formulas)


def _list_piece(entry: Message, conditions: Sequence[CellCondition]) -> Piece:
    """One sentence for all columns of a row."""
    before, _, after = entry.message.format_map({"label": _PLACE}).partition(_PLACE)
    return Piece(
        check=entry.id,
        level=entry.level,
        fields=tuple(own.column.name for own in conditions),
        condition=tuple(conditions),
        before=f"{SEPARATOR}{before}",
        after=f"{after}{mark(entry.id)}",
    )


def _count_piece(entry: Message, conditions: Sequence[CellCondition]) -> Piece:
    """How many columns of a row one sentence is about."""
    before, _, after = entry.hint.format_map({"count": _PLACE}).partition(_PLACE)
    return Piece(
        check=entry.id,
        level=entry.level,
        fields=tuple(own.column.name for own in conditions),
        condition=tuple(conditions),
        before=f"{SEPARATOR}{before}",
        after=f"{after}{mark(entry.id)}",
        counted=True,
    )


# Stands for what is filled in row by row while a message is taken apart.
_PLACE = "\0"


def row_messages(frames: Frames, frame: TableFrame, of: tuple[Piece, ...]) -> RowMessages:
    """What every row of a table is told."""
    messages = nothing_said(frame.size)
    for piece in of:
        rows, said = _said(frames, frame, piece)
        if rows.any():
            told = (messages.lacking if piece.counted else messages.texts)[piece.level]
            told[rows] = told[rows] + (said if isinstance(said, str) else said[rows])
    return messages


def nothing_said(rows: int) -> RowMessages:
    """Empty texts for so many rows."""
    texts, lacking = ({level: np.full(rows, "", dtype=object) for level in LEVELS} for _ in range(2))
    return RowMessages(texts, lacking)


def _said(frames: Frames, frame: TableFrame, piece: Piece) -> tuple[Bools, Texts | str]:
    """The rows a piece speaks to, and its text (one for all, or one a row)."""
    condition = piece.condition
    if isinstance(condition, CompiledCheck):
        return truth(condition.when, frames.prepared[frame.table], frames.prepared).true, piece.before
    if isinstance(condition, CellCondition):
        rows = holds(frames, frame, condition)
        return rows, piece.before if piece.quoted is None else piece.before + frame.text(piece.quoted) + piece.after
    if piece.counted:
        counts = sum(holds(frames, frame, cell).astype(np.int64) for cell in condition)
        assert not isinstance(counts, int)
        said = np.array([f"{piece.before}{count}{piece.after}" for count in counts.tolist()], dtype=object)
        return counts > 0, said
    labels = np.full(frame.size, "", dtype=object)
    for cell in condition:
        rows = holds(frames, frame, cell)
        labels[rows] = labels[rows] + (BETWEEN + cell.column.label)
    some = labels != ""
    labels[some] = [piece.before + text[len(BETWEEN) :] + piece.after for text in labels[some]]
    return some, labels


def holds(frames: Frames, frame: TableFrame, condition: CellCondition) -> Bools:
    """The rows in which a cell condition holds."""
    column = condition.column
    marks = frame.bad(column.name)
    bad = marks if marks is not None else np.zeros(frame.size, dtype=np.bool_)
    match condition.rule:
        case "unreadable":
            told = frame.told.get(column.name, {}).items()
            return _rows(frame, (row for row, message in told if message == condition.message))
        case "formula":
            return _rows(frame, frame.formulas.get(column.name, ()))
        case "out of range":
            return _outside(column, frame.number(column.name))
        case "blank" if column.kind in NUMBER_KINDS:
            return np.isnan(frame.number(column.name)) & ~bad
        case "blank":
            return _empty(frame, column.name) & ~bad
        case "no household":
            homes = np.concatenate([frames.tables[parent].household for parent in condition.among])
            return ~_empty(frame, column.name) & ~np.isin(frame.household, homes)


def _empty(frame: TableFrame, name: str) -> Bools:
    return np.asarray(frame.text(name) == "", dtype=np.bool_)


def _rows(frame: TableFrame, rows: Iterable[int]) -> Bools:
    marked = np.zeros(frame.size, dtype=np.bool_)
    marked[list(rows)] = True
    return marked


def decimals_of(column: ResolvedColumn) -> int | None:
    """How many decimals a number may have, None for any."""
    return 0 if column.kind == "integer" else column.decimals


def _outside(column: ResolvedColumn, numbers: NDArray[np.float64]) -> Bools:
    """Numbers below the least, above the greatest or with too many decimals; never where there is no number."""
    outside = np.zeros(len(numbers), dtype=np.bool_)
    decimals = decimals_of(column)
    with np.errstate(invalid="ignore"):
        if column.min is not None:
            outside |= numbers < column.min
        if column.max is not None:
            outside |= numbers > column.max
        if decimals is not None:
            # Above that, what follows those decimals is not in the number any more, and rounding would invent it.
            exact = np.abs(numbers) * 10**decimals < _LAST_WHOLE
            outside |= exact & (np.abs(numbers - np.round(numbers, decimals)) > float(TOLERANCE))
    return outside


def reason_texts(criterion: CompiledCriterion) -> tuple[str, str]:
    """What a conclusion says about a criterion that is not met, and about one that is open, after a separator."""
    label = criterion.criterion.label
    missing = criterion.met.null_parameters
    why = f"（{BETWEEN.join(missing)}没有给出）" if missing else ""
    return f"{SEPARATOR}{label}：{NOT_MET}", f"{SEPARATOR}{label}：{OPEN}{why}"


def reasons(verdict: VerdictColumn) -> Texts:
    """The criteria each row fails or leaves open, in words; "" where all are met or the verdict does not apply."""
    texts = np.full(len(verdict.applies), "", dtype=object)
    for column in verdict.criteria:
        for result, text in zip((-1, 0), reason_texts(column.compiled), strict=True):
            rows = verdict.applies & (column.met == result)
            texts[rows] = texts[rows] + text
    return np.array(list(map(without_first, texts.tolist())), dtype=object)
