"""Cells of many columns in little room: every value once, and for each cell which one it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from types import NoneType
from typing import Any

import numpy as np

from workbooks.reading.raw import Fault, Raw, Serial

# Values of these types are told apart by being compared; 1, 1.0, True and a date of that number are not.
_PLAIN = frozenset({str, float, NoneType})


class NotPacked(ValueError):
    """A value that would not come back as it was."""


@dataclass(slots=True)
class PackedCells:
    """``values``, each once, of which those at ``serials`` are dates; ``codes`` are four bytes a cell."""

    values: list[str | float | bool | Fault | None]
    codes: bytes
    serials: list[int] = field(default_factory=list)


class _Codes(dict[Any, int]):
    """Value → its number, given when it is first asked for."""

    def __missing__(self, value: Any) -> int:
        number = self[value] = len(self)
        return number


def packed(columns: Iterable[Iterable[Raw]]) -> PackedCells:
    """The cells of these columns, one column after the other. Raises `NotPacked`."""
    cells = list(chain.from_iterable(columns))
    codes = _Codes()
    plain = set(map(type, cells)) <= _PLAIN
    keys = cells if plain else [cell if type(cell) in _PLAIN else (type(cell), cell) for cell in cells]
    numbers = np.fromiter(map(codes.__getitem__, keys), np.uint32, len(cells))
    if 0.0 in codes and any(str(cells[place]) != "0.0" for place in np.flatnonzero(numbers == codes[0.0])):
        raise NotPacked("-0.0")
    values = [key[1] if type(key) is tuple else key for key in codes]
    serials = [place for place, value in enumerate(values) if type(value) is Serial]
    stored = [float(value) if type(value) is Serial else value for value in values]
    return PackedCells(stored, numbers.astype("<u4").tobytes(), serials)


def unpacked(cells: PackedCells) -> list[Raw]:
    """The cells again. Raises `ValueError` or `IndexError` when they do not fit together."""
    values = np.empty(len(cells.values), dtype=object)
    values[:] = cells.values
    for place in cells.serials:
        values[place] = Serial(values[place])
    listed: list[Raw] = values[np.frombuffer(cells.codes, "<u4")].tolist()
    return listed
