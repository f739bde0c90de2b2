"""The launcher's line: everything a person can name a file survives it."""

from __future__ import annotations

import pytest

from addin.click import Click, read_click, text_of


def units(text: str) -> str:
    """As the launcher writes it."""
    return text.encode("utf-16-be", "surrogatepass").hex().upper()


@pytest.mark.parametrize(
    "text", ["", "花名册.xlsx", r"\\服务器\共享 文件\100%", "a\"b'c^&|", "𠮷野村.xlsx", "\ud800坏名字.xlsx"]
)
def test_every_text_comes_back(text: str) -> None:
    assert text_of(units(text)) == text


def test_a_click_says_where_it_was_made_and_what_was_picked() -> None:
    line = ["generate", "--hwnd=67890", f"--book={units('花名册.xlsx')}", f"--given={units('D:/下发')}", "--version=1"]
    assert read_click(line) == Click("generate", 67890, "花名册.xlsx", "D:/下发", "1")


def test_nothing_open_and_nothing_picked() -> None:
    assert read_click(["about", "--hwnd=1", "--book=", "--given="]) == Click("about", 1)
