"""What the reading processes are asked about lists of others: their sheets, unless we wrote the file ourselves.

This module and what it imports is all they load, neither pandas nor the definitions.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cunbiao.records.identity_sheet import AUTHOR, MARK_PREFIX
from cunbiao.records.origin import Product, hidden_product, peek_data
from workbooks.container import glance_at
from workbooks.content import is_zip
from workbooks.limits import Limits
from workbooks.opening import regular_bytes
from workbooks.reading.foreign import NamedSheet, read_foreign
from workbooks.reading.sheets import FileSheets


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file: what we know it as, ``foreign`` for lists of others, and then its sheets."""

    product: Product
    sheets: list[NamedSheet]


def read_list(file: Path, limits: Limits) -> ListFile:
    """The file.

    Raises:
        OSError: it cannot be read.
        Refused: there are no tables in it that can be read.
    """
    data = regular_bytes(file, limits)
    sheets = read_foreign(data, limits)
    product = hidden_product([sheet.name for sheet in sheets]) or peek_data(data, limits).product
    if product == "foreign" and _is_by_us(data, limits):
        # Whatever it was: with answers of ours in it, it is no list of others.
        product = "other"
    return ListFile(product, sheets if product == "foreign" else [])


def _is_by_us(data: bytes, limits: Limits) -> bool:
    return is_zip(data) and FileSheets(glance_at(data, limits), limits, MARK_PREFIX).says(AUTHOR)
