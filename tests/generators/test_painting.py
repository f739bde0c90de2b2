"""A painted copy shows every finding where it is, and is otherwise the workbook it was made of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from cunbiao.findings import Finding, Level, Place
from generators.painting import painted
from tests.generators.opening import assert_opens
from tests.judge import Office
from tests.workbooks.editing.spellings import with_absolute_names, with_another_workbook_part, with_prefixes
from workbooks.editing import EditingError

_PICTURE = min((Path(__file__).parents[2] / "docs" / "图").glob("*.png"))
RED, YELLOW = "FFF8CBAD", "FFFFEB9C"


def found(level: Level, row: int, column: str, message: str = "不对", sheet: str = "户") -> Finding:
    return Finding("X-01", level, "单格", message, "改对", Place("村.xlsx", sheet, row, column))


def workbook() -> bytes:
    """A protected sheet with a drop-down list and a conditional format, and a sheet without anything."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("户")
        opened = book.add_format({"locked": False, "num_format": "0.00", "bold": True})
        sheet.write_row(0, 0, ["户编号", "金额", "备注"])
        sheet.write_number(5, 1, 3, opened)
        sheet.write_string(5, 2, "a < b & c")
        sheet.write_formula(7, 1, "=B6*2", opened, 6)
        sheet.data_validation("C6:C9", {"validate": "list", "source": ["是", "否"]})
        sheet.conditional_format("B6:B9", {"type": "cell", "criteria": ">", "value": 2, "format": opened})
        sheet.protect("secret")
        book.add_worksheet("别的").write_string("A1", "不变")
    return target.getvalue()


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_cell_has_the_colour_of_its_worst_finding_and_a_note_of_all() -> None:
    sheet = opened(painted(workbook(), [found("核实", 6, "B", "看一看"), found("必改", 6, "B", "必须改")]))["户"]
    cell = sheet["B6"]
    assert (cell.value, cell.number_format, cell.font.bold, cell.protection.locked) == (3, "0.00", True, False)
    assert cell.fill.fgColor.rgb == RED
    assert cell.comment.text == "【必改】必须改。\n怎么改：改对。\n【核实】看一看。\n怎么改：改对。"
    assert sheet["C6"].comment is None
    assert sheet["C6"].fill.fgColor.rgb not in (RED, YELLOW)


def test_empty_cells_missing_rows_and_whole_rows_are_painted_too() -> None:
    findings = [found("必改", 6, "A"), found("核实", 7, "C"), found("核实", 30, "B"), found("必改", 8, "")]
    sheet = opened(painted(workbook(), findings))["户"]
    assert [sheet[at].fill.fgColor.rgb for at in ("A6", "C7", "B30", "B8")] == [RED, YELLOW, YELLOW, RED]
    assert [sheet[at].value for at in ("B6", "C6", "B8")] == [3, "a < b & c", "=B6*2"]


def test_findings_about_files_sheets_and_unknown_sheets_paint_nothing() -> None:
    findings = [found("必改", 0, ""), found("必改", 6, "B", sheet="没有的表")]
    sheet = opened(painted(workbook(), findings))["户"]
    assert sheet["B6"].comment is None


def test_everything_else_stays_as_it_is(tmp_path: Path) -> None:
    before, after = workbook(), painted(workbook(), [found("必改", 6, "B")])
    parts = [{name: zipfile.ZipFile(io.BytesIO(data)).read(name) for name in _names(data)} for data in (before, after)]
    changed = {name for name in parts[0] if parts[0][name] != parts[1][name]}
    assert changed == {"[Content_Types].xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"}
    kept = opened(after)["户"]
    assert kept.protection.sheet
    assert len(kept.data_validations.dataValidation) == len(kept.conditional_formatting) == 1
    file = tmp_path / "村（标注）.xlsx"
    file.write_bytes(after)
    assert_opens(file)


def _names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_notes_of_the_village_are_kept() -> None:
    book = opened(workbook())
    book["户"]["B6"].comment = Comment("村里写的", "会计")
    book["户"]["C9"].comment = Comment("也是村里写的", "会计")
    target = io.BytesIO()
    book.save(target)
    sheet = opened(painted(target.getvalue(), [found("必改", 6, "B"), found("必改", 8, "B")]))["户"]
    assert [sheet[at].comment.text for at in ("B6", "C9")] == ["村里写的", "也是村里写的"]
    assert sheet["B6"].fill.fgColor.rgb == RED
    assert sheet["B8"].comment.text == "【必改】不对。\n怎么改：改对。"


def test_a_workbook_written_by_nobody_we_know_is_not_guessed_at() -> None:
    data = workbook()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name).replace(b"sheetData", b"x:sheetData"))
    with pytest.raises(EditingError):
        painted(target.getvalue(), [found("必改", 6, "B")])


@pytest.mark.parametrize("spelt", [with_prefixes, with_absolute_names, with_another_workbook_part])
def test_workbooks_that_other_programs_write_are_painted_too(spelt: Callable[[bytes], bytes]) -> None:
    sheet = opened(painted(spelt(workbook()), [found("必改", 6, "B"), found("核实", 30, "B")]))["户"]
    assert [sheet[at].fill.fgColor.rgb for at in ("B6", "B30")] == [RED, YELLOW]
    assert (sheet["B6"].value, sheet["B6"].number_format, sheet["C6"].value) == (3, "0.00", "a < b & c")
    assert sheet["B6"].comment.text == "【必改】不对。\n怎么改：改对。"
    assert sheet.protection.sheet


def test_a_copy_with_a_password_ends_in_words_for_the_person() -> None:
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048)
    with pytest.raises(EditingError, match="打开密码"):
        painted(encrypted, [found("必改", 6, "B")])


def test_a_cell_that_was_not_written_keeps_the_format_of_its_column() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("户")
        sheet.set_column(1, 1, 12, book.add_format({"locked": False, "num_format": "@"}))
        sheet.protect()
    cell = opened(painted(target.getvalue(), [found("必改", 6, "B")]))["户"]["B6"]
    assert (cell.number_format, cell.protection.locked, cell.fill.fgColor.rgb) == ("@", False, RED)


def test_the_picture_in_a_header_is_not_taken_for_the_notes(tmp_path: Path) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("户").set_header("&L&G", {"image_left": str(_PICTURE)})
    file = tmp_path / "村（标注）.xlsx"
    file.write_bytes(painted(target.getvalue(), [found("必改", 6, "B")]))
    with zipfile.ZipFile(file) as package:
        shapes = {name: package.read(name) for name in package.namelist() if name.endswith(".vml")}
        sheet = package.read("xl/worksheets/sheet1.xml")
    assert sorted(xml.count(b'ObjectType="Note"') for xml in shapes.values()) == [0, 1]
    assert sheet.index(b"<legacyDrawing ") < sheet.index(b"<legacyDrawingHF ")
    assert opened(file.read_bytes())["户"]["B6"].comment is not None
    assert_opens(file)


def test_the_shapes_of_notes_have_names_of_their_own_in_the_shapes_of_any_program() -> None:
    book = opened(workbook())
    book["户"]["C9"].comment = Comment("村里写的", "会计")
    target = io.BytesIO()
    book.save(target)
    twice = painted(painted(target.getvalue(), [found("必改", 6, "B")]), [found("必改", 8, "B")])
    with zipfile.ZipFile(io.BytesIO(twice)) as package:
        (part,) = (name for name in package.namelist() if name.endswith(".vml"))
        shapes = ElementTree.fromstring(package.read(part)).findall("{urn:schemas-microsoft-com:vml}shape")
    assert len({shape.get("id") for shape in shapes}) == len(shapes) == 3


def test_what_libreoffice_saved_is_painted(office: Office, tmp_path: Path) -> None:
    file, saved = tmp_path / "村.xlsx", tmp_path / "saved.xlsx"
    file.write_bytes(workbook())
    with office.open(file) as book:
        book.save(saved)
    file.write_bytes(painted(saved.read_bytes(), [found("必改", 6, "B"), found("核实", 30, "C")]))
    with office.open(file) as book:
        notes = book.sheet("户").getAnnotations()
        assert [notes.getByIndex(index).getString() for index in range(notes.getCount())] == [
            "【必改】不对。\n怎么改：改对。",
            "【核实】不对。\n怎么改：改对。",
        ]
        assert book.sheet("户").getCellRangeByName("B6").CellBackColor == int(RED[2:], 16)
        assert book.value("户", "B8") == 6


def test_rows_and_cells_are_in_the_order_and_of_the_look_excel_asks_for() -> None:
    findings = [found("必改", 30, "B"), found("核实", 7, "C"), found("必改", 7, "A"), found("核实", 6, "A")]
    with zipfile.ZipFile(io.BytesIO(painted(workbook(), findings))) as package:
        sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
        styles = ElementTree.fromstring(package.read("xl/styles.xml"))
    cells = {row.get("r"): [cell.get("r") for cell in row] for row in sheet.iterfind("{*}sheetData/{*}row")}
    assert list(cells) == ["1", "6", "7", "8", "30"]
    assert [cells[row] for row in ("6", "7", "30")] == [["A6", "B6", "C6"], ["A7", "C7"], ["B30"]]
    for name in ("fills", "cellXfs"):
        every = styles.find(f"{{*}}{name}")
        assert every is not None
        assert every.get("count") == str(len(every))
    filled = [look for look in styles.iterfind("{*}cellXfs/{*}xf") if look.get("fillId") != "0"]
    assert len(filled) == 2
    assert all(look.get("applyFill") == "1" for look in filled)
