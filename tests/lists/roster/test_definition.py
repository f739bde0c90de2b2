"""Mistakes in a roster format are reported with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.definitions import DefinitionError, load_campaign, rosters
from cunbiao.definitions.roster_layouts import roster_layout
from tests.inline import notice

TEXT = """\
id: small
about: 测试
source: 测试
header_search_rows: 10
places: {county: [县], township: [乡], village: [村], village_code: [村代码]}
village_list: {sheets: [村名单], code_digits: 12}
household_key: {indicator: household_code, headers: [户编号]}
household:
  - {indicator: head_name, headers: [户主姓名]}
member:
  - {indicator: name, headers: [姓名]}
person_row: [name]
head_relation: 户主
"""


def layout_of(folder: Path, text: str, roster: str = "small") -> rosters.RosterFile:
    home = notice(folder, f"roster: {roster}\n", {"rosters/small.yaml": text})
    return roster_layout(load_campaign(home))


def test_a_heading_that_means_two_columns_is_refused(tmp_path: Path) -> None:
    twice = TEXT.replace("[户主姓名]}", "[户主姓名]}\n  - {indicator: head_id, headers: [ 户主 姓名 ]}")
    with pytest.raises(DefinitionError, match=r"small.yaml 第8行.*户主 姓名.*head_name.*head_id"):
        layout_of(tmp_path, twice)


def test_the_same_heading_may_serve_a_household_sheet_and_a_person_sheet(tmp_path: Path) -> None:
    assert layout_of(tmp_path, TEXT.replace("[户主姓名]", "[户主姓名, 姓名]")).id == "small"


def test_an_unknown_roster_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="没有“other”这种花名册格式，现有：national、small"):
        layout_of(tmp_path, TEXT, "other")


def test_a_layer_adds_headings_to_an_inherited_format(tmp_path: Path) -> None:
    change = "roster_changes: {household: [{indicator: farmland, headers: [承包地]}], ignored: [某栏]}\n"
    layout = roster_layout(load_campaign(notice(tmp_path, change)))
    assert next(column for column in layout.household if column.indicator == "farmland").headers == ["承包地"]
    assert "某栏" in layout.ignored and "序号" in layout.ignored


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("行政村 文化（图书）室", "行政村文化图书室"),
        ("*姓名", "姓名"),
        ("致贫／返贫\n风险１：", "致贫返贫风险1"),
        ("住房面积(㎡)", "住房面积m2"),
    ],
)
def test_headings_are_compared_by_their_letters_and_digits_alone(title: str, key: str) -> None:
    assert rosters.header_key(title) == key
