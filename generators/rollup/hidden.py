"""The hidden sheets of a rollup: who it is for, its files, what was found while reading them, written reasons and
decisions, what townships and counties filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cunbiao.merging.register import Register
from cunbiao.merging.rollup_sheets import (
    CORRECTED_SHEET,
    DECISIONS_SHEET,
    ENTRIES_SHEET,
    FILES_SHEET,
    INTAKE_SHEET,
    REASONS_SHEET,
    RollupIdentity,
    decision_rows,
    entry_rows,
    file_rows,
    intake_rows,
    original_rows,
    reason_rows,
    rollup_rows,
)
from cunbiao.records.identity_sheet import ROLLUP_SHEET, Cell
from cunbiao.submissions.rollup_seal import ShownRows, seal_row, shown_rows
from generators.listing import Listing
from generators.style import Drawing


def draw_hidden(
    drawing: Drawing,
    register: Register,
    township: str,
    folder: str,
    data: Mapping[str, Listing],
    shown: Mapping[str, Sequence[ShownRows]],
) -> None:
    """Draws the hidden sheets, which are small enough to need no stamp, and seals all others and themselves."""
    settings = register.campaign.settings
    files, referred = file_rows(register.files, register.submissions)
    identity = RollupIdentity(
        level=register.level,
        policy=register.campaign.notice.id,
        title=register.campaign.notice.title,
        year=register.campaign.year,
        county=register.campaign.county,
        township=township,
        settings=settings.supplied() if settings is not None else {},
        area_code=(settings.area_code or "") if settings is not None else "",
        folder=folder,
    )
    sheets: dict[str, list[list[Cell]]] = {
        ROLLUP_SHEET: rollup_rows(identity, referred),
        FILES_SHEET: files,
        INTAKE_SHEET: intake_rows(register.submissions, register.differing),
        REASONS_SHEET: reason_rows(register.reasons),
        DECISIONS_SHEET: decision_rows(decision.written() for decision in register.corrections.decisions),
        CORRECTED_SHEET: original_rows(register.corrections.originals),
    }
    if register.answers.entries:
        sheets[ENTRIES_SHEET] = entry_rows(register.answers.entries)
    columns = {
        table: (listing.sheet, {column.name: column.values for column in listing.columns})
        for table, listing in data.items()
    }
    sheets[ROLLUP_SHEET] += shown_rows(shown)
    sheets[ROLLUP_SHEET].append(seal_row(columns, sheets))
    for name, rows in sheets.items():
        _draw(drawing, name, rows)


def _draw(drawing: Drawing, name: str, rows: Sequence[Sequence[Cell]]) -> None:
    sheet = drawing.book.add_worksheet(name)
    sheet.very_hidden()
    text = drawing.format(num_format="@")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(number, column, cell, text)
            elif cell is not None:
                sheet.write_number(number, column, cell)
