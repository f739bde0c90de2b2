"""Typing into cells of a finished workbook: each kind of cell as Excel writes it, everything else left alone."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from sample.cells import Blank, Cell, Day, Error, Formula, Number, Text
from sample.editing import edit_workbook
from tests.sample.small import SHEET, small_workbook


def _cell(data: bytes, address: str, *, results: bool = False) -> object:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=results)[SHEET][address].value


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (Text("张三 & <李四>"), "张三 & <李四>"),
        (Text(" 两头有空格 "), " 两头有空格 "),
        (Number(12.5), 12.5),
        (Number(3.0), 3),
        (Number(1e20), 1e20),
        (Formula("1+1", 2.0), "=1+1"),
        (Formula('"a"&"b"', "ab"), '="a"&"b"'),
        (Formula("1+1", None), "=1+1"),
        (Error("#REF!"), "#REF!"),
        (Blank(), None),
    ],
)
def test_every_kind_of_cell_reads_back(cell: Cell, read: object) -> None:
    assert _cell(edit_workbook(small_workbook(), {SHEET: {(6, "C"): cell}}), "C6") == read


def test_results_of_formulas_are_kept_or_missing() -> None:
    edits: dict[tuple[int, str], Cell] = {(6, "C"): Formula("1+1", 2.0), (7, "C"): Formula("1+1", None)}
    data = edit_workbook(small_workbook(), {SHEET: edits})
    assert (_cell(data, "C6", results=True), _cell(data, "C7", results=True)) == (2, None)


def test_a_day_is_excels_number_for_it() -> None:
    data = edit_workbook(small_workbook(), {SHEET: {(6, "C"): Day(date(2020, 9, 30))}})
    assert _cell(data, "C6") == (datetime(2020, 9, 30) - datetime(1899, 12, 30)).days


def test_formats_stay_and_cells_that_were_not_written_are_put_in_place() -> None:
    data = edit_workbook(small_workbook(), {SHEET: {(6, "C"): Text("x"), (6, "H"): Number(1), (9, "B"): Text("y")}})
    sheet = openpyxl.load_workbook(io.BytesIO(data))[SHEET]
    assert sheet["C6"].number_format == "0.00"
    assert not sheet["C6"].protection.locked
    assert (sheet["H6"].value, sheet["B9"].value, sheet["E6"].value) == (1, "y", "=$C6*2")


def test_parts_that_were_not_touched_are_the_same_bytes() -> None:
    before = small_workbook()
    after = edit_workbook(before, {SHEET: {(6, "C"): Number(1)}})
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert new.testzip() is None
        assert new.namelist() == old.namelist()
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert changed == ["xl/worksheets/sheet1.xml"]


def test_the_first_text_of_a_workbook_brings_the_list_of_texts() -> None:
    data = edit_workbook(small_workbook(with_texts=False), {SHEET: {(6, "D"): Text("第一个字")}})
    assert _cell(data, "D6") == "第一个字"


def test_the_same_edits_give_the_same_bytes() -> None:
    edits: dict[tuple[int, str], Cell] = {(6, "C"): Text("同")}
    assert edit_workbook(small_workbook(), {SHEET: edits}) == edit_workbook(small_workbook(), {SHEET: edits})


def test_an_unknown_sheet_is_refused() -> None:
    with pytest.raises(KeyError, match="没有"):
        edit_workbook(small_workbook(), {"没有": {(1, "A"): Blank()}})
