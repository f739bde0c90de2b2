from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from generators.listing import ListColumn, Listing
from generators.style import CELL, WRAPPED, Drawing
from workbooks.stamp import Template, stamp


def filled(listing: Listing) -> Worksheet:
    drawing = Drawing("试")
    listing.draw(drawing, "页脚")
    return openpyxl.load_workbook(io.BytesIO(stamp(Template(drawing.finish()), {listing.sheet: listing.bands()})))[
        listing.sheet
    ]


def listing(**changes: Any) -> Listing:
    columns = (
        ListColumn("村", ["甲村", "乙村"], name="village", group="单位"),
        ListColumn("收入（元）", [1.5, 2.25], {**CELL, "num_format": "0.00"}, name="income", group="数", total="sum"),
        ListColumn("两倍", [3.0, 4.5], {**CELL}, "B{row}*2", name="twice", group="数"),
    )
    given: dict[str, Any] = {"sheet": "表", "title": "标题", "columns": columns, "count": 2, "note": "说明", **changes}
    return Listing(**given)


def test_title_note_totals_groups_labels_records() -> None:
    sheet = filled(listing())
    values = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert values == [
        ["标题"],
        ["说明"],
        ["合计", "=SUBTOTAL(109,B6:B7)"],
        ["单位", "数"],
        ["村", "收入（元）", "两倍"],
        ["甲村", 1.5, "=B6*2"],
        ["乙村", 2.25, "=B7*2"],
    ]


def test_how_many_days_there_are_is_no_day() -> None:
    days = ListColumn("日期", [44000.0, None], {**CELL, "num_format": "yyyy-mm-dd"}, total="count")
    sheet = filled(listing(columns=(listing().columns[0], days)))
    assert (sheet["B3"].number_format, sheet["B6"].number_format) == ("0", "yyyy-mm-dd")


def test_a_marked_list_always_begins_in_row_six() -> None:
    plain = tuple(ListColumn(column.label, column.values, name=column.name) for column in listing().columns)
    sheet = filled(listing(columns=plain, mark="cunbiao:表:1"))
    assert [cell.value for cell in sheet[1]] == ["cunbiao:表:1", "income", "twice"]
    assert sheet.row_dimensions[1].hidden
    assert sheet["A6"].value == "甲村"


def test_references_name_the_sheet_and_all_records() -> None:
    assert listing().reference("income") == "'表'!$B$6:$B$7"
    with pytest.raises(KeyError):
        listing().reference("别的")


def test_an_empty_list_says_so() -> None:
    empty = tuple(ListColumn(column.label, [], formula=column.formula) for column in listing().columns)
    sheet = filled(listing(columns=empty, count=0, empty="一条也没有"))
    assert sheet["A2"].value == "一条也没有"


def test_rows_are_as_high_as_their_longest_text() -> None:
    long = ListColumn("问题", ["短", "很长的说明" * 10], WRAPPED, width=20)
    sheet = filled(listing(columns=(long,)))
    assert sheet.row_dimensions[4].height == 16.5
    assert float(sheet.row_dimensions[5].height or 0) > 60


def test_headings_stay_in_sight_and_repeat_on_paper() -> None:
    sheet = filled(listing(frozen=1))
    assert sheet.freeze_panes == "B6"
    assert sheet.auto_filter.ref == "A5:C7"
    assert sheet.print_title_rows == "$4:$5"
    assert sheet.page_setup.orientation == "landscape"


def test_a_text_that_begins_like_a_formula_stays_a_text_when_somebody_edits_it() -> None:
    columns = (
        ListColumn("文件", ["=HYPERLINK(1).xlsx", None], WRAPPED),
        ListColumn("数", [1, 2]),
        ListColumn("原样", ["一万", 2.0]),
    )
    sheet = filled(listing(columns=columns))
    formats = [sheet.cell(4, column).number_format for column in (1, 2, 3)]
    assert formats == ["@", "General", "General"]
    assert sheet["A4"].data_type == "s"
