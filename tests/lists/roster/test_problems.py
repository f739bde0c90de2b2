"""What is wrong with a roster is named with file, sheet, row, column and what to do; the rest is still read."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from cunbiao.definitions import Campaign
from cunbiao.findings import Finding
from cunbiao.lists.roster import Roster, RosterError, read_roster
from cunbiao.records.identity_sheet import RESULTS
from tests.lists.roster.exports import (
    COUPLE,
    HEAD,
    OTHER,
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


def _read(campaign: Campaign, folder: Path, rows: Rows, **sheets: Rows) -> Roster:
    return read_roster([write(folder / "花名册.xlsx", {"人口": rows, **sheets, **LIST})], campaign)


def _place(finding: Finding) -> tuple[str, str, int, str]:
    place = finding.place
    return place.file, place.sheet, place.row, place.column


def _only(roster: Roster, check: str) -> Finding:
    found = [finding for finding in roster.findings if finding.check == check]
    assert len(found) == 1, [finding.message for finding in roster.findings]
    assert found[0].fix
    return found[0]


# ---- rows and cells -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cell", "check"), [(float(OTHER.replace("X", "0")), "ROSTER-31"), ("无", "ROSTER-35")])
def test_a_person_whose_number_cannot_be_read_is_kept_without_it(
    campaign: Campaign, tmp_path: Path, cell: Cell, check: str
) -> None:
    roster = _read(campaign, tmp_path, persons(person("1001", "赵一", HEAD), person("1001", "孙三", cell, "之子")))
    finding = _only(roster, check)
    assert (_place(finding), finding.level) == (("花名册.xlsx", "人口", 3, "H"), "必改")
    about = (finding.township, finding.village, finding.household_code, finding.head_name, finding.name)
    assert about == ("谷雨镇", "青槐村", "1001", "赵一", "孙三")
    assert roster.members["name"] == ["赵一", "孙三"]
    assert roster.members["id_number"] == [HEAD, None]


def test_codes_stored_as_short_numbers_are_read_and_said(campaign: Campaign, tmp_path: Path) -> None:
    rows: list[list[Cell]] = [list(row) for row in COUPLE]
    for row in rows[1:]:
        row[3] = 1001.0
    roster = _read(campaign, tmp_path, rows)
    assert roster.households["household_code"] == ["1001"]
    assert _place(_only(roster, "ROSTER-10")) == ("花名册.xlsx", "人口", 1, "D")


def test_a_household_whose_village_is_not_on_the_list_is_named_once(campaign: Campaign, tmp_path: Path) -> None:
    family = [
        person("2001", "李四", OTHER),
        person("2001", "李五", number(9), "之子"),
        person("2001", "李六", number(10)),
    ]
    elsewhere = persons(*family, place=["埇桥区", "谷雨镇", "无名村"])
    households: Rows = [
        [*PLACE_HEADINGS, "户编号", "户主姓名", "户类型"],
        [*PLACE, "1001", "赵一", "脱贫户"],
        ["埇桥区", "谷雨镇", "无名村", "2001", "李四", "脱贫户"],
    ]
    roster = _read(campaign, tmp_path, [*COUPLE, *elsewhere[1:]], 户信息=households)
    (finding,) = roster.findings
    assert (finding.check, finding.level) == ("ROSTER-20", "必改")
    assert _place(finding) == ("花名册.xlsx", "户信息", 3, "C")
    assert "谷雨镇无名村" in finding.message and "3 人" in finding.message and "没有下发" in finding.message
    about = (finding.township, finding.village, finding.household_code, finding.head_name)
    assert about == ("谷雨镇", "无名村", "2001", "李四")
    assert roster.members["name"] == ["赵一", "钱二"]


def test_a_row_whose_village_is_not_on_the_list_goes_with_its_household(campaign: Campaign, tmp_path: Path) -> None:
    """One sheet writes the village wrong, the other right: nothing is lost, and it is said once."""
    households: Rows = [
        [*PLACE_HEADINGS, "户编号", "户主姓名", "户类型"],
        ["埇桥区", "谷雨镇", "无名村", "1001", "赵一", "脱贫户"],
    ]
    roster = _read(campaign, tmp_path, COUPLE, 户信息=households)
    (finding,) = roster.findings
    assert (finding.check, finding.level, finding.head_name) == ("ROSTER-27", "核实", "赵一")
    assert "谷雨镇无名村" in finding.message and "谷雨镇青槐村" in finding.message
    assert roster.for_table(campaign, "register_household", "341302901201")["head_name"] == ["赵一"]


def test_a_roster_of_no_village_on_the_list_is_refused_with_the_name(campaign: Campaign, tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="谷雨镇无名村"):
        _read(campaign, tmp_path, persons(person("2001", "李四", OTHER), place=["埇桥区", "谷雨镇", "无名村"]))


def test_a_village_name_that_two_townships_have_needs_its_township(campaign: Campaign, tmp_path: Path) -> None:
    rows = [["行政村", *COUPLE[0][3:]], ["青槐村", *COUPLE[1][3:]], ["红柳村", *person("3001", "周五", OTHER)]]
    roster = _read(campaign, tmp_path, rows)
    assert _place(_only(roster, "ROSTER-23"))[2] == 2
    assert roster.households["village_code"] == ["341302901202"]


def test_rows_of_the_village_list_that_cannot_be_used_are_named(campaign: Campaign, tmp_path: Path) -> None:
    listed = [*VILLAGES, ["白露镇", "红柳村", "12345"], ["白露镇", "紫竹村", "341302901201"]]
    file = write(tmp_path / "花名册.xlsx", {"人口": COUPLE, "村名单": listed})
    roster = read_roster([file], campaign)
    assert [(finding.check, *_place(finding)[1:]) for finding in roster.findings] == [
        ("ROSTER-21", "村名单", 5, "C"),
        ("ROSTER-22", "村名单", 6, "C"),
    ]
    assert len(roster.villages) == 3


def test_a_row_without_household_code_is_named(campaign: Campaign, tmp_path: Path) -> None:
    roster = _read(campaign, tmp_path, [*COUPLE, [*PLACE, *person("", "吴六", OTHER)]])
    assert _place(_only(roster, "ROSTER-40")) == ("花名册.xlsx", "人口", 4, "D")


def test_blank_rows_and_repeated_headings_are_no_rows(campaign: Campaign, tmp_path: Path) -> None:
    roster = _read(campaign, tmp_path, [*COUPLE[:2], [""], COUPLE[0], *COUPLE[2:]])
    assert roster.findings == []
    assert roster.members["name"] == ["赵一", "钱二"]


def test_what_is_no_number_and_no_label_is_named(campaign: Campaign, tmp_path: Path) -> None:
    odd = {"务工时间（月）": "三个月", "健康状况": "亚健康"}
    roster = _read(campaign, tmp_path, persons(person("1001", "赵一", HEAD, **odd)))
    assert _place(_only(roster, "ROSTER-32"))[2:] == (2, "K")
    finding = _only(roster, "ROSTER-33")
    assert (finding.place.column, finding.value) == ("J", "亚健康")
    assert (roster.members["work_months"], roster.members["health"]) == ([None], ["亚健康"])


def test_an_error_value_is_named_and_not_taken_for_a_blank(campaign: Campaign, tmp_path: Path) -> None:
    file = tmp_path / "花名册.xlsx"
    with xlsxwriter.Workbook(str(file)) as workbook:
        for name, rows in {"人口": COUPLE, **LIST}.items():
            sheet = workbook.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
        workbook.worksheets()[0].write_formula(1, 9, "=NA()", None, "#N/A")
    roster = read_roster([file], campaign)
    assert _place(_only(roster, "ROSTER-34"))[2:] == (2, "J")
    assert roster.members["health"] == [None, "健康"]


# ---- households and people ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "check", "row"),
    [
        ([person("1001", "赵一", HEAD), person("1001", "赵一", HEAD)], "ROSTER-48", 3),
        ([person("1001", "赵一", HEAD), person("1001", "钱二", WIFE, "配偶", 脱贫属性="未脱贫")], "ROSTER-42", 3),
    ],
)
def test_contradictions_inside_a_household_are_named(
    campaign: Campaign, tmp_path: Path, rows: Sequence[Sequence[Cell]], check: str, row: int
) -> None:
    finding = _only(_read(campaign, tmp_path, persons(*rows)), check)
    assert finding.place.row == row
    assert finding.household_code == "1001"
    assert finding.village == "青槐村"


def test_a_contradiction_keeps_the_first_value_and_names_both(campaign: Campaign, tmp_path: Path) -> None:
    rows = persons(person("1001", "赵一", HEAD), person("1001", "钱二", WIFE, "配偶", 脱贫属性="未脱贫"))
    roster = _read(campaign, tmp_path, rows)
    finding = _only(roster, "ROSTER-42")
    assert roster.households["poverty_status"] == ["已脱贫"]
    assert finding.place.column == "L"
    assert all(word in finding.message for word in ("第 2 行", "已脱贫", "未脱贫"))


def test_a_person_or_household_code_in_two_villages_is_named_with_the_other_place(
    campaign: Campaign, tmp_path: Path
) -> None:
    other = persons(person("1001", "赵一", HEAD), place=["埇桥区", "谷雨镇", "红柳村"])
    roster = _read(campaign, tmp_path, [*COUPLE, *other[1:]])
    for check in ("ROSTER-41", "ROSTER-47"):
        finding = _only(roster, check)
        assert finding.place.row == 4
        assert "第 2 行" in finding.message
    assert roster.households["village_code"] == ["341302901201", "341302901202"]


@pytest.mark.parametrize(
    ("status", "check", "level", "issued"),
    [("已脱贫", "ROSTER-46", "核实", ["1001", "1002"]), ("", "ROSTER-45", "必改", ["1001"])],
)
def test_a_household_without_a_row_of_its_own_is_one_sentence(
    campaign: Campaign, tmp_path: Path, status: str, check: str, level: str, issued: list[str]
) -> None:
    """It is issued where its persons' rows say what kind of household it is."""
    households: Rows = [[*PLACE_HEADINGS, "户编号", "户主姓名", "户类型"], [*PLACE, "1001", "赵一", "脱贫户"]]
    rows = [*COUPLE, [*PLACE, *person("1002", "孙三", OTHER, 脱贫属性=status)]]
    roster = _read(campaign, tmp_path, rows, 户信息=households)
    (finding,) = roster.findings
    assert (finding.check, finding.level, finding.head_name) == (check, level, "孙三")
    assert _place(finding)[1:3] == ("人口", 4)
    assert roster.for_table(campaign, "register_household", "341302901201")["household_code"] == issued


def test_ordinary_households_are_counted_and_not_issued(campaign: Campaign, tmp_path: Path) -> None:
    rows = persons(person("1001", "赵一", HEAD), person("1002", "孙三", OTHER, 脱贫属性=""))
    roster = _read(campaign, tmp_path, rows)
    finding = _only(roster, "ROSTER-11")
    assert (finding.level, finding.place.row) == ("提示", 3)
    assert roster.for_table(campaign, "register_household", "341302901201")["household_code"] == ["1001"]


# ---- sheets and columns ---------------------------------------------------------------------------------------------


def test_unknown_columns_are_named_once(campaign: Campaign, tmp_path: Path) -> None:
    rows = [[*COUPLE[0], "村里自己的编号", "备用"], *([*row, "7", ""] for row in COUPLE[1:])]
    finding = _only(_read(campaign, tmp_path, rows), "ROSTER-09")
    assert (finding.level, finding.place.column) == ("提示", "M")
    assert "村里自己的编号（M 列）、备用（N 列）" in finding.message


def test_sheets_that_are_no_roster_and_hidden_ones_are_named(campaign: Campaign, tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"人口": COUPLE, "说明": [["填表说明"], ["请核对"]], "旧的": COUPLE, **LIST}
    roster = read_roster([write(tmp_path / "花名册.xlsx", sheets, hidden=["旧的"])], campaign)
    assert {finding.place.sheet for finding in roster.findings if finding.check == "ROSTER-08"} == {"说明", "旧的"}
    assert roster.members["name"] == ["赵一", "钱二"]


# ---- nothing can be issued ------------------------------------------------------------------------------------------


def _without(heading: str) -> Rows:
    index = COUPLE[0].index(heading)
    return [[cell for place, cell in enumerate(row) if place != index] for row in COUPLE]


@pytest.mark.parametrize(
    ("sheets", "check", "words"),
    [
        ({"人口": _without("与户主关系"), **LIST}, "ROSTER-03", ["人口", "第 1 行", "与户主关系"]),
        ({"人口": _without("户编号"), **LIST}, "ROSTER-02", ["户编号"]),
        ({"人口": [[*row, row[5]] for row in COUPLE], **LIST}, "ROSTER-04", ["姓名", "F 列", "M 列"]),
        ({"人口": COUPLE}, "ROSTER-05", ["村名单"]),
        ({"人口": persons(person("1001", "赵一", HEAD, 脱贫属性="")), **LIST}, "ROSTER-06", ["户类型"]),
        ({"户信息": [["户编号", "户主姓名", "行政村"], ["1", "赵一", "青槐村"]], **LIST}, "ROSTER-07", ["与户主关系"]),
        (LIST, "ROSTER-02", ["前 10 行"]),
        ({"空": []}, "ROSTER-02", ["花名册.xlsx"]),
    ],
)
def test_a_roster_nothing_can_be_issued_from_is_refused(
    campaign: Campaign, tmp_path: Path, sheets: dict[str, Rows], check: str, words: list[str]
) -> None:
    with pytest.raises(RosterError) as refused:
        read_roster([write(tmp_path / "花名册.xlsx", sheets)], campaign)
    assert refused.value.finding.check == check
    assert all(word in str(refused.value) for word in words), str(refused.value)
    assert refused.value.finding.fix in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"<html></html>", b"%PDF-1.4", b"\xff\x00\xff\x00"])
def test_a_file_that_is_no_workbook_is_refused_in_words(campaign: Campaign, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "花名册.xlsx"
    file.write_bytes(content)
    with pytest.raises(RosterError, match=r"花名册.xlsx.*读不出来"):
        read_roster([file], campaign)


@pytest.mark.parametrize(
    ("hidden", "author", "called"),
    [("_rollup", "", "汇总表"), ("_identity", "王五", "村级采集表"), ("", "村表通", "结果表")],
)
def test_a_workbook_of_ours_is_no_roster(
    campaign: Campaign, tmp_path: Path, hidden: str, author: str, called: str
) -> None:
    """It has the columns of a roster, so it would be issued again: with the answers of this year in it."""
    file = tmp_path / "花名册.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        for name, rows in {"人口": COUPLE, **LIST}.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        if hidden:
            book.add_worksheet(hidden).very_hidden()
        book.set_properties({"author": author, "category": "" if hidden else RESULTS})
    with pytest.raises(RosterError, match=f"花名册.xlsx.*这是本系统生成的{called}，不是花名册.*信息系统导出"):
        read_roster([file], campaign)


def test_a_missing_file_is_refused_in_words(campaign: Campaign, tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="打不开"):
        read_roster([tmp_path / "没有.xlsx"], campaign)


def test_a_damaged_file_is_refused_even_if_it_still_opens(campaign: Campaign, tmp_path: Path) -> None:
    file = write(tmp_path / "花名册.xlsx", {"人口": COUPLE, **LIST})
    with zipfile.ZipFile(file) as archive:
        texts = archive.getinfo("xl/sharedStrings.xml")
    data = bytearray(file.read_bytes())
    data[texts.header_offset + 14] ^= 0xFF
    file.write_bytes(bytes(data))
    crc = data.rfind(texts.CRC.to_bytes(4, "little"))
    data[crc] ^= 0xFF
    file.write_bytes(bytes(data))
    with pytest.raises(RosterError, match="校验码对不上"):
        read_roster([file], campaign)


def test_invented_numbers_of_these_tests_are_valid() -> None:
    assert len({HEAD, WIFE, OTHER, number(4)}) == 4
