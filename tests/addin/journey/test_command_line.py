"""Taking a Windows command line apart is the reverse of what puts one together."""

from __future__ import annotations

import subprocess

import pytest

from tests.addin.journey.command_line import split


@pytest.mark.parametrize(
    "arguments",
    [
        ["python.exe"],
        ["C:\\村 表通\\python.exe", "-m", "addin", "--given="],
        ["p", "a b", "", 'a"b', 'a\\"b', "a\\\\b", "c\\", "c d\\", 'e\\\\"f g', "\t"],
    ],
)
def test_it_gives_back_what_was_put_together(arguments: list[str]) -> None:
    assert split(subprocess.list2cmdline(arguments)) == arguments


def test_an_open_quote_is_refused() -> None:
    with pytest.raises(ValueError, match="addin"):
        split('python.exe "addin')
