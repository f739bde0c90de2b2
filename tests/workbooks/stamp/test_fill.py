from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from tests.workbooks.stamp.templates import drawn, form
from workbooks.stamp import Band, StampError, Template, stamp, stamp_to


@pytest.fixture(scope="module")
def template() -> Template:
    return drawn(form)


def cells(data: bytes, sheet: str = "表") -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data))[sheet]


def rows_read(data: bytes, sheet: str = "表") -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python()


def test_bands_follow_each_other_with_the_look_of_their_prototypes(template: Template) -> None:
    data = stamp(
        template, {"表": [Band(3, 2, {"A": ["甲", "乙"], "B": [1, 2.5], "C": [2, 5], "D": ["", "多<乙"]}), Band(4, 1)]}
    )
    sheet = cells(data)
    assert [sheet.cell(row, 1).value for row in (3, 4, 5)] == ["甲", "乙", None]
    assert [sheet.row_dimensions[row].height for row in (3, 4, 5)] == [24, 24, None]
    assert not sheet["A4"].protection.locked and sheet["A5"].protection.locked
    assert sheet["A5"].fill.start_color.rgb == "FFFFF2CC"
    assert rows_read(data)[2:] == [["甲", 1, 2, "", "元"], ["乙", 2.5, 5, "多<乙", "元"], ["", "", 0, "", "元"]]
    assert sheet.dimensions == "A1:E5"


def test_a_formula_column_keeps_one_shared_formula_per_band(template: Template) -> None:
    data = stamp(template, {"表": [Band(3, 500), Band(4, 500)]})
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert xml.count('<f t="shared" ref=') == 4
    assert '<f t="shared" ref="C503:C1002" si="2">B503*2+$B$4*0+B$2*0</f>' in xml


def test_relative_references_move_with_the_band(template: Template) -> None:
    sheet = cells(stamp(template, {"表": [Band(3, 1), Band(3, 2), Band(4, 1)]}))
    assert sheet["C3"].value == "=B3*2+$B$3*0+B$2*0"
    assert sheet["C4"].value == "=B4*2+$B$3*0+B$2*0"
    assert sheet["C5"].value == "=B5*2+$B$3*0+B$2*0"
    assert sheet["C6"].value == "=B6*2+$B$4*0+B$2*0"


def test_a_formula_over_other_sheets_is_written_for_every_row() -> None:
    def two(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("甲 表")
        book.add_worksheet("乙").write_formula(1, 0, "='甲 表'!B2&\"B2\"", None, "")

    data = stamp(drawn(two), {"乙": [Band(2, 3, {"A": ["x", "y", "z"]})]})
    assert [cells(data, "乙").cell(row, 1).value for row in (2, 3, 4)] == [f"='甲 表'!B{n}&\"B2\"" for n in (2, 3, 4)]
    assert [row[0] for row in rows_read(data, "乙")] == ["x", "y", "z"]


def test_no_rows_at_all_removes_the_prototypes(template: Template) -> None:
    assert rows_read(stamp(template, {"表": [Band(3, 0), Band(4, 0)]})) == [
        ["姓名", "收入", "两倍", "说明", "固定"],
        ["", 0, "", "", ""],
    ]


def test_everything_that_is_not_a_filled_row_stays_byte_for_byte(template: Template) -> None:
    original = {member.name: member.compressed for member in template.members}
    stamped = Template(stamp(template, {"表": [Band(3, 9)]}))
    changed = {member.name for member in stamped.members if original[member.name] != member.compressed}
    assert changed == {"xl/worksheets/sheet1.xml"}
    assert stamped.sheet("表").sheet.tail == template.sheet("表").sheet.tail
    assert b"sheetProtection" in template.sheet("表").sheet.tail


def test_the_same_input_gives_the_same_bytes(template: Template) -> None:
    bands = {"表": [Band(3, 50, {"A": [f"甲{n % 7}" for n in range(50)]})]}
    first = stamp(template, bands)
    assert stamp(template, bands) == first
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_single_cells_keep_style_and_formula(template: Template) -> None:
    data = stamp(template, {"表": [Band(3, 1)]}, {"表": {"A1": "户主", "B2": 7.5, "H1": "新"}})
    sheet = cells(data)
    assert (sheet["A1"].value, sheet["B2"].value, sheet["H1"].value) == ("户主", "=SUM(B3:B1000)", "新")
    assert rows_read(data)[1][1] == 7.5
    assert sheet.dimensions == "A1:H3"


def test_values_come_back_as_they_went_in(template: Template) -> None:
    texts = [
        "=1+1",
        "+86",
        "-",
        "@x",
        " 两边 ",
        "a&b<c>",
        "第一行\n第二行",
        "_x0041_",
        "110101199001011237",
        "𠮷",
        "NA",
        "",
        "a\rb",
    ]
    data = stamp(template, {"表": [Band(3, len(texts), {"A": texts}), Band(4, 0)]})
    assert [row[0] for row in rows_read(data)[2:]] == texts
    assert [cells(data).cell(row, 1).data_type for row in range(3, 15)] == ["s"] * 11 + ["n"]


def test_numbers_and_flags_come_back_exactly(template: Template) -> None:
    values = [0.1, -1234567.891, 3.0, 1e-9, True, 1, 0, False, None, 999_999_999_999_999]
    data = stamp(template, {"表": [Band(3, len(values), {"A": values}), Band(4, 0)]})
    read = [row[0] for row in rows_read(data)[2:]]
    assert read == ["" if value is None else value for value in values]
    assert [isinstance(value, bool) for value in read] == [isinstance(value, bool) for value in values]


def test_numpy_columns_are_taken(template: Template) -> None:
    data = stamp(
        template, {"表": [Band(3, 3, {"B": np.array([1.5, 2, 3]), "A": np.array(["x", None, "y"], dtype=object)})]}
    )
    assert [row[:2] for row in rows_read(data)[2:5]] == [["x", 1.5], ["", 2], ["y", 3]]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("\x0b", "U+000B"),
        ("\ud800", "U+D800"),
        ("\uffff", "U+FFFF"),
        ("字" * 32_768, "太长"),
        ("𠮷" * 16_384, "太长"),
        (float("nan"), "NaN"),
        (float("inf"), "NaN"),
        (110101199001011237, "15 位"),
        ([], "list"),
    ],
)
def test_what_excel_would_repair_is_refused_with_its_place(template: Template, value: object, said: str) -> None:
    with pytest.raises(StampError) as refused:
        stamp(
            template,
            {"表": [Band(3, 3, {"B": [1, 2, value] if value != [] else [1, 2, np.int64(3)], "A": ["x", "y", "z"]})]},
        )
    assert (refused.value.sheet, refused.value.row, refused.value.column) == ("表", 5, "B")
    assert said in str(refused.value) or "int64" in str(refused.value)


@pytest.mark.parametrize(
    ("bands", "cells", "said"),
    [
        ({"没有": []}, {}, "没有这张表"),
        ({"表": [Band(9, 1)]}, {}, "第9行：底稿里没有画这一行"),
        ({"表": [Band(3, 2, {"A": ["x"]})]}, {}, "给了 1 个值"),
        ({"表": [Band(3, 1, {"a": ["x"]})]}, {}, "不是列号"),
        ({"表": [Band(3, 1_048_575)]}, {}, "1048576 行"),
        ({"表": [Band(3, 1)]}, {"表": {"A3": "x"}}, "不能单独填写"),
        ({}, {"表": {"3A": "x"}}, "不是单元格地址"),
        ({}, {"表": {"A1": "\x01"}}, "第1行A列"),
    ],
)
def test_a_mistaken_order_is_refused(template: Template, bands: object, cells: object, said: str) -> None:
    with pytest.raises(StampError, match=said):
        stamp(template, bands, cells)  # type: ignore[arg-type]


def test_many_rows_go_straight_to_the_file(template: Template, tmp_path: Path) -> None:
    count = 5_001
    names = [f"名{n}" for n in range(count)]
    with (tmp_path / "a.xlsx").open("wb") as file:
        counts = stamp_to(file, template, {"表": [Band(3, count, {"A": names})]})
    assert counts == {"表": count + 2}
    data = (tmp_path / "a.xlsx").read_bytes()
    assert data == stamp(template, {"表": [Band(3, count, {"A": names})]})
    rows = rows_read(data)
    assert [row[0] for row in rows[2:]] == names
    assert cells(data)["C5003"].value == "=B5003*2+$B$3*0+B$2*0"
