"""The dictionary sheet: every code list a column, the values drop-downs offer, with their defined names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions import Campaign, ResolvedCodes, ResolvedColumn
from generators.style import CELL, HEADING, SIZES, SUBTITLE, TITLE, Drawing, column_width
from generators.village.layout import quoted_sheet
from generators.village.names import DICTIONARY, define, list_name
from workbooks.references import column_letters

_HEADING_ROW, _FIRST_ROW = 3, 4


@dataclass(frozen=True)
class ListColumn:
    """One column of the dictionary: the defined name drop-downs use, its heading, its values."""

    name: str
    title: str
    values: Sequence[str]


def list_columns(campaign: Campaign, columns: Iterable[ResolvedColumn]) -> list[ListColumn]:
    """The code lists these columns use, each cascading list also once for every value of its parent."""
    used = {column.codes for column in columns if column.codes}
    return [column for name, codes in campaign.codes.items() if name in used for column in _columns(codes)]


def _columns(codes: ResolvedCodes) -> Iterator[ListColumn]:
    yield ListColumn(list_name(codes.id), codes.label, codes.labels)
    for parent, labels in codes.by_parent.items():
        yield ListColumn(list_name(codes.id, parent), f"{codes.label}：{parent}", labels)


def draw_dictionary(
    drawing: Drawing, campaign: Campaign, columns: Iterable[ResolvedColumn], password: str
) -> Worksheet:
    """Draws the dictionary sheet of these columns and defines its names."""
    page = drawing.sheet(DICTIONARY)
    page.set_row(0, 30)
    page.write_string(0, 0, "字典", drawing.format(TITLE))
    page.write_string(1, 0, "下拉框里的选项，供查看，不能修改。", drawing.format(SUBTITLE))
    page.set_row(_HEADING_ROW - 1, 34)
    for index, column in enumerate(list_columns(campaign, columns)):
        page.set_column(index, index, column_width([column.title, *column.values], most=30))
        page.write_string(_HEADING_ROW - 1, index, column.title, drawing.format(HEADING))
        page.write_column(_FIRST_ROW - 1, index, column.values, drawing.format(CELL, num_format="@"))
        letter = column_letters(index)
        last = _FIRST_ROW + len(column.values) - 1
        define(drawing, column.name, f"{quoted_sheet(DICTIONARY)}!${letter}${_FIRST_ROW}:${letter}${last}")
    page.freeze_panes(_HEADING_ROW, 0)
    page.protect(password, SIZES)
    page.set_landscape()
    page.fit_to_pages(1, 1)
    page.repeat_rows(_HEADING_ROW - 1)
    return page
