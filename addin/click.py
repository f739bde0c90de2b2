"""What the launcher passes on about one click: the command, the window it was made in, and what the person picked."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from addin.buttons import COMMANDS
from cunbiao.version import VERSION
from workbooks.errors import ForThePerson

_AGAIN = "请关掉 Excel，重新安装村表通，再打开。"


@dataclass(frozen=True)
class Click:
    """One click on a button.

    Attributes:
        command: id of the button.
        hwnd: window handle of the Excel it was made in, 0 when it was not Excel.
        book: name of the active workbook, "" when none was open.
        given: the folder or file that was picked, or the number that was typed, "" when nothing was asked.
        version: version of the add-in, "" when it does not say.
    """

    command: str
    hwnd: int = 0
    book: str = ""
    given: str = ""
    version: str = ""


class OtherVersion(ForThePerson):
    """The add-in asks for what this program does not know: one of the two is older than the other."""


class _Line(argparse.ArgumentParser):
    """A line no launcher of this version writes ends nothing in silence: there is no terminal to print usage on."""

    def error(self, message: str) -> NoReturn:
        raise OtherVersion(message)


def read_click(arguments: Sequence[str]) -> Click:
    """Reads ``<command> --hwnd=… --book=<hex> --given=<hex> --version=…``.

    Raises:
        OtherVersion: it has a command or an option that is not known here, lacks one, or holds something unreadable.
    """
    parser = _Line(prog="addin", add_help=False, allow_abbrev=False)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--hwnd", type=int, default=0)
    parser.add_argument("--book", type=text_of, default="")
    parser.add_argument("--given", type=text_of, default="")
    parser.add_argument("--version", default="")
    try:
        return Click(**vars(parser.parse_args(arguments)))
    except OtherVersion as other:
        raise OtherVersion(versions_differ(_said(arguments, "version"))) from other


def window_of(arguments: Sequence[str]) -> int:
    """The window a click was made in, as far as a line of any version tells; 0 when it does not."""
    window = _said(arguments, "hwnd")
    return int(window) if window.isdecimal() else 0


def versions_differ(addin: str) -> str:
    """What is said when the add-in is of another version than the program."""
    if addin in ("", VERSION):
        return f"加载项和程序（{VERSION} 版）对不上，这个按钮做不了。{_AGAIN}"
    return f"加载项是 {addin} 版，程序是 {VERSION} 版，两边不一样。{_AGAIN}"


def text_of(units: str) -> str:
    """The text written as the hexadecimal UTF-16 units of its characters, four digits a unit, big end first."""
    return bytes.fromhex(units).decode("utf-16-be", "surrogatepass")


def _said(arguments: Sequence[str], option: str) -> str:
    return next((one.partition("=")[2] for one in arguments if one.startswith(f"--{option}=")), "")
