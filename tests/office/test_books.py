"""Workbooks are opened, saved, copied, printed and closed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from office import OfficeError


def text_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout


def test_a_workbook_knows_its_file(book: xw.Book, file: Path) -> None:
    assert (book.name, book.fullname) == (file.name, str(file))
    assert book.app.books.active == book
    assert file.name in [one.name for one in book.app.books]
    assert book.app.books[file.name.upper()].fullname == str(file)
    assert not list(file.parent.glob(".~lock*"))


def test_opening_calculates_and_counts_as_unchanged(book: xw.Book) -> None:
    assert book.sheets["台账"]["A9"].value == "开；"
    assert book.api.Saved
    book.sheets["台账"]["A1"].value = "改"
    assert not book.api.Saved


def test_opening_twice_gives_the_open_workbook(book: xw.Book, file: Path) -> None:
    book.sheets["台账"]["A1"].value = "改"
    assert book.app.books.open(file).sheets["台账"]["A1"].value == "改"
    assert len(book.app.books) == 1


def test_a_damaged_file_is_refused(calc: xw.App, tmp_path: Path) -> None:
    damaged = tmp_path / "坏.xlsx"
    damaged.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(OfficeError, match=r"打不开“坏\.xlsx”"):
        calc.books.open(damaged)
    with pytest.raises(FileNotFoundError):
        calc.books.open(tmp_path / "没有.xlsx")


def test_several_workbooks(book: xw.Book, tmp_path: Path) -> None:
    app = book.app
    other = app.books.add()
    assert [one.name for one in app.books] == [book.name, other.name]
    assert (app.books.active, other.fullname) == (other, other.name)
    book.activate()
    assert app.books.active == book
    book.close()
    assert app.books.active == other
    other.save(tmp_path / "另 存.xlsx")
    assert (other.name, other.fullname) == ("另 存.xlsx", str(tmp_path / "另 存.xlsx"))
    other.close()
    assert len(app.books) == 0
    assert app.selection is None
    with pytest.raises(OfficeError, match="没有打开的工作簿"):
        app.books.active  # noqa: B018


def test_a_copy_holds_unsaved_changes_and_the_book_stays(book: xw.Book, file: Path) -> None:
    book.sheets["台账"]["A1"].value = "改"
    copy = file.with_name("副本 （已标注）.xlsx")
    book.api.SaveCopyAs(str(copy))
    assert openpyxl.load_workbook(copy)["台账"]["A1"].value == "改"
    assert openpyxl.load_workbook(file)["台账"]["A1"].value == "姓名"
    assert (book.fullname, book.api.Saved) == (str(file), False)


def test_saving(book: xw.Book, file: Path) -> None:
    book.sheets["台账"]["A1"].value = "改"
    book.save()
    assert openpyxl.load_workbook(file)["台账"]["A1"].value == "改"
    assert book.api.Saved
    with pytest.raises(OfficeError, match="没有文件夹"):
        book.save(file.parent / "没有这个文件夹" / "甲.xlsx")
    with pytest.raises(OfficeError, match="不会保存成"):
        book.save(file.with_suffix(".docx"))


def test_a_workbook_is_printed_without_its_hidden_sheets(book: xw.Book, tmp_path: Path) -> None:
    printed = text_of(Path(book.to_pdf(tmp_path / "全 书.pdf")))
    assert "姓名" in printed
    assert "锁" in printed
    assert "藏着" not in printed


def test_a_sheet_is_printed_alone(book: xw.Book, tmp_path: Path) -> None:
    printed = text_of(Path(book.sheets["台账"].to_pdf(tmp_path / "一 表.pdf")))
    assert "姓名" in printed
    assert "锁" not in printed
    assert [sheet.visible for sheet in book.sheets] == [True, False, False, True]
