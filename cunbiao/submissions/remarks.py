"""A remark of reading about one cell of a column."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellRemark:
    """``index`` of its row, ``message`` id, ``values`` that fill the message, the cell as ``shown``."""

    index: int
    message: str
    values: dict[str, object]
    shown: str
