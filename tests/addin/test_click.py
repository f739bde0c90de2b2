"""The launcher's line: everything a person can name a file survives it."""

from __future__ import annotations

import pytest

from addin.click import Click, OtherVersion, read_click, text_of, window_of
from cunbiao.version import VERSION


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


@pytest.mark.parametrize(
    "line",
    [
        ["about", "--hwnd=7", "--given=-", "--version=1"],
        ["about", "--hwnd=7", "--given=7E", "--version=1"],
        ["about", "--hwnd=7", "--colour=red", "--version=1"],
        ["about", "--hwnd=7", "--version=1", "another"],
        ["a_button_of_next_year", "--hwnd=7", "--version=1"],
        ["--hwnd=7", "--version=1"],
    ],
)
def test_a_line_of_another_version_is_told_as_one(line: list[str]) -> None:
    with pytest.raises(OtherVersion, match=rf"加载项是 1 版，程序是 {VERSION} 版.*重新安装"):
        read_click(line)
    assert window_of(line) == 7


@pytest.mark.parametrize("line", [[], ["about", "--hwnd=a window"], ["about", f"--version={VERSION}", "--colour=red"]])
def test_a_line_that_does_not_tell_its_version_is_one_of_another(line: list[str]) -> None:
    with pytest.raises(OtherVersion, match=r"对不上.*重新安装"):
        read_click(line)
    assert window_of(line) == 0
