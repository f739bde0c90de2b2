"""Mistakes in a roster definition are reported with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.definitions import DefinitionError, rosters

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


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rosters").mkdir()
    monkeypatch.setattr(rosters, "TEMPLATES", tmp_path)
    rosters.roster_layout.cache_clear()
    return tmp_path / "rosters" / "small.yaml"


def test_a_heading_that_means_two_columns_is_refused(templates: Path) -> None:
    twice = TEXT.replace("[户主姓名]}", "[户主姓名]}\n  - {indicator: head_id, headers: [ 户主 姓名 ]}")
    templates.write_text(twice, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"small.yaml 第8行.*户主 姓名.*head_name.*head_id"):
        rosters.roster_layout("small")


def test_the_same_heading_may_serve_a_household_sheet_and_a_person_sheet(templates: Path) -> None:
    templates.write_text(TEXT.replace("[户主姓名]", "[户主姓名, 姓名]"), encoding="utf-8")
    assert rosters.roster_layout("small").item.id == "small"


def test_an_unknown_roster_names_those_there_are(templates: Path) -> None:
    templates.write_text(TEXT, encoding="utf-8")
    with pytest.raises(DefinitionError, match="没有这种花名册格式，现有：small"):
        rosters.roster_layout("other")


@pytest.mark.parametrize(("title", "key"), [("行政村 文化（图书）室", "行政村文化(图书)室"), ("*姓名", "姓名")])
def test_headings_are_compared_without_blanks_stars_and_wide_brackets(title: str, key: str) -> None:
    assert rosters.header_key(title) == key
