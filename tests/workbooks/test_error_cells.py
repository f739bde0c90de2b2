from __future__ import annotations

import pytest

from workbooks.reading.error_cells import error_cells

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B3" s="1" t="e"><v>#REF!</v></c>',
        '<c t="e" r="B3"><v>#REF!</v></c>',
        "<c s='1' t='e' r='B3'><f a='>'>1/0</f><v>#REF!</v></c>",
        '<c\n  r="B3"\n  t = "e"\n><v>#REF!</v></c>',
    ],
)
def test_an_error_cell_is_found_however_it_is_written(cell: str) -> None:
    sheet = f'<sheetData><row r="3"><c r="A3" t="s"><v>1</v></c>{cell}</row></sheetData>'
    assert error_cells(f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>'.encode()) == {(3, 1)}


def test_prefixes_and_places_that_are_not_written_do_no_harm() -> None:
    rows = '<x:row><x:c/></x:row><x:row><x:c/><x:c/><x:c t="e"/></x:row>'
    sheet = f'<x:worksheet xmlns:x="{_MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    assert error_cells(sheet.encode()) == {(2, 2)}


def test_what_only_looks_like_an_error_cell_is_none() -> None:
    row = '<!-- <c r="A1" t="e"/> --><c r="B1" t="str"><v> t="e"</v></c>'
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1">{row}</row></sheetData></worksheet>'
    assert error_cells(sheet.encode()) == set()
