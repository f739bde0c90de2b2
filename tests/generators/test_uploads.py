from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cunbiao.definitions.uploads import upload_tabs
from cunbiao.merging.register import Register
from generators.publishing import OutputFolder, Published
from generators.uploads import upload_files
from tests.generators.opening import assert_opens, assert_recalculates
from tests.generators.rollup.registers import county
from tests.judge import Office
from tests.merging.invented import campaign


def _written(out: Path, register: Register) -> list[Published]:
    with OutputFolder(out) as folder:
        return folder.publish(upload_files(out, register, "../收回/"))


@pytest.fixture(scope="module")
def register() -> Register:
    return county()


@pytest.fixture(scope="module")
def files(register: Register, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbook of each township."""
    published = _written(tmp_path_factory.mktemp("uploads"), register)
    return {own.path.name.split("_")[0]: own.path for own in published}


@pytest.fixture(scope="module")
def books(files: dict[str, Path]) -> dict[str, Workbook]:
    return {name: openpyxl.load_workbook(file, data_only=True) for name, file in files.items()}


def rows(sheet: Worksheet, headings: int) -> list[dict[str, Any]]:
    lines = list(sheet.iter_rows(values_only=True))
    found = [dict(zip(map(str, lines[headings - 1]), line, strict=True)) for line in lines[headings:]]
    return [row for row in found if any(value is not None for value in row.values())]


def test_one_workbook_a_township(files: dict[str, Path]) -> None:
    assert {name: file.name for name, file in files.items()} == {
        "东关镇": "东关镇_上报录入表.xlsx",
        "西关镇": "西关镇_上报录入表.xlsx",
    }


def test_tabs_and_columns_stand_as_the_mapping_says(books: dict[str, Workbook]) -> None:
    _, tabs = upload_tabs(campaign())
    book = books["东关镇"]
    assert book.sheetnames == ["说明", *(tab.tab.title for tab in tabs), "暂缓上报", "核实记录", "对账"]
    for tab in tabs:
        headings = [cell.value for cell in book[tab.tab.title][4]]
        assert headings[: len(tab.tab.columns) + 2] == [
            "已录入",
            *(column.header for column in tab.tab.columns),
            "变化",
        ]


def test_values_are_written_as_the_system_spells_them(books: dict[str, Workbook]) -> None:
    sheet = books["东关镇"]["基本情况"]
    first = rows(sheet, 4)[0]
    assert (first["县"], first["乡"], first["村"], first["户编号"]) == ("埇桥区", "东关镇", "东关村", "3413000001")
    assert (first["主要致贫原因"], first["贫困户属性"], first["年度家庭人口数"]) == ("缺技术", "一般贫困户", 2)
    column = [cell.value for cell in sheet[4]].index("户主证件号码") + 1
    cell = sheet.cell(5, column)
    assert (cell.data_type, cell.number_format, len(str(cell.value))) == ("s", "@", 18)


def test_a_member_row_takes_values_of_its_household(books: dict[str, Workbook]) -> None:
    members = rows(books["东关镇"]["家庭成员"], 4)
    heads = {row["户编号"]: row["户主证件号码"] for row in rows(books["东关镇"]["基本情况"], 4)}
    assert members
    assert all(row["户联系电话"] == "13900000000" for row in members)
    assert all(row["户主证件号码"] == heads[row["户编号"]] for row in members)


def test_what_must_be_corrected_waits_with_its_reason(books: dict[str, Workbook], register: Register) -> None:
    book = books["东关镇"]
    waiting = rows(book["暂缓上报"], 4)
    unreadable = [row for row in waiting if row["户编号"] == "3413010003"]
    assert {row["上报表"] for row in unreadable} >= {"基本情况", "生产生活条件", "上年度收入", "家庭成员"}
    assert all("“耕地面积”不是数字（耕地面积：三亩）。填数字。" in row["为什么暂缓、怎么改"] for row in unreadable)
    member = next(row for row in unreadable if row["上报表"] == "家庭成员")
    assert member["为什么暂缓、怎么改"].startswith("所在户：") or "\n所在户：" in member["为什么暂缓、怎么改"]
    assert "3413010003" not in {row["户编号"] for row in rows(book["基本情况"], 4)}
    blocked = {(own.place.file, own.place.row) for own in register.findings if own.level == "必改" and own.place.row}
    assert ("西庄村.xlsx", 9) in blocked


def test_only_households_with_an_operation_are_on_that_tab(books: dict[str, Workbook], register: Register) -> None:
    listed = rows(books["东关镇"]["标注脱贫返贫"], 4)
    assert {row["拟作操作"] for row in listed} <= {"标注脱贫", "标注返贫"}


def test_changed_cells_are_marked_and_say_what_was_there(files: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(files["西关镇"])

    def cell(tab: str, household: str, heading: str) -> Any:
        sheet = book[tab]
        columns = {str(cell.value): number for number, cell in enumerate(sheet[4], 1)}
        row = next(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, columns["户编号"]).value == household)
        return sheet.cell(row, columns[heading])

    phone, area = cell("基本情况", "3413020001", "户联系电话"), cell("生产生活条件", "3413020002", "住房面积")
    assert (phone.value, phone.comment.text) == ("13900000000", "原来：13800000000")
    assert (area.value, area.comment.text) == (80, "原来：未填")
    assert cell("基本情况", "3413020001", "改动列").value == f"|{phone.column - 1}|"
    assert cell("基本情况", "新01", "变化").value == "新增"
    assert cell("生产生活条件", "3413020001", "变化").value == "无变化"
    assert cell("生产生活条件", "3413020001", "住房面积").comment is None


def test_what_is_to_be_typed_stands_first_on_rows_of_one_line(books: dict[str, Workbook]) -> None:
    for book in books.values():
        for tab in ("基本情况", "生产生活条件", "家庭成员"):
            states = [row["变化"] == "无变化" for row in rows(book[tab], 4)]
            assert states == sorted(states)
            heights = {own.height for row, own in book[tab].row_dimensions.items() if row > 4}
            assert heights <= {None, 16.5}


def test_what_is_left_is_counted_for_every_tab(books: dict[str, Workbook]) -> None:
    guide = {row[0]: row[3:6] for row in books["西关镇"]["说明"].iter_rows(min_row=6, values_only=True)}
    new = sum(row["变化"] != "无变化" for row in rows(books["西关镇"]["基本情况"], 4))
    assert guide["基本情况"] == (new, 0, new)
    assert new > 0


def test_typists_share_the_villages_of_a_township(register: Register, files: dict[str, Path], tmp_path: Path) -> None:
    with OutputFolder(tmp_path) as folder:
        published = folder.publish(upload_files(tmp_path, register, typists=2))
    assert [own.path.name for own in published] == [
        "东关镇_录入员1_上报录入表.xlsx",
        "东关镇_录入员2_上报录入表.xlsx",
        "西关镇_录入员1_上报录入表.xlsx",
    ]
    for tab in ("基本情况", "家庭成员", "暂缓上报"):
        heading = 4
        whole = rows(openpyxl.load_workbook(files["东关镇"], data_only=True)[tab], heading)
        shared = [
            row for own in published[:2] for row in rows(openpyxl.load_workbook(own.path, data_only=True)[tab], heading)
        ]
        assert len(shared) == len(whole)
        assert {(row["村"], row["户编号"]) for row in shared} == {(row["村"], row["户编号"]) for row in whole}
    first, second = (
        {row["村"] for row in rows(openpyxl.load_workbook(own.path)["基本情况"], 4)} for own in published[:2]
    )
    assert first.isdisjoint(second)
    for own in published:
        account = rows(openpyxl.load_workbook(own.path, data_only=True)["对账"], 3)
        assert {row["是否平"] for row in account} <= {"平", None}


def test_the_account_ties_to_the_rollup(books: dict[str, Workbook], register: Register) -> None:
    _, tabs = upload_tabs(campaign())
    for township, book in books.items():
        lines = {row["上报表"]: row for row in rows(book["对账"], 3)}
        for tab in tabs:
            line = lines[tab.tab.title]
            in_rollup = sum(int((register.frames[table].take("township") == township).sum()) for table in tab.tables)
            assert line["汇总表行数"] == in_rollup
            assert line["上报行数"] == len(rows(book[tab.tab.title], 4))
            assert line["暂缓行数"] == sum(row["上报表"] == tab.tab.title for row in rows(book["暂缓上报"], 4))
            assert line["汇总表行数"] == line["上报行数"] + line["暂缓行数"] + line["不属于这张表的行"]
            assert line["是否平"] == "平"


def test_villages_that_are_missing_are_said(books: dict[str, Workbook]) -> None:
    texts = [cell for row in books["西关镇"]["说明"].iter_rows(values_only=True) for cell in row if cell]
    assert "北岗村（已隔离）" in texts


def test_who_decides_an_operation_and_until_when_is_said(books: dict[str, Workbook]) -> None:
    notes = {row[0]: str(row[2]) for row in books["西关镇"]["说明"].iter_rows(min_row=6, values_only=True)}
    until = "2020年11月18日24 时前（数据录入和系统操作）录完。"
    assert f"标注脱贫：由县（市、区）定，{until}标注返贫：由县（市、区）定，{until}" in notes["标注脱贫返贫"]
    assert notes["清退申请名单"].endswith("申请清退：只报名单，由省定。")


def test_the_same_register_gives_the_same_bytes(files: dict[str, Path], register: Register, tmp_path: Path) -> None:
    again = _written(tmp_path, register)
    assert [own.path.read_bytes() for own in again] == [files[name].read_bytes() for name in files]


def test_recalculation_changes_nothing(office: Office, files: dict[str, Path]) -> None:
    for file in files.values():
        assert_opens(file)
        assert assert_recalculates(office, file) > 30
