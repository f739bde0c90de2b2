"""A band: consecutive rows that all look like one row drawn in the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbooks.stamp.values import Value


@dataclass(frozen=True)
class Band:
    """``count`` rows with the styles, formulas, constants and height of row ``prototype`` of the template.

    ``columns`` maps column letters to one value a row (a sequence or a one-dimensional NumPy array); in a formula
    column they are the results shown before the first recalculation. A column not named stays as drawn on every row.
    ``heights``: the height of each row in points, where the rows differ. Without ``blanks`` empty cells are left out,
    which is right where they need no style of their own.
    """

    prototype: int
    count: int
    columns: Mapping[str, Sequence[Value] | Any] = field(default_factory=dict)
    heights: Sequence[float] = ()
    blanks: bool = True
