"""The application and its way in."""

from __future__ import annotations

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
