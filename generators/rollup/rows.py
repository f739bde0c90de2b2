"""The columns every list over register rows has: whose row it is, what is wrong with it, and where it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cunbiao.checking.eligibility import VerdictColumn
from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY
from cunbiao.definitions import ResolvedColumn
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.expressions.tree import Arithmetic, Field
from cunbiao.expressions.types import LAST
from cunbiao.findings import Finding
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.merging.register import Register
from cunbiao.merging.rollup_sheets import COLUMN, FILE, SHEET
from cunbiao.records.frames import Ints, TableFrame
from cunbiao.submissions.rollup_seal import LINK, ROW, VILLAGE_CODE
from generators.links import LINK_LOOK, OPEN, link_formula
from generators.listing import ListColumn
from generators.style import CELL, CENTRED, LEVEL_COLOURS, OUTCOME_COLOURS, value_look
from workbooks.references import column_letters

TOWNSHIP, VILLAGE = "_township", "_village"
VERDICT = "_verdict_"
HEADS = (HEAD_NAME, "parent_head_name")
TEXT = {**CELL, "num_format": "@"}
# Colours of a criterion's result, as of the verdict it belongs to.
RESULT_COLOURS = {
    "达到": OUTCOME_COLOURS["符合"],
    "未达到": OUTCOME_COLOURS["不符合"],
    "缺资料": OUTCOME_COLOURS["无法判定"],
}
# Where a row came from stands under this heading.
_ORIGIN = "来源"


@dataclass(frozen=True)
class Part:
    """Some rows of one table, by index, in the order they are listed."""

    frame: TableFrame
    index: Ints

    @classmethod
    def all_of(cls, frame: TableFrame) -> Part:
        """Every row of a table."""
        return cls(frame, np.arange(frame.size, dtype=np.int64))

    def values(self, name: str) -> list[str | float | None]:
        """An indicator, or ``last.x`` as issued, as cell values: what was typed where it could not be read, None for an
        empty cell.
        """
        column = self.frame.column(name.removeprefix(LAST))
        if column.kind in NUMBER_KINDS:
            numbers = self.frame.number(name)[self.index]
            cells = numbers.astype(object)
            cells[np.isnan(numbers)] = None
            # Each number once: there are many cells, and few different amounts in most columns.
            once: dict[float | None, float | None] = {}
            values: list[str | float | None] = list(map(once.setdefault, cells, cells))
        else:
            values = self.frame.text(name)[self.index].tolist()
        if raw := self.frame.raw.get(name):
            for position, index in enumerate(self.index.tolist()):
                if index in raw:
                    values[position] = raw[index] or None
        return values


def place_columns(parts: Sequence[Part], group: str = "") -> list[ListColumn]:
    """乡镇, 村, and the hidden code of the village."""

    def taken(attribute: str) -> list[str]:
        return [value for part in parts for value in part.frame.take(attribute)[part.index].tolist()]

    return [
        ListColumn(vocabulary().township, taken("township"), TEXT, name=TOWNSHIP, group=group, most=14),
        ListColumn(vocabulary().village, taken("village"), TEXT, name=VILLAGE, group=group, most=14),
        ListColumn("村代码", taken("village_code"), TEXT, name=VILLAGE_CODE, group=group, width=15, hidden=True),
    ]


def codes_column(parts: Sequence[Part]) -> ListColumn:
    """The key of every row: the code of its household, village …"""
    codes = [code for part in parts for code in part.frame.codes[part.index].tolist()]
    return ListColumn(vocabulary().household_code, codes, TEXT, name=HOUSEHOLD_KEY, width=18)


def heads(register: Register, part: Part) -> list[str]:
    """The head of household of each row."""
    for name in HEADS:
        if part.frame.has(name):
            names: list[str] = part.frame.text(name)[part.index].tolist()
            return names
    return [""] * len(part.index)


def indicator_column(
    column: ResolvedColumn, values: Sequence[str | float | None], group: str = "", label: str = ""
) -> ListColumn:
    """The column of an indicator, with its unit in the heading and amounts added up."""
    unit = f"\n（{column.unit}）" if column.unit else ""
    return ListColumn(
        label or f"{column.label}{unit}",
        values,
        value_look(column.kind, column.decimals),
        name=column.name,
        group=group,
        most=28,
        total="sum" if column.kind == "money" and _adds_up(column) else "",
    )


def _adds_up(column: ResolvedColumn) -> bool:
    """Whether a sum over rows means anything: not of quotients, nor of what is the household's in each of its rows."""
    tree = column.derived.tree if column.derived is not None else None
    quotient = isinstance(tree, Arithmetic) and tree.operator == "/"
    return not quotient and not (isinstance(tree, Field) and tree.where == "parent")


def verdict_columns(verdicts: Iterable[VerdictColumn], index: Ints) -> list[ListColumn]:
    """The outcome of each verdict, and the result of each of its criteria."""
    columns = []
    for verdict in verdicts:
        columns.append(
            ListColumn(
                verdict.title,
                verdict.outcome[index].tolist(),
                CENTRED,
                name=VERDICT + verdict.id,
                group="核验",
                width=12,
                colours=OUTCOME_COLOURS,
            )
        )
        for criterion in verdict.criteria:
            columns.append(
                ListColumn(
                    criterion.compiled.criterion.label,
                    criterion.results()[index].tolist(),
                    CENTRED,
                    name=VERDICT + criterion.compiled.criterion.id,
                    group="核验",
                    width=12,
                    colours=RESULT_COLOURS,
                )
            )
    return columns


class FindingCounts:
    """How many findings of each level a row of a village file has."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._counts = Counter(
            (finding.place.file, finding.place.sheet, finding.place.row, finding.level)
            for finding in findings
            if finding.place.row
        )

    def columns(self, parts: Sequence[Part]) -> list[ListColumn]:
        """One column a level that blocks or must be looked into."""
        places = [place for part in parts for place in _places(part)]
        return [
            ListColumn(
                level,
                [self._counts.get((*place, level)) for place in places],
                {**CENTRED, "font_color": LEVEL_COLOURS[level][1], "bold": True},
                name=f"_{level}",
                group="问题条数",
                width=7,
                total="sum",
            )
            for level in ("必改", "核实")
        ]


def _places(part: Part) -> list[tuple[str, str, int]]:
    table = part.frame.table
    sheets = [source.sheets.get(table, "") for source in part.frame.sources]
    files = [source.file for source in part.frame.sources]
    sources = part.frame.source[part.index].tolist()
    rows = part.frame.row[part.index].tolist()
    return [(files[source], sheets[source], row) for source, row in zip(sources, rows, strict=True)]


def origin_columns(parts: Sequence[Part], before: int) -> list[ListColumn]:
    """文件, 表, 行, 列 and a link to that cell; ``before`` columns stand to their left."""
    files: list[str] = []
    sheets: list[str] = []
    rows: list[int] = []
    letters: list[str] = []
    for part in parts:
        table = part.frame.table
        keys = [source.letters.get(table, {}).get(part.frame.key, "") for source in part.frame.sources]
        letters += [keys[source] for source in part.frame.source[part.index].tolist()]
        for file, sheet, row in _places(part):
            files.append(file)
            sheets.append(sheet)
            rows.append(row)
    formula = link_formula(*(column_letters(before + offset) for offset in range(4)))
    return [
        ListColumn("文件", files, TEXT, name=FILE, group=_ORIGIN, most=34),
        ListColumn("表", sheets, TEXT, name=SHEET, group=_ORIGIN, most=12),
        ListColumn("行", rows, CENTRED, name=ROW, group=_ORIGIN, width=7),
        ListColumn("列", letters, CENTRED, name=COLUMN, group=_ORIGIN, width=5, hidden=True),
        ListColumn("链接", [OPEN] * len(files), LINK_LOOK, formula, name=LINK, group=_ORIGIN, width=7),
    ]
