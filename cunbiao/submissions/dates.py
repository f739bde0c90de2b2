"""Dates as people write them in cells; only what can be read in one way is read."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from cunbiao.days import FIRST_DAY, LAST_DAY, day_of

_YEARS = (1900, 2100)
_WRITTEN = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_LOOKS_LIKE_DATE = re.compile(r"[\d\s年月日号./\-:]+")
_HAS_DIGIT = re.compile(r"\d")


def date_of(serial: float) -> date | None:
    """The day of an Excel serial number, ``None`` before 1900-03-01 and after 2100."""
    if not FIRST_DAY <= serial < LAST_DAY + 1:
        return None
    return day_of(serial)


def shown(day: date) -> str:
    """As the sheets show it: 2020-9-30."""
    return f"{day.year}-{day.month}-{day.day}"


def written_date(text: str) -> date | None:
    """The day of a text such as 2020年5月1日, 2020.5.1, 2020/5/1 or 20200501, in half- or full-width digits."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _WRITTEN.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None or not plain.isprintable():
        return None
    year, month, day = map(int, match.groups())
    if not _YEARS[0] <= year <= _YEARS[1]:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def looks_like_date(text: str) -> bool:
    """Whether a text that is no date was meant as one: 5月1日, 20.5.1, 2020-2-30."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(_LOOKS_LIKE_DATE.fullmatch(plain) and _HAS_DIGIT.search(plain))
