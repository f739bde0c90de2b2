"""Dates as people write them in cells; only what can be read in one way is read.

The village's screen reads them with the same replacements (`generators.village.reading`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from cunbiao.characters import half_width, tidy
from cunbiao.days import FIRST_DAY, LAST_DAY, day_of, serial

_DIGITS = {"〇": "0", "○": "0", "零": "0"} | {han: str(digit) for digit, han in enumerate("一二三四五六七八九", 1)}

MARKS = (("。", "."), *_DIGITS.items())
"""What is written for a point and for digits; replaced before letters and signs are made half-width."""

DASHES = (
    ("年十", "年1十"), ("月十", "月1十"), ("十月", "0月"), ("十日", "0日"), ("十号", "0号"), ("十", ""),
    ("年", "-"), ("月", "-"), ("/", "-"), (".", "-"), (" -", "-"), ("- ", "-"), (" 日", "日"), (" 号", "号"),
)  # fmt: skip
"""What is replaced, one after the other, to write a date as 2020-9-30, and what follows it."""

ENDING_WORDS = (("(", ""), (")", ""), (" ", ""), ("星期", "周"), ("礼拜", "周"), ("天", "日"))
"""What is replaced in what follows a date."""

WEEKDAYS = "日123456"
"""The days of the week from Sunday as they read after the replacements."""

_MIDNIGHT = ("00:00:00", "00:00:00-0", "00:00:00-000")
ENDINGS = ("-", *(clock + zone for clock in _MIDNIGHT for zone in ("", "Z", "+08:00")))
"""What may follow a date beside a day of the week and a time of day: a point, midnight as programs write it."""

YEAR_NUMBERS = (1900, 2100)
"""Numbers in this range, both included, are years that somebody typed, not days of 1905."""

_APART = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(.*)", re.ASCII | re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_CLOCK = re.compile(r"(?:\d|[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?", re.ASCII)
_LOOKS_LIKE_DATE = re.compile(r"[\d\s年月日号./\-:]+", re.ASCII)
_HAS_DIGIT = re.compile(r"\d", re.ASCII)


def date_of(number: float) -> date | None:
    """The day of an Excel serial number, ``None`` before 1900-03-01, after 2100 and of a number that is a year."""
    if not FIRST_DAY <= number < LAST_DAY + 1 or YEAR_NUMBERS[0] <= number < YEAR_NUMBERS[1] + 1:
        return None
    return day_of(number)


def shown(day: date) -> str:
    """As the sheets show it: 2020-9-30."""
    return f"{day.year}-{day.month}-{day.day}"


def written_date(text: str) -> date | None:
    """The day of a text: 2020年5月1号, 2020。5。1, 2020/5/1 周五, 20200501, 2020-05-01T00:00:00, 二〇二〇年五月一日."""
    plain = half_width(_replaced(tidy(text), MARKS))
    compact = _COMPACT.fullmatch(plain)
    if compact is not None:
        plain = "-".join(compact.groups())
    match = _APART.fullmatch(_replaced(plain, DASHES))
    if match is None:
        return None
    try:
        day = date(*map(int, match.groups()[:3]))
    except ValueError:
        return None
    return day if FIRST_DAY <= serial(day) <= LAST_DAY and _may_follow(match[4], day) else None


def _may_follow(ending: str, day: date) -> bool:
    """Whether what is written behind a day leaves it the day it is."""
    words = _replaced(ending[1:] if ending[:1] in ("日", "号") else ending, ENDING_WORDS)
    clock = words.removeprefix("T")
    weekday = f"周{WEEKDAYS[day.isoweekday() % 7]}"
    return words in ("", weekday) or clock in ENDINGS or _CLOCK.fullmatch(clock) is not None


def _replaced(text: str, changes: Iterable[tuple[str, str]]) -> str:
    for old, new in changes:
        text = text.replace(old, new)
    return text


def looks_like_date(text: str) -> bool:
    """Whether a text that is no date was meant as one: 5月1日, 20.5.1, 2020-2-30."""
    plain = half_width(text)
    return bool(_LOOKS_LIKE_DATE.fullmatch(plain) and _HAS_DIGIT.search(plain))
