"""An independent reader sees the same in a whole village workbook: nothing is lost, nothing is added."""

from __future__ import annotations

import io

import pytest
from python_calamine import CalamineWorkbook

from cunbiao.definitions import load_campaign
from generators.village import village_workbooks
from sample.county import invent_county
from sample.roster import as_roster
from tests.workbooks.test_readers import reader_of
from workbooks.reading.raw import RawSheet, Serial

Seen = dict[tuple[int, int], str | float]


@pytest.fixture(scope="module")
def workbook() -> bytes:
    campaign = load_campaign("anhui-yongqiao-2020")
    return next(data for _, data in village_workbooks(campaign, as_roster(invent_county(campaign, 1, 15, townships=1))))


def _ours(sheet: RawSheet) -> Seen:
    return {
        (row, column): raw if isinstance(raw, str) else float(raw)
        for place, row in enumerate(sheet.rows)
        for column, raw in sheet.row(place).items()
        if isinstance(raw, str | int | float) and not isinstance(raw, Serial) and raw != ""
    }


def _theirs(workbook: bytes, name: str) -> Seen:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_name(name)
    return {
        (row, column): cell if isinstance(cell, str) else float(cell)
        for row, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1)
        for column, cell in enumerate(cells)
        if isinstance(cell, str | float | int) and cell != ""
    }


def test_every_sheet_of_a_village_workbook(workbook: bytes) -> None:
    reader, sheets = reader_of(workbook)
    compared = 0
    for part in sheets:
        if not part.name.startswith(("对照表", "附件", "_")):
            continue
        own, theirs = _ours(reader.read(part)), _theirs(workbook, part.name)
        assert own == theirs, part.name
        compared += len(own)
    assert compared > 5000
