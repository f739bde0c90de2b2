"""汇总: every measure by village or township, as formulas over the data sheets with Python's results beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Literal

from cunbiao.definitions import Campaign
from cunbiao.definitions.rollups import Measure
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.merging.register import Register
from cunbiao.merging.totals import TotalLine
from cunbiao.submissions.rollup_seal import VILLAGE_CODE
from generators.listing import ListColumn, Listing
from generators.rollup.rows import TEXT, TOWNSHIP, VERDICT
from generators.style import CELL
from workbooks.references import column_letters

By = Literal["township", "village"]
# Any number is greater; text and empty cells are not.
_ANY_NUMBER = '">-1E+300"'
# What is measured; everything else is counted.
_MEASURED = {"元", "万元", "亩"}


class MeasureFormulas:
    """Measures as formulas over the data sheets (table id → its list)."""

    def __init__(self, campaign: Campaign, data: Mapping[str, Listing]) -> None:
        self._campaign, self._data = campaign, data

    def formula(self, measure: Measure, key: str = "", cell: str = "") -> str:
        """The formula, without "=", over the rows whose column ``key`` equals ``cell`` (all rows without a key)."""
        parts = [part for table in measure.tables for part in self._parts(measure, table, key, cell)]
        return "+".join(parts)

    def _parts(self, measure: Measure, table: str, key: str, cell: str) -> list[str]:
        listing = self._data[table]
        always = [f"{listing.reference(key)},{cell}"] if key else []
        for name in measure.filled:
            number = self._campaign.column(table, name).kind in NUMBER_KINDS
            always.append(f"{listing.reference(name)},{_ANY_NUMBER if number else _quoted('<>')}")
        choices = [
            [f"{listing.reference(_column(listing, name))},{_quoted(value)}" for value in values]
            for name, values in measure.where.items()
        ]
        formulas = []
        for chosen in product(*choices):
            conditions = [*always, *chosen]
            if measure.operation == "sum" and measure.column is not None:
                summed = listing.reference(measure.column)
                formulas.append(f"SUMIFS({','.join([summed, *conditions])})" if conditions else f"SUM({summed})")
            elif conditions:
                formulas.append(f"COUNTIFS({','.join(conditions)})")
            else:
                formulas.append(f"COUNTA({listing.reference(VILLAGE_CODE)})")
        return formulas


def _column(listing: Listing, name: str) -> str:
    """The machine name of the column a measure filters by: an indicator, or a verdict or criterion."""
    return VERDICT + name if any(column.name == VERDICT + name for column in listing.columns) else name


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def totals_listing(register: Register, data: Mapping[str, Listing], by: By, sheet: str) -> Listing:
    """One row a township or village, one column a measure, all of them added up on top."""
    totals = register.totals
    lines = totals.townships if by == "township" else totals.villages
    formulas = MeasureFormulas(register.campaign, data)
    columns = [
        ListColumn(vocabulary().township, [line.township for line in lines], TEXT, name=TOWNSHIP, group="单位", most=14)
    ]
    if by == "village":
        columns.append(
            ListColumn(
                vocabulary().village, [line.village for line in lines], TEXT, name="village", group="单位", most=14
            )
        )
        columns.append(
            ListColumn("村代码", [line.village_code for line in lines], TEXT, name=VILLAGE_CODE, group="单位", width=15)
        )
    key, cell = (TOWNSHIP, "$A{row}") if by == "township" else (VILLAGE_CODE, "$C{row}")
    letters = {measure.id: column_letters(len(columns) + number) for number, measure in enumerate(totals.measures)}
    for measure in totals.measures:
        columns.append(_measure_column(measure, lines, totals.overall, letters, formulas, key, cell))
    whose = f"各{vocabulary().township if by == 'township' else vocabulary().village}"
    return Listing(
        sheet,
        f"{whose}汇总",
        tuple(columns),
        len(lines),
        "每个数都是公式，从后面的数据表里数出来；合计跟着筛选走。",
        frozen=1 if by == "township" else 3,
        empty="还没有收到村表。",
    )


def _measure_column(
    measure: Measure,
    lines: Sequence[TotalLine],
    overall: TotalLine,
    letters: Mapping[str, str],
    formulas: MeasureFormulas,
    key: str,
    cell: str,
) -> ListColumn:
    look = {**CELL, "num_format": "#,##0.00" if measure.unit in _MEASURED else "#,##0"}
    label = f"{measure.label}（{measure.unit}）"
    values = [line.values[measure.id] for line in lines]
    if measure.operation == "ratio":
        above, below = (letters[name] for name in measure.ratio)
        formula = f'IF({below}{{row}}=0,"",{above}{{row}}/{below}{{row}})'
        shown = overall.values[measure.id]
        cached = ["" if value is None else value for value in values]
        return ListColumn(
            label,
            cached,
            look,
            formula,
            name=measure.id,
            group=measure.group,
            width=13,
            total=formula,
            total_shown="" if shown is None else shown,
        )
    formula = formulas.formula(measure, key, cell)
    width = 16 if measure.unit == "元" else 10
    return ListColumn(label, values, look, formula, name=measure.id, group=measure.group, width=width, total="sum")
