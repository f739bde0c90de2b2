"""核验: the verdicts on some households, one row each, and below them every criterion with what it was judged by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cunbiao.checking.eligibility import MET, NOT_MET, CriterionLine, VerdictColumn, explain
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.register import Register
from generators.listing import ListColumn, Listing
from generators.rollup.rows import (
    RESULT_COLOURS,
    TEXT,
    Part,
    heads,
    origin_columns,
    place_columns,
)
from generators.style import CENTRED, OUTCOME_COLOURS, WRAPPED

OUTCOMES, CRITERIA = "结论", "逐条"
NOTES = (
    "结论只是建议，由人决定。",
    "不用核验的户也逐条列出，看一看离标准有多远。",
    "“无法判定”是资料不全：把“缺什么”里写的补上再核验。没有填不等于没有问题。",
    "每条标准的依据是通知的条款；标准里的数由通知或县设置文件给出。",
)
_TEXT = {**WRAPPED, "num_format": "@"}


@dataclass(frozen=True)
class Judged:
    """A verdict on one row of the register with one line a criterion."""

    part: Part
    verdict: VerdictColumn
    lines: tuple[CriterionLine, ...]

    @property
    def outcome(self) -> str:
        """符合, 不符合, 无法判定, or why the verdict does not apply."""
        return str(self.verdict.outcome[self.part.index[0]])

    def labels(self, result: str) -> str:
        """The criteria with this result."""
        return "、".join(line.label for line in self.lines if line.result == result)

    @property
    def missing(self) -> str:
        """What is empty or not given."""
        return "、".join(dict.fromkeys(name for line in self.lines for name in line.missing))


def judged(register: Register, part: Part) -> Iterator[Judged]:
    """Every verdict given on these rows of a table, row by row."""
    for index in part.index.tolist():
        for verdict in register.verdicts.get(part.frame.table, ()):
            one = Part(part.frame, np.array([index], dtype=np.int64))
            yield Judged(one, verdict, explain(register.campaign, part.frame, verdict, index))


def verdict_listings(register: Register, every: Sequence[Judged], title: str) -> list[Listing]:
    """结论 with one row a verdict, 逐条 with one row a criterion."""
    return [_outcomes(register, every, title), _criteria(register, every, title)]


def _outcomes(register: Register, every: Sequence[Judged], title: str) -> Listing:
    columns = [
        *_whose(register, every),
        ListColumn("核验事项", [own.verdict.title for own in every], TEXT, most=22),
        ListColumn("结论", [own.outcome for own in every], CENTRED, width=14, colours=OUTCOME_COLOURS),
        ListColumn("达到的", [own.labels(MET) for own in every], _TEXT, width=40),
        ListColumn("没有达到的", [own.labels(NOT_MET) for own in every], _TEXT, width=40),
        ListColumn("缺什么", [own.missing for own in every], _TEXT, width=32),
    ]
    printed = len(columns)
    columns += origin_columns([own.part for own in every], printed)
    note = "结论只是建议，由人决定。每条标准的数和依据在“逐条”。"
    return _listing(OUTCOMES, title, columns, len(every), note, printed)


def _criteria(register: Register, every: Sequence[Judged], title: str) -> Listing:
    pairs = [(own, line) for own in every for line in own.lines]
    lines = [line for _, line in pairs]
    inputs = ["\n".join(f"{label}：{value}" for label, value in line.inputs) for line in lines]
    columns = [
        *_whose(register, [own for own, _ in pairs]),
        ListColumn("核验事项", [own.verdict.title for own, _ in pairs], TEXT, most=22),
        ListColumn("标准", [line.label for line in lines], _TEXT, width=30),
        ListColumn("结果", [line.result for line in lines], CENTRED, width=9, colours=RESULT_COLOURS),
        ListColumn("填的数", inputs, _TEXT, width=34),
        ListColumn("比什么", [line.threshold + line.given_by for line in lines], _TEXT, width=36),
        ListColumn("缺什么", ["、".join(line.missing) for line in lines], _TEXT, width=26),
        ListColumn("依据", [line.clause for line in lines], _TEXT, width=34),
    ]
    return _listing(CRITERIA, title, columns, len(pairs), "一行一条标准，同一户的排在一起。", len(columns))


def _listing(sheet: str, title: str, columns: Sequence[ListColumn], count: int, note: str, printed: int) -> Listing:
    at_top = tuple(replace(column, look={**column.look, "valign": "top"}) for column in columns)
    return Listing(sheet, title, at_top, count, note, frozen=5, empty="没有要核验的户。", printed=printed)


def _whose(register: Register, every: Sequence[Judged]) -> list[ListColumn]:
    parts = [own.part for own in every]
    codes = [code for part in parts for code in part.values(part.frame.key)]
    names = [name for part in parts for name in heads(register, part)]
    return [
        *place_columns(parts),
        ListColumn(vocabulary().household_code, codes, TEXT, most=22),
        ListColumn(vocabulary().head, names, TEXT, width=10),
    ]
