"""Names: the sheets every village workbook has besides its entry sheets, and defined names Excel must accept."""

from __future__ import annotations

from generators.style import Drawing

COVER = "封面"
GUIDE = "填表说明"
DICTIONARY = "字典"
HOUSEHOLDS = "_households"


def define(drawing: Drawing, name: str, cells: str) -> None:
    """Defines a name for cells, given as an absolute reference or a formula that is one.

    Raises:
        ValueError: Excel would not take the name (a code list whose labels cannot stand in one).
    """
    if drawing.book.define_name(name, f"={cells}") != 0:
        raise ValueError(f"Excel 不接受“{name}”这个名称：名称里只能有汉字、字母、数字、点和下划线")
