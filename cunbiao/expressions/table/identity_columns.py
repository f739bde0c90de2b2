"""Identity numbers of a whole column at once, as a matrix of characters (GB 11643-1999).

Each function answers for the distinct texts of a `Dictionary`; a text shorter than 18 characters is never right.
"""

from __future__ import annotations

import numpy as np

from cunbiao.expressions.table.columns import Bools, Dictionary, Numbers

_ZERO, _NINE = ord("0"), ord("9")
_WEIGHTS = np.array([2 ** (17 - place) % 11 for place in range(17)], dtype=np.int64)
_CHECKS = np.array([ord(character) for character in "10X98765432"], dtype=np.uint32)
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def digits_ok(dictionary: Dictionary) -> Bools:
    """17 digits, then a digit, X or x."""
    last = dictionary.characters[:, 17]
    letter = (last == ord("X")) | (last == ord("x"))
    return np.asarray(_digits(dictionary, 0, 17) & (letter | ((last >= _ZERO) & (last <= _NINE))))


def check_ok(dictionary: Dictionary) -> Bools:
    """The 18th character is the check character of the 17 digits before it; x counts as X."""
    values = dictionary.characters[:, :17].astype(np.int64) - _ZERO
    expected = _CHECKS[(values @ _WEIGHTS) % 11]
    last = dictionary.characters[:, 17]
    upper = np.where(last == ord("x"), ord("X"), last)
    return np.asarray(_digits(dictionary, 0, 17) & (upper == expected))


def births(dictionary: Dictionary, last_year: Numbers) -> Numbers:
    """Date of birth yyyymmdd from places 7 to 14, NaN unless it is a day of the calendar from 1900 to ``last_year``."""
    numeric = _digits(dictionary, 6, 14) & (dictionary.lengths >= 18)
    digits = dictionary.characters[:, 6:14].astype(np.int64) - _ZERO
    year = digits[:, :4] @ np.array([1000, 100, 10, 1])
    month = digits[:, 4:6] @ np.array([10, 1])
    day = digits[:, 6:] @ np.array([10, 1])
    month_ok = (month >= 1) & (month <= 12)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = _DAYS[np.where(numeric & month_ok, month, 0)] + (leap & (month == 2))
    real = numeric & month_ok & (day >= 1) & (day <= longest) & (year >= 1900) & (year <= last_year)
    return np.where(real, (year * 10000 + month * 100 + day).astype(np.float64), np.nan)


def male(dictionary: Dictionary) -> tuple[Bools, Bools]:
    """Whether the 17th character is an odd digit, and whether it is a digit of a long enough text at all."""
    last = dictionary.characters[:, 16].astype(np.int64) - _ZERO
    known = (last >= 0) & (last <= 9) & (dictionary.lengths >= 18)
    return known & (last % 2 == 1), known


def _digits(dictionary: Dictionary, first: int, end: int) -> Bools:
    part = dictionary.characters[:, first:end]
    return np.asarray(((part >= _ZERO) & (part <= _NINE)).all(axis=1))
