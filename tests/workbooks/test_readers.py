"""The quick and the careful reader: equal on ordinary sheets, careful wherever the quick one would lose something."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.judge import Office
from tests.submissions.workbooks import parts_of, patched, schema, zipped
from tests.workbooks.scans import built_scan
from workbooks import refusal
from workbooks.container import Package, open_package
from workbooks.reading import fast, markup
from workbooks.reading.book import SheetPart, open_book
from workbooks.reading.careful import CarefulSheet
from workbooks.reading.fast import QuickSheet
from workbooks.reading.number_formats import is_date_format
from workbooks.reading.raw import Fault, Raw, RawSheet, Serial
from workbooks.reading.sheet_reader import SheetReader
from workbooks.refusal import Refused

LIMITS = schema().limits


@pytest.fixture(
    autouse=True,
    scope="module",
    params=[(fast._PIECE, False), (1, False), (fast._PIECE, True), (1, True)],
    ids=["whole", "row by row", "whole, compiled", "row by row, compiled"],
)
def way(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Everything here holds for a sheet that is read at once, and for one of which each row is a piece of its own; by
    NumPy, and by the compiled library.
    """
    piece, compiled = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast, "_PIECE", piece)
        patch.setattr(fast, "_scan", built_scan(tmp_path_factory.mktemp("scan")) if compiled else markup.scan)
        yield


def reader_of(data: bytes) -> tuple[SheetReader, tuple[SheetPart, ...]]:
    book = open_book(open_package(data, LIMITS))
    return SheetReader(book, LIMITS), book.sheets


def both(data: bytes) -> tuple[RawSheet, RawSheet]:
    """The first sheet as the product reads it, and as the careful reader does."""
    reader, sheets = reader_of(data)
    return reader.read(sheets[0]), reader.read(sheets[0], careful=True)


def cells(sheet: RawSheet) -> dict[tuple[int, int], tuple[type, Raw]]:
    """Every cell with its type, so that 1, 1.0 and a date are told apart."""
    rows = enumerate(sheet.rows)
    return {(row, column): (type(raw), raw) for place, row in rows for column, raw in sheet.row(place).items()}


def assert_agree(data: bytes) -> None:
    """Both readers see the same in every respect, and the quick one did read it."""
    quick, exact = both(data)
    assert isinstance(quick, QuickSheet)
    assert isinstance(exact, CarefulSheet)
    assert cells(quick) == cells(exact)
    assert (quick.rows, quick.hidden, quick.protected) == (exact.rows, exact.hidden, exact.protected)
    assert [merge.reference for merge in quick.merges] == [merge.reference for merge in exact.merges]
    assert quick.used_columns() == exact.used_columns()
    for column in range(-1, 30):
        assert list(map(type, quick.column(column))) == list(map(type, exact.column(column)))
        assert quick.column(column) == exact.column(column)
        assert quick.formula_rows(column) == exact.formula_rows(column)


DATE_FORMATS = [14, 15, 17, 22, *range(27, 37), *range(50, 59)]
CUSTOM_DATES = [
    'yyyy"年"m"月"d"日"',
    "yyyy-mm-dd;@",
    "[$-804]yyyy/m/d",
    "[红色]d/m/yy",
    "m月d日",
    "e年m月d日",
    "mmm\\-yy",
]
NO_DATES = [
    "General",
    "@",
    "0.00",
    "#,##0.00_ ",
    '0"户"',
    '"共"0.0"亩"',
    "[Red]0;[Blue]-0",
    "0.00E+00",
    '#,##0;"日"0',
    "?/?",
]


def ordinary() -> bytes:
    """A sheet with everything ordinary in it, written by XlsxWriter."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        page = book.add_worksheet("表")
        texts = [
            "张三",
            " 前后有空格 ",
            "两\n行",
            'a&b<c>"d"',
            "𠮷田",
            "阿依古丽·买买提",
            "NA",
            "=1+1",
            "1.0",
            "\u3000全角空格",
        ]
        for row, text in enumerate(texts):
            page.write_string(row, 0, text)
        page.write_rich_string(10, 0, "普通", book.add_format({"bold": True}), "加粗")
        for row, number in enumerate([0, -0.5, 1e-7, 123456789012345, 1.5, 3, 0.1 + 0.2]):
            page.write_number(row, 1, number)
        for row, code in enumerate(DATE_FORMATS):
            page.write_number(row, 2, 44000 + row, book.add_format({"num_format": code}))
        for row, code in enumerate(CUSTOM_DATES + NO_DATES):
            page.write_number(row, 3, 44000 + row, book.add_format({"num_format": code}))
        page.write_boolean(0, 4, True)
        page.write_boolean(1, 4, False)
        page.write_formula("F7", "=A1", None, "张三")
        page.write_formula("F8", '=""', None, "")
        page.write_formula("G9", "=1+1", None, 2)
        page.write_blank("H9", None, book.add_format({"bold": True}))
        page.merge_range("J2:L2", "标题")
        page.set_row(20, None, None, {"hidden": True})
        page.write_string("ZZ21", "远处")
        page.data_validation("B7:B9", {"validate": "list", "source": ["是", "否"]})
        page.protect()
    return data.getvalue()


ORDINARY = ordinary()


def test_both_agree_on_shared_strings() -> None:
    assert_agree(ORDINARY)


def test_both_agree_on_inline_strings() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for row in range(10):
            page.write_row(row, 0, [f"R{row:04d}", "张三 ", " 李四", 1.25 * row, "", None, "x\ny"])
    assert_agree(data.getvalue())


def test_both_agree_on_a_workbook_of_openpyxl() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["_token", "姓名", "金额", "日期"])
    page.append(["R0001", "阿依古丽·买买提", 12.5, None])
    page.append(["R0002", " 李四\n", 3, True])
    page["D2"] = 44000
    page["D2"].number_format = "yyyy-mm-dd"
    page["E9"] = "=SUM(C2:C3)"
    data = io.BytesIO()
    book.save(data)
    assert_agree(data.getvalue())
    quick, _ = both(data.getvalue())
    assert quick.row(len(quick.rows) - 1)[4] == Fault("no_result", "")


def test_both_agree_on_a_workbook_saved_by_libreoffice(office: Office, tmp_path: Path) -> None:
    source, saved = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(ordinary())
    with office.open(source) as book:
        book.save(saved)
    assert_agree(saved.read_bytes())
    _, exact = both(saved.read_bytes())
    before = {place: value for place, value in cells(both(source.read_bytes())[1]).items() if place[1] < 3}
    after = {place: value for place, value in cells(exact).items() if place[1] < 3}
    assert before == after


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.floats(-1e12, 1e12),
                st.integers(-(10**6), 10**6),
                st.booleans(),
                st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12),
            ),
            max_size=6,
        ),
        min_size=1,
        max_size=12,
    ),
    st.booleans(),
)
def test_both_agree_on_any_content(rows: list[list[Any]], inline: bool) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(
        data, {"constant_memory": inline, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        page = book.add_worksheet()
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    page.write_string(row, column, value)
                elif value is not None:
                    page.write(row, column, value)
        page.write_string(20, 0, "末行")
    assert_agree(data.getvalue())


@pytest.mark.parametrize("code", [*CUSTOM_DATES, "h:mm", "[h]:mm", "mm:ss.0", "yyyy\\年m\\月"])
def test_date_formats(code: str) -> None:
    assert is_date_format(code)


@pytest.mark.parametrize("code", [*NO_DATES, '"yyyy"0', "\\d0", "[Red]0", "0_d", "0;yyyy"])
def test_formats_that_are_no_dates(code: str) -> None:
    assert not is_date_format(code)


SHELL = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1"/>'
    "<sheetData>{}</sheetData>{}</worksheet>"
)


def with_rows(rows: str, tail: str = "") -> bytes:
    """A workbook whose first sheet is written by hand."""
    return patched(ordinary(), "xl/worksheets/sheet1.xml", lambda _: SHELL.format(rows, tail).encode())


def number(reference: str, value: str = "1", attributes: str = "") -> str:
    return f'<c r="{reference}"{attributes}><v>{value}</v></c>'


FILLED = '<row r="1"><c r="A1" t="inlineStr"><is><t>名</t></is></c></row>'


def test_the_declared_dimension_is_not_believed() -> None:
    rows = "".join(f'<row r="{row}">{number(f"A{row}", str(row))}</row>' for row in range(1, 301))
    quick, exact = both(with_rows(rows))
    assert len(quick.rows) == len(exact.rows) == 300


@pytest.mark.parametrize(
    ("rows", "place", "expected"),
    [
        ('<row r="7"><c r="A7" t="e"><v>#REF!</v></c></row>', (7, 0), Fault("error", "#REF!")),
        ('<row r="7"><c r="A7" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>', (7, 0), Fault("error", "#DIV/0!")),
        ('<row r="7"><c r="A7"><v>NaN</v></c></row>', (7, 0), Fault("no_number", "NaN")),
        ('<row r="7"><c r="A7"><v>1_0</v></c></row>', (7, 0), Fault("no_number", "1_0")),
        ('<row r="7"><c r="A7"><v>1e999</v></c></row>', (7, 0), Fault("no_number", "1e999")),
        ('<row r="7"><c r="A7"><v> 12 </v></c></row>', (7, 0), 12.0),
        ('<row r="7"><c r="A7"><v>1.5E-3</v></c></row>', (7, 0), 0.0015),
        ('<row r="7"><c r="A7"><f>B7</f></c></row>', (7, 0), Fault("no_result", "")),
        ('<row r="7"><c r="A7"><f>B7</f><v></v></c></row>', (7, 0), Fault("no_result", "")),
        ('<row r="7"><c r="A7"><f t="shared" si="0"/><v/></c></row>', (7, 0), Fault("no_result", "")),
        ('<row r="7"><c r="A7" t="str"><f>B7</f></c></row>', (7, 0), Fault("no_result", "")),
        ('<row r="7"><c r="A7" t="b"><f>B7</f><v>1</v></c></row>', (7, 0), True),
        ('<row r="7"><c r="A7" s="0" t="str"><f>B7</f><v>a&amp;&#20320;&#x4e00;b</v></c></row>', (7, 0), "a&你一b"),
        ('<row r="7"><c r="A7" t="str"><v xml:space="preserve"> b </v></c></row>', (7, 0), " b "),
        ('<row r="7"><c r="A7" t="inlineStr"><is><t> a </t></is></c></row>', (7, 0), "a"),
        ('<row r="7"><c r="A7" t="inlineStr"><is><t xml:space="preserve"> a\n</t></is></c></row>', (7, 0), " a\n"),
        ('<row r="7"><c r="A7" t="inlineStr"><is><t>a&#13;b</t></is></c></row>', (7, 0), "a\rb"),
        ('<row r="7" hidden="1"><c r="XFD7"><v>5</v></c></row>', (7, 16383), 5.0),
        ('<row r="1048576"><c r="XFD1048576"><v>5</v></c></row>', (1048576, 16383), 5.0),
    ],
)
def test_cells_of_every_sort_are_read_alike(rows: str, place: tuple[int, int], expected: Raw) -> None:
    data = with_rows(FILLED + rows)
    assert_agree(data)
    read, _ = both(data)
    assert read.row(read.rows.index(place[0]))[place[1]] == expected


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A7" t="str"><f>B7</f><v></v></c>',
        '<c r="A7" t="inlineStr"><is><t></t></is></c>',
        '<c r="A7" t="inlineStr"><is><t/></is></c>',
        '<c r="A7" t="inlineStr"><is><t> \n </t></is></c>',
        '<c r="A7" s="1"/>',
        '<c r="A7" t="s"/>',
        '<c r="A7"><v></v></c>',
        '<c r="A7"><v/></c>',
    ],
)
def test_cells_without_content_are_no_cells(cell: str) -> None:
    data = with_rows(f'{FILLED}<row r="7">{cell}</row>')
    assert_agree(data)
    assert both(data)[0].rows == [1]


def test_an_empty_shared_string_is_an_empty_cell() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["甲", "乙"])
        page.write_string(3, 0, "丙")
    emptied = patched(data.getvalue(), "xl/sharedStrings.xml", lambda xml: xml.replace("丙".encode(), b""))
    assert_agree(emptied)
    assert both(emptied)[0].rows == [1]


@pytest.mark.parametrize(
    ("rows", "place", "expected"),
    [
        ('<row r="7"><c r="A7" t="str"><v><![CDATA[张三]]></v></c></row>', (7, 0), "张三"),
        ('<row r="7"><c r="A7" t="inlineStr"><is><t>甲<![CDATA[乙]]></t></is></c></row>', (7, 0), "甲乙"),
        ('<row r="7"><c r="A7" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c></row>', (7, 0), "甲乙"),
        (
            '<row r="7"><c r="A7" t="inlineStr"><is><t>甲</t><rPh><t>x</t></rPh></is></c></row>',
            (7, 0),
            "甲",
        ),
        ('<row r="7"><c r="A7" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c></row>', (7, 0), "😀"),
        ('<row r="7"><c r="A7" t="inlineStr"><is><t>a\r\nb</t></is></c></row>', (7, 0), "a\nb"),
        ('<row r="7"><c t="inlineStr"><is><t>无址</t></is></c></row>', (7, 0), "无址"),
        ('<row><c r="A2"><v>5</v></c></row>', (2, 0), 5.0),
        ('<row r="7"><c s="0" r="A7"><v>5</v></c></row>', (7, 0), 5.0),
        ('<row r="7"><c r="A7" t="n" s="0"><v>5</v></c></row>', (7, 0), 5.0),
        ('<row r="7"><c r="A7" t="b" cm="1"><v>1</v></c></row>', (7, 0), True),
        ('<row r="7"><c r="a7"><v>5</v></c></row>', (7, 0), 5.0),
        ('<row r="7">\n <c r="A7">\n<v>5</v></c></row>', (7, 0), 5.0),
        ('<row r="7"><c r="B7"><v>5</v></c><c r="A7"><v>6</v></c></row>', (7, 0), 6.0),
        ('<row r="8"><c r="A8"><v>8</v></c></row><row r="7"><c r="A7"><v>7</v></c></row>', (7, 0), 7.0),
        ('<row r="7"><!-- <c r="A7"><v>5</v></c> --><c r="A7"><v>6</v></c></row>', (7, 0), 6.0),
        ('<row r="7"><c r="A7" t="d"><v>2020-09-30</v></c></row>', (7, 0), Serial(44104)),
        ('<row r="7"><c r="A7"><v>5</v><extLst><ext/></extLst></c></row>', (7, 0), 5.0),
    ],
)
def test_what_is_out_of_the_ordinary_is_read_carefully(rows: str, place: tuple[int, int], expected: Raw) -> None:
    data = with_rows(FILLED + rows)
    read, _ = both(data)
    assert isinstance(read, CarefulSheet)
    row, column = place
    assert read.row(read.rows.index(row))[column] == expected


def test_utf_16_prefixes_and_strict_namespaces_are_read() -> None:
    plain = with_rows(FILLED)
    part = "xl/worksheets/sheet1.xml"
    wide = patched(plain, part, lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16"))
    prefixed = patched(plain, part, lambda xml: re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x="))
    old, new = b"http://schemas.openxmlformats.org/spreadsheetml/2006/", b"http://purl.oclc.org/ooxml/spreadsheetml/"
    strict = zipped({name: xml.replace(old, new) for name, xml in parts_of(plain).items()})
    for data in (wide, prefixed, strict):
        read, _ = both(data)
        assert isinstance(read, CarefulSheet)
        assert read.row(0)[0] == "名"


def test_dates_of_a_strict_workbook_and_of_one_counting_from_1904() -> None:
    dated = '<row r="7"><c r="A7" t="d"><v>2020-09-30</v></c><c r="B7" t="d"><v>2020-09-30T12:00:00Z</v></c></row>'
    _, exact = both(with_rows(dated))
    assert exact.row(0) == {0: Serial(44104), 1: Serial(44104.5)}
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"date_1904": True}) as book:
        book.add_worksheet().write_number(0, 0, 42642, book.add_format({"num_format": 14}))
    read, _ = both(data.getvalue())
    assert read.row(0)[0] == Serial(44104)
    assert isinstance(read.row(0)[0], Serial)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (f"{FILLED}{FILLED}", refusal.DUPLICATE_INSIDE),
        ('<row r="7"><c r="A7"><v>1</v></c><c r="A7"><v>2</v></c></row>', refusal.DUPLICATE_INSIDE),
        ('<row r="7"><c r="A7" t="s"><v>99999</v></c></row>', refusal.TEXT_NOT_THERE),
        ('<row r="7"><c r="A7" t="s"><v>-1</v></c></row>', refusal.TEXT_NOT_THERE),
        ('<row r="7"><c r="A7" t="s"><v>1.5</v></c></row>', refusal.TEXT_NOT_THERE),
        ('<row r="7"><c r="A7" t="s"><v></v></c></row>', refusal.TEXT_NOT_THERE),
        ('<row r="7"><c r="A7" s="1" t="s"><v/></c></row>', refusal.TEXT_NOT_THERE),
        ('<row r="7"><c r="A8"><v>1</v></c></row>', refusal.BROKEN_STRUCTURE),
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', refusal.BROKEN_STRUCTURE),
        ('<row r="7"><c r="XFE7"><v>1</v></c></row>', refusal.BROKEN_STRUCTURE),
        ('<row r="7"><c r="A7"><v>1</v></row>', refusal.BROKEN_STRUCTURE),
        (f'<row r="7"><c r="A7"><v>1</v></c></row>{"<g>" * 70}{"</g>" * 70}', refusal.BROKEN_STRUCTURE),
        ('<row r="' + "9" * 5000 + '"/>', refusal.BROKEN_STRUCTURE),
    ],
)
def test_a_sheet_that_contradicts_itself_is_refused_as_a_whole(rows: str, reason: str) -> None:
    odd = '<row r="6"><c r="B6" t="e"><v>#N/A</v></c></row>' if "99999" not in rows else ""
    reader, sheets = reader_of(with_rows(odd + rows))
    with pytest.raises(Refused) as caught:
        reader.read(sheets[0], careful=True)
    assert caught.value.reason == reason


@pytest.mark.parametrize("encoding", ["GBK", "no-such"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"])
def test_an_encoding_that_no_package_may_use_is_called_so(part: str, encoding: str) -> None:
    def declared(xml: bytes) -> bytes:
        return xml.replace(b"UTF-8", encoding.encode(), 1)

    with pytest.raises(Refused) as caught:
        reader, sheets = reader_of(patched(ORDINARY, part, declared))
        reader.read(sheets[0], careful=True)
    assert caught.value.reason == refusal.NO_SHEETS


def test_a_wrong_string_number_is_never_read_as_the_first_string() -> None:
    reader, sheets = reader_of(with_rows('<row r="7"><c r="A7" t="s"><v>99999</v></c></row>'))
    with pytest.raises(Refused) as caught:
        reader.read(sheets[0]).column(0)
    assert caught.value.values == {"sheet": "表", "column": "A", "row": 7}


def test_the_end_of_a_sheet_missing_its_rows_is_noticed() -> None:
    reader, sheets = reader_of(with_rows('<row r="7"><c r="A7"><v>1</v></c></row><row r="8"><c r="A8"><v>2'))
    with pytest.raises(Refused):
        reader.read(sheets[0])


PIECES = [b"<", b">", b"/", b'"', b" ", b"1", b"</c>", b"<v>1</v>", b"&#50;", b' t="s"', b' s="1"', b"<f/>", b"\xe5"]


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 12), st.sampled_from(PIECES))
def test_damaged_markup_is_never_read_in_two_ways(place: int, removed: int, put: bytes) -> None:
    """Whatever is done to the row data: where both readers accept it, they read the same."""
    book = open_book(open_package(ORDINARY, LIMITS))
    part = book.sheets[0]
    start, end = part.xml.find(b"<sheetData>") + 11, part.xml.find(b"</sheetData>")
    at = start + place % (end - start)
    xml = part.xml[:at] + put + part.xml[at + removed :]
    damaged = replace(part, package=Package({part.part: xml}, {part.part: part.part}))
    reader = SheetReader(book, LIMITS)
    try:
        exact = reader.read(damaged, careful=True)
        quick = reader.read(damaged)
    except Refused:
        return
    assert cells(quick) == cells(exact)
    assert quick.rows == exact.rows


def test_many_formatted_empty_rows_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "_PIECE", 1 << 20)
    empty = "".join(
        f'<row r="{row}" s="1"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' for row in range(2, 60_000)
    )
    read, exact = both(with_rows(FILLED + empty))
    assert read.rows == exact.rows == [1]


@pytest.mark.parametrize("careful", [False, True])
def test_too_many_cells_are_refused_with_the_limit(careful: bool) -> None:
    book = open_book(open_package(with_rows(FILLED + '<row r="7">' + number("A7") + number("B7") + "</row>"), LIMITS))
    few = replace(LIMITS, cells=replace(LIMITS.cells, value=2))
    with pytest.raises(Refused) as caught:
        SheetReader(book, few).read(book.sheets[0], careful=careful)
    assert caught.value.values == {"sheet": "表", "actual": 3, "limit": 2}


def test_what_merged_cells_hold_is_kept() -> None:
    rows = '<row r="7">' + number("A7", "1") + number("B7", "2") + "</row>"
    data = with_rows(rows, '<mergeCells count="1"><mergeCell ref="A7:B7"/></mergeCells>')
    assert_agree(data)
    read, _ = both(data)
    assert read.row(0) == {0: 1.0, 1: 2.0}
    assert [merge.reference for merge in read.merges] == ["A7:B7"]
