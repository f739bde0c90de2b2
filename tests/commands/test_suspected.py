"""A list of suspected problems from above: to the villages, home again, and up in the columns of its sender."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from commands.outcome import CommandError, Outcome, Status
from commands.suspected import suspected
from cunbiao.records.identity_sheet import ExpectedVillage
from generators.suspected.village import SHEET
from tests.commands.conftest import EAST, SOUTH, VILLAGES, WEST, SmallNotice, home, rolled_up

HEADS = ["序号", "县（市、区）", "乡（镇）", "行政村", "姓名", "公民身份号码", "疑似问题描述", "家庭人口", "核查批次"]
DONE = "属实，已整改"


@pytest.fixture
def rollup(small_notice: SmallNotice, tmp_path: Path) -> Path:
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village)
    return rolled_up(tmp_path)


def row(number: int, of: ExpectedVillage, *, name: str = "张1", identity: Any = None, **others: Any) -> list[Any]:
    own = home(of)
    said = {"township": of.township, "village": of.village, **others}
    identity = own["id_number"] if identity is None else identity
    return [number, "小县", said["township"], said["village"], name, identity, "有商品房", "003", "2020-1"]


def sent_down(folder: Path, rows: list[list[Any]]) -> Path:
    """The list as it comes: a title, headings in the third row, a colour, a numbered remark below."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "第一批"
    sheet["A1"] = "2020年疑似问题清单"
    for line, cells in enumerate([HEADS, *rows, ["说明：12月8日前报回"]], 3):
        for column, value in enumerate(cells, 1):
            sheet.cell(line, column).value = value
    sheet["A3"].fill = PatternFill("solid", fgColor="FFFF00")
    folder.mkdir(exist_ok=True)
    book.save(folder / "省疑似清单.xlsx")
    return folder / "省疑似清单.xlsx"


def read(file: Path, sheet: str, first: int) -> list[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(file)[sheet].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[first - 1]), own, strict=True)) for own in rows[first:]]


def part(folder: Path, village: ExpectedVillage) -> Path:
    return folder / "疑似问题" / village.township / f"{village.village}_省疑似清单.xlsx"


def answer(file: Path, **values: str) -> None:
    """A village answers its first row."""
    book = openpyxl.load_workbook(file)
    sheet = book[SHEET]
    columns = {str(cell.value): index for index, cell in enumerate(sheet[3], 1)}
    for label, value in values.items():
        cell = sheet.cell(4, columns[label])
        assert not cell.protection.locked
        cell.value = value
    book.save(file)


def test_it_goes_to_the_villages_and_home_and_nothing_of_the_sender_is_lost(rollup: Path, tmp_path: Path) -> None:
    rows = [row(1, EAST), row(2, SOUTH, village="写错的村"), row(3, WEST)]
    listed = sent_down(tmp_path / "上级", rows)
    outcome = suspected([listed, rollup], tmp_path)
    assert outcome.status is Status.DONE
    assert outcome.lines == ["“省疑似清单.xlsx”：3 条分给 3 个村。"]
    [own] = read(part(tmp_path, SOUTH), SHEET, 3)
    assert own["公民身份号码"] == home(SOUTH)["id_number"]
    assert (own["行政村"], own["家庭人口"], own["名册里的户主"]) == ("写错的村", "003", "张1")
    assert str(home(EAST)["id_number"]) not in str(own)
    answer(part(tmp_path, EAST), 核实结果=DONE, 整改情况="已清退", 责任人="李书记", 完成日期="2020-12-01")
    answer(part(tmp_path, SOUTH), 核实结果="属实，正在整改")
    outcome = suspected([tmp_path / "疑似问题", listed, rollup], tmp_path)
    assert "读了 2 份核实表：已销号 1 条，没销号 1 条，没交回 1 条。" in outcome.lines
    returned = tmp_path / "疑似问题" / "省疑似清单（已核实）.xlsx"
    lines = read(returned, "第一批", 3)
    assert [list(line)[: len(HEADS)] for line in lines] == [HEADS] * 4
    assert [list(line.values())[: len(HEADS)] for line in lines[:3]] == rows
    assert lines[3]["序号"] == "说明：12月8日前报回"
    answered = ["核实结果", "整改情况", "佐证材料", "责任人", "完成日期"]
    assert [[line[label] for label in answered] for line in lines[:3]] == [
        [DONE, "已清退", None, "李书记", "2020-12-01"],
        ["属实，正在整改", None, None, None, None],
        [None] * 5,
    ]
    sheet = openpyxl.load_workbook(returned)["第一批"]
    assert (sheet["A1"].value, sheet["A3"].fill.fgColor.rgb) == ("2020年疑似问题清单", "00FFFF00")
    counts = read(tmp_path / "疑似问题" / "省疑似清单_分发销号.xlsx", "销号", 4)
    assert [[own[label] for label in ("村", "条数", "已销号", "没销号", "没交回")] for own in counts] == [
        ["东关村", 1, 1, 0, 0],
        ["西庄村", 1, 0, 0, 1],
        ["南湖村", 1, 0, 1, 0],
    ]


def test_what_belongs_nowhere_is_listed_with_its_cell(rollup: Path, tmp_path: Path) -> None:
    unknown = "990101197001010014"
    rows = [
        row(1, EAST, identity=110101199001011237),
        row(2, EAST, identity=unknown, village="外村"),
        row(3, EAST, identity=unknown, name="生人"),
        row(4, WEST, identity=""),
        row(5, WEST, identity="", village=""),
    ]
    outcome = suspected([sent_down(tmp_path / "上级", rows), rollup], tmp_path)
    assert outcome.status is Status.NEEDS_PERSON
    assert outcome.lines[-1] == "有 3 条没有分下去，为什么见分发销号表里的“没分下去的”。"
    stray = read(tmp_path / "疑似问题" / "省疑似清单_分发销号.xlsx", "没分下去的", 3)
    assert [own["行"] for own in stray] == [4, 5, 8]
    assert str(stray[0]["为什么没有分下去"]).startswith("F4：证件号码是按数字存的")
    [own] = read(part(tmp_path, EAST), SHEET, 3)
    assert (own["姓名"], own["名册里的户主"]) == ("生人", "名册里没有这个人")


def test_answers_that_contradict_each_other_are_not_chosen_from(rollup: Path, tmp_path: Path) -> None:
    listed = sent_down(tmp_path / "上级", [row(1, EAST)])
    suspected([listed, rollup], tmp_path)
    copy = tmp_path / "又一份.xlsx"
    copy.write_bytes(part(tmp_path, EAST).read_bytes())
    answer(part(tmp_path, EAST), 核实结果=DONE)
    answer(copy, 核实结果="不属实，有佐证")
    suspected([copy, listed, rollup, tmp_path / "疑似问题"], tmp_path)
    assert read(tmp_path / "疑似问题" / "省疑似清单（已核实）.xlsx", "第一批", 3)[0]["核实结果"] is None
    [own] = read(tmp_path / "疑似问题" / "省疑似清单_分发销号.xlsx", "没销号的", 3)
    assert "几份答复不一样" in own["要注意的"]


def test_a_list_saved_as_text_comes_back_as_a_workbook_with_every_nought(rollup: Path, tmp_path: Path) -> None:
    (tmp_path / "上级").mkdir()
    listed = tmp_path / "上级" / "省疑似清单.csv"
    with listed.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADS, row(1, EAST)])
    suspected([listed, rollup], tmp_path)
    answer(part(tmp_path, EAST), 核实结果=DONE)
    suspected([listed, rollup, tmp_path / "疑似问题"], tmp_path)
    [own] = read(tmp_path / "疑似问题" / "省疑似清单（已核实）.xlsx", "省疑似清单", 1)
    assert (own["家庭人口"], own["公民身份号码"], own["核实结果"]) == ("003", home(EAST)["id_number"], DONE)


def test_what_is_missing_is_asked_for(rollup: Path, tmp_path: Path) -> None:
    listed = sent_down(tmp_path / "上级", [row(1, EAST)])

    def refused(*paths: Path) -> str:
        with pytest.raises(CommandError) as mistake:
            suspected(paths, tmp_path)
        return str(mistake.value)

    assert refused(rollup).startswith("没有认出疑似问题清单")
    assert refused(listed).startswith("没有汇总表，不知道谁在哪个村")
    other = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(other)
    assert "“别的.xlsx”" in refused(other, rollup)
    assert not (tmp_path / "疑似问题").exists()


def test_answers_to_another_list_are_said_and_never_written_over(rollup: Path, tmp_path: Path) -> None:
    old = sent_down(tmp_path / "上级", [row(1, EAST)])
    suspected([old, rollup], tmp_path)
    answer(part(tmp_path, EAST), 核实结果=DONE)
    new = sent_down(tmp_path / "上级2", [row(1, EAST), row(2, WEST)])
    outcome: Outcome = suspected([new, rollup, part(tmp_path, EAST)], tmp_path / "新")
    assert any("东关村_省疑似清单.xlsx" in line and "不是这次给的清单" in line for line in outcome.lines)
    before = part(tmp_path, EAST).read_bytes()
    with pytest.raises(CommandError, match="里已经填了答复，是另一份同名清单的"):
        suspected([new, rollup], tmp_path)
    assert part(tmp_path, EAST).read_bytes() == before
    assert not part(tmp_path, WEST).exists()


def test_splitting_a_list_again_keeps_what_was_answered(rollup: Path, tmp_path: Path) -> None:
    listed = sent_down(tmp_path / "上级", [row(1, EAST)])
    for _ in range(2):
        suspected([listed, rollup], tmp_path)
    answer(part(tmp_path, EAST), 核实结果=DONE)
    before = part(tmp_path, EAST).read_bytes()
    outcome = suspected([listed, rollup], tmp_path)
    assert "读了 1 份核实表：已销号 1 条，没销号 0 条，没交回 0 条。" in outcome.lines
    assert part(tmp_path, EAST).read_bytes() == before
