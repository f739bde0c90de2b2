"""The layouts rosters come in: wherever the headings stand, in whatever order and file, .xlsx or .xls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from cunbiao.definitions import Campaign
from cunbiao.lists.roster import Roster, Village, read_roster
from tests.judge import Office
from tests.lists.roster.exports import (
    COUPLE,
    HEAD,
    PERSON_HEADINGS,
    PLACE,
    PLACE_HEADINGS,
    VILLAGES,
    WIFE,
    person,
    persons,
    write,
)


def _read(campaign: Campaign, *files: Path) -> Roster:
    return read_roster(files, campaign)


def _names(roster: Roster) -> Sequence[object]:
    return roster.members["name"]


@pytest.mark.parametrize("title_rows", [0, 2, 5])
def test_headings_are_found_below_any_title(campaign: Campaign, tmp_path: Path, title_rows: int) -> None:
    titles = [["埇桥区花名册"], ["导出时间 2020-10-01"], [""], [""], [""]][:title_rows]
    roster = _read(campaign, write(tmp_path / "r.xlsx", {"人口": [*titles, *COUPLE], "村名单": VILLAGES}))
    assert _names(roster) == ["赵一", "钱二"]
    assert roster.findings == []


def test_columns_may_stand_in_any_order(campaign: Campaign, tmp_path: Path) -> None:
    turned = [list(reversed(row)) for row in COUPLE]
    straight = _read(campaign, write(tmp_path / "a.xlsx", {"人口": COUPLE, "村名单": VILLAGES}))
    backwards = _read(campaign, write(tmp_path / "b.xlsx", {"人口": turned, "村名单": VILLAGES}))
    assert (backwards.households, backwards.members) == (straight.households, straight.members)


def test_other_spellings_of_headings_are_understood(campaign: Campaign, tmp_path: Path) -> None:
    spelt = {"人口编号": "人编号", "证件号码": "身份证 号", "务工时间（月）": "务工时间(月)", "脱贫属性": "*脱贫状态"}
    headings = [spelt.get(heading, heading) for heading in COUPLE[0] if isinstance(heading, str)]
    roster = _read(campaign, write(tmp_path / "r.xlsx", {"人口": [headings, *COUPLE[1:]], "村名单": VILLAGES}))
    assert roster.members["id_number"] == [HEAD, WIFE]
    assert roster.households["poverty_status"] == ["已脱贫"]
    assert roster.findings == []


def test_an_old_xls_file_is_read_like_an_xlsx_file(campaign: Campaign, tmp_path: Path, office: Office) -> None:
    new = write(tmp_path / "r.xlsx", {"人口": COUPLE, "村名单": VILLAGES})
    with office.open(new) as book:
        office.export(book.document, tmp_path / "r.xls", "MS Excel 97")
    old = _read(campaign, tmp_path / "r.xls")
    expected = _read(campaign, new)
    assert (old.households, old.members, old.findings) == (expected.households, expected.members, [])


def test_households_persons_and_villages_may_be_files_of_their_own(campaign: Campaign, tmp_path: Path) -> None:
    households = [[*PLACE_HEADINGS, "户编号", "户类型", "耕地面积（亩）"], [*PLACE, "1001", "脱贫户", "3.50"]]
    files = [
        write(tmp_path / "户.xlsx", {"户信息": households}),
        write(tmp_path / "人.xlsx", {"人口信息": COUPLE}),
        write(tmp_path / "村.xlsx", {"村名单": VILLAGES}),
    ]
    for order in (files, files[::-1]):
        roster = _read(campaign, *order)
        assert roster.households["farmland"] == [3.5]
        assert roster.households["household_type"] == ["脱贫户"]
        assert _names(roster) == ["赵一", "钱二"]
        assert roster.findings == []


def test_village_codes_in_the_rows_do_without_a_list_of_villages(campaign: Campaign, tmp_path: Path) -> None:
    coded = [["村代码", *COUPLE[0]], *(["341302901201", *row] for row in COUPLE[1:])]
    roster = _read(campaign, write(tmp_path / "r.xlsx", {"人口": coded}))
    assert roster.villages == [Village("341302901201", "青槐村", "谷雨镇", "埇桥区")]
    assert roster.households["village_code"] == ["341302901201"]


def test_household_facts_repeated_in_person_rows_make_one_household(campaign: Campaign, tmp_path: Path) -> None:
    roster = _read(campaign, write(tmp_path / "r.xlsx", {"人口": COUPLE, "村名单": VILLAGES}))
    assert roster.households["household_code"] == ["1001"]
    assert roster.households["head_name"] == ["赵一"]
    assert roster.households["head_id"] == [HEAD]
    assert roster.households["year_population"] == [2.0]


def test_the_head_stands_first(campaign: Campaign, tmp_path: Path) -> None:
    rows = persons(person("1001", "钱二", WIFE, "配偶", 性别="女"), person("1001", "赵一", HEAD))
    assert _names(_read(campaign, write(tmp_path / "r.xlsx", {"人口": rows, "村名单": VILLAGES}))) == ["赵一", "钱二"]


def test_text_is_read_as_numbers_and_labels_of_the_year(campaign: Campaign, tmp_path: Path) -> None:
    odd = {
        "性别": "1",
        "健康状况": "残疾、长期慢性病",
        "务工时间（月）": " １０．５ ",
        "脱贫属性": "脱贫（不享受政策）",
    }
    rows = persons(person("1001", "赵一", f" {HEAD[:6]} {HEAD[6:].lower()}", **odd))
    roster = _read(campaign, write(tmp_path / "r.xlsx", {"人口": rows, "村名单": VILLAGES}))
    assert roster.findings == []
    read = {name: column[0] for name, column in roster.members.items()}
    assert (read["sex"], read["health"], read["work_months"]) == ("男", "长期慢性病,残疾", 10.5)
    assert read["id_number"] == HEAD
    assert roster.households["poverty_status"] == ["已脱贫(不享受政策)"]


@pytest.mark.parametrize(
    ("headings", "values", "expected"),
    [
        (["脱贫属性"], ["未脱贫"], ("贫困户", "未脱贫", None)),
        (["脱贫属性", "返贫年度"], ["返贫", "2018"], ("贫困户", "返贫", None)),
        (["户类型"], ["脱贫户"], ("脱贫户", "已脱贫", None)),
        (["户类型", "监测对象类别"], ["一般农户", "边缘户"], ("边缘易致贫户", None, "边缘易致贫户")),
        (["户类型", "监测对象类别"], ["脱贫户", "脱贫监测户"], ("脱贫户", "已脱贫", "脱贫不稳定户")),
        (["贫困户属性"], ["低保脱贫户"], ("脱贫户", "已脱贫", None)),
    ],
)
def test_the_standing_of_a_household_follows_from_what_the_layout_has(
    campaign: Campaign, tmp_path: Path, headings: list[str], values: list[str], expected: tuple[str | None, ...]
) -> None:
    kept = [index for index, heading in enumerate(PERSON_HEADINGS) if heading != "脱贫属性"]
    row = person("1001", "赵一", HEAD)
    rows = [
        [*PLACE_HEADINGS, *(PERSON_HEADINGS[index] for index in kept), *headings],
        [*PLACE, *(row[index] for index in kept), *values],
    ]
    households = _read(campaign, write(tmp_path / "r.xlsx", {"人口": rows, "村名单": VILLAGES})).households
    found = tuple(households[name][0] for name in ("household_type", "poverty_status", "monitored_type"))
    assert found == expected
