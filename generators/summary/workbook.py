"""The workbook of a prefecture or province: counties and their townships with the numbers of the counties' own rollups.

Numbers are the counties' results as they are; only what is added up over places is a formula. Every row leads to the
rollup it was taken from, and from there on to the cell in the village's file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cunbiao.definitions.rollups import Measure
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.counties import COUNTY_FATES, GivenFile, SummaryLevel
from cunbiao.merging.totals import TotalLine
from generators.links import LINK_LOOK, OPEN, link_formula
from generators.listing import ListColumn, Listing
from generators.publishing import Output
from generators.results import results_file
from generators.rollup.rows import TEXT
from generators.rollup.workbook import TOTALS
from generators.style import CENTRED
from generators.summary.county import CountySummary, PageNumber
from generators.summary.data import DataColumns
from workbooks.references import column_letters

BY_COUNTY, BY_TOWNSHIP, FILES, COLUMNS = "汇总-按县", "汇总-按乡镇", "文件去向", "数据列"
FOLDER_LABEL = "县级汇总表所在文件夹"
_PLACE = "单位"
_TOWNSHIP, _COUNTY, _PREFECTURE = "township", "county", "prefecture"
# Amounts have cents, everything else is counted.
_MEASURED = {"元", "万元", "亩"}
_NOTES = (
    "每个县的数是县汇总表里的数，照抄；合计是公式。数对不上，点“打开”看县里的那一份。",
    "县里重新汇总以后，这里要再汇总一次才会变。",
    "这份表里没有户、没有人。要看是哪一户，点“打开”进县汇总表，再从那里的“打开”到村里的表。",
)


@dataclass(frozen=True)
class _Row:
    """One place of a list of measures: a county, or a township of one."""

    county: CountySummary
    line: TotalLine


def summary_file(
    path: Path,
    title: str,
    level: SummaryLevel,
    counties: Sequence[CountySummary],
    files: Sequence[GivenFile],
    columns: DataColumns | None,
    folder: str,
) -> Output:
    """The workbook.

    Args:
        path: where to.
        title: its heading, such as 某市2020年度汇总表.
        level: whose it is; a province's names the prefectures and adds them up.
        counties: in the order they are listed.
        files: every file that was given.
        columns: those of the data folder beside it, ``None`` when there is none.
        folder: the folder of the counties' rollups as seen from the workbook, ending in "/".
    """
    by_prefecture = level == "province"
    page = _page(vocabulary().first_page[level], title, counties, by_prefecture)
    rows = [_Row(own, own.overall) for own in counties]
    townships = [_Row(own, line) for own in counties for line in own.townships]
    listings = [
        page,
        *([_prefectures(page, counties)] if by_prefecture else []),
        _measures(BY_COUNTY, "各县汇总", rows, by_prefecture, by_township=False),
        _measures(BY_TOWNSHIP, f"各{vocabulary().township}汇总", townships, by_prefecture, by_township=True),
        _files(files),
        *([_columns(columns)] if columns is not None else []),
    ]
    return results_file(path, title, listings, _NOTES, folder, FOLDER_LABEL)


def _page(sheet: str, title: str, counties: Sequence[CountySummary], by_prefecture: bool) -> Listing:
    """The numbers of the counties' first pages, a row a county."""
    columns = [*_places([_Row(own, own.overall) for own in counties], by_prefecture, by_township=False)]
    columns += _links(counties, [own.page for own in counties], len(columns))
    columns += [
        ListColumn(
            f"{label}\n（{unit}）" if unit else label,
            [_found(own.numbers, block, label, unit) for own in counties],
            _look(unit),
            name=f"{block} {label} {unit}",
            group=block,
            width=11,
            total="sum" if adds_up else "",
        )
        for block, label, unit, adds_up in _labels(counties)
    ]
    columns.append(ListColumn("通知", [own.notice for own in counties], TEXT, group="通知", most=40))
    note = "一行一个县，数和县汇总表第一页的一样；合计跟着筛选走。"
    return Listing(sheet, title, tuple(columns), len(counties), note, frozen=2 + by_prefecture, empty="没有县。")


def _labels(counties: Sequence[CountySummary]) -> list[tuple[str, str, str, bool]]:
    """(Line, label, unit, whether it adds up) of every number, in the order of the page that has most of them."""
    pages = sorted((own.numbers for own in counties), key=len, reverse=True)
    blocks: dict[str, dict[tuple[str, str, str, bool], None]] = {}
    for number in (number for page in pages for number in page):
        blocks.setdefault(number.block, {})[number.block, number.label, number.unit, number.adds_up] = None
    return [label for labels in blocks.values() for label in labels]


def _found(numbers: Sequence[PageNumber], block: str, label: str, unit: str) -> float | None:
    return next((own.value for own in numbers if (own.block, own.label, own.unit) == (block, label, unit)), None)


def _prefectures(page: Listing, counties: Sequence[CountySummary]) -> Listing:
    """The same numbers, added up for every prefecture."""
    names = list(dict.fromkeys(_prefecture(own) for own in counties))
    own = page.reference(_PREFECTURE)
    columns = [
        ListColumn("市（州）", names, TEXT, name=_PREFECTURE, group=_PLACE, most=16),
        ListColumn(
            "县\n（个）",
            [sum(_prefecture(one) == name for one in counties) for name in names],
            _look(""),
            f"COUNTIFS({own},$A{{row}})",
            group=_PLACE,
            width=8,
            total="sum",
        ),
    ]
    for column in page.columns:
        if column.total != "sum":
            continue
        added = [
            sum(value or 0 for value, one in zip(column.values, counties, strict=True) if _prefecture(one) == name)
            for name in names
        ]
        formula = f"SUMIFS({page.reference(column.name)},{own},$A{{row}})"
        columns.append(ListColumn(column.label, added, column.look, formula, group=column.group, width=11, total="sum"))
    return Listing("汇总-按市", "各市（州）汇总", tuple(columns), len(names), f"从“{page.sheet}”里加出来。", frozen=1)


def _measures(sheet: str, title: str, rows: Sequence[_Row], by_prefecture: bool, *, by_township: bool) -> Listing:
    """All measures, a row a place."""
    columns = _places(rows, by_prefecture, by_township=by_township)
    columns += _links([row.county for row in rows], [TOTALS] * len(rows), len(columns))
    measures: dict[tuple[str, str, str], Measure] = {}
    for row in rows:
        measures |= {_key(own): own for own in row.county.measures}
    letters = {key: column_letters(len(columns) + number) for number, key in enumerate(measures)}
    for key, measure in measures.items():
        values = [row.line.values[measure.id] if key in map(_key, row.county.measures) else None for row in rows]
        columns.append(_measure(measure, values, rows, letters))
    note = "数和县汇总表里的一样；合计跟着筛选走。空着的，那个县的通知不数这一项。"
    frozen = 2 + by_prefecture + by_township
    return Listing(sheet, title, tuple(columns), len(rows), note, frozen=frozen, empty="没有。")


def _key(measure: Measure) -> tuple[str, str, str]:
    """What bears another name in another county's notice is not added up with it."""
    return measure.id, measure.label, measure.unit


def _measure(
    measure: Measure, values: Sequence[float | None], rows: Sequence[_Row], letters: Mapping[tuple[str, str, str], str]
) -> ListColumn:
    label = f"{measure.label}\n（{measure.unit}）"
    if measure.operation != "ratio":
        width = 16 if measure.unit == "元" else 10
        return ListColumn(
            label, values, _look(measure.unit), name=measure.id, group=measure.group, width=width, total="sum"
        )
    above, below = (next(letter for key, letter in letters.items() if key[0] == name) for name in measure.ratio)
    sums = [sum(row.line.values.get(name) or 0 for row in rows) for name in measure.ratio]
    return ListColumn(
        label,
        values,
        _look(measure.unit),
        name=measure.id,
        group=measure.group,
        width=13,
        total=f'IF({below}{{row}}=0,"",{above}{{row}}/{below}{{row}})',
        total_shown=sums[0] / sums[1] if sums[1] else "",
    )


def _places(rows: Sequence[_Row], by_prefecture: bool, *, by_township: bool) -> list[ListColumn]:
    """市（州）, 县 and 乡镇, as far as the list has them."""
    columns = [ListColumn("县", [row.county.county for row in rows], TEXT, name=_COUNTY, group=_PLACE, most=16)]
    if by_prefecture:
        names = [_prefecture(row.county) for row in rows]
        columns.insert(0, ListColumn("市（州）", names, TEXT, name=_PREFECTURE, group=_PLACE, most=16))
    if by_township:
        townships = [row.line.township for row in rows]
        columns.append(ListColumn(vocabulary().township, townships, TEXT, name=_TOWNSHIP, group=_PLACE, most=16))
    return columns


def _prefecture(county: CountySummary) -> str:
    return county.prefecture or county.area[:4]


def _links(counties: Sequence[CountySummary], sheets: Sequence[str], before: int) -> list[ListColumn]:
    """The way to a sheet of the county's rollup; where that lies stands in hidden columns."""
    file, sheet, row, column = (column_letters(before + offset) for offset in range(1, 5))
    nothing = [""] * len(counties)
    return [
        ListColumn(
            "链接", [OPEN] * len(counties), LINK_LOOK, link_formula(file, sheet, row, column), group=_PLACE, width=7
        ),
        ListColumn("文件", [own.file for own in counties], TEXT, group=_PLACE, hidden=True),
        ListColumn("表", sheets, TEXT, group=_PLACE, hidden=True),
        ListColumn("行", nothing, TEXT, group=_PLACE, hidden=True),
        ListColumn("列", nothing, TEXT, group=_PLACE, hidden=True),
    ]


def _files(files: Sequence[GivenFile]) -> Listing:
    columns = (
        ListColumn("文件", [own.file for own in files], TEXT, most=50),
        ListColumn("县", [own.county for own in files], TEXT, most=16),
        ListColumn("去向", [COUNTY_FATES[own.fate] for own in files], CENTRED, width=12),
        ListColumn("为什么", [own.reason for own in files], {**TEXT, "text_wrap": True}, width=50),
        ListColumn("怎么办", [own.fix for own in files], {**TEXT, "text_wrap": True}, width=50),
    )
    return Listing(FILES, "给的文件", columns, len(files), "每个文件一行。", frozen=1)


def _columns(columns: DataColumns) -> Listing:
    """What the columns of the data folder mean."""
    every = [*columns.villages, *columns.households]
    listed = (
        ListColumn("表", [own.table for own in every], CENTRED, width=8),
        ListColumn("列", [own.name for own in every], TEXT, most=34),
        ListColumn("是什么", [own.label for own in every], TEXT, most=50),
        ListColumn("单位", [own.unit for own in every], CENTRED, width=8),
    )
    note = "数据文件夹里的 Parquet 文件有这些列，给会用 pandas、DuckDB 的人。按县分文件夹，area 是县的区划代码。"
    return Listing(COLUMNS, "数据文件夹的列", listed, len(every), note)


def _look(unit: str) -> dict[str, object]:
    return {**CENTRED, "num_format": "#,##0.00" if unit in _MEASURED else "#,##0"}
