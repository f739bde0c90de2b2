"""Values of cells as corrections carry them: texts that mean the same in every file."""

from __future__ import annotations

from cunbiao.definitions import ResolvedColumn
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.records.display import show_number
from cunbiao.records.submission import Value


def text_of(column: ResolvedColumn, value: Value) -> str:
    """A cell as a text; "" for an empty one."""
    if value is None:
        return ""
    return value if isinstance(value, str) else show_number(value, column.kind)


def value_of(column: ResolvedColumn, text: str) -> Value:
    """The cell a text stands for: a number in a number column, otherwise the text; None for "".

    Raises:
        ValueError: the column takes numbers, and the text is none.
    """
    if not text:
        return None
    return float(text) if column.kind in NUMBER_KINDS else text
