"""The active workbook and its file: what can be worked with, and what the person is told otherwise."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
import xlwings as xw

from addin.active import active_book, is_unsaved, saved_file
from commands.outcome import CommandError
from tests.addin.desk import Book, Desk, busy, com_error, gone


def file_of(fullname: str) -> str:
    return str(saved_file(cast("xw.Book", Book(fullname))))


def found(desk: Desk, name: str) -> object:
    return active_book(desk.app, name)


def test_the_workbook_of_the_click_is_used_even_when_another_one_is_in_front_now() -> None:
    desk = Desk(Book("C:/甲.xlsx"), Book("C:/乙.xlsx"))
    assert found(desk, "甲.xlsx") is desk.open_books[0]
    assert found(desk, "") is desk.open_books[1]


def test_nothing_is_open_or_it_was_closed_meanwhile() -> None:
    assert found(Desk(), "") is None
    assert found(Desk(Book("C:/甲.xlsx")), "丙.xlsx") is None


def test_protected_view_and_hidden_workbooks_leave_no_active_workbook() -> None:
    """Excel counts a hidden personal workbook but has no active one: xlwings then wraps nothing."""
    desk = Desk(Book("C:/甲.xlsx"))
    cast("Any", desk.books).__class__ = type(
        "Hidden", (type(desk.books),), {"active": property(lambda books: SimpleNamespace(api=None))}
    )
    assert found(desk, "") is None


def test_an_excel_without_any_window_has_no_workbook() -> None:
    desk = Desk(Book("C:/甲.xlsx"))
    desk.failures = iter([OSError("no window")])
    assert found(desk, "甲.xlsx") is None


def test_a_busy_excel_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("addin.surroundings.WAITS", (0.0, 0.0, 0.0))
    desk = Desk(Book("C:/甲.xlsx"))
    desk.failures = iter([busy(), busy()])
    assert found(desk, "甲.xlsx") is desk.open_books[0]


def test_a_closed_excel_is_not_an_excel_without_workbooks() -> None:
    desk = Desk(Book("C:/甲.xlsx"))
    desk.failures = iter([gone()])
    with pytest.raises(com_error):
        active_book(desk.app, "甲.xlsx")


@pytest.mark.parametrize("fullname", ["/home/张三/花名册.xlsx", r"C:\张 三\花名册.xlsx", r"\\服务器\共享\花名册.xlsx"])
def test_a_saved_workbook_has_a_file(fullname: str) -> None:
    assert file_of(fullname) == fullname


@pytest.mark.parametrize(
    ("fullname", "said"),
    [
        ("工作簿1", "还没有保存过"),
        (r"C:\Users\张三\AppData\Local\Microsoft\Windows\INetCache\Content.Outlook\ABC\花名册.xlsx", "另存到自己的"),
        (r"C:\Users\张三\AppData\Local\Temp\花名册.xlsx", "另存到自己的"),
        (r"C:\Users\张三\AppData\Local\Microsoft\Windows\Temporary Internet Files\花名册.xlsx", "另存到自己的"),
    ],
)
def test_a_workbook_nobody_saved_is_to_be_saved_first(fullname: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        file_of(fullname)


def test_a_workbook_on_a_web_drive_is_to_be_saved_first() -> None:
    class Cloud(Book):
        @property
        def name(self) -> str:
            return "花名册.xlsx"

        def __getattribute__(self, name: str) -> Any:
            if name == "fullname":
                raise xw.XlwingsError("Couldn't find the local path")
            return super().__getattribute__(name)

    with pytest.raises(CommandError, match="网盘"):
        saved_file(cast("xw.Book", Cloud("")))


def test_unsaved_changes_are_seen() -> None:
    assert is_unsaved(cast("xw.Book", Book("C:/甲.xlsx", saved=False)))
    assert not is_unsaved(cast("xw.Book", Book("C:/甲.xlsx")))
