"""What a rollup says of the files it was made of, and of the villages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from generators.rollup.files import RESULT
from generators.rollup.files import SHEET as FILES

_PROGRESS, _GUIDE = "进度", "说明"
_REASON = "核实理由："


def rollup_in(folder: Path, place: str = "") -> Path:
    """The first rollup in a folder, or that of a place."""
    return next(iter(sorted(folder.glob(f"{place}*_汇总.xlsx"))))


def rows_of(rollup: Path, sheet: str, heading: str) -> list[dict[str, Any]]:
    """The records of a list by their headings; ``heading`` is one of them."""
    lines = CalamineWorkbook.from_path(str(rollup)).get_sheet_by_name(sheet).to_python()
    at = next(number for number, line in enumerate(lines) if heading in line)
    return [dict(zip(map(str, lines[at]), line, strict=True)) for line in lines[at + 1 :]]


def files_of(rollup: Path) -> list[dict[str, str]]:
    """Every file with what became of it (文件, 结果, 原因 …)."""
    return [row for row in rows_of(rollup, FILES, RESULT) if row["文件"]]


def fates_of(rollup: Path) -> dict[str, str]:
    """File → its fate."""
    return {row["文件"]: row[RESULT] for row in files_of(rollup)}


def progress_of(rollup: Path) -> list[dict[str, Any]]:
    """Every village with its numbers."""
    return rows_of(rollup, _PROGRESS, "状态")


def counted(rollup: Path) -> tuple[int, int]:
    """Households and persons of all villages."""
    villages = progress_of(rollup)
    return sum(int(own["户数"]) for own in villages), sum(int(own["人数"]) for own in villages)


def reasons_of(rollup: Path) -> dict[str, int]:
    """What became of written reasons: kind → number; kinds without any are left out."""
    lines = CalamineWorkbook.from_path(str(rollup)).get_sheet_by_name(_GUIDE).to_python()
    said = {str(line[0]): line[1] for line in lines if str(line[0]).startswith(_REASON)}
    return {name.removeprefix(_REASON): int(float(str(number))) for name, number in said.items()}
