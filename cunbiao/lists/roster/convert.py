"""A column of roster cells as values of its indicator: numbers from text, labels of the year, codes as text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cunbiao.characters import plain_digits
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Indicator
from cunbiao.definitions.rosters import RosterColumn
from cunbiao.kinds import CHOICE_KINDS, NUMBER_KINDS, Kind
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.model import Value
from cunbiao.records.identity import has_check_character, normalise
from workbooks.excel import DAY_ZERO
from workbooks.reading.raw import Fault, Raw, Serial

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_CLUTTER = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_BRACKETS = str.maketrans("（）", "()")
_LOSSLESS = 1e15
# How a program writes a long number that it took for one: 3.41302E+17, or 341302196503011000 with noughts at its end.
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_NOUGHTS = re.compile(r"[1-9][0-9]{14}000")
# What an error cell leaves behind in text: its name, or a column that was too narrow to show a number.
_ERROR_TEXT = re.compile(r"#(?:N/A|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|SPILL!|CALC!|#+)", re.IGNORECASE)


@dataclass
class Converted:
    """``values`` has one entry a cell.

    ``issues`` are (index, message id, the cell as it is), error cells among them; ``numeric`` are the
    indices of codes stored as numbers.
    """

    values: list[Value]
    issues: list[tuple[int, str, str]] = field(default_factory=list)
    numeric: list[int] = field(default_factory=list)

    def refused(self) -> set[int]:
        """Indices of cells whose whole row must not be used."""
        return {index for index, message, _ in self.issues if message == message_ids.KEY_LOST_DIGITS}


def convert(column: RosterColumn, cells: Sequence[Raw], campaign: Campaign) -> Converted:
    """Values of one column; what cannot be read is named in ``issues`` and left out, an unknown label is kept."""
    errors = set(filter(is_error, set(cells)))
    if not errors:
        return _converted(column, cells, campaign)
    result = _converted(column, [None if cell in errors else cell for cell in cells], campaign)
    result.issues += [
        (index, message_ids.ERROR_VALUE, shown(cell)) for index, cell in enumerate(cells) if cell in errors
    ]
    return result


def is_error(cell: Raw) -> bool:
    """Whether a cell shows an error, or is text that an error cell left behind."""
    if isinstance(cell, str):
        return "#" in cell and _ERROR_TEXT.fullmatch(cell.strip()) is not None
    return isinstance(cell, Fault)


def _converted(column: RosterColumn, cells: Sequence[Raw], campaign: Campaign) -> Converted:
    indicator = campaign.indicators[column.indicator]
    if indicator.kind in CHOICE_KINDS:
        return _choices(column, indicator, cells, campaign)
    if indicator.kind in NUMBER_KINDS:
        return _numbers(cells)
    if indicator.kind in ("id", "bank", "code", "phone"):
        return read_codes(indicator.kind, cells)
    return Converted([shown(cell).strip() or None for cell in cells])


def _choices(column: RosterColumn, indicator: Indicator, cells: Sequence[Raw], campaign: Campaign) -> Converted:
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


def _numbers(cells: Sequence[Raw]) -> Converted:
    result = Converted([])
    for index, cell in enumerate(cells):
        value: float | None = None
        is_number = _NUMBER.fullmatch(cell) if isinstance(cell, str) else isinstance(cell, float)
        if is_number and not isinstance(cell, Serial):
            value = float(cell)  # type: ignore[arg-type]  # text of digits, or a number
        elif not blank(cell):
            text = _CLUTTER.sub("", unicodedata.normalize("NFKC", shown(cell))).replace(",", "")
            if _NUMBER.fullmatch(text):
                value = float(text)
            else:
                result.issues.append((index, message_ids.NO_NUMBER, shown(cell)))
        result.values.append(value)
    return result


def read_codes(kind: Kind, cells: Sequence[Raw]) -> Converted:
    """Identity numbers and other codes; a number of more than 15 digits has lost the rest and is no value.

    That holds for text too, when a program that took it for a number has written it.
    """
    result = Converted([])
    lost = message_ids.LOST_DIGITS if kind in ("bank", "phone") else message_ids.KEY_LOST_DIGITS
    for index, cell in enumerate(cells):
        if cell is None:
            result.values.append(None)
        elif isinstance(cell, str):
            plain = cell.isascii() and cell.isdigit()
            text = cell if plain else normalise(cell) if kind == "id" else plain_digits(cell)
            if _has_lost_digits(kind, text):
                result.issues.append((index, lost, cell))
                result.values.append(None)
            else:
                result.values.append(text or None)
        elif _keeps_digits(kind, cell):
            result.values.append(shown(cell))
            result.numeric.append(index)
        else:
            result.issues.append((index, lost, shown(cell)))
            result.values.append(None)
    return result


def _has_lost_digits(kind: Kind, text: str) -> bool:
    if _SCIENTIFIC.fullmatch(text):
        return True
    return kind == "id" and _NOUGHTS.fullmatch(text) is not None and not has_check_character(text)


def _keeps_digits(kind: Kind, cell: Raw) -> bool:
    if kind in ("id", "bank") or not isinstance(cell, float) or isinstance(cell, Serial):
        return False
    return cell == int(cell) and 0 <= cell < _LOSSLESS


def shown(cell: Raw) -> str:
    """A cell as text: whole numbers without decimals, dates as 2020-09-30, nothing where it holds nothing."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, Fault):
        return cell.text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Serial):
        return _day(cell)
    return str(int(cell)) if cell == int(cell) else repr(cell)


def blank(cell: Raw) -> bool:
    """Whether a cell holds nothing, or only blanks."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _day(serial: float) -> str:
    try:
        return f"{datetime.combine(DAY_ZERO, datetime.min.time()) + timedelta(days=serial):%Y-%m-%d}"
    except OverflowError:
        return f"{serial:g}"
