"""Names: the sheets every village workbook has besides its entry sheets, and defined names Excel must accept."""

from __future__ import annotations

from generators.style import Drawing

COVER = "封面"
LEAFLET = "明白纸"
GUIDE = "填表说明"
DICTIONARY = "字典"
HOUSEHOLDS = "_households"
SPELLINGS = "_spellings"

VILLAGES = "villages"
DITTO = "words_ditto"
SUBTOTALS = "words_subtotal"
SIGNATURES = "words_signature"
DATE_ENDINGS = "words_date_ending"


def spelled_name(codes: str) -> str:
    """The defined name of all spellings of a code list."""
    return f"spelled_{codes}"


def meant_name(codes: str) -> str:
    """The defined name of the labels they mean, in the same order."""
    return f"meant_{codes}"


def define(drawing: Drawing, name: str, cells: str) -> None:
    """Defines a name for cells, given as an absolute reference or a formula that is one.

    Raises:
        ValueError: Excel would not take the name (a code list whose labels cannot stand in one).
    """
    if drawing.book.define_name(name, f"={cells}") != 0:
        raise ValueError(f"Excel 不接受“{name}”这个名称：名称里只能有汉字、字母、数字、点和下划线")


def list_name(codes: str, parent: str | None = None) -> str:
    """The defined name of a code list on the dictionary sheet, or of its values under one value of the parent list."""
    return f"list_{codes}" if parent is None else f"list_{codes}__{parent}"
