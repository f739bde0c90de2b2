"""Findings painted into a copy of the workbook they are about: the cell in the colour of its level, the sentence as a
note on it.

The copy is edited as a package: only the sheets with findings, the styles and the notes change, every other member is
copied as it is stored. So locks, drop-down lists, conditional formats and widths stay what they were.
"""

from __future__ import annotations

from collections.abc import Iterable

from cunbiao.findings import LEVELS, Finding
from cunbiao.records.identity_sheet import FIRST_SEEN
from generators.notes import add_notes
from generators.style import LEVEL_COLOURS
from workbooks.editing import EditableWorkbook, Sheet
from workbooks.references import column_index

# Cells of a sheet by row and column (from 0) with the findings on them.
Cells = dict[int, dict[int, list[Finding]]]


def painted(data: bytes, findings: Iterable[Finding]) -> bytes:
    """The workbook with every finding that has a row painted where it is, one about a whole row where it begins.

    A finding on a sheet that the workbook does not have is left out; a cell that already has a note keeps it.

    Raises:
        EditingError: the workbook cannot be edited.
    """
    workbook = EditableWorkbook(data)
    for name, cells in _placed(findings).items():
        if name in workbook.sheets:
            _paint(workbook, workbook.sheet(name), cells)
            add_notes(workbook, name, _sentences(cells))
    return workbook.to_bytes()


def _paint(workbook: EditableWorkbook, sheet: Sheet, cells: Cells) -> None:
    for row, columns in cells.items():
        for column, found in columns.items():
            colour, _ = LEVEL_COLOURS[min(found, key=_seriousness).level]
            style = workbook.formats.filled(sheet.style(row, column), colour.removeprefix("#"))
            sheet.restyle(row, column, style)


def _placed(findings: Iterable[Finding]) -> dict[str, Cells]:
    """Sheet → its cells with findings."""
    sheets: dict[str, Cells] = {}
    for finding in findings:
        place = finding.place
        if place.sheet and place.row:
            row = sheets.setdefault(place.sheet, {}).setdefault(place.row, {})
            row.setdefault(column_index(place.column or FIRST_SEEN), []).append(finding)
    return sheets


def _sentences(cells: Cells) -> dict[tuple[int, int], str]:
    """Row and column → what its note says, the most serious first."""
    return {
        (row, column): "\n".join(
            f"【{own.level}】{own.message}。\n怎么改：{own.fix}。" for own in sorted(found, key=_seriousness)
        )
        for row, columns in sorted(cells.items())
        for column, found in sorted(columns.items())
    }


def _seriousness(finding: Finding) -> int:
    return LEVELS.index(finding.level)
