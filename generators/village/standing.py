"""Whether a village can hand in its workbook, and what it lacks: the lines of the cover that are looked at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generators.village.layout import FILLED, TOUCHED, column_name
from generators.village.live import LiveSheet

READY, NOT_READY, EMPTY = "可以交", "还不能交", "还没有填"
# What is said before and after a number.
_OPEN = (f"{NOT_READY}：有 ", " 行必改没有改好（实在改不了的，先跟乡镇说明）")
_DONE = f"{READY}：没有必改的了"
_KEPT = ("；看一看的 ", " 行查清属实可以保留")
_MUST, _UNTOUCHED = (" ", " 行必改"), (" ", " 行一格没动")
_APART, _NOTHING = "；", "没有"


@dataclass(frozen=True)
class SheetCounts:
    """How one entry sheet stands: rows the village filled or changed, rows with 必改, rows with 核实 (or with both),
    issued rows in which nothing was changed.
    """

    filled: int
    must: int
    verify: int
    untouched: int


@dataclass(frozen=True)
class Line:
    """The line of an entry sheet on the cover: what it is called, and the row whose columns D, E and F count its rows.

    ``untouched`` counts, as a formula, the issued rows that nobody has looked at; "" where nobody need.
    """

    sheet: str
    row: int
    untouched: str

    @staticmethod
    def of(sheet: LiveSheet, row: int, continues: bool) -> Line:
        """The line of a sheet; rows of a workbook that ``continues`` another one are looked at in that."""
        table = sheet.layout.table
        asked = table.is_home and sheet.layout.has(TOUCHED) and not continues
        rows, touched = column_name(table.id, FILLED), column_name(table.id, TOUCHED)
        return Line(sheet.layout.sheet, row, f"SUM({rows})-SUM({touched})" if asked else "")


def standing_formulas(lines: Sequence[Line]) -> tuple[str, str]:
    """Whether the workbook can be handed in, and what it lacks, as formulas over the counts."""
    filled, must, verify = (f"SUM({column}{lines[0].row}:{column}{lines[-1].row})" for column in "DEF")
    done = f'"{_DONE}"&{_if_any(verify, _KEPT)}'
    verdict = f'IF({filled}=0,"{EMPTY}",IF({must}=0,{done},{_if_any(must, _OPEN)}))'
    parts = []
    for line in lines:
        parts.append(_if_any(f"E{line.row}", (f"{_APART}{line.sheet}{_MUST[0]}", _MUST[1])))
        if line.untouched:
            parts.append(_if_any(line.untouched, (f"{_APART}{line.sheet}{_UNTOUCHED[0]}", _UNTOUCHED[1])))
    lacking = "&".join(parts)
    return verdict, f'IF({lacking}="","{_NOTHING}",MID({lacking},{len(_APART) + 1},999))'


def _if_any(number: str, words: tuple[str, str]) -> str:
    return f'IF({number}=0,"","{words[0]}"&{number}&"{words[1]}")'


def standing_texts(lines: Mapping[str, Line], counts: Mapping[str, SheetCounts]) -> tuple[str, str]:
    """The same for the counts of every table."""
    filled, must, verify = (
        sum(own) for own in zip(*((one.filled, one.must, one.verify) for one in counts.values()), strict=True)
    )
    verdict = _around(must, _OPEN) if must else _DONE + (_around(verify, _KEPT) if verify else "")
    lacking = []
    for table, line in lines.items():
        if counts[table].must:
            lacking.append(line.sheet + _around(counts[table].must, _MUST))
        if line.untouched and counts[table].untouched:
            lacking.append(line.sheet + _around(counts[table].untouched, _UNTOUCHED))
    return verdict if filled else EMPTY, _APART.join(lacking) or _NOTHING


def _around(number: int, words: tuple[str, str]) -> str:
    return f"{words[0]}{number}{words[1]}"
