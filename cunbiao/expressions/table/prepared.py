"""The tables expressions run over, with the work that many expressions share done once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cunbiao.expressions.table.columns import Bools, Codes, Column, Numbers, Objects, Rows, Truth, encode
from cunbiao.expressions.types import FieldType, Join


class PreparedRows:
    """Rows whose columns are encoded when first asked for and kept. Columns must not change afterwards."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.table = rows.table
        self.size = rows.size
        self.household = rows.household
        self.village = rows.village
        self.county = rows.county
        self._columns: dict[str, Column] = {}
        self._first: Codes | None = None

    def group(self, join: Join) -> NDArray[np.int64]:
        """The household, village or county of each row, negative where it has none."""
        match join:
            case "household":
                return self.household
            case "village":
                return self.village
            case "county":
                return self.county

    def number(self, field: str) -> Numbers:
        """Values of a number column; NaN where blank or bad."""
        return self._rows.number(field)

    def text(self, field: str) -> Objects:
        """Values of a text column as str; "" where blank."""
        return self._rows.text(field)

    def bad(self, field: str) -> Bools | None:
        """Where something is filled in that is not of the column's kind."""
        return self._rows.bad(field)

    def column(self, field: FieldType) -> Column:
        """A field in three-valued form."""
        known = self._columns.get(field.name)
        if known is None:
            known = self._columns[field.name] = self._column(field)
        return known

    def _column(self, field: FieldType) -> Column:
        bad = self._rows.bad(field.name)
        if field.kind == "text":
            texts = encode(self._rows.text(field.name), bad)
            return Column(field, texts, _without(~texts.known, bad))
        numbers = self._rows.number(field.name)
        blank = _without(np.isnan(numbers), bad)
        if field.kind == "number":
            return Column(field, numbers, blank)
        return Column(field, Truth(numbers == 1.0, numbers == 0.0), blank)

    def first_of(self, households: NDArray[np.int64]) -> Codes:
        """For each household its first row here, -1 where there is none."""
        if self._first is None:
            first = np.full(int(self.household.max(initial=-1)) + 2, -1, dtype=np.intp)
            rows = np.flatnonzero(self.household >= 0)[::-1]
            first[self.household[rows]] = rows
            self._first = first
        last = len(self._first) - 1  # always -1: nothing here has that household
        places = np.where((households < 0) | (households > last), last, households)
        return self._first[places]


def prepare(rows: Rows) -> PreparedRows:
    """``rows`` ready for many expressions; prepare each table once and pass the result wherever rows are wanted."""
    return rows if isinstance(rows, PreparedRows) else PreparedRows(rows)


def _without(blank: Bools, bad: Bools | None) -> Bools:
    return blank if bad is None else blank & ~bad
