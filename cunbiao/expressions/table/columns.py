"""Whole columns in three-valued form, and the tables they come from.

A number column is float64 with NaN where the value is unknown. A text column is dictionary-encoded, with code -1 where
it is unknown, so that a comparison with a code label costs one look at each distinct text. A flag column is two boolean
arrays. Constants are columns without a length (0-d arrays).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cunbiao.expressions.numbers import TOLERANCE
from cunbiao.expressions.tree import CompareOperator
from cunbiao.expressions.types import FieldType

Numbers = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.intp]
Objects = NDArray[np.object_]

_HALF = float(TOLERANCE)


class Rows(Protocol):
    """The records of one table, of all villages together.

    ``household`` is the same number for the same village and household code in every table, negative where the code is
    empty; ``village`` and ``county`` are the same numbers for the same village and county. What ``last.x`` means is the
    column of that name: values as issued, blank in rows that were not issued.
    """

    table: str
    size: int
    household: NDArray[np.int64]
    village: NDArray[np.int64]

    @property
    def county(self) -> NDArray[np.int64]:
        """The county of each row."""
        ...

    def number(self, field: str) -> Numbers:
        """Computed of a number column; NaN where blank or bad."""
        ...

    def text(self, field: str) -> Objects:
        """Computed of a text column as str; "" where blank."""
        ...

    def bad(self, field: str) -> Bools | None:
        """Where something is filled in that is not of the column's kind; None when nowhere."""
        ...


# It stands in no cell.
_JOINT = "\0"


class Dictionary:
    """The distinct texts of a column, with what is derived from them once."""

    def __init__(self, values: Objects) -> None:
        self.values = values

    @cached_property
    def folded(self) -> Objects:
        """The texts as they are compared: letter case does not count, as in a spreadsheet."""
        # All at once: nearly all are as they were, and stay the same objects.
        joined = _JOINT.join(self.values)
        folded = joined.upper()
        if folded == joined:
            return self.values
        texts = folded.split(_JOINT)
        if len(texts) != len(self.values):
            texts = [value.upper() for value in self.values]
        return objects([value if text == value else text for value, text in zip(self.values, texts, strict=True)])

    @cached_property
    def numbers(self) -> dict[str, int]:
        """A number for each text as it is compared."""
        return numbers_of(self.folded)

    @cached_property
    def same(self) -> Codes:
        """The number of each text, equal where the texts are equal."""
        return _looked_up(self.folded, self.numbers)

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Number of characters."""
        return np.fromiter(map(len, self.values), dtype=np.int64, count=len(self.values))

    @cached_property
    def characters(self) -> NDArray[np.uint32]:
        """The first 18 characters of each text as a matrix of code points, 0 after the end."""
        return np.array(self.values, dtype="U18").view(np.uint32).reshape(len(self.values), 18)


@dataclass(frozen=True)
class Texts:
    """A text column: ``codes`` into ``dictionary``, -1 where the text is unknown."""

    codes: Codes
    dictionary: Dictionary

    @property
    def known(self) -> Bools:
        """Where there is a text."""
        return np.asarray(self.codes >= 0)

    def take(self, rows: Codes) -> Texts:
        """These rows; unknown for row -1."""
        return Texts(_take(self.codes, rows, -1), self.dictionary)

    def test(self, test: Bools) -> Truth:
        """A flag from the answer for each distinct text."""
        answer = np.append(test, False)[self.codes]
        return Truth(answer, self.known & ~answer)

    def map_text(self, change: Callable[[str], str]) -> Texts:
        """Each text changed."""
        return Texts(self.codes, Dictionary(objects([change(value) for value in self.dictionary.values])))

    def map_number(self, numbers: Numbers) -> Numbers:
        """A number column from the number of each distinct text."""
        return np.asarray(np.append(numbers, np.nan)[self.codes])

    @property
    def objects(self) -> Objects:
        """The texts, "" where unknown."""
        return np.append(self.dictionary.values, objects([""]))[self.codes]


@dataclass(frozen=True)
class Truth:
    """A flag column: where it is definitely true and where it is definitely false; elsewhere it is unknown."""

    true: Bools
    false: Bools


Computed = Numbers | Texts | Truth


@dataclass(frozen=True)
class Column:
    """A field: its type, its values and where nothing is filled in."""

    type: FieldType
    values: Computed
    blank: Bools


def objects(values: list[Any]) -> Objects:
    """An object array of these values, whatever they are."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def numbers_of(texts: Iterable[str]) -> dict[str, int]:
    """The distinct texts with their numbers, from 0 in the order of first appearance."""
    # A dictionary instead of pandas' factorize: loading pandas takes longer than it saves in a county.
    distinct = dict.fromkeys(texts)
    return dict(zip(distinct, range(len(distinct)), strict=True))


def numbered(texts: Objects) -> tuple[Codes, list[str]]:
    """The number of each text as in `numbers_of`, and the distinct texts by number."""
    numbers = numbers_of(texts)
    return _looked_up(texts, numbers), list(numbers)


def _looked_up(texts: Objects, numbers: dict[str, int]) -> Codes:
    return np.fromiter(map(numbers.__getitem__, texts), np.intp, len(texts))


def _take(values: NDArray[Any], rows: Codes, missing: Any) -> NDArray[Any]:
    """``values`` at ``rows``, ``missing`` for row -1."""
    return np.append(values, np.asarray(missing, dtype=values.dtype))[rows]


def take(column: Column, rows: Codes) -> Column:
    """These rows of a column; blank for row -1."""
    blank = _take(column.blank, rows, True)
    match column.values:
        case Texts():
            return Column(column.type, column.values.take(rows), blank)
        case Truth(true, false):
            return Column(column.type, Truth(_take(true, rows, False), _take(false, rows, False)), blank)
        case numbers:
            return Column(column.type, _take(numbers, rows, np.nan), blank)


def choose(first: Bools, yes: Computed, no: Computed) -> Computed:
    """``yes`` where ``first`` holds, otherwise ``no``; both of the same kind."""
    if isinstance(yes, Texts) and isinstance(no, Texts):
        shift = len(yes.dictionary.values)
        others = np.where(no.codes >= 0, no.codes + shift, -1)
        dictionary = Dictionary(np.concatenate([yes.dictionary.values, no.dictionary.values]))
        return Texts(np.where(first, yes.codes, others), dictionary)
    if isinstance(yes, Truth) and isinstance(no, Truth):
        return Truth(np.where(first, yes.true, no.true), np.where(first, yes.false, no.false))
    return np.where(first, _numbers(yes), _numbers(no))


def _numbers(values: Computed) -> Numbers:
    assert isinstance(values, np.ndarray)
    return values


def constant_text(text: str) -> Texts:
    """The same text in every row."""
    return Texts(np.asarray(0), Dictionary(objects([text])))


def unknown_text() -> Texts:
    """No known text in any row."""
    return Texts(np.asarray(-1), Dictionary(objects([])))


def encode(texts: Objects, bad: Bools | None) -> Texts:
    """A text column; blank and bad cells are unknown."""
    codes, values = numbered(texts)
    if "" in values:
        codes = np.where(codes == values.index(""), -1, codes)
    if bad is not None:
        codes = np.where(bad, -1, codes)
    return Texts(codes, Dictionary(objects(values)))


def same_codes(left: Texts, right: Texts) -> tuple[Codes, Codes]:
    """Codes of both columns, equal where the texts are equal; -1 stays unknown."""
    known, asked = left.dictionary, right.dictionary
    if len(known.values) < len(asked.values):
        return same_codes(right, left)[::-1]
    numbers = known.same if asked is known else _numbers_in(known, asked)
    return np.append(known.same, -1)[left.codes], np.append(numbers, -1)[right.codes]


def _numbers_in(known: Dictionary, asked: Dictionary) -> Codes:
    """For each text of ``asked`` its number in ``known``; numbers beyond those for texts that are not there."""
    beyond = len(known.numbers) + asked.same
    return np.fromiter(map(known.numbers.get, asked.folded, beyond.tolist()), np.intp, len(beyond))


def compare_numbers(operator: CompareOperator, left: Numbers, right: Numbers) -> Truth:
    """Numbers compared; a difference that rounds to 0 at 6 decimals is none, and an unknown side leaves it unknown."""
    difference = np.asarray(left - right)
    less, more = difference <= -_HALF, difference >= _HALF
    level = np.abs(difference) < _HALF
    match operator:
        case "==":
            return Truth(level, less | more)
        case "!=":
            return Truth(less | more, level)
        case "<":
            return Truth(less, level | more)
        case "<=":
            return Truth(less | level, more)
        case ">":
            return Truth(more, less | level)
        case ">=":
            return Truth(more | level, less)


def compare_texts(operator: CompareOperator, left: Texts, right: Texts) -> Truth:
    """Texts compared for being the same, letter case not counting."""
    if left.codes.ndim == 0 and right.codes.ndim:
        left, right = right, left
    if right.codes.ndim == 0 and right.codes >= 0:
        answer = left.test(np.asarray(left.dictionary.folded == right.dictionary.folded[right.codes]))
    else:
        a, b = same_codes(left, right)
        known = (a >= 0) & (b >= 0)
        answer = Truth(known & (a == b), known & (a != b))
    return answer if operator == "==" else Truth(answer.false, answer.true)
