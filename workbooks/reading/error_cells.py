"""Cells that show an error value, found without reading anything else of their sheet."""

from __future__ import annotations

import re
from xml.parsers import expat

from workbooks.references import column_index, whole

_MAY_BE = re.compile(rb"\st\s*=\s*[\"']e[\"']")


def error_cells(xml: bytes) -> set[tuple[int, int]]:
    """Row (from 1) and column (from 0) of every error cell of a worksheet part.

    A row or cell that does not say where it stands comes behind the one before it. Raises `BROKEN_XML`.
    """
    if not _MAY_BE.search(xml):
        return set()
    found: set[tuple[int, int]] = set()
    row, column = 0, -1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        local = name.rpartition(":")[2]
        if local == "row":
            row, column = whole(attributes["r"]) if "r" in attributes else row + 1, -1
        elif local == "c":
            column = column_index(attributes["r"].rstrip("0123456789")) if "r" in attributes else column + 1
            if attributes.get("t") == "e":
                found.add((row, column))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return found
