"""A village that hands in again: one amount in one household is another one."""

from __future__ import annotations

from pathlib import Path

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.definitions import Campaign
from generators.village.layout import FIRST_ROW
from workbooks.editing import EditableWorkbook
from workbooks.editing.cell import Content

_AMOUNT = "farmland"


def hand_in_again(file: Path, campaign: Campaign, amount: int) -> None:
    """Puts ``amount`` (亩) into the first household of the register."""
    table = next(own for own in campaign.tables.values() if own.roster and own.key == HOUSEHOLD_KEY and own.is_home)
    workbook = EditableWorkbook(file.read_bytes())
    sheet = workbook.sheet(table.sheet)
    names = {sheet.text(1, column): column for column in sheet.rows[1].cells}
    sheet.put(FIRST_ROW, names[_AMOUNT], Content("", str(amount)))
    file.write_bytes(workbook.to_bytes())
