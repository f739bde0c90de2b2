"""Defined names."""

from __future__ import annotations

import pytest
import xlwings as xw

from office import OfficeError


def test_names_of_the_workbook_and_of_its_sheets(book: xw.Book, sheet: xw.Sheet) -> None:
    found = {name.name: name.refers_to for name in book.names}
    assert found == {"本村": "=台账!$A$1:$B$2", "台账!局部": "=台账!$D$1", "税率": "=0.5"}
    assert [name.name for name in sheet.names] == ["台账!局部"]
    assert "本村" in book.names
    assert "没有" not in book.names


def test_a_name_stands_for_cells(book: xw.Book, sheet: xw.Sheet) -> None:
    assert book.names["本村"].refers_to_range.address == "$A$1:$B$2"
    assert sheet["本村"].value[0] == ["姓名", 3.0]
    assert sheet["局部"].address == "$D$1"
    with pytest.raises(OfficeError, match="不是一块单元格"):
        book.names["税率"].refers_to_range  # noqa: B018
    with pytest.raises(OfficeError, match="没有单元格或名称"):
        sheet["没有"]


def test_names_are_given_changed_and_taken_away(blank: xw.Sheet) -> None:
    names = blank.book.names
    blank["B2:B3"].name = "新"
    assert names["新"].refers_to == f"={blank.name}!$B$2:$B$3"
    name = blank["B2:B3"].name
    assert name is not None
    name.refers_to = f"={blank.name}!$C$3"
    assert blank["新"].address == "$C$3"
    name.delete()
    assert len(names) == 0
