"""What the launcher passes on about one click: the command, the window it was made in, and what the person picked."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Click:
    """One click on a button.

    Attributes:
        command: id of the button.
        hwnd: window handle of the Excel it was made in, 0 when it was not Excel.
        book: name of the active workbook, "" when none was open.
        given: the folder or file that was picked, "" when nothing was asked.
        version: version of the add-in, "" when it does not say.
    """

    command: str
    hwnd: int = 0
    book: str = ""
    given: str = ""
    version: str = ""


def read_click(arguments: Sequence[str]) -> Click:
    """Reads ``<command> --hwnd=… --book=<hex> --given=<hex> --version=…``.

    Raises:
        SystemExit: only our launcher writes this line, so a wrong one is a fault of ours.
    """
    parser = argparse.ArgumentParser(prog="addin", add_help=False, allow_abbrev=False)
    parser.add_argument("command")
    parser.add_argument("--hwnd", type=int, default=0)
    parser.add_argument("--book", type=text_of, default="")
    parser.add_argument("--given", type=text_of, default="")
    parser.add_argument("--version", default="")
    return Click(**vars(parser.parse_args(arguments)))


def text_of(units: str) -> str:
    """The text written as the hexadecimal UTF-16 units of its characters, four digits a unit, big end first."""
    return bytes.fromhex(units).decode("utf-16-be", "surrogatepass")
