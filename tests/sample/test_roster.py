"""The invented county as a roster workbook: reading it gives the roster the county stands for."""

from __future__ import annotations

from pathlib import Path

from python_calamine import CalamineWorkbook

from cunbiao.lists.roster import read_roster
from sample.county import County
from sample.roster import as_roster, write_roster


def test_the_workbook_reads_as_the_county_without_a_finding(county: County, tmp_path: Path) -> None:
    write_roster(county, tmp_path / "花名册.xlsx")
    read = read_roster([tmp_path / "花名册.xlsx"], county.campaign)
    expected = as_roster(county)
    assert read.findings == []
    assert read.villages == expected.villages
    assert read.households == expected.households
    assert read.members == expected.members


def test_it_looks_like_a_national_export(county: County, tmp_path: Path) -> None:
    write_roster(county, tmp_path / "花名册.xlsx")
    workbook = CalamineWorkbook.from_path(tmp_path / "花名册.xlsx")
    assert workbook.sheet_names == ["户信息", "人口信息", "村名单"]
    for name in ("户信息", "人口信息"):
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        assert [sum(cell != "" for cell in row) for row in rows[:2]] == [1, 1]
        assert "户编号" in rows[2]
        assert all(isinstance(cell, str) for row in rows for cell in row)
