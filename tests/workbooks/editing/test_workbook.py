"""Whole packages: whoever made them, only the parts that had to change are other bytes than before."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font, Protection

from tests.generators.opening import assert_opens
from tests.judge import Office
from tests.submissions.workbooks import parts_of, patched, zipped
from tests.workbooks.editing.spellings import (
    RELATIONS,
    with_absolute_names,
    with_another_workbook_part,
    with_odd_part_names,
    with_prefixes,
    with_strict_namespaces,
)
from tests.workbooks.test_readers import reader_of
from workbooks.editing import Content, EditableWorkbook, EditingError
from workbooks.package import read_members
from workbooks.reading.raw import Fault

SHEET, STYLES, STRINGS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
YELLOW = "FFEB9C"


def by_xlsxwriter() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        sheet.write_string("A1", "甲")
        sheet.write_formula("C1", '=A1&"乙"', None, "甲乙")
        sheet.write_number("B2", 2.5, book.add_format({"num_format": "0.00", "bold": True, "locked": False}))
        sheet.data_validation("B2:B9", {"validate": "list", "source": ["1", "2"]})
        sheet.protect()
        book.add_worksheet("别的").write_row("A1", ["不变", "甲"])
    return target.getvalue()


def by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "表"
    sheet["A1"], sheet["C1"], sheet["B2"] = "甲", '=A1&"乙"', 2.5
    sheet["B2"].number_format, sheet["B2"].font, sheet["B2"].protection = (
        "0.00",
        Font(bold=True),
        Protection(locked=False),
    )
    book.create_sheet("别的")["A1"] = "不变"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


WRITERS: dict[str, Callable[[], bytes]] = {
    "XlsxWriter": by_xlsxwriter,
    "openpyxl": by_openpyxl,
    "absolute names": lambda: with_absolute_names(by_xlsxwriter()),
    "workbook2.xml": lambda: with_another_workbook_part(by_xlsxwriter()),
    "prefixes": lambda: with_prefixes(by_xlsxwriter()),
    "openpyxl with prefixes": lambda: with_prefixes(by_openpyxl()),
    "strict": lambda: with_strict_namespaces(by_xlsxwriter()),
    "odd part names": lambda: with_odd_part_names(by_xlsxwriter()),
}
# What openpyxl cannot read.
NOT_FOR_OPENPYXL = ("strict", "odd part names")


@pytest.fixture(params=WRITERS)
def writer(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def edited(data: bytes) -> bytes:
    """The number 7 on yellow in B2, a text in D4."""
    workbook = EditableWorkbook(data)
    sheet = workbook.sheet("表")
    sheet.put(2, 1, Content("", "7"))
    sheet.restyle(2, 1, workbook.formats.filled(sheet.style(2, 1), YELLOW))
    sheet.put(4, 3, Content("s", str(workbook.strings.number(" 乙 & <丙> "))))
    return workbook.to_bytes()


def test_every_cell_reads_back(writer: str) -> None:
    reader, sheets = reader_of(edited(WRITERS[writer]()))
    shown = {part.name: reader.read(part) for part in sheets}
    rows = [shown["表"].row(place) for place in range(len(shown["表"].rows))]
    formula = "甲乙" if "openpyxl" not in writer else Fault("no_result", "")
    assert rows == [{0: "甲", 2: formula}, {1: 7.0}, {3: " 乙 & <丙> "}]
    assert shown["别的"].row(0)[0] == "不变"


def test_formats_keep_all_but_their_background(writer: str) -> None:
    if writer in NOT_FOR_OPENPYXL:
        return
    cell = openpyxl.load_workbook(io.BytesIO(edited(WRITERS[writer]())))["表"]["B2"]
    assert cell.fill.fgColor.rgb == f"FF{YELLOW}"
    assert (cell.number_format, cell.font.bold, cell.protection.locked) == ("0.00", True, False)


def test_parts_that_had_not_to_change_are_copied_as_they_are_stored(writer: str) -> None:
    data = WRITERS[writer]()
    before = {member.name: member for member in read_members(data)}
    after = {member.name: member for member in read_members(edited(data))}
    assert list(after)[: len(before)] == list(before)
    changed = {name.replace("\\", "/").lower() for name, member in after.items() if before.get(name) != member}
    new = {"[content_types].xml", RELATIONS} if "openpyxl" in writer else set()
    assert changed == {SHEET, STYLES, STRINGS.lower(), *new}


def stored(data: bytes) -> bytes:
    """The package without compression: a part that is written anew is deflated."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts_of(data).items():
            package.writestr(name, content)
    return target.getvalue()


def test_looking_changes_nothing(writer: str) -> None:
    data = stored(WRITERS[writer]())
    workbook = EditableWorkbook(data)
    assert [workbook.sheet(name).text(1, 0) for name in workbook.sheets] == ["甲", "不变"]
    assert workbook.formats.to_bytes() == workbook.parts[STYLES]
    assert read_members(workbook.to_bytes()) == read_members(data)


def test_the_same_edits_give_the_same_bytes() -> None:
    data = by_xlsxwriter()
    assert edited(data) == edited(data)


def test_the_first_shared_text_brings_the_list_of_texts(tmp_path: Path) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("表").write_number("B2", 1)
    file = tmp_path / "book.xlsx"
    file.write_bytes(edited(target.getvalue()))
    assert_opens(file)
    assert openpyxl.load_workbook(file)["表"]["D4"].value == " 乙 & <丙> "


def test_sheets_are_written_back_whenever_they_are_saved() -> None:
    workbook = EditableWorkbook(by_xlsxwriter())
    workbook.sheet("表").put(1, 0, Content("", "1"))
    workbook.save()
    workbook.sheet("表").put(2, 1, Content("", "2"))
    again = EditableWorkbook(workbook.to_bytes()).sheet("表")
    assert (again.text(1, 0), again.text(2, 1)) == ("1", "2")


def _changed(part: str, was: bytes, becomes: bytes) -> Callable[[bytes], bytes]:
    return lambda data: patched(data, part, lambda xml: xml.replace(was, becomes))


def _without(part: str) -> Callable[[bytes], bytes]:
    return lambda data: zipped({name: xml for name, xml in parts_of(data).items() if name != part})


def test_after_saving_a_sheet_is_what_its_part_is_now() -> None:
    workbook = EditableWorkbook(by_xlsxwriter())
    workbook.sheet("表").put(2, 1, Content("", "7"))
    workbook.save()
    workbook.parts[SHEET] = workbook.parts[SHEET].replace(b"<v>7</v>", b"<v>8</v>")
    assert workbook.sheet("表").text(2, 1) == "8"


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "打开密码"),
        (lambda data: data[: len(data) // 2], "已损坏"),
        (lambda data: zipped({"a.txt": b"a"}), "不是工作簿"),
        (_changed("xl/workbook.xml", b"</workbook>", b""), "不是完好的 XML"),
        (_changed(RELATIONS, b"</Relationships>", b""), "不是完好的 XML"),
        (_changed(RELATIONS, b"/styles", b"/others"), "没有单元格格式"),
        (_without(SHEET), "不在文件里"),
        (_without(STYLES), "不在文件里"),
        (_changed(STYLES, b"cellXfs", b"others"), "缺少 cellXfs"),
        (_changed(STYLES, b"fills", b"others"), "缺少 fills"),
        (_changed(SHEET, b's="1"', b's="99"'), "没有第 99 号格式"),
    ],
)
def test_what_cannot_be_edited_ends_in_words_for_the_person(spoil: Callable[[bytes], bytes], problem: str) -> None:
    with pytest.raises(EditingError, match=f"{problem}.*另存一份"):
        edited(spoil(by_xlsxwriter()))


def test_a_damaged_part_is_named() -> None:
    data = by_xlsxwriter()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        member = archive.getinfo(SHEET)
    at = data.index(SHEET.encode()) + len(member.filename)
    with pytest.raises(EditingError, match=f"{SHEET}：已损坏"):
        edited(data[:at] + b"\xff" * 20 + data[at + 20 :])


def test_an_unknown_sheet_is_no_matter_for_the_person() -> None:
    with pytest.raises(KeyError, match="没有"):
        EditableWorkbook(by_xlsxwriter()).sheet("没有")


def test_what_libreoffice_saved_is_edited_and_read_by_it_again(office: Office, tmp_path: Path) -> None:
    file, saved = tmp_path / "book.xlsx", tmp_path / "saved.xlsx"
    file.write_bytes(by_xlsxwriter())
    with office.open(file) as book:
        book.save(saved)
    file.write_bytes(edited(saved.read_bytes()))
    with office.open(file) as book:
        assert book.values("表", "A1:D4") == [
            ["甲", "", "甲乙", ""],
            ["", 7.0, "", ""],
            [""] * 4,
            ["", "", "", " 乙 & <丙> "],
        ]
        assert book.value("别的", "A1") == "不变"
