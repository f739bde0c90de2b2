"""What a cell of a definition workbook holds: how it is shown, and how what was typed there is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from cunbiao.characters import half_width
from cunbiao.days import day_of
from cunbiao.definitions.definition_sheets import SheetColumn
from cunbiao.submissions.dates import date_of, written_date
from workbooks.reading.raw import Fault, Raw, Serial

Cell = str | float | bool | date | tuple[str, ...] | None
Lists = Mapping[str, Mapping[str, str]]
"""Name of a list → what is seen in the drop-down → what is kept."""

YES, NO = "是", "否"
_SEPARATORS = re.compile(r"[、，,；;\s]+")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_QUOTES = str.maketrans("“”‘’", "\"\"''")


class Unreadable(ValueError):
    """What was typed is not what the column takes; ``problem`` says so, and what it takes, in Chinese."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


def choices(column: SheetColumn, lists: Lists) -> Mapping[str, str]:
    """What may be chosen: what is seen → what is kept; empty where anything may be typed."""
    if column.kind == "yes_no":
        return {YES: YES, NO: NO}
    return lists[column.of] if column.of is not None else column.choices


def shown(column: SheetColumn, cell: Cell, lists: Lists) -> str | float | date | None:
    """A cell as it stands in the sheet; ``None`` where it is empty."""
    match cell:
        case None | "" | ():
            return None
        case bool():
            return YES if cell else NO
        case tuple():
            seen = {kept: label for label, kept in choices(column, lists).items()}
            return ("\n" if column.kind == "lines" else "、").join(seen.get(one, one) for one in cell)
        case str() if column.kind == "choice":
            return next((label for label, kept in choices(column, lists).items() if kept == cell), cell)
        case float() | int() if column.kind != "number":
            return f"{cell:.12g}"
        case _:
            return cell


def read(column: SheetColumn, raw: Raw, lists: Lists) -> Cell:
    """What a cell means.

    Raises:
        Unreadable: it is not what the column takes.
    """
    if isinstance(raw, Fault):
        raise Unreadable(f"这一格是错误值 {raw.text}，请重新填写")
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    match column.kind:
        case "date":
            return _date(raw)
        case "number":
            return _number(raw)
        case "yes_no":
            return _chosen({YES: True, NO: False, "TRUE": True, "FALSE": False}, _text(raw), f"“{YES}”或“{NO}”")
        case "choice":
            return _choice(column, _text(raw), lists)
        case "several":
            parts = [part for part in _SEPARATORS.split(_text(raw)) if part]
            return tuple(str(_choice(column, part, lists)) for part in parts)
        case "ids":
            return tuple(part for part in _SEPARATORS.split(_text(raw)) if part)
        case "lines":
            return tuple(line.strip() for line in _text(raw).split("\n") if line.strip())
        case "expression":
            return _text(raw).translate(_QUOTES)
        case _:
            return _as_patterned(column, _text(raw))


def same(one: Cell, other: Cell) -> bool:
    """Whether two cells say the same; an empty text is an empty cell."""
    return _plain(one) == _plain(other)


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return tidied(cell) or None
    if isinstance(cell, tuple):
        return tuple(tidied(one) for one in cell) or None
    return cell


def tidied(text: str) -> str:
    """A text as a cell keeps it."""
    return text.replace("\r\n", "\n").replace("_x000D_", "").strip()


def _text(raw: str | float | bool | Serial) -> str:
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, Serial):
        return day_of(raw).isoformat()
    if isinstance(raw, float | int):
        return f"{raw:.12g}"
    return tidied(raw)


def _as_patterned(column: SheetColumn, text: str) -> str:
    if column.pattern and not re.fullmatch(column.pattern, text):
        raise Unreadable(f"“{text}”不行：{column.hint}")
    return text


def _date(raw: str | float | bool | Serial) -> date:
    day = written_date(raw) if isinstance(raw, str) else None if isinstance(raw, bool) else date_of(raw)
    if day is None:
        raise Unreadable(f"“{_text(raw)}”不是日期，写成 2022-09-30 这样")
    return day


def _number(raw: str | float | bool | Serial) -> float:
    if isinstance(raw, float | int) and not isinstance(raw, bool | Serial):
        return float(raw)
    try:
        return float(half_width(_text(raw)).replace(",", ""))
    except ValueError:
        raise Unreadable(f"“{_text(raw)}”不是数，只写数字，单位写在单位那一栏") from None


def _chosen(known: Mapping[str, bool], typed: str, expected: str) -> bool:
    if typed not in known:
        raise Unreadable(f"只能填{expected}，现在是“{typed}”")
    return known[typed]


def _choice(column: SheetColumn, typed: str, lists: Lists) -> str:
    """What a choice keeps; of a list that the notice gives, the id at the end of what is seen will do, too."""
    known = choices(column, lists)
    if typed in known:
        return known[typed]
    if typed in known.values():
        return typed
    if column.of is not None and _ID.fullmatch(last := typed.split()[-1]) and column.of in ("indicators", "codes"):
        return last
    raise Unreadable(f"没有“{typed}”，从下拉框里选：{_some(known)}")


def _some(labels: Iterable[str]) -> str:
    listed = list(labels)
    return "、".join(listed[:6]) + (" 等" if len(listed) > 6 else "")
