"""What a person, or a careless program, may leave in a cell, and how Excel writes each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cunbiao.days import serial
from workbooks.editing import Content
from workbooks.editing.strings import SharedStrings
from workbooks.reading.raw import Fault, Raw, Serial
from workbooks.xml_text import escaped


@dataclass(frozen=True, slots=True)
class Text:
    """Typed text."""

    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A typed number, or a date as Excel's serial number."""

    value: float


@dataclass(frozen=True, slots=True)
class Day:
    """A date Excel understood."""

    value: date


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without the equals sign; ``cached`` None is a file that no spreadsheet program has calculated."""

    text: str
    cached: str | float | None


@dataclass(frozen=True, slots=True)
class Error:
    """A cell showing an error value such as ``#REF!``."""

    code: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A cell that was emptied; its format stays."""


Cell = Text | Number | Day | Formula | Error | Blank


def raw(cell: Cell) -> Raw:
    """A cell as reading finds it."""
    match cell:
        case Text(value) | Number(value):
            return value
        case Day(value):
            return Serial(serial(value))
        case Formula(_, cached):
            return Fault("no_result", "") if cached is None else cached
        case Error(code):
            return Fault("error", code)
        case Blank():
            return None


def content(cell: Cell, strings: SharedStrings) -> Content:
    """A cell as Excel writes it."""
    match cell:
        case Text(value):
            return Content("s", str(strings.number(value)))
        case Number(value):
            return Content("", number_text(value))
        case Day(value):
            return Content("", number_text(serial(value)))
        case Formula(text, cached):
            return shown(cached)._replace(formula=escaped(text))
        case Error(code):
            return Content("e", code)
        case Blank():
            return Content()


def shown(result: str | float | None) -> Content:
    """What a formula shows, as Excel writes it; ``None`` when nothing was calculated."""
    if result is None:
        return Content()
    return Content("str", escaped(result)) if isinstance(result, str) else Content("", number_text(result))


def number_text(value: float) -> str:
    """A number as Excel writes it: shortest exact form, no ``.0``."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value)).upper()
