"""A roster of another place or year is asked about; one that fits is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.generate import generate
from commands.outcome import CommandError
from cunbiao.definitions import load_campaign
from cunbiao.definitions.notices import Settings
from cunbiao.lists.roster import Roster, Village, read_roster
from cunbiao.lists.roster.belonging import doubts, without_households
from cunbiao.lists.roster.model import ColumnLists
from tests.inline import notice
from tests.lists.roster.exports import COUPLE, Cell, write

PROVINCE = "jurisdiction: {level: province, province: 试省, area_code: '99'}\n"


def roster(code: str = "990101001001", county: str = "小县", year: float = 2014.0) -> Roster:
    """One village with one household."""
    village = Village(code, "东村", "东镇", county)
    homes: ColumnLists = {"village_code": [code], "household_code": ["1"], "identified_year": [year]}
    return Roster([village], homes, {"village_code": [], "household_code": []})


def told(folder: Path, own: Roster, head: str = "", settings: Settings | None = None) -> list[str]:
    return [finding.check for finding in doubts(own, load_campaign(notice(folder, head), settings))]


def test_the_roster_of_the_county_is_not_asked_about(tmp_path: Path) -> None:
    assert told(tmp_path, roster()) == []


def test_another_area_code_is_asked_about(tmp_path: Path) -> None:
    (finding,) = doubts(roster("990102001001"), load_campaign(notice(tmp_path)))
    assert finding.message == "有 1 个村的代码不以 990101 开头（如 东镇东村 990102001001），这份通知管的是小县"


def test_another_county_by_name_is_asked_about(tmp_path: Path) -> None:
    assert told(tmp_path, roster(county="大县")) == ["ROSTER-61"]


@pytest.mark.parametrize(("year", "asked"), [(2019.0, []), (2020.0, []), (2021.0, ["ROSTER-62"])])
def test_a_year_still_to_come_is_asked_about(tmp_path: Path, year: float, asked: list[str]) -> None:
    assert told(tmp_path, roster(year=year)) == asked


@pytest.mark.parametrize(
    ("name", "title", "column", "asked"),
    [
        ("2019年花名册", "埇桥区2020年度户信息", "2019", []),
        ("花名册20200115", "", "", []),
        ("2018年花名册", "", "", ["2018年花名册"]),
        ("花名册", "埇桥区2018年度户信息", "", ["埇桥区2018年度户信息"]),
        ("花名册", "", "2017-12-31", ["2017-12-31"]),
        ("花名册", "2014—2019年户信息", "", []),
        ("花名册3413022018", "", "", []),
    ],
)
def test_a_year_that_the_roster_says_is_compared(
    tmp_path: Path, name: str, title: str, column: str, asked: list[str]
) -> None:
    villages = [["乡镇", "行政村", "村代码"], ["谷雨镇", "青槐村", "341302901201"]]
    rows: list[list[Cell]] = [[*COUPLE[0], "数据日期"], *([*row, column] for row in COUPLE[1:])]
    file = write(tmp_path / f"{name}.xlsx", {"人口": [[title], *rows] if title else rows, "村名单": villages})
    campaign = load_campaign("anhui-yongqiao-2020")
    found = doubts(read_roster([file], campaign), campaign)
    assert [finding.check for finding in found] == ["ROSTER-63"] * len(asked)
    assert all(f"“{text}”" in finding.message for text, finding in zip(asked, found, strict=True))


def test_villages_without_a_household_are_said_once() -> None:
    own = roster()
    own.villages.append(Village("990101001002", "西村", "东镇", "小县"))
    (finding,) = without_households(own)
    assert finding.message.endswith("：东镇西村")


def test_a_province_takes_every_county_of_its_own(tmp_path: Path) -> None:
    assert told(tmp_path / "a", roster("990305001001", "别县"), PROVINCE) == []
    assert told(tmp_path / "b", roster("880305001001", "别县"), PROVINCE) == ["ROSTER-60"]


def test_the_settings_of_a_county_say_which_county_of_the_province(tmp_path: Path) -> None:
    own = Settings(county="小县", area_code="990101")
    assert told(tmp_path / "a", roster(), PROVINCE, own) == []
    assert told(tmp_path / "b", roster("990305001001", "别县"), PROVINCE, own) == ["ROSTER-60", "ROSTER-61"]


def test_nothing_is_issued_until_somebody_agrees(tmp_path: Path) -> None:
    villages = [["乡镇", "行政村", "村代码"], ["谷雨镇", "青槐村", "341322901201"]]
    file = write(tmp_path / "花名册.xlsx", {"人口信息": COUPLE, "村名单": villages})
    questions: list[str] = []

    def no(question: str) -> bool:
        questions.append(question)
        return False

    with pytest.raises(CommandError, match="没有下发"):
        generate("anhui-yongqiao-2020", [file], tmp_path / "下发", None)
    with pytest.raises(CommandError, match="没有下发"):
        generate("anhui-yongqiao-2020", [file], tmp_path / "下发", None, None, no)
    assert "不以 341302 开头" in questions[0]
    assert not (tmp_path / "下发").exists()
    generate("anhui-yongqiao-2020", [file], tmp_path / "下发", None, None, lambda question: True)
    assert list((tmp_path / "下发").glob("*/*.xlsx"))
