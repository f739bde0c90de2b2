"""What the cells of one workbook refer to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cunbiao.submissions.limits import Limits


@dataclass(frozen=True, slots=True)
class Context:
    """Shared strings, date formats and day count of one workbook.

    ``strings`` is asked only when a cell needs it; ``date_styles`` says of each cell format whether it shows a date.
    """

    strings: Callable[[], list[str]]
    date_styles: list[bool]
    date1904: bool
    limits: Limits
