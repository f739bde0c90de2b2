"""What the cells of one workbook refer to."""

from __future__ import annotations

from functools import cached_property

from cunbiao.submissions.limits import Limits
from cunbiao.submissions.shared_strings import read_strings


class Context:
    """Shared strings, date formats and day count of one workbook.

    Attributes:
        date_styles: of each cell format, whether it shows a date.
        date1904: days are counted from 1904.
        limits: how much a sheet may hold.
    """

    def __init__(self, strings: bytes, date_styles: list[bool], date1904: bool, limits: Limits) -> None:
        self._part = strings
        self.date_styles = date_styles
        self.date1904 = date1904
        self.limits = limits

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings, read when a cell first needs one."""
        return read_strings(self._part)

    @cached_property
    def empty_strings(self) -> list[int]:
        """The numbers of the shared strings that are empty."""
        return [index for index, text in enumerate(self.strings) if not text]
