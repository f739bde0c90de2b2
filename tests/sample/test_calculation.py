"""A returned workbook shows what a spreadsheet program shows when it calculates it anew."""

from __future__ import annotations

from pathlib import Path

from cunbiao.lists.roster import Village
from sample.answers import Answers
from sample.calculation import Calculation
from sample.county import County
from sample.filler import fill_workbooks
from tests.generators.opening import assert_recalculates
from tests.judge import Office


def test_a_filled_workbook_shows_what_a_recalculation_gives(
    office: Office, county: County, issued: dict[Village, bytes], answers: dict[str, Answers], tmp_path: Path
) -> None:
    village = next(iter(issued))
    _, data = next(iter(fill_workbooks(Calculation(county.campaign), {village: issued[village]}, answers)))
    file = tmp_path / "交回.xlsx"
    file.write_bytes(data)
    assert assert_recalculates(office, file) > 3000
