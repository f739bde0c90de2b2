"""What a person, or a careless program, may leave in a cell, and how Excel writes each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape
from xml.sax.saxutils import escape

from cunbiao.days import serial

_STRING = re.compile(rb"<si>(.*?)</si>|<si/>", re.S)
_TEXT = re.compile(rb"<t(?:\s[^>]*)?>(.*?)</t>", re.S)
_PHONETIC = re.compile(rb"<rPh\b.*?</rPh>", re.S)


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


class SharedStrings:
    """``xl/sharedStrings.xml``: Excel keeps every text of a workbook there once."""

    def __init__(self, xml: bytes) -> None:
        self._items = [match[1] or b"" for match in _STRING.finditer(xml)]
        self._added: dict[bytes, int] = {}
        self.changed = False

    def __getitem__(self, index: int) -> str:
        return plain_text(self._items[index])

    def index(self, text: str) -> int:
        """The number of ``text``, which is added when it was not there."""
        return self.index_of_escaped(escape(text).encode("utf-8"))

    def index_of_escaped(self, text: bytes) -> int:
        """The same for text that is already XML."""
        number = self._added.get(text)
        if number is None:
            number = self._added[text] = len(self._items)
            space = b' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else b""
            self._items.append(b"<t%b>%b</t>" % (space, text))
            self.changed = True
        return number

    def references(self, texts: Sequence[bytes]) -> list[bytes]:
        """The ends of cells that refer to these texts (as XML)."""
        ends = {text: b' t="s"><v>%d</v></c>' % self.index_of_escaped(text) for text in dict.fromkeys(texts)}
        return [ends[text] for text in texts]

    def to_xml(self) -> bytes:
        """The part, with right counts."""
        body = b"".join(b"<si>%b</si>" % item for item in self._items)
        return (
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            b'count="%d" uniqueCount="%d">%b</sst>' % (len(self._items), len(self._items), body)
        )


def plain_text(xml: bytes) -> str:
    """The text of a string item or an inline string, without phonetic guides."""
    return unescape(b"".join(_TEXT.findall(_PHONETIC.sub(b"", xml))).decode("utf-8"))


def cell_xml(opening: bytes, cell: Cell, strings: SharedStrings) -> bytes:
    """One ``<c>`` element from its address and format on (``B6" s="4"``) to its end."""
    match cell:
        case Text(value):
            return b'%b t="s"><v>%d</v></c>' % (opening, strings.index(value))
        case Number(value):
            return b"%b><v>%b</v></c>" % (opening, number_text(value))
        case Day(value):
            return b"%b><v>%d</v></c>" % (opening, serial(value))
        case Formula(text, cached):
            return b"%b%b</c>" % (opening, _formula(text, cached))
        case Error(code):
            return b'%b t="e"><v>%b</v></c>' % (opening, code.encode("ascii"))
        case Blank():
            return opening + b"/>"


def number_text(value: float) -> bytes:
    """A number as Excel writes it: shortest exact form, no ``.0``."""
    return (str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value)).upper()).encode(
        "ascii"
    )


def _formula(text: str, cached: str | float | None) -> bytes:
    formula = b"<f>%b</f>" % escape(text).encode("utf-8")
    if cached is None:
        return b">" + formula
    if isinstance(cached, str):
        return b' t="str">%b<v>%b</v>' % (formula, escape(cached).encode("utf-8"))
    return b">%b<v>%b</v>" % (formula, number_text(cached))
