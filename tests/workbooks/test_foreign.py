"""Tables of others are read whatever program wrote them; what cannot be read is refused with its reason."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cunbiao.definitions.intake import reading_limits
from tests.judge import Office
from workbooks import refusal
from workbooks.reading.foreign import NamedSheet, read_foreign
from workbooks.reading.raw import Fault, Merge, Raw, Serial
from workbooks.refusal import Refused

LIMITS = reading_limits()
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"]
# With line breaks and delimiters of other kinds in one cell nobody could tell which it is.
TEXTS = st.one_of(
    st.text(st.sampled_from('户编号姓名张三0123456789X.,;\t|" （）'), max_size=8),
    st.text(st.sampled_from('户编号姓名张三0123456789X." \n（）'), max_size=8),
)


def table(sheet: NamedSheet) -> dict[int, dict[int, Raw]]:
    """Row → column → value of what is there."""
    return {
        row: sheet.cells.row(position) for position, row in enumerate(sheet.cells.rows) if sheet.cells.row(position)
    }


def only(data: bytes) -> NamedSheet:
    [sheet] = read_foreign(data, LIMITS)
    return sheet


def refused(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read_foreign(data, LIMITS)
    return caught.value


def written(rows: Sequence[Sequence[str]], encoding: str, delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def test_equal_texts_are_kept_once() -> None:
    cells = only(written([["汉族", "甲村"], ["汉族", "汉族"], ["回族", "甲村"]], "utf-8")).cells
    texts = [cell for index in cells.used_columns() for cell in cells.column(index)]
    assert texts == ["汉族", "汉族", "回族", "甲村", "汉族", "甲村"]
    assert len(set(map(id, texts))) == 3


# ---- delimited text -------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.lists(TEXTS, min_size=4, max_size=4), max_size=5),
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from(",\t;|"),
)
def test_delimited_text_reads_as_it_was_written(rows: list[list[str]], encoding: str, delimiter: str) -> None:
    rows = [["户编号", "姓名", "证件号码", "民族"], *rows]
    sheet = only(written(rows, encoding, delimiter))
    expected = {
        number: {column: text for column, text in enumerate(row) if text} for number, row in enumerate(rows, start=1)
    }
    assert table(sheet) == {number: row for number, row in expected.items() if row}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_long_numbers_in_text_keep_all_their_digits(encoding: str) -> None:
    rows = [["证件号码", "银行账号"], ["341302196503010119", "6228480000000000018"]]
    assert table(only(written(rows, encoding)))[2] == {0: "341302196503010119", 1: "6228480000000000018"}


def test_what_keeps_text_text_in_excel_is_no_part_of_it() -> None:
    data = 'sep=;\r\n户编号;姓名\r\n="0012";"=""赵一"""\r\n'.encode()
    assert table(only(data)) == {1: {0: "户编号", 1: "姓名"}, 2: {0: "0012", 1: "赵一"}}


def test_quotation_marks_that_do_not_match_are_named_by_their_row() -> None:
    found = refused('户编号,姓名\n1,赵一\n2,"钱二\n3,孙三\n'.encode())
    assert found.reason == refusal.BROKEN_STRUCTURE
    assert "第 3 行" in str(found.values["actual"])


def test_text_in_no_known_encoding_is_refused() -> None:
    assert refused("户编号,姓名\n".encode() * 400 + b"\xff\xff\n").reason == refusal.NOT_A_WORKBOOK


# ---- web pages ------------------------------------------------------------------------------------------------------

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><style>td {mso-number-format:"\\@"}</style></head>
<body>导出<table><tr><th rowspan=2>户编号<th colspan="2">户主</tr>
<tr><td>姓名</td><td>证件<br>号码</td></tr>
<tr><td>0012</td><td>&nbsp;赵&#19968;
 </td><td x:num>341302196503010119</td><td x:err="#N/A">#N/A</td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_a_table_in_a_web_page_is_read_with_its_merged_cells(encoding: str) -> None:
    sheet = only(PAGE.encode(encoding))
    assert table(sheet) == {
        1: {0: "户编号", 1: "户主"},
        2: {1: "姓名", 2: "证件\n号码"},
        3: {0: "0012", 1: "赵一", 2: "341302196503010119", 3: Fault("error", "#N/A")},
    }
    assert sheet.cells.merges == [Merge(1, 2, 0, 0), Merge(1, 1, 1, 2)]


def test_spans_without_end_cost_nothing() -> None:
    sheet = only(b"<table><tr><td rowspan=99999999 colspan=99999999>a<td>b<tr><td>c</table>")
    assert table(sheet)[1][0] == "a"


def test_a_web_page_without_a_table_is_refused_as_one() -> None:
    assert refused(b"<html><body>please log in</body></html>").values == {"content": "html"}


# ---- XML spreadsheets of 2003 ---------------------------------------------------------------------------------------

XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Worksheet ss:Name="人口"><Table><Row><Cell ss:MergeAcross="1"><Data ss:Type="String">户</Data></Cell>
<Cell><Data ss:Type="String">姓<B xmlns="http://www.w3.org/TR/REC-html40">名</B></Data></Cell></Row>
<Row ss:Index="3"><Cell ss:Index="2" ss:MergeDown="1"><Data ss:Type="Number">12.5</Data></Cell>
<Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell><Data ss:Type="DateTime">2020-09-30T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="旧"><Table/><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>
</Workbook>"""


def test_an_xml_spreadsheet_is_read() -> None:
    people, old = read_foreign(XML.encode(), LIMITS)
    assert (people.name, people.hidden, old.name, old.hidden) == ("人口", False, "旧", True)
    assert table(people) == {
        1: {0: "户", 2: "姓名"},
        3: {1: 12.5, 2: Fault("error", "#N/A"), 3: Serial(44104.0), 4: True},
    }
    assert people.cells.merges == [Merge(1, 1, 0, 1), Merge(3, 4, 1, 1)]


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ("<?xml version='1.0'?><a/>", refusal.NOT_A_WORKBOOK),
        ("<?xml version='1.0'?><a><table/></a>", refusal.NOT_A_WORKBOOK),
        (XML.replace("<Workbook", "<!DOCTYPE Workbook [<!ENTITY a 'b'>]><Workbook"), refusal.DOCTYPE),
        (XML.replace("</Workbook>", ""), refusal.BROKEN_STRUCTURE),
    ],
)
def test_other_xml_is_refused(xml: str, reason: str) -> None:
    assert refused(xml.encode()).reason == reason


# ---- workbooks ------------------------------------------------------------------------------------------------------


def workbook(file: Path, far: str = "", errors: Mapping[str, str] | None = None) -> Path:
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("人口")
        book.add_worksheet("旧").hide()
        sheet.write_row("A1", ["户编号", "姓名"])
        sheet.write_row("A2", ["0012", "赵一"])
        sheet.write_datetime("C2", datetime(2020, 9, 30), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.merge_range("A2:A3", "0012")
        if far:
            sheet.write(far, "x")
        for place, error in (errors or {}).items():
            sheet.write_formula(place, "=NA()", None, error)
    return file


def test_a_workbook_is_read_with_its_merged_cells_dates_and_hidden_sheets(tmp_path: Path, office: Office) -> None:
    new = workbook(tmp_path / "r.xlsx", errors={"D2": "#N/A"})
    with office.open(new) as book:
        office.export(book.document, tmp_path / "r.xls", "MS Excel 97")
    for file in (new, tmp_path / "r.xls"):
        people, old = read_foreign(file.read_bytes(), LIMITS)
        assert (people.name, people.hidden, old.name, old.hidden) == ("人口", False, "旧", True)
        assert table(people)[2] == {0: "0012", 1: "赵一", 2: Serial(44104.0), 3: Fault("error", "#N/A")}
        assert people.cells.merges == [Merge(2, 3, 0, 0)]


@pytest.mark.parametrize("far", ["XFD1048576", "BS1048576"])
def test_a_cell_at_the_end_of_the_sheet_costs_nothing(tmp_path: Path, far: str) -> None:
    people, _ = read_foreign(workbook(tmp_path / "r.xlsx", far).read_bytes(), LIMITS)
    assert people.cells.rows == [1, 2, 1048576]


ERRORS = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("written_as", ["plain", "type first", "with a prefix", "without reference"])
def test_error_cells_are_errors_however_they_are_written(tmp_path: Path, error: str, written_as: str) -> None:
    file = workbook(tmp_path / "r.xlsx", errors={"D2": error})
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    if written_as == "type first":
        parts[name] = re.sub(r'<c r="D2"([^>]*) t="e"', r"<c t='e' r='D2'\1", parts[name])
    elif written_as == "with a prefix":
        parts[name] = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", parts[name]).replace("xmlns=", "xmlns:x=")
    elif written_as == "without reference":
        parts[name] = re.sub(r' r="[A-Z]+\d+"', "", parts[name])
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    people, _ = read_foreign(file.read_bytes(), LIMITS)
    assert table(people)[2][3] == Fault("error", error)


def test_every_error_of_an_old_workbook_is_told(tmp_path: Path, office: Office) -> None:
    file = tmp_path / "r.xlsx"
    formulas = ["=A1 B9", "=1/0", '=1+"a"', "=#REF!A1", "=nix()", "=SQRT(-1)", "=NA()"]
    with xlsxwriter.Workbook(str(file)) as book:
        for sheet in (book.add_worksheet("空"), book.add_worksheet("人口")):
            sheet.write_row("A1", ["户编号"] * len(formulas))
        for column, (formula, error) in enumerate(zip(formulas, ERRORS, strict=True)):
            book.worksheets()[1].write_formula(4, column, formula, None, error)
    with office.open(file) as opened:
        office.export(opened.document, tmp_path / "r.xls", "MS Excel 97")
    empty, people = read_foreign((tmp_path / "r.xls").read_bytes(), LIMITS)
    assert 5 not in table(empty)
    told = table(people)[5]
    assert all(isinstance(cell, Fault) and cell.kind == "error" for cell in told.values()), told
    assert sorted(told) == list(range(len(formulas)))


@pytest.mark.parametrize("cut", [600, 3000, -200])
def test_an_old_workbook_that_is_cut_is_refused(tmp_path: Path, office: Office, cut: int) -> None:
    with office.open(workbook(tmp_path / "r.xlsx", errors={"D2": "#N/A"})) as book:
        office.export(book.document, tmp_path / "r.xls", "MS Excel 97")
    data = (tmp_path / "r.xls").read_bytes()
    found = None
    try:
        read_foreign(data[:cut], LIMITS)
    except BaseException as error:  # native code may panic; in a worker that is the end of this one file
        found = error
    assert found is not None


def test_a_sheet_with_more_cells_than_allowed_is_refused(tmp_path: Path) -> None:
    data = workbook(tmp_path / "r.xlsx").read_bytes()
    with pytest.raises(Refused) as caught:
        read_foreign(data, replace(LIMITS, cells=replace(LIMITS.cells, value=2)))
    assert caught.value.reason == refusal.TOO_MANY_CELLS


@pytest.mark.parametrize(
    ("name", "mime"), [("xl/workbook.bin", b""), ("content.xml", b"application/vnd.oasis.opendocument.spreadsheet")]
)
def test_formats_that_hide_their_errors_are_refused_by_their_name(name: str, mime: bytes) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", mime)
        archive.writestr(name, b"x")
        if not mime:
            archive.writestr("[Content_Types].xml", b"<Types/>")
    assert refused(made.getvalue()).reason == refusal.OTHER_FORMAT
