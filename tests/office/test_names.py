"""Defined names."""

from __future__ import annotations

import pytest
import xlwings as xw

from office import OfficeError


def test_names_of_the_workbook_and_of_its_sheets_stand_for_cells(book: xw.Book) -> None:
    names = {name.name: name for name in book.names}
    assert names.keys() == {"本村", "台账!局部", "税率"}
    assert names["本村"].refers_to_range.address == "$A$1:$B$2"
    assert names["台账!局部"].refers_to_range.address == "$D$1"
    with pytest.raises(OfficeError, match="不是一块单元格"):
        names["税率"].refers_to_range  # noqa: B018
