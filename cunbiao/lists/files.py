"""What the reading processes are asked about lists of others: their sheets, unless we wrote the file ourselves.

This module and what it imports is all they load, neither pandas nor the definitions.
"""

from __future__ import annotations

import hashlib
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

# What is read of what is ours: answers to a list of others.
_READ = ("foreign", "suspected")


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file: what we know it as, its checksum, and its sheets where it is a list of others or answers to one."""

    product: Product
    sha256: str
    sheets: list[NamedSheet]


def read_list(file: Path, limits: Limits) -> ListFile:
    """The file.

    Raises:
        OSError: it cannot be read.
        Refused: there are no tables in it that can be read.
    """
    data = regular_bytes(file, limits)
    checksum = hashlib.sha256(data).hexdigest()
    product = peek_data(data, limits).product
    if product not in _READ:
        return ListFile(product, checksum, [])
    sheets = read_foreign(data, limits)
    product = hidden_product([sheet.name for sheet in sheets]) or product
    if product == "foreign" and _is_by_us(data, limits):
        # Whatever it was: with answers of ours in it, it is no list of others.
        product = "other"
    return ListFile(product, checksum, sheets if product in _READ else [])


def _is_by_us(data: bytes, limits: Limits) -> bool:
    return is_zip(data) and FileSheets(glance_at(data, limits), limits, MARK_PREFIX).says(AUTHOR)
