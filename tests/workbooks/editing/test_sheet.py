"""A cell is replaced and nothing else: the bytes before it and behind it are those that were there."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbooks.editing.spellings import MAIN, SPELLINGS, USUAL
from workbooks.editing import Content, EditingError, Sheet
from workbooks.editing.cell import _read_any_cell, read_cell
from workbooks.editing.xml_part import checked
from workbooks.references import column_index

VALUES = {"A1": "1", "B1": "甲", "C1": "a甲", "A2": "", "B2": "2.5", "B5": "1", "C2": "", "A3": ""}
EVERY_SPELLING = pytest.mark.parametrize("xml", SPELLINGS.values(), ids=SPELLINGS.keys())


def opened(xml: bytes | str) -> Sheet:
    def no_shared(number: int) -> str:
        raise AssertionError(number)

    return Sheet("xl/worksheets/sheet1.xml", xml.encode() if isinstance(xml, str) else xml, no_shared)


def place(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return int(address.removeprefix(letters)), column_index(letters)


def around(xml: bytes, address: str) -> tuple[bytes, bytes]:
    """What stands before and behind a cell, as expat finds it."""
    spans: dict[str, tuple[int, int]] = {}
    row, column, began = 0, -1, 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, began
        if name == f"{MAIN} row":
            row, column = int(attributes.get("r", row + 1)), -1
        elif name == f"{MAIN} c":
            column = place(attributes["r"])[1] if "r" in attributes else column + 1
            began = parser.CurrentByteIndex

    def end(name: str) -> None:
        if name == f"{MAIN} c":
            at = parser.CurrentByteIndex
            closed = xml.index(b">", at) + 1 if xml.startswith(b"</", at) else at
            spans[f"{chr(65 + column)}{row}"] = began, closed

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(xml, True)
    first, last = spans[address]
    return xml[:first], xml[last:]


@EVERY_SPELLING
def test_every_spelling_says_the_same(xml: bytes) -> None:
    sheet = opened(xml)
    assert {address: sheet.text(*place(address)) for address in VALUES} == VALUES
    assert (sheet.style(2, 0), sheet.style(2, 1), sheet.style(1, 0)) == (4, 3, 0)


@EVERY_SPELLING
def test_what_nobody_changes_stays_as_it_is(xml: bytes) -> None:
    sheet = opened(xml)
    for address in VALUES:
        sheet.text(*place(address))
    assert sheet.to_bytes() == xml


@EVERY_SPELLING
@pytest.mark.parametrize("address", ["A1", "B1", "C1", "A2", "B2", "B5"])
@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (lambda sheet, at: sheet.put(*at, Content("", "7")), "7"),
        (lambda sheet, at: sheet.put(*at, Content("inlineStr", "乙 &lt; ")), "乙 < "),
        (lambda sheet, at: sheet.put(*at, Content("str", "丙", '"丙"')), "丙"),
        (lambda sheet, at: sheet.put(*at, Content()), ""),
        (lambda sheet, at: sheet.restyle(*at, 12), None),
    ],
    ids=["number", "text", "formula", "nothing", "format"],
)
def test_one_cell_changes_and_no_other_byte(
    xml: bytes, address: str, change: Callable[[Sheet, tuple[int, int]], None], shown: str | None
) -> None:
    sheet = opened(xml)
    style = sheet.style(*place(address))
    change(sheet, place(address))
    changed = sheet.to_bytes()
    before, behind = around(xml, address)
    assert changed.startswith(before)
    assert changed.endswith(behind)
    again = opened(changed)
    assert again.text(*place(address)) == (VALUES[address] if shown is None else shown)
    assert again.style(*place(address)) == (style if shown is not None else 12)
    others = {own: again.text(*place(own)) for own in VALUES if own != address}
    assert others == {own: VALUES[own] for own in others}


def test_what_only_described_the_old_content_goes_with_it() -> None:
    sheet = opened(SPELLINGS["other attributes"])
    sheet.put(2, 1, Content("str", "丙"))
    assert b'<c r="B2" s="3" ph="1" t="str"><v>' in sheet.to_bytes()


@EVERY_SPELLING
def test_a_formula_cell_shows_another_result_and_keeps_its_formula(xml: bytes) -> None:
    sheet = opened(xml)
    sheet.show(1, 2, Content("", "4"))
    sheet.show(2, 1, Content("", "4"))
    sheet.show(9, 9, Content("", "4"))
    changed = sheet.to_bytes()
    before, behind = around(xml, "C1")
    assert changed.startswith(before)
    assert changed.endswith(behind)
    cell = opened(changed).cell(1, 2)
    assert cell is not None
    assert (cell.kind, cell.value, '"a"&amp;B1' in cell.formula) == ("", b"4", True)


@EVERY_SPELLING
@pytest.mark.parametrize("address", ["D1", "C2", "A3", "B4", "A5", "C5", "A6"])
def test_a_cell_that_was_not_written_is_put_in_its_place(xml: bytes, address: str) -> None:
    sheet = opened(xml)
    row, column = place(address)
    sheet.put(row, column, Content("", "7"))
    again = opened(sheet.to_bytes())
    assert {own: again.text(*place(own)) for own in VALUES} == {
        **VALUES,
        **{own: "7" for own in VALUES if own == address},
    }
    assert list(again.rows) == sorted(again.rows)
    assert list(again.rows[row].cells) == sorted(again.rows[row].cells)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("D1", USUAL.replace(' spans="1:3"', "").replace("甲</v></c></row>", '甲</v></c><c r="D1"><v>7</v></c></row>')),
        ("A3", USUAL.replace('<row r="5">', '<row r="3"><c r="A3"><v>7</v></c></row><row r="5">')),
        ("A6", USUAL.replace("</sheetData>", '<row r="6"><c r="A6"><v>7</v></c></row></sheetData>')),
    ],
)
def test_nothing_but_the_new_cell_is_added(address: str, expected: str) -> None:
    sheet = opened(USUAL)
    sheet.put(*place(address), Content("", "7"))
    assert sheet.to_bytes().decode() == expected


def test_a_new_cell_has_the_format_of_its_row_or_its_column() -> None:
    columns = '<cols><col min="1" max="1" width="9"/><col min="2" max="3" style="6"/></cols>'
    rows = '<row r="1"/><row r="2" s="5" customFormat="1"/><row r="3" s="5"/>'
    sheet = opened(f'<worksheet xmlns="{MAIN}">{columns}<sheetData>{rows}</sheetData></worksheet>')
    places = [(1, 0), (1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (9, 2)]
    styles = [0, 6, 6, 0, 5, 6, 6]
    assert [sheet.style(*own) for own in places] == styles
    for own in places:
        sheet.put(*own, Content("", "1"))
    assert [(cell.style or 0) if (cell := opened(sheet.to_bytes()).cell(*own)) else None for own in places] == styles


@pytest.mark.parametrize("data", ["<sheetData/>", "<sheetData />", "<sheetData></sheetData>"])
def test_a_sheet_without_rows_gets_one(data: str) -> None:
    xml = f'<worksheet xmlns="{MAIN}">{data}<pageMargins/></worksheet>'
    assert opened(xml).to_bytes() == xml.encode()
    sheet = opened(xml)
    sheet.put(2, 1, Content("", "7"))
    row = '<sheetData><row r="2"><c r="B2"><v>7</v></c></row></sheetData>'
    assert sheet.to_bytes().decode() == xml.replace(data, row)


@pytest.mark.parametrize(
    ("xml", "problem"),
    [
        ("<worksheet><sheetData>", "不是完好的 XML"),
        ("<worksheet/>", "缺少 sheetData"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>', "DOCTYPE"),
        ("<?xml version='1.0' encoding='GBK'?><worksheet><sheetData/></worksheet>", "GBK"),
        (f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData/><a xmlns:x="urn:b"/></x:worksheet>', "两种意思"),
        (f'<worksheet xmlns="{MAIN}"><sheetData/><a xmlns="urn:b"/></worksheet>', "两种意思"),
        ('<worksheet><sheetData><row r="2"/><row r="2"/></sheetData></worksheet>', "行号 2"),
        ('<worksheet><sheetData><row r="x"/></sheetData></worksheet>', "行号 x"),
        ('<worksheet><sheetData><row r="1048577"/></sheetData></worksheet>', "行号 1048577"),
    ],
)
def test_what_cannot_be_edited_safely_is_refused(xml: str, problem: str) -> None:
    with pytest.raises(EditingError, match=rf"xl/worksheets/sheet1.xml：.*{problem}.*另存一份"):
        opened(xml)


@pytest.mark.parametrize("cells", ['<c r="A1"/><c r="A1"/>', '<c r="A1"/><c r="1"/>', '<c r="B1"/><c r="A1"/><c/>'])
def test_cells_that_stand_nowhere_or_twice_are_refused(cells: str) -> None:
    with pytest.raises(EditingError, match="第 1 行的单元格编号不对"):
        opened(f"<worksheet><sheetData><row r='1'>{cells}</row></sheetData></worksheet>").text(1, 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_ways_to_store_characters_are_read(encoding: str) -> None:
    xml = USUAL.replace("UTF-8", "UTF-16") if encoding == "utf-16" else USUAL
    sheet = opened(xml.encode(encoding))
    sheet.put(1, 0, Content("", "7"))
    again = opened(sheet.to_bytes())
    assert (again.text(1, 0), again.text(1, 1)) == ("7", "甲")


_RULE = "<conditionalFormatting><cfRule><extLst><ext/></extLst></cfRule></conditionalFormatting>"
_WRAPPED = "<m:AlternateContent xmlns:m='urn:m'><m:Choice><controls/></m:Choice></m:AlternateContent>"


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("", ""),
        ("<pageMargins/>", "<tableParts/>"),
        ("<drawing/>", "<legacyDrawingHF/>"),
        (_RULE, "<extLst/>"),
        ("<drawing/>", _WRAPPED),
        ("", "<!-- <drawing/> --><oleObjects/>"),
        ("<x:unknown xmlns:x='urn:x'/>", ""),
    ],
)
def test_elements_behind_the_rows_stand_where_the_schema_asks_for_them(before: str, behind: str) -> None:
    sheet = opened(f"<worksheet><sheetData/>{before}{behind}</worksheet>")
    sheet.add_behind_rows("legacyDrawing", b"<legacyDrawing/>")
    assert sheet.to_bytes().decode() == f"<worksheet><sheetData/>{before}<legacyDrawing/>{behind}</worksheet>"
    assert sheet.behind_rows("legacyDrawing") is not None
    assert sheet.behind_rows("sheetProtection") is None


def test_a_row_moved_and_a_row_emptied_keep_their_look() -> None:
    sheet = opened(SPELLINGS["turned round"])
    row = sheet.rows[2].emptied()
    row.renumber(7)
    sheet.rows[7] = row
    again = opened(sheet.to_bytes())
    assert (again.text(7, 1), again.style(7, 0), again.style(7, 1)) == ("", 4, 3)
    assert again.text(2, 1) == "2.5"


FORMULAS = ["", "<f>A1&lt;2</f>", '<f t="shared" si="0"/>', '<f t="shared" ref="B2:B9" si="0">A1</f>', '<f a=">"/>']
INSIDES = ["", "<v>1</v>", "<v></v>", "<v/>", '<v xml:space="preserve"> a</v>', "<is><t>甲_x0041_ </t></is>"]
CELL = st.builds(
    '<c r="B2"{}{}>{}{}</c>'.format,
    st.sampled_from(["", ' s="3"', ' s="0"']),
    st.sampled_from(["", ' t="n"', ' t="s"', ' t="str"', ' t="inlineStr"', ' t="b"']),
    st.sampled_from(FORMULAS),
    st.sampled_from(INSIDES),
)


@given(CELL)
def test_the_usual_cell_is_taken_apart_as_any_other(cell: str) -> None:
    _, spelling = checked("p", f'<worksheet xmlns="{MAIN}"/>'.encode())
    assert read_cell(cell.encode(), spelling) == _read_any_cell(cell.encode(), spelling)


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 60)), min_size=1, max_size=30, unique=True), st.data())
def test_whatever_is_put_is_found_again(places: list[tuple[int, int]], data: st.DataObject) -> None:
    xml = data.draw(st.sampled_from(list(SPELLINGS.values())))
    sheet = opened(xml)
    expected = {place(address): text for address, text in VALUES.items()}
    for number, (row, column) in enumerate(places):
        sheet.put(row, column, Content("", str(number)))
        expected[row, column] = str(number)
    again = opened(sheet.to_bytes())
    assert {own: again.text(*own) for own in expected} == expected
