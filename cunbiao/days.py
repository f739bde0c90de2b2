"""Dates as Excel's numbers, and the days that count as dates: what lies outside was never meant as one.

Excel believes that 1900 was a leap year, so numbers before 1900-03-01 (61) name the wrong day.
"""

from __future__ import annotations

from datetime import date, timedelta

from workbooks.excel import DAY_ZERO

FIRST_DAY = 61
"""1900-03-01."""
LAST_DAY = 73_415
"""2100-12-31."""
FIRST_MONTH, LAST_MONTH = 190_003, 210_012
"""The months of those days, as the system writes a month: 202110."""


def serial(day: date) -> float:
    """Excel's number of a day: 2020-09-30 → 44104."""
    return float((day - DAY_ZERO).days)


def day_of(number: float) -> date:
    """The day of an Excel number; a time of day is dropped."""
    return DAY_ZERO + timedelta(days=int(number))
