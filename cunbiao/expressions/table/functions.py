"""How each function of the registry works on whole columns; the same answers as its Excel formula, row by row."""

from __future__ import annotations

import numpy as np

from cunbiao.days import FIRST_DAY, FIRST_MONTH, LAST_DAY, LAST_MONTH
from cunbiao.expressions.han_names import FORBIDDEN_IN_NAMES
from cunbiao.expressions.numbers import TOLERANCE
from cunbiao.expressions.table import identity_columns
from cunbiao.expressions.table.columns import (
    Bools,
    Column,
    Computed,
    Dictionary,
    Numbers,
    Texts,
    Truth,
    choose,
    objects,
    unknown_text,
)
from workbooks.excel import DAY_ZERO

_FORBIDDEN = frozenset(FORBIDDEN_IN_NAMES)
_DIGITS = frozenset("0123456789")
_DAY_ZERO = np.datetime64(DAY_ZERO, "D")
_MONTHS_TO_1970 = 1970 * 12
# No month after this one holds a day that counts as a date.
_FAR = 3000 * 12


def _texts(field: Column) -> Texts:
    assert isinstance(field.values, Texts)
    return field.values


def _numbers(field: Column) -> Numbers:
    assert isinstance(field.values, np.ndarray)
    return field.values


def _each(texts: Texts, answers: list[bool]) -> Truth:
    return texts.test(np.array(answers, dtype=np.bool_))


def blank(field: Column) -> Truth:
    """Nothing filled in."""
    return Truth(field.blank, ~field.blank)


def filled(field: Column) -> Truth:
    """Something filled in, whatever it is."""
    return Truth(~field.blank, field.blank)


def is_number(field: Column) -> Truth:
    """A number is filled in."""
    known = ~np.isnan(_numbers(field))
    return Truth(known, ~known)


def has(field: Column, label: Texts) -> Truth:
    """A multi-select contains a value."""
    part = f",{label.dictionary.values[0]},"
    texts = _texts(field)
    return _each(texts, [part in f",{value}," for value in texts.dictionary.values])


def in_codes(field: Column) -> Truth:
    """What is filled in is one of the field's values; what is not even a text is none."""
    texts = _texts(field)
    codes = frozenset(code.upper() for code in field.type.codes or ())
    found = _each(texts, [value in codes for value in texts.dictionary.folded]).true
    return Truth(found, ~found & ~field.blank)


def zero_if_blank(field: Column) -> Numbers:
    """0 where nothing is filled in."""
    return np.where(field.blank, 0.0, _numbers(field))


def unknown(condition: Truth) -> Truth:
    """Neither definitely true nor definitely false."""
    decided = condition.true | condition.false
    return Truth(~decided, decided)


def if_else(condition: Truth, yes: Computed, no: Computed) -> Computed:
    """One of two values; unknown where the condition is."""
    open_: Computed
    if isinstance(yes, Texts):
        open_ = unknown_text()
    elif isinstance(yes, Truth):
        open_ = Truth(np.asarray(False), np.asarray(False))
    else:
        open_ = np.asarray(np.nan)
    return choose(condition.true, yes, choose(condition.false, no, open_))


def round6(number: Numbers) -> Numbers:
    """Without what adding binary numbers leaves behind the sixth decimal; large numbers have no such decimals."""
    millionths = np.floor(np.abs(number) * 1e6 + 0.5)
    return np.asarray(np.where(np.abs(number) < 1e9, np.copysign(millionths / 1e6, number), number))


def absolute(number: Numbers) -> Numbers:
    """Without its sign."""
    return np.asarray(np.abs(number))


def largest_of(left: Numbers, right: Numbers) -> Numbers:
    """The greater of two numbers."""
    return np.asarray(np.maximum(left, right))


def smallest_of(left: Numbers, right: Numbers) -> Numbers:
    """The lesser of two numbers."""
    return np.asarray(np.minimum(left, right))


def _calendar(day: Numbers) -> tuple[Numbers, Numbers]:
    """Months since January of the year 0 and days of the month, from 1; NaN where a number is not taken for a date."""
    valid = (day >= FIRST_DAY) & (day < LAST_DAY + 1)
    whole = np.floor(np.where(valid, day, FIRST_DAY)).astype(np.int64)
    dates = _DAY_ZERO + whole.astype("timedelta64[D]")
    months = dates.astype("datetime64[M]")
    day_of_month = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    number = months.astype(np.int64) + _MONTHS_TO_1970
    return np.where(valid, number, np.nan), np.where(valid, day_of_month, np.nan)


def _month_starts(months: Numbers) -> Numbers:
    """Day numbers of the first days of months; NaN for months far away."""
    near = np.abs(months) < _FAR
    dates = np.where(near, months - _MONTHS_TO_1970, 0).astype(np.int64).astype("datetime64[M]").astype("datetime64[D]")
    return np.where(near, (dates - _DAY_ZERO).astype(np.int64), np.nan)


def _dated(day: Numbers) -> Numbers:
    """The days that count as dates."""
    return np.where((day >= FIRST_DAY) & (day <= LAST_DAY), day, np.nan)


def year_of(day: Numbers) -> Numbers:
    """Year of a date."""
    return np.asarray(np.floor(_calendar(day)[0] / 12))


def months_between(earlier: Numbers, later: Numbers) -> Numbers:
    """How many whole months have passed on the later day."""
    (first, start), (last, end) = _calendar(earlier), _calendar(later)
    longest = _month_starts(last + 1) - _month_starts(last)
    return np.asarray(last - first - ((end < start) & (end < longest)))


def months_after(day: Numbers, months: Numbers) -> Numbers:
    """The same day of another month, or its last day where it is shorter."""
    month, day_of_month = _calendar(day)
    nearest = np.rint(months)
    target = np.where(np.abs(months - nearest) < float(TOLERANCE), month + nearest, np.nan)
    start = _month_starts(target)
    return _dated(start + np.minimum(day_of_month, _month_starts(target + 1) - start) - 1)


def month_start(month: Numbers) -> Numbers:
    """The first day of a month written as six digits (202110)."""
    nearest = np.rint(month)
    year, rest = np.floor(nearest / 100), nearest % 100
    digits = (np.abs(month - nearest) < float(TOLERANCE)) & (rest >= 1) & (rest <= 12)
    within = (nearest >= FIRST_MONTH) & (nearest <= LAST_MONTH)
    return _month_starts(np.where(digits & within, year * 12 + rest - 1, np.nan))


def month_end_before(day: Numbers) -> Numbers:
    """The last day of the month before."""
    return _dated(_month_starts(_calendar(day)[0]) - 1)


def age_on(birth: Numbers, day: Numbers) -> Numbers:
    """Full years on a day, from a birth date yyyymmdd."""
    months, day_of_month = _calendar(day)
    today = np.floor(months / 12) * 10000 + (months % 12 + 1) * 100 + day_of_month
    return np.asarray(np.floor((today - birth) / 10000))


def text(number: Numbers) -> Texts:
    """A whole number as digits."""
    flat = np.atleast_1d(number)
    nearest = np.floor(np.abs(flat) + 0.5)
    known = (np.abs(np.abs(flat) - nearest) < float(TOLERANCE)) & (nearest < 1e15)
    signed = np.where(known, np.copysign(nearest, flat), 0.0)
    distinct, codes = np.unique(signed, return_inverse=True)
    dictionary = Dictionary(objects([str(int(value)) for value in distinct]))
    return Texts(np.where(known, codes, -1).reshape(np.shape(number)), dictionary)


def length(value: Texts) -> Numbers:
    """Number of characters."""
    return value.map_number(value.dictionary.lengths.astype(np.float64))


def prefix(value: Texts, count: Numbers) -> Texts:
    """The first characters."""
    end = int(count)
    return value.map_text(lambda one: one[:end])


def middle(value: Texts, start: Numbers, count: Numbers) -> Texts:
    """Some characters from a place on; unknown where the text is shorter."""
    first = int(start) - 1
    end = first + int(count)
    long_enough = np.append(value.dictionary.lengths > first, False)[value.codes]
    part = value.map_text(lambda one: one[first:end])
    return Texts(np.where(long_enough, part.codes, -1), part.dictionary)


def contains(value: Texts, part: Texts) -> Truth:
    """Whether a fixed text occurs in the text."""
    if part.codes < 0:
        return Truth(np.zeros_like(value.known), np.zeros_like(value.known))
    wanted = part.dictionary.values[0]
    return _each(value, [wanted in one for one in value.dictionary.values])


def digits_only(value: Texts) -> Truth:
    """Nothing but 0-9."""
    return _each(value, [_DIGITS.issuperset(one) for one in value.dictionary.values])


def is_han_name(value: Texts) -> Truth:
    """Two or more characters, none of which is a digit, a Latin letter, a space or a mark other than ·."""
    return _each(value, [len(one) > 1 and _FORBIDDEN.isdisjoint(one) for one in value.dictionary.values])


def id18(value: Texts) -> Texts:
    """The first 18 characters, upper-case."""
    return value.map_text(lambda one: one[:18].upper())


def id_digits_ok(value: Texts) -> Truth:
    """17 digits, then a digit or X."""
    return value.test(identity_columns.digits_ok(value.dictionary))


def id_check_ok(value: Texts) -> Truth:
    """The 18th character is the check character."""
    return value.test(identity_columns.check_ok(value.dictionary))


def id_date_ok(value: Texts, reference: Numbers) -> Truth:
    """Places 7-14 are a real day, 1900 to the year of the reference date."""
    answer = value.test(~np.isnan(identity_columns.births(value.dictionary, year_of(reference))))
    known: Bools = ~np.isnan(reference)
    return Truth(answer.true & known, answer.false & known)


def birth_of(value: Texts, reference: Numbers) -> Numbers:
    """Date of birth yyyymmdd as a number, where it is a real day."""
    return value.map_number(identity_columns.births(value.dictionary, year_of(reference)))


def sex_of(value: Texts) -> Texts:
    """男 where the 17th digit is odd."""
    odd, known = identity_columns.male(value.dictionary)
    sexes = np.where(known, np.where(odd, 0, 1), -1)
    return Texts(np.append(sexes, -1)[value.codes], Dictionary(objects(["男", "女"])))
