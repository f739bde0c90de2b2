"""核验: a list for each verdict, one row a household: ✓ ✗ ？ for every criterion, and reasons where it is not ✓."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cunbiao.checking.eligibility import FITS, FITS_NOT, MET, NOT_MET, OPEN, UNDECIDED, VerdictColumn, explain
from cunbiao.definitions import CompiledCriterion
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.expressions import truth
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.merging.register import Register
from cunbiao.records.frames import TableFrame
from generators.listing import ListColumn, Listing
from generators.rollup.rows import TEXT, Part, codes_column, heads, origin_columns, place_columns
from generators.style import CENTRED, OUTCOME_COLOURS, value_look

MARKS = {MET: "✓", NOT_MET: "✗", OPEN: "？"}
_MARK_COLOURS = {
    MARKS[MET]: OUTCOME_COLOURS[FITS],
    MARKS[NOT_MET]: OUTCOME_COLOURS[FITS_NOT],
    MARKS[OPEN]: OUTCOME_COLOURS[UNDECIDED],
}


def verdict_listings(register: Register) -> list[Listing]:
    """One list a verdict of the campaign, in the order of its tables."""
    given: dict[str, list[VerdictColumn]] = {}
    for table in register.frames:
        for verdict in register.verdicts.get(table, ()):
            given.setdefault(verdict.id, []).append(verdict)
    return [_Verdict(register, columns).listing() for columns in given.values()]


class _Verdict:
    """One verdict over all tables it is given on: households for which something is asked first."""

    def __init__(self, register: Register, columns: Sequence[VerdictColumn]) -> None:
        self._register, self._columns = register, columns
        self._title = columns[0].title
        self._parts: list[Part] = []
        self._asked: list[str] = []
        self._judged: list[VerdictColumn] = []
        for asked_first in (True, False):
            for own in columns:
                frame = register.frames[own.table]
                asked = self._operation(own, frame)
                chosen = [at for at in np.flatnonzero(own.applies).tolist() if bool(asked[at]) == asked_first]
                self._parts.append(Part(frame, np.array(chosen, dtype=np.int64)))
                self._judged.append(own)
                self._asked += [asked[at] for at in chosen]

    def _operation(self, own: VerdictColumn, frame: TableFrame) -> list[str]:
        """The operation that needs this verdict and is asked for in a row; "" where none is."""
        asked = [""] * frame.size
        prepared = self._register.tables.prepared
        for operation in self._register.campaign.operations(frame.table):
            if operation.verdict == own.id:
                holds = truth(operation.asked, prepared[frame.table], prepared).true
                for at in np.flatnonzero(np.broadcast_to(holds, frame.size)).tolist():
                    asked[at] = operation.operation.label
        return asked

    def listing(self) -> Listing:
        """The list."""
        parts = self._parts
        columns = [
            *place_columns(parts),
            codes_column(parts),
            ListColumn(
                vocabulary().head, [name for part in parts for name in heads(self._register, part)], TEXT, width=10
            ),
        ]
        if any(self._asked):
            columns.append(ListColumn("拟作操作", self._asked, TEXT, most=16))
        outcomes = [text for part, own in self._each() for text in own.outcome[part.index].tolist()]
        columns.append(ListColumn("结论", outcomes, CENTRED, width=10, colours=OUTCOME_COLOURS))
        for criterion in self._criteria():
            columns += self._number(criterion)
            columns.append(
                ListColumn(criterion.criterion.label, self._marks(criterion), CENTRED, width=9, colours=_MARK_COLOURS)
            )
        origin = origin_columns(parts, len(columns))
        columns += [ListColumn(**{**vars(one), "hidden": one.label != "链接", "group": ""}) for one in origin]
        columns.append(ListColumn("没有达到、缺资料的", self._reasons(), TEXT, width=64))
        counts = "，".join(f"{text} {outcomes.count(text)}" for text in (FITS, FITS_NOT, UNDECIDED))
        note = f"{len(outcomes)} 户：{counts}。✓ 达到　✗ 没有达到　？ 缺资料。结论只是建议，由人决定。"
        return Listing(
            self._title, self._title, tuple(columns), len(outcomes), note, frozen=5, empty="没有要核验的户。"
        )

    def _each(self) -> list[tuple[Part, VerdictColumn]]:
        return list(zip(self._parts, self._judged, strict=True))

    def _criteria(self) -> list[CompiledCriterion]:
        found: dict[str, CompiledCriterion] = {}
        for own in self._columns:
            for criterion in own.criteria:
                found.setdefault(criterion.compiled.criterion.id, criterion.compiled)
        return list(found.values())

    def _number(self, criterion: CompiledCriterion) -> list[ListColumn]:
        """The amount that a criterion compares with its line, in a column of its own."""
        if criterion.criterion.threshold is None:
            return []
        values: list[str | float | None] = []
        shown = None
        for part, _ in self._each():
            names = [name for name in criterion.criterion.inputs if part.frame.has(name)]
            amounts = [name for name in names if part.frame.column(name).kind in NUMBER_KINDS]
            column = part.frame.column(amounts[0]) if amounts else None
            if column is None or column.kind != "money":
                values += [None] * len(part.index)
                continue
            shown = shown or column
            values += part.values(column.name)
        if shown is None:
            return []
        return [
            ListColumn(f"{shown.label}\n（{shown.unit}）", values, value_look(shown.kind, shown.decimals), width=11)
        ]

    def _marks(self, criterion: CompiledCriterion) -> list[str]:
        marks: list[str] = []
        for part, own in self._each():
            column = next((one for one in own.criteria if one.compiled.criterion.id == criterion.criterion.id), None)
            results = column.results()[part.index].tolist() if column is not None else [""] * len(part.index)
            marks += [MARKS.get(result, "") for result in results]
        return marks

    def _reasons(self) -> list[str]:
        """What is not met or open, with what was filled in, on one line; "" where everything is met."""
        campaign = self._register.campaign
        return [
            "；".join(line.briefly() for line in explain(campaign, part.frame, own, at) if line.result != MET)
            for part, own in self._each()
            for at in part.index.tolist()
        ]
