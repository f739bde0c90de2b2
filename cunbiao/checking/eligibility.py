"""Verdicts on households: 符合, 不符合 or 无法判定, with every criterion's inputs, threshold and clause.

A verdict proposes; people decide. An empty item or a parameter the notice does not give leaves a criterion open and
is named, never assumed (埇桥 2020 三(二): households whose 两不愁三保障 is unresolved cannot exit; an empty item is
unresolved).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cunbiao.checking.missing import open_items
from cunbiao.definitions import Campaign, CompiledCriterion, CompiledVerdict
from cunbiao.definitions.sources import cited
from cunbiao.expressions import truth
from cunbiao.records.display import EMPTY, show_money, show_parameter
from cunbiao.records.frames import Bools, Frames, TableFrame, Texts

FITS, FITS_NOT, UNDECIDED = "符合", "不符合", "无法判定"
MET, NOT_MET, OPEN = "达到", "未达到", "缺资料"


@dataclass(frozen=True)
class CriterionLine:
    """One criterion of one household's verdict, ready to be read.

    ``inputs`` are (label, value as shown) pairs; ``threshold`` is "" where the criterion compares with nothing, and
    ``given_by`` says who gives it;
    ``missing`` names the empty items and the parameters nobody has given, and is empty unless ``result`` is 缺资料.
    """

    criterion: str
    label: str
    result: str
    inputs: tuple[tuple[str, str], ...]
    threshold: str
    given_by: str
    clause: str
    missing: tuple[str, ...]

    def sentence(self) -> str:
        """The line as one sentence: 人均纯收入达到退出线：达到（人均纯收入 4200.00；退出线 3750元；依据 …）."""
        parts = ["，".join(f"{label} {value}" for label, value in self.inputs), self.threshold + self.given_by]
        parts += [f"缺：{'、'.join(self.missing)}"] if self.missing else []
        parts.append(f"依据 {self.clause}")
        return f"{self.label}：{self.result}（{'；'.join(part for part in parts if part)}）"

    def briefly(self) -> str:
        """What keeps it from being met, without the clause: 人均纯收入达到脱贫标准：未达到（人均纯收入 3120.00；…）."""
        parts = [f"缺：{'、'.join(self.missing)}"] if self.missing else []
        if not self.missing:
            parts = ["，".join(f"{label} {value}" for label, value in self.inputs), self.threshold]
        said = "；".join(part for part in parts if part)
        return f"{self.label}：{self.result}{f'（{said}）' if said else ''}"


@dataclass(frozen=True, eq=False)
class CriterionColumn:
    """One criterion over all rows of a table: ``met`` is 1 (definitely true), -1 (definitely false) or 0 (unknown).

    ``missing`` names, for each unknown row the verdict applies to, what is empty, unreadable or not given.
    """

    compiled: CompiledCriterion
    met: NDArray[np.int8]
    missing: Mapping[int, tuple[str, ...]]

    def results(self) -> Texts:
        """达到, 未达到 or 缺资料 a row."""
        return np.array([OPEN, MET, NOT_MET], dtype=object)[self.met]


@dataclass(frozen=True, eq=False)
class VerdictColumn:
    """One verdict over all rows of a table.

    ``outcome`` is 符合, 不符合 or 无法判定 where the verdict applies, and the verdict's ``otherwise`` text elsewhere.
    """

    compiled: CompiledVerdict
    table: str
    applies: Bools
    outcome: Texts
    criteria: tuple[CriterionColumn, ...]

    @property
    def id(self) -> str:
        """The verdict's id (exit, edge, unstable)."""
        return self.compiled.verdict.id

    @property
    def title(self) -> str:
        """The verdict's title as staff see it."""
        return self.compiled.verdict.title


def judge(campaign: Campaign, frames: Frames) -> dict[str, tuple[VerdictColumn, ...]]:
    """All verdicts of the campaign over all tables: table id → its verdicts (tables without one are left out)."""
    judged = {
        table: tuple(_judge(compiled, frame, frames) for compiled in campaign.verdicts(table))
        for table, frame in frames.tables.items()
    }
    return {table: columns for table, columns in judged.items() if columns}


def _judge(compiled: CompiledVerdict, frame: TableFrame, frames: Frames) -> VerdictColumn:
    applies = truth(compiled.applies, frames.prepared[frame.table], frames.prepared).true
    criteria = []
    for criterion in compiled.criteria:
        result = truth(criterion.met, frames.prepared[frame.table], frames.prepared)
        missing = open_items(criterion.met, frame, frames, applies & ~result.true & ~result.false)
        criteria.append(CriterionColumn(criterion, result.true.astype(np.int8) - result.false.astype(np.int8), missing))
    worst = np.min([column.met for column in criteria], axis=0) if criteria else np.zeros(frame.size, dtype=np.int8)
    outcome = np.array([UNDECIDED, FITS, FITS_NOT], dtype=object)[worst]
    outcome[~applies] = compiled.verdict.otherwise
    return VerdictColumn(compiled, frame.table, applies, outcome, tuple(criteria))


def explain(campaign: Campaign, frame: TableFrame, verdict: VerdictColumn, index: int) -> tuple[CriterionLine, ...]:
    """The verdict on one row, one line a criterion."""
    return tuple(_line(campaign, frame, column, index) for column in verdict.criteria)


def _line(campaign: Campaign, frame: TableFrame, column: CriterionColumn, index: int) -> CriterionLine:
    criterion = column.compiled.criterion
    threshold = given_by = ""
    if criterion.threshold is not None:
        parameter = campaign.parameters[criterion.threshold]
        given_by = "" if parameter.value is None else f"（{cited(campaign, parameter.clause)}）"
        threshold = f"{parameter.label} {show_parameter(parameter)}"
    return CriterionLine(
        criterion=criterion.id,
        label=criterion.label,
        result=(OPEN, MET, NOT_MET)[int(column.met[index])],
        inputs=tuple(
            (frame.column(name).label, _shown(frame, name, index)) for name in criterion.inputs if frame.has(name)
        ),
        threshold=threshold,
        given_by=given_by,
        clause=cited(campaign, column.compiled.clause),
        missing=column.missing.get(index, ()),
    )


def _shown(frame: TableFrame, name: str, index: int) -> str:
    column = frame.column(name)
    if column.kind == "money" and column.derived is not None:
        return show_money(float(frame.number(name)[index]))
    return frame.shown(name, index) or EMPTY
