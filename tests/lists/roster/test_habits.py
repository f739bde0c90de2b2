"""What people do to rosters: other words, rows that are no data, places said once, files saved by other programs."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from cunbiao.definitions import Campaign, load_campaign
from cunbiao.findings import Finding, Place
from cunbiao.lists.roster import Roster, RosterError, read_roster
from tests.lists.roster.exports import (
    COUPLE,
    HEAD,
    OTHER,
    PERSON_HEADINGS,
    PLACE,
    PLACE_HEADINGS,
    VILLAGES,
    WIFE,
    Cell,
    Rows,
    number,
    person,
    persons,
    write,
)

LIST = {"村名单": VILLAGES}
HOUSEHOLDS: Rows = [["户编号", "户主姓名", "户类型", "家庭人口数"], ["1001", "赵一", "脱贫户", 2.0]]


def read(campaign: Campaign, folder: Path, rows: Rows, **sheets: Rows) -> Roster:
    return read_roster([write(folder / "花名册.xlsx", {"人口": rows, **sheets, **LIST})], campaign)


def told(roster: Roster) -> list[str]:
    return [finding.check for finding in roster.findings]


def only(roster: Roster, check: str) -> Finding:
    [finding] = [finding for finding in roster.findings if finding.check == check]
    return finding


# ---- where a household belongs --------------------------------------------------------------------------------------


def test_a_household_belongs_where_its_persons_do(campaign: Campaign, tmp_path: Path) -> None:
    roster = read(campaign, tmp_path, COUPLE, 户信息=HOUSEHOLDS)
    assert roster.findings == []
    assert roster.households["village_code"] == ["341302901201"]
    assert roster.households["household_type"] == ["脱贫户"]


def test_persons_belong_where_their_household_does(campaign: Campaign, tmp_path: Path) -> None:
    people: Rows = [row[3:] for row in COUPLE]
    households: Rows = [[*PLACE_HEADINGS, *HOUSEHOLDS[0]], [*PLACE, *HOUSEHOLDS[1]]]
    roster = read(campaign, tmp_path, people, 户信息=households)
    assert roster.findings == []
    assert roster.members["village_code"] == ["341302901201"] * 2


def test_a_household_nobody_places_is_named_and_so_is_one_that_two_villages_have(
    campaign: Campaign, tmp_path: Path
) -> None:
    elsewhere = persons(person("1001", "孙三", OTHER), place=["埇桥区", "谷雨镇", "红柳村"])
    households: Rows = [*HOUSEHOLDS, ["1009", "郑九", "脱贫户", 1.0]]
    roster = read(campaign, tmp_path, [*COUPLE, *elsewhere[1:]], 户信息=households)
    assert only(roster, "ROSTER-24").place.row == 3
    assert "谷雨镇青槐村、谷雨镇红柳村" in only(roster, "ROSTER-25").message


@pytest.mark.parametrize(
    ("township", "village"),
    [
        ("谷雨镇", "红柳村村民委员会"),
        ("谷雨镇", "红柳村委会"),
        ("谷雨镇人民政府", "红柳 村"),
        ("谷雨", "红柳"),
        ("", "谷雨镇红柳村"),
    ],
)
def test_a_village_called_by_its_committee_or_its_township_is_found_and_said_once(
    campaign: Campaign, tmp_path: Path, township: str, village: str
) -> None:
    people = persons(
        person("1001", "赵一", HEAD), person("1001", "钱二", WIFE, "配偶"), place=["埇桥区", township, village]
    )
    roster = read(campaign, tmp_path, people)
    assert roster.households["village_code"] == ["341302901202"]
    assert told(roster) == (["ROSTER-26"] if (township, village) != ("谷雨镇", "红柳村") else [])


def test_names_of_villages_are_noted_in_one_sentence(campaign: Campaign, tmp_path: Path) -> None:
    """Whichever of both sides writes out the committee."""
    other = persons(person("1002", "孙三", OTHER), place=["埇桥区", "谷雨镇", "红柳"])
    listed = [VILLAGES[0], ["谷雨镇", "青槐行政村村委会", "341302901201"], *VILLAGES[2:]]
    roster = read_roster([write(tmp_path / "花名册.xlsx", {"人口": [*COUPLE, *other[1:]], "村名单": listed})], campaign)
    note = only(roster, "ROSTER-26")
    assert "2 个村名" in note.message
    assert "“谷雨镇青槐村”是“谷雨镇青槐行政村村委会”，“谷雨镇红柳”是“谷雨镇红柳村”" in note.message
    assert roster.households["village_code"] == ["341302901201", "341302901202"]


def test_a_village_that_two_on_the_list_may_be_is_not_guessed(campaign: Campaign, tmp_path: Path) -> None:
    listed = [*VILLAGES, ["谷雨镇", "红柳社区", "341302901209"]]
    file = write(
        tmp_path / "r.xlsx",
        {"人口": persons(*[row[3:] for row in COUPLE[1:]], place=["", "谷雨镇", "红柳"]), "村名单": listed},
    )
    with pytest.raises(RosterError):
        read_roster([file], campaign)


# ---- headings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slash", ["/", "／", "（{}）", "", " "])
@pytest.mark.parametrize("year", ["anhui-yongqiao-2020", "fujian-yongan-2021"])
def test_monitoring_exports_are_understood(tmp_path: Path, slash: str, year: str) -> None:
    def risk(place: int) -> str:
        between = slash.replace("{}", "返贫") if "{}" in slash else f"{slash}返贫"
        return f"致贫{between}风险{place}"

    headings = [*(risk(place) for place in range(1, 6)), "风险是否已消除", "享受低保政策情况", "监测对象类别", "户类型"]
    values = ["因病", "因残", "", "因学", "", "否", "农村低保", "脱贫不稳定户", "脱贫户"]
    rows = [[*COUPLE[0], *headings], *([*row, *values] for row in COUPLE[1:])]
    roster = read(load_campaign(year), tmp_path, rows)
    assert [roster.households[f"risk{place}"] for place in (1, 2, 3)] == [["因病"], ["因残"], [None]]
    assert roster.households["risk_cleared"] == ["否"]
    assert roster.members["on_subsistence"] == ["是", "是"]
    if "risk4" in roster.households:
        assert roster.households["risk4"] == ["因学"]
    else:
        assert risk(4) in only(roster, "ROSTER-13").message.replace("\n", " ")
        assert risk(5) not in only(roster, "ROSTER-13").message


def test_a_helper_is_not_taken_for_a_member(campaign: Campaign, tmp_path: Path) -> None:
    above = ["", "", "", "", "家庭成员", "", "", "帮扶干部", "", "户类型"]
    below = ["县", "乡镇", "村", "户编号", "姓名", "身份证号码", "与户主关系", "姓名", "身份证号码", ""]
    row = [*PLACE, "1001", "赵一", HEAD, "户主", "王干部", OTHER, "脱贫户"]
    roster = read(campaign, tmp_path, [above, below, row])
    assert (roster.members["name"], roster.members["id_number"]) == (["赵一"], [HEAD])
    assert "帮扶干部/姓名（H 列）" in only(roster, "ROSTER-09").message


def test_what_stands_under_the_head_is_not_said_of_each_member(campaign: Campaign, tmp_path: Path) -> None:
    above = ["", "", "", "户主情况", "", "", "", "家庭成员", "", "", ""]
    below = ["县", "乡镇", "村", "户编号", "姓名", "性别", "联系电话", "姓名", "证件号码", "与户主关系", "户类型"]
    rows = [
        [*PLACE, "1001", "赵一", "男", "13900000001", "赵一", HEAD, "户主", "脱贫户"],
        [*PLACE, "1001", "赵一", "男", "13900000001", "钱二", WIFE, "配偶", "脱贫户"],
    ]
    roster = read(campaign, tmp_path, [above, below, *rows])
    assert roster.members["name"] == ["赵一", "钱二"]
    assert roster.members["sex"] == [None, None]
    assert roster.households["household_phone"] == ["13900000001"]


def test_what_brackets_say_is_left_out_only_when_it_says_how_to_fill(campaign: Campaign, tmp_path: Path) -> None:
    spelt = {"姓名": "1.姓名*（必填）", "证件号码": "证件号码\n（18位，文本格式）", "健康状况": "健康状况（帮扶人）"}
    headings = [spelt.get(str(heading), heading) for heading in COUPLE[0]]
    roster = read(campaign, tmp_path, [headings, *COUPLE[1:]])
    assert roster.members["id_number"] == [HEAD, WIFE]
    assert "健康状况(帮扶人)" in only(roster, "ROSTER-09").message.replace("（帮扶人）", "(帮扶人)")


# ---- rows that are no data ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "", "", "2户", "", "", "", "5人"],
        ["", "", "全镇 总计：", 350.0, "", 1200.0],
        ["填表人：张三", "", "", "审核人：李四", "", "", "", "2020-10-1"],
        ["备注：本表一式两份"],
        ["", "", "", "", "", "以下空白"],
        ["示例", "", "青槐村", "1", "2", "张三", "男", "", "户主"],
        ["埇桥区2020年脱贫户花名册（续表），由扶贫办填报"],
    ],
)
def test_a_row_that_is_no_data_is_said_and_no_person(campaign: Campaign, tmp_path: Path, row: Sequence[Cell]) -> None:
    roster = read(campaign, tmp_path, [*COUPLE, row])
    assert told(roster) == ["ROSTER-14"]
    assert only(roster, "ROSTER-14").place.row == 4
    assert roster.members["name"] == ["赵一", "钱二"]


@pytest.mark.parametrize(
    "row",
    [
        [*PLACE, "", "", "", "", ""],
        ["", "谷雨镇", "青槐村"],
    ],
)
def test_a_row_prepared_and_not_filled_is_nothing(campaign: Campaign, tmp_path: Path, row: Sequence[Cell]) -> None:
    rows = [["序号", *COUPLE[0]], *([float(place), *own] for place, own in enumerate(COUPLE[1:], 1)), [3.0, *row]]
    assert told(read(campaign, tmp_path, rows)) == []


def test_a_person_called_like_a_total_is_a_person(campaign: Campaign, tmp_path: Path) -> None:
    roster = read(campaign, tmp_path, persons(person("1001", "合计", HEAD)))
    assert (roster.members["name"], roster.findings) == (["合计"], [])


def test_a_line_about_the_household_alone_is_no_member(campaign: Campaign, tmp_path: Path) -> None:
    rows = [
        [*COUPLE[0], "户类型"],
        [*PLACE, "1001", *[""] * 7, "已脱贫", "脱贫户"],
        *([*row, ""] for row in COUPLE[1:]),
    ]
    roster = read(campaign, tmp_path, rows)
    assert (roster.members["name"], roster.findings) == (["赵一", "钱二"], [])
    assert roster.households["household_type"] == ["脱贫户"]


def test_a_code_that_is_missing_in_an_export_is_not_taken_from_above(campaign: Campaign, tmp_path: Path) -> None:
    """Where codes stand in every row, one without is a mistake."""
    rows = [row[3:] for row in [*COUPLE, [*PLACE, *person("", "赵小", number(7), "之子")]]]
    households: Rows = [[*PLACE_HEADINGS, *HOUSEHOLDS[0]], [*PLACE, *HOUSEHOLDS[1]]]
    roster = read(campaign, tmp_path, rows, 户信息=households)
    assert told(roster) == ["ROSTER-40"]


# ---- files of other programs ----------------------------------------------------------------------------------------


def save(file: Path, rows: Rows, encoding: str) -> Path:
    with file.open("w", encoding=encoding, newline="") as opened:
        csv.writer(opened).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_csv_files_read_like_workbooks(campaign: Campaign, tmp_path: Path, encoding: str) -> None:
    files = [save(tmp_path / "人口.csv", COUPLE, encoding), save(tmp_path / "村名单.csv", VILLAGES, encoding)]
    roster = read_roster(files, campaign)
    expected = read(campaign, tmp_path, COUPLE)
    assert (roster.households, roster.members, roster.findings) == (expected.households, expected.members, [])


@pytest.mark.parametrize("lost", ["3.41302E+17", "3.41302e17", HEAD[:15] + "000"])
def test_digits_that_another_program_lost_are_noticed_in_text_too(
    campaign: Campaign, tmp_path: Path, lost: str
) -> None:
    rows = persons(person("1001", "赵一", lost), person("1002", "孙三", OTHER))
    files = [save(tmp_path / "人口.csv", rows, "gbk"), save(tmp_path / "村名单.csv", VILLAGES, "gbk")]
    roster = read_roster(files, campaign)
    assert only(roster, "ROSTER-31").place == Place("人口.csv", "人口", 2, "H")
    assert (roster.members["name"], roster.members["id_number"]) == (["赵一", "孙三"], [None, OTHER])


@pytest.mark.parametrize("error", ["#N/A", "#REF!", " #DIV/0! ", "#####"])
def test_an_error_that_was_pasted_as_text_is_an_error(campaign: Campaign, tmp_path: Path, error: str) -> None:
    roster = read(campaign, tmp_path, persons(person("1001", "赵一", HEAD, 健康状况=error)))
    assert told(roster) == ["ROSTER-34"]
    assert roster.members["health"] == [None]


def test_errors_in_rows_that_are_not_used_are_told_as_well(campaign: Campaign, tmp_path: Path) -> None:
    roster = read(campaign, tmp_path, persons(person("1001", "赵一", HEAD), person("#N/A", "孙三", OTHER)))
    assert {"ROSTER-34", "ROSTER-40"} == set(told(roster))


def test_a_cell_at_the_end_of_the_sheet_hinders_nothing(campaign: Campaign, tmp_path: Path) -> None:
    file = tmp_path / "花名册.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        for name, rows in {"人口": COUPLE, **LIST}.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
        book.worksheets()[0].write("XFD1048576", "x")
    roster = read_roster([file], campaign)
    assert (roster.members["name"], told(roster)) == (["赵一", "钱二"], ["ROSTER-14"])


def test_a_roster_that_kills_its_reader_is_refused_in_words(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(__file__).parents[3]
    monkeypatch.setattr(
        "workbooks.guarded.pool._START",
        f"""
import os, sys
sys.path.insert(0, {str(root)!r})
from workbooks.reading import foreign
foreign.read_foreign = lambda data, limits: os.abort()
from cunbiao.lists import files
files.read_foreign = foreign.read_foreign
from workbooks.guarded.worker import serve
serve()
""",
    )
    with pytest.raises(RosterError, match=r"花名册.xlsx.*读表程序中断，单独又读了一次还是这样"):
        read(campaign, tmp_path, COUPLE)


def test_reading_an_old_workbook_loads_nothing_native_here(tmp_path: Path) -> None:
    """The reader of .xls is native code: whatever the file, only a worker loads it."""
    (tmp_path / "花名册.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le") * 80)
    script = f"""
import sys
from pathlib import Path
from cunbiao.definitions import load_campaign
from cunbiao.lists.roster import RosterError, read_roster
try:
    read_roster([Path({str(tmp_path / "花名册.xls")!r})], load_campaign("anhui-yongqiao-2020"))
except RosterError as error:
    print("python_calamine" in sys.modules, error)
"""
    told_ = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert told_.stdout.startswith("False 文件“花名册.xls”：花名册读不出来")
    assert told_.stderr == ""


def test_headings_of_these_tests_are_those_of_an_export() -> None:
    assert COUPLE[0][3:] == PERSON_HEADINGS
