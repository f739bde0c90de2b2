"""Draws what a clerk has before him, for desk.md: the first look on a small screen, and the sheet on paper.

On the screen of 1366 × 768 there is what is left between the bars of a spreadsheet program, at full size, from the
first cell on; on paper the first page that the workbook prints as it is set up.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs.pages import found, png_of
from tests.judge import Book, Office

# Pixels of the screen, and what row numbers and a scroll bar, title, ribbon, column letters and tabs take of them.
_SCREEN, _BARS = (1366, 768), (48, 238)
_PIXELS_PER_INCH, _PAPER_DOTS = 96, 80
_MARGIN, _NUMBERS_WIDTH, _LETTERS_HEIGHT = 150, 1050, 520


@dataclass(frozen=True)
class Look:
    """A sheet that is looked at; ``file`` is a pattern in the folder."""

    name: str
    file: str
    sheet: str


def draw_looks(folder: Path, target: Path, looks: Iterable[Look], password: str) -> None:
    """Draws sheets of workbooks in a folder into ``target``, each as on the screen and as on paper.

    Raises:
        FileNotFoundError: the folder lacks a workbook.
    """
    target.mkdir(parents=True, exist_ok=True)
    with Office() as office, tempfile.TemporaryDirectory() as work:
        page = Path(work) / "page.pdf"
        for look in looks:
            for suffix, lay_out, dots in (("屏幕", _on_screen, _PIXELS_PER_INCH), ("纸上", _on_paper, _PAPER_DOTS)):
                with office.open(found(folder, look.file)) as book:
                    sheet = book.sheet(look.sheet)
                    sheet.unprotect(password)
                    areas = lay_out(book, sheet)
                    for other in book.sheet_names:
                        book.sheet(other).setPrintAreas(())
                    sheet.setPrintAreas(areas)
                    book.save_pdf(page)
                png_of(page, target / f"{look.name}-{suffix}.png", dots)


def _on_screen(book: Book, sheet: Any) -> tuple[Any, ...]:
    """Makes a page of what is seen of the screen; the cells on it."""
    width, height = ((whole - bars) * 2540 // _PIXELS_PER_INCH for whole, bars in zip(_SCREEN, _BARS, strict=True))
    last_column = _last_within([sheet.Columns.getByIndex(index) for index in range(200)], "Width", width)
    last_row = _last_within([sheet.Rows.getByIndex(index) for index in range(200)], "Height", height)
    sheet.setPrintTitleRows(False)
    sheet.setPrintTitleColumns(False)
    style = book.document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
    style.IsLandscape = True
    style.HeaderIsOn = style.FooterIsOn = False
    style.PrintHeaders = True
    style.PageScale = 100
    style.CenterHorizontally = style.CenterVertically = False
    style.LeftMargin = style.TopMargin = style.BottomMargin = style.RightMargin = _MARGIN
    style.Width, style.Height = width + 2 * _MARGIN + _NUMBERS_WIDTH, height + 2 * _MARGIN + _LETTERS_HEIGHT
    return (sheet.getCellRangeByPosition(0, 0, last_column, last_row).RangeAddress,)


def _last_within(lines: Iterable[Any], size: str, most: int) -> int:
    """The last of the columns or rows, from the first on, that fits whole."""
    taken, last = 0, 0
    for index, line in enumerate(lines):
        taken += getattr(line, size) if line.IsVisible else 0
        if taken > most:
            break
        last = index
    return last


def _on_paper(book: Book, sheet: Any) -> tuple[Any, ...]:
    """The cells that are printed: those the workbook names, else all that are used."""
    areas = sheet.getPrintAreas()
    if areas:
        return tuple(areas)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(True)
    return (cursor.RangeAddress,)
