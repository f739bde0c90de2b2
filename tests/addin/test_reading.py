"""Cells on the screen become the cells a closed file has; what a check makes of them is in commands/test_review.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
import xlwings as xw

from addin.reading import OpenSheets, read_open
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.submissions.definition import schema_of
from workbooks.reading.raw import Fault, Merge, Serial
from workbooks.refusal import Refused

POLICY = "anhui-yongqiao-2020"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load_campaign(POLICY)


@pytest.fixture
def sheet(calc: xw.App) -> xw.Sheet:
    return calc.books.add().sheets[0]


def sheets_of(sheet: xw.Sheet, campaign: Campaign) -> OpenSheets:
    return OpenSheets(sheet.book, schema_of(campaign).limits)


def test_cells_are_what_a_closed_file_gives(sheet: xw.Sheet, campaign: Campaign) -> None:
    sheet.range("A6").number_format = "@"
    sheet.range("A6").value = "340000000000000001"
    sheet.range("B6").value = 3
    sheet.range("C6").value = dt.datetime(2020, 9, 30)
    sheet.range("D6").formula = "=1/0"
    sheet.range("E6").formula = "=B6*2"
    sheet.range("F6").number_format = "@"
    sheet.range("F6").value = "=B6"
    sheet.range("G6").number_format = "¥#,##0.00"
    sheet.range("G6").value = 1.23456
    sheet.range("H6").formula = '=""'
    sheet.range("B9").value = "末行"
    read = sheets_of(sheet, campaign).read(sheet.name)
    assert read.rows == [6, 9]
    assert read.row(0) == {
        0: "340000000000000001",
        1: 3.0,
        2: Serial(44104),
        3: Fault("error", "#DIV/0!"),
        4: 6.0,
        5: "=B6",
        6: 1.23456,
    }
    assert type(read.row(0)[2]) is Serial
    assert [index for index in read.used_columns() if read.formula_rows(index)] == [3, 4]
    assert read.column(7) == [None, None]


def test_hidden_rows_merged_ranges_and_protection_are_seen(sheet: xw.Sheet, campaign: Campaign) -> None:
    sheet.range("A5:F40").value = [[row, 1, 2, 3, 4, 5] for row in range(36)]
    sheet.range("A1:C1").merge()
    sheet.range("B5:B6").merge()
    sheet.range("D20:F22").merge()
    sheet.range("A30:A31").rows.hidden = True
    sheet.range("A50").rows.hidden = True
    read = sheets_of(sheet, campaign).read(sheet.name)
    assert sorted(read.merges, key=lambda own: own.first_row) == [Merge(5, 6, 1, 1), Merge(20, 22, 3, 5)]
    assert read.hidden == {30, 31}
    assert not read.protected


def test_a_sheet_read_in_several_blocks_is_read_once(
    sheet: xw.Sheet, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet.range("A6:B12").value = [[row, -row] for row in range(6, 13)]
    monkeypatch.setattr("addin.reading._CELLS", 6)
    read = sheets_of(sheet, campaign).read(sheet.name)
    assert read.rows == list(range(6, 13))
    assert read.column(1) == [-row for row in range(6, 13)]


def test_days_counted_from_1904_are_the_same_days(calc: xw.App, campaign: Campaign, tmp_path: Path) -> None:
    file = tmp_path / "苹果电脑.xlsx"
    with xlsxwriter.Workbook(file, {"date_1904": True}) as book:
        look = book.add_format({"num_format": "yyyy-m-d"})
        book.add_worksheet().write_datetime("A6", dt.datetime(2020, 9, 30), look)
    sheet = calc.books.open(file).sheets[0]
    assert sheets_of(sheet, campaign).read(sheet.name).column(0) == [Serial(44104)]


def test_an_empty_sheet_has_no_rows(sheet: xw.Sheet, campaign: Campaign) -> None:
    read = sheets_of(sheet, campaign).read(sheet.name)
    assert (read.rows, read.used_columns(), read.merges) == ([], [], [])
    assert sheets_of(sheet, campaign).mark(sheet.name) == ""


def test_a_sheet_beyond_the_limits_is_refused(sheet: xw.Sheet, campaign: Campaign) -> None:
    sheet.range("A1:A20").value = [[1]] * 20
    limits = schema_of(campaign).limits
    few = replace(limits, rows=replace(limits.rows, value=10))
    with pytest.raises(Refused) as refused:
        OpenSheets(sheet.book, few).read(sheet.name)
    assert refused.value.values["sheet"] == sheet.name


def test_a_workbook_that_is_not_ours_is_told_so(sheet: xw.Sheet, campaign: Campaign) -> None:
    intake = read_open(sheet.book, campaign)
    assert [own.reason for own in intake.quarantined] == ["FILE-30"]
