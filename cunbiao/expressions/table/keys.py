"""Keys by which rows find the aggregated rows that belong to them, so that few pairs of rows are looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cunbiao.expressions.numbers import TOLERANCE
from cunbiao.expressions.table.columns import Codes, Computed, Texts, same_codes

_HALF = float(TOLERANCE)


@dataclass(frozen=True)
class Keys:
    """What pairs rows: every aggregated row has a key, every outer row looks for the keys from ``first`` to ``last``.

    Negative ``first`` and ``offered`` match nothing.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    offered: NDArray[np.int64]

    @classmethod
    def same(cls, wanted: NDArray[np.int64], offered: NDArray[np.int64]) -> Keys:
        """Rows with the same key."""
        return cls(wanted, wanted, offered)

    def within(self, outer: NDArray[np.int64], inner: NDArray[np.int64]) -> Keys:
        """The same keys, of rows of the same group only."""
        span = int(max(self.last.max(initial=-1), self.offered.max(initial=-1))) + 2
        nothing = (self.first < 0) | (outer < 0)
        return Keys(
            np.where(nothing, -1, outer * span + self.first),
            np.where(nothing, -1, outer * span + self.last),
            np.where((self.offered < 0) | (inner < 0), -1, inner * span + self.offered),
        )

    def found(self, ordered: NDArray[np.int64]) -> tuple[Codes, Codes]:
        """For every outer row where its keys begin among the ``ordered`` offered keys, and how many there are."""
        first = np.searchsorted(ordered, self.first, side="left")
        return first, np.where(self.first < 0, 0, np.searchsorted(ordered, self.last, side="right") - first)


def matching(offered: Computed, wanted: Computed, size: int) -> Keys:
    """Keys by which equal texts, or numbers that do not differ, find each other."""
    if isinstance(offered, Texts) and isinstance(wanted, Texts):
        outer_codes, inner_codes = same_codes(wanted, offered)
        return Keys.same(np.broadcast_to(outer_codes, size), inner_codes)
    assert isinstance(offered, np.ndarray) and isinstance(wanted, np.ndarray)
    unknown = np.isnan(offered)
    numbers = np.unique(offered[~unknown])
    first = np.searchsorted(numbers, wanted - _HALF, side="right")
    last = np.searchsorted(numbers, wanted + _HALF, side="left") - 1
    return Keys(
        np.broadcast_to(np.where(np.isnan(wanted), -1, first), size),
        np.broadcast_to(last, size),
        np.where(unknown, -1, np.searchsorted(numbers, offered)),
    )
