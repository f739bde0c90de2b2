from __future__ import annotations

import io
import sys
import zipfile

import pytest

from generators.style import FONT, Drawing, column_width, footer_of, lines_of, number_format, text_width


@pytest.mark.parametrize(
    ("kind", "decimals", "shown"),
    [
        ("id", None, "@"),
        ("phone", None, "@"),
        ("bank", None, "@"),
        ("code", None, "@"),
        ("choice", None, "@"),
        ("date", None, "yyyy-mm-dd"),
        ("integer", 0, "0"),
        ("money", 2, "#,##0.00"),
    ],
)
def test_numbers_that_are_no_quantity_are_text(kind: str, decimals: int | None, shown: str) -> None:
    assert number_format(kind, decimals) == shown  # type: ignore[arg-type]


def test_chinese_takes_two_columns() -> None:
    assert text_width("户主ab") == 6
    assert column_width(["ab", "户主姓名"]) > column_width(["户主"])
    assert column_width(["长" * 100], most=30) == 30


def test_wrapped_lines_are_counted() -> None:
    assert lines_of("", 10) == 1
    assert lines_of("户" * 9, 10) == 2
    assert lines_of("一\n二\n三", 10) == 3


def test_equal_looks_share_one_format() -> None:
    drawing = Drawing("试")
    assert drawing.format(bold=True) is drawing.format({"bold": True})
    assert drawing.format(bold=True) is not drawing.format(bold=False)
    drawing.finish()


def test_a_workbook_carries_no_clock_and_our_own_font() -> None:
    def made() -> bytes:
        drawing = Drawing("标题")
        drawing.sheet("表").write(0, 0, "=1+1", drawing.format(bold=True))
        return drawing.finish()

    first = made()
    assert made() == first
    package = zipfile.ZipFile(io.BytesIO(first))
    assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
    styles = package.read("xl/styles.xml").decode()
    assert FONT in styles and "scheme" not in styles


def test_the_same_drawing_gives_the_same_bytes_on_every_system(monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn() -> bytes:
        drawing = Drawing("一张表")
        drawing.sheet("户").write(0, 0, "户主")
        return drawing.finish()

    here = drawn()
    monkeypatch.setattr(sys, "platform", "win32")
    assert drawn() == here


def test_a_footer_says_its_text_whatever_it_begins_with() -> None:
    assert footer_of("名单", 8) == "&L&8名单&R&8第 &P 页 共 &N 页"
    assert footer_of("2015年名单", 8).startswith("&L&8 2015年名单&R")
    assert footer_of("甲&乙", 9).startswith("&L&9甲&&乙&R")
