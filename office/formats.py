"""Number formats: Excel's codes for LibreOffice's, and what a format makes of a number."""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum, auto
from typing import Any

from office.addresses import Area
from office.connection import Connection

_DEFINED, _DATE, _TIME, _TEXT, _LOGICAL = 1, 2, 4, 256, 1024  # com.sun.star.util.NumberFormat
_PART = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[A-Za-z/]+|.', re.DOTALL)
_MONEY = re.compile(r"\[\$[^\]\-]+[^\]]*\]|[¥￥€£]")
_AS_WRITTEN = {"AM/PM", "A/P", "E"}


class Kind(Enum):
    """What Excel's ``Range.Value`` gives for a number in this format."""

    NUMBER = auto()
    DATE = auto()
    MONEY = auto()
    TRUTH = auto()
    TEXT = auto()


class Formats:
    """The number formats of one document, read once each.

    Attributes:
        first_day: the day whose number is 0.
    """

    def __init__(self, connection: Connection, document: Any) -> None:
        self._formats = document.NumberFormats
        self._locale = connection.struct("lang.Locale", "en", "US", "")
        self._anywhere = connection.struct("lang.Locale")
        self._known: dict[int, tuple[str, Kind]] = {}
        begin = document.NullDate
        self.first_day = dt.datetime(begin.Year, begin.Month, begin.Day)

    def code(self, key: int) -> str:
        """Excel's code of a format, e.g. ``yyyy-mm-dd``."""
        return self._look(key)[0]

    def kind(self, key: int) -> Kind:
        """What a number in this format is."""
        return self._look(key)[1]

    def key(self, code: str) -> int:
        """The document's key for one of Excel's codes, added when new."""
        key = self._formats.queryKey(code, self._locale, False)
        return int(key if key != -1 else self._formats.addNew(code, self._locale))

    def has_money(self) -> bool:
        """Whether the workbook defines any currency format."""
        keys = self._formats.queryKeys(_DEFINED, self._anywhere, False)
        return any(self.kind(key) is Kind.MONEY for key in keys)

    def areas(self, cells: Any) -> list[tuple[int, list[Area]]]:
        """Every format in a range with the rectangles it holds in, whole sheet coordinates."""
        if cells.getPropertyState("NumberFormat").value != "AMBIGUOUS_VALUE":
            return [(cells.NumberFormat, [Area.of(cells.RangeAddress)])]
        groups = cells.UniqueCellFormatRanges
        found = (groups.getByIndex(index) for index in range(groups.Count))
        return [(group.NumberFormat, [Area.of(part) for part in group.RangeAddresses]) for group in found]

    def _look(self, key: int) -> tuple[str, Kind]:
        if key not in self._known:
            found = self._formats.getByKey(key)
            self._known[key] = _excel_code(found.FormatString, found.Type), _kind(found.FormatString, found.Type)
        return self._known[key]


def _kind(code: str, family: int) -> Kind:
    if family & _LOGICAL:
        return Kind.TRUTH
    if family & (_DATE | _TIME):
        return Kind.DATE
    if family & _TEXT:
        return Kind.TEXT
    return Kind.MONEY if _MONEY.search(code) else Kind.NUMBER


def _excel_code(code: str, family: int) -> str:
    if family & _LOGICAL:
        return "General"
    if not family & (_DATE | _TIME):
        return code
    return "".join(_lowered(part) for part in _PART.findall(code))


def _lowered(part: str) -> str:
    elapsed = part.startswith("[") and part[1:-1].strip("HMS") == ""
    letters = part.isascii() and part[0].isalpha() and part not in _AS_WRITTEN
    return part.lower() if elapsed or letters else part
