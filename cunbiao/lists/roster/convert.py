"""A column of roster cells as values of its indicator: numbers from text, labels of the year, codes as text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Indicator
from cunbiao.definitions.rosters import RosterColumn
from cunbiao.kinds import CHOICE_KINDS, NUMBER_KINDS
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.grids import Cell, blank
from cunbiao.lists.roster.model import Value
from cunbiao.records.identity import normalise

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_CLUTTER = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_BRACKETS = str.maketrans("（）", "()")
_LOSSLESS = 1e15


@dataclass
class Converted:
    """``values`` has one entry a cell.

    ``issues`` are (index, message id, the cell as it is); ``numeric`` counts codes stored as numbers.
    """

    values: list[Value]
    issues: list[tuple[int, str, str]] = field(default_factory=list)
    numeric: int = 0

    def refused(self) -> set[int]:
        """Indices of cells whose whole row must not be used."""
        return {index for index, message, _ in self.issues if message == message_ids.KEY_LOST_DIGITS}


def convert(column: RosterColumn, cells: Sequence[Cell], campaign: Campaign) -> Converted:
    """Values of one column; what cannot be read is named in ``issues`` and left out, an unknown label is kept."""
    indicator = campaign.indicators[column.indicator]
    if indicator.kind in CHOICE_KINDS:
        return _choices(column, indicator, cells, campaign)
    if indicator.kind in NUMBER_KINDS:
        return _numbers(cells)
    if indicator.kind in ("id", "bank", "code", "phone"):
        return _codes(indicator, cells)
    return Converted([shown(cell).strip() or None for cell in cells])


def _choices(column: RosterColumn, indicator: Indicator, cells: Sequence[Cell], campaign: Campaign) -> Converted:
    codes = campaign.codes[indicator.codes or ""]
    known: dict[str, str | None] = {}
    result = Converted([])
    for index, cell in enumerate(cells):
        text = cell if isinstance(cell, str) else shown(cell)
        if text not in known:
            replaced = column.values.get(text.strip(), text.strip())
            known[text] = (
                codes.canonical(replaced) or codes.canonical(replaced.translate(_BRACKETS)) if replaced else ""
            )
        label = known[text]
        if label is None:
            label = text.strip()
            result.issues.append((index, message_ids.UNLISTED, label))
        result.values.append(label or None)
    return result


def _numbers(cells: Sequence[Cell]) -> Converted:
    result = Converted([])
    for index, cell in enumerate(cells):
        value: float | None = None
        is_number = _NUMBER.fullmatch(cell) if isinstance(cell, str) else isinstance(cell, float | int)
        if is_number and not isinstance(cell, bool):
            value = float(cell)  # type: ignore[arg-type]  # text of digits, or a number
        elif not blank(cell):
            text = _CLUTTER.sub("", unicodedata.normalize("NFKC", shown(cell))).replace(",", "")
            if _NUMBER.fullmatch(text):
                value = float(text)
            else:
                result.issues.append((index, message_ids.NO_NUMBER, shown(cell)))
        result.values.append(value)
    return result


def _codes(indicator: Indicator, cells: Sequence[Cell]) -> Converted:
    """Identity numbers and other codes; a number of more than 15 digits has lost the rest and is no value."""
    result = Converted([])
    lost = message_ids.LOST_DIGITS if indicator.kind in ("bank", "phone") else message_ids.KEY_LOST_DIGITS
    for index, cell in enumerate(cells):
        if isinstance(cell, str):
            text = normalise(cell) if indicator.kind == "id" else _CLUTTER.sub("", unicodedata.normalize("NFKC", cell))
            result.values.append(text or None)
        elif _keeps_digits(indicator, cell):
            result.values.append(shown(cell))
            result.numeric += 1
        else:
            result.issues.append((index, lost, shown(cell)))
            result.values.append(None)
    return result


def _keeps_digits(indicator: Indicator, cell: Cell) -> bool:
    if indicator.kind in ("id", "bank") or isinstance(cell, bool) or not isinstance(cell, float | int):
        return False
    return cell == int(cell) and 0 <= cell < _LOSSLESS


def shown(cell: Cell) -> str:
    """A cell as text: whole numbers without decimals, dates as 2020-09-30."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        return str(int(cell)) if cell == int(cell) else repr(float(cell))
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    return str(cell)
