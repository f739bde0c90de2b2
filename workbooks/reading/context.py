"""What the cells of one workbook refer to."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workbooks.limits import Limits
from workbooks.reading.number_formats import date_styles
from workbooks.reading.shared_strings import read_strings


class Context:
    """Shared strings, date formats and day count of one workbook.

    Attributes:
        date1904: days are counted from 1904.
        limits: how much a sheet may hold.
    """

    def __init__(self, strings: bytes, styles: bytes, date1904: bool, limits: Limits) -> None:
        self._part = strings
        self._styles = styles
        self.date1904 = date1904
        self.limits = limits

    @cached_property
    def date_styles(self) -> list[bool]:
        """Of each cell format, whether it shows a date; found out when a number is read."""
        return date_styles(self._styles)

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings, read when a cell first needs one."""
        return read_strings(self._part)

    @cached_property
    def texts(self) -> NDArray[np.object_]:
        """The shared strings as an array."""
        texts = np.empty(len(self.strings), object)
        texts[:] = self.strings
        return texts

    @cached_property
    def empty(self) -> NDArray[np.bool_]:
        """Of each shared string, whether it is empty."""
        return np.array([not text for text in self.strings], np.bool_)
