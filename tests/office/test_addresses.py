"""Addresses are read and written as Excel does."""

from __future__ import annotations

import pytest

from office.addresses import Area, parse, quoted, written
from workbooks.excel import MAX_COLUMNS, MAX_ROWS


@pytest.mark.parametrize(
    ("address", "areas"),
    [
        ("A1", [Area(1, 1, 1, 1)]),
        ("$B$3:d9", [Area(3, 2, 7, 3)]),
        ("D9:B3", [Area(3, 2, 7, 3)]),
        ("C:D", [Area(1, 3, MAX_ROWS, 2)]),
        ("2:3", [Area(2, 1, 2, MAX_COLUMNS)]),
        ("A1,C3:D4", [Area(1, 1, 1, 1), Area(3, 3, 2, 2)]),
        ("XFD1048576", [Area(MAX_ROWS, MAX_COLUMNS, 1, 1)]),
    ],
)
def test_an_address_names_rectangles(address: str, areas: list[Area]) -> None:
    assert parse(address) == areas


@pytest.mark.parametrize("text", ["本村", "C", "3", "A0", "XFE1", "A1:B2:C3", "", "Sheet1!A1"])
def test_other_text_is_no_address(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("address", ["$A$1", "$A$1:$C$9", "$B:$C", "$4:$5"])
def test_an_address_is_written_as_it_was_read(address: str) -> None:
    (area,) = parse(address) or []
    assert written(area) == address
    assert written(area, False, False) == address.replace("$", "")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("台账", "台账"), ("附件1-户", "'附件1-户'"), ("带'引号", "'带''引号'"), ("A1", "'A1'"), ("1表", "'1表'")],
)
def test_a_sheet_name_is_quoted_when_excel_needs_it(name: str, shown: str) -> None:
    assert quoted(name) == shown
