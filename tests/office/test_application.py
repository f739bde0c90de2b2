"""The application and its way in."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from office import connect


def test_connecting_makes_the_engine_xlwings_own(calc: xw.App, pipe: str, book: xw.Book) -> None:
    assert calc.engine.name == "libreoffice"
    assert connect(pipe).impl is calc.impl
    assert xw.apps.active == calc
    assert xw.apps[calc.pid] == calc
    assert xw.books.active == book
    assert xw.Book(book.fullname) == book


def test_what_it_tells_of_itself(calc: xw.App) -> None:
    assert calc.version.major >= 7
    assert (Path(calc.path) / "soffice.bin").exists()
    assert not calc.visible
    assert calc.calculation == "automatic"


def test_calculation_can_wait(calc: xw.App, blank: xw.Sheet) -> None:
    blank["A1:B1"].value = [1, "=A1*2"]
    calc.calculation = "manual"
    blank["A1"].value = 5
    assert blank["B1"].value == 2
    calc.calculate()
    assert blank["B1"].value == 10


def test_macros_of_an_open_workbook_run(calc: xw.App, blank: xw.Sheet) -> None:
    document = calc.impl.connection.new(Hidden=True, MacroExecutionMode=4)
    document.BasicLibraries.createLibrary("VBAProject")
    source = "Function Twice(n)\nTwice = n * 2\nEnd Function\n"
    document.BasicLibraries.getByName("VBAProject").insertByName("Sums", source)
    name = calc.impl.book(document).name
    assert calc.macro("Twice")(4) == 8
    assert calc.macro("Sums.Twice")(4) == 8
    assert xw.Book(impl=calc.impl.book(document)).macro("Sums.Twice")(4) == 8
    with pytest.raises(Exception, match="没有宏"):
        calc.macro(f"'{name}'!Sums.Thrice")()
