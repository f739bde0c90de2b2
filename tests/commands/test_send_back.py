"""Findings go back to their village and come home: corrected, explained, or open; and every one has a life."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from commands.merge import merge_files, rollups_in
from commands.outcome import CommandError, Outcome, Status
from commands.rollups import read_rollup
from commands.send_back import due_day, send_back
from cunbiao import message_ids
from cunbiao.definitions import load_campaign
from cunbiao.definitions.layers import OWN_NOTICES
from cunbiao.findings import EXPLAINED
from cunbiao.merging.villages import RollupLevel
from cunbiao.records.identity_sheet import SLIP_SHEET, ExpectedVillage
from cunbiao.records.slip import DONE, MENDED, REASON, WHO
from generators.lives import LEDGER
from generators.send_back.slip import SHEET
from tests.accounts import fates_of
from tests.commands.conftest import EAST, SOUTH, UPLOAD, SmallNotice, home
from tests.inline import RULES, notice

DUE = date(2020, 11, 20)
FIRST, SECOND, THIRD, FOURTH = (date(2020, 11, day) for day in (5, 12, 16, 18))
TOOMUCH = "SM-01"  # 耕地面积过大
ROLLUP = "东关镇_汇总.xlsx"


def merged(folder: Path, day: date, level: RollupLevel = "township", **others: Any) -> Outcome:
    """Merges the folder 交回 into 汇总 beside it."""
    return merge_files([folder / "交回"], None, level, folder / "汇总", None, day=day, **{"prefer": None, **others})


def sent(folder: Path, day: date) -> Path:
    """Sends back what is wrong; the folder of East village."""
    send_back([folder / "汇总" / ROLLUP], folder / "汇总", DUE, day=day)
    return folder / "汇总" / "退回" / EAST.township / EAST.village


def bad_village(notice: SmallNotice, folder: Path, village: ExpectedVillage = EAST) -> Path:
    """A village with a cell that is empty, one that cannot be read, and one that is to be verified."""
    homes = [
        home(village, 1, farmland=None),
        home(village, 2, wage_income="三千"),
        home(village, 3, farmland=60.0),
    ]
    return notice.write(folder / "交回", village, homes)


def lines(slip: Path) -> list[dict[str, Any]]:
    """The lines of a slip as people see them."""
    rows = list(openpyxl.load_workbook(slip)[SHEET].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[3]), row, strict=True)) for row in rows[4:]]


def fill(slip: Path, answers: Mapping[str, Mapping[str, Any]]) -> Path:
    """Writes on the lines of these households, as a clerk does; the columns by heading."""
    book = openpyxl.load_workbook(slip)
    sheet = book[SHEET]
    columns = {str(cell.value): index for index, cell in enumerate(sheet[4], 1)}
    for row in range(5, sheet.max_row + 1):
        for heading, value in answers.get(str(sheet.cell(row, columns["户主"]).value), {}).items():
            cell = sheet.cell(row, columns[heading])
            assert not cell.protection.locked
            cell.value = value
    book.save(slip)
    return slip


def come_home(folder: Path, slip: Path) -> None:
    shutil.copy(slip, folder / "交回" / EAST.township / slip.name)


RIGHT: dict[str, dict[str, Any]] = {
    "张1": {MENDED: 2.5, WHO: "李书记", DONE: "2020-11-11"},
    "张2": {MENDED: 3000},
    "张3": {REASON: "流转来的，有合同"},
}


def open_findings(folder: Path, village: str = EAST.village) -> list[str]:
    """The checks that still want something of a village."""
    register = read_rollup(folder / "汇总" / ROLLUP).register
    return [
        own.check
        for own in register.findings
        if own.village == village and own.place.row and own.standing in ("必改", "核实")
    ]


def ledger(folder: Path, place: str = EAST.township) -> list[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(folder / "汇总" / f"{place}_{LEDGER}.xlsx")[LEDGER].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[2]), row, strict=True)) for row in rows[3:]]


def note_in_ledger(folder: Path, text: str) -> None:
    """A person writes a remark beside the first finding, and deletes the row of the second."""
    file = folder / "汇总" / f"{EAST.township}_{LEDGER}.xlsx"
    book = openpyxl.load_workbook(file)
    columns = {str(cell.value): index for index, cell in enumerate(book[LEDGER][3], 1)}
    book[LEDGER].cell(4, columns["说明"]).value = text
    book[LEDGER].delete_rows(5)
    book.save(file)


def states(folder: Path) -> list[str]:
    return [row["结果"] for row in ledger(folder) if row["村"] == EAST.village]


def test_corrections_and_reasons_leave_nothing_open(small_notice: SmallNotice, tmp_path: Path) -> None:
    bad_village(small_notice, tmp_path)
    merged(tmp_path, FIRST)
    assert len(open_findings(tmp_path)) == 3
    assert states(tmp_path) == ["待退回"] * 3
    [slip] = sent(tmp_path, FIRST).glob("*_整改.xlsx")
    assert states(tmp_path) == ["已退回"] * 3
    chat = (slip.parent.parent / "群里发的话.txt").read_text(encoding="utf-8")
    assert chat == (
        "东关镇东关村：采集表里必改 2 条、核实 1 条，整改单“东关村_整改.xlsx”已经发给村里，"
        "请在 11 月 20 日以前填好交回乡镇。\n"
    )
    assert not any(str(home(EAST, number)[own]) in chat for number in (1, 2, 3) for own in ("head_name", "id_number"))
    assert [line["级别"] for line in lines(slip)] == ["必改", "必改", "核实"]
    come_home(tmp_path, fill(slip, RIGHT))
    outcome = merged(tmp_path, SECOND)
    assert open_findings(tmp_path) == []
    assert "读了 1 份整改单：更正 2 处，理由 1 条；没用上的见问题清单。" in outcome.lines
    rows = {row["户主"]: row for row in ledger(tmp_path)}
    assert [rows[f"张{number}"]["结果"] for number in (1, 2, 3)] == ["已改好", "已改好", "已说明"]
    first = rows["张1"]
    assert (first["首次发现"], first["退回日期"], first["期限"], first["销号日期"]) == (
        "2020-11-05",
        "2020-11-05",
        "2020-11-20",
        "2020-11-12",
    )
    assert (first[WHO], first["完成日期"]) == ("李书记", "2020-11-11")
    register = read_rollup(tmp_path / "汇总" / ROLLUP).register
    assert register.frames["homes"].number("farmland").tolist() == [2.5, 2.0, 60.0]
    assert register.frames["homes"].number("wage_income").tolist() == [12000.0, 3000.0, 12000.0]
    told = {own.field: own for own in register.findings if own.check == message_ids.SLIP_MENDED}
    assert told["耕地面积"].message.endswith(f"（东关镇/{slip.name} 第 6 行），采集表里原来填的是“（空）”")
    assert [own.standing for own in register.findings if own.check == TOOMUCH] == [EXPLAINED]
    # The county learns it from the township's results alone.
    county = merge_files([tmp_path / "汇总"], None, "county", tmp_path / "县", None, None, day=THIRD)
    register = read_rollup(rollups_in(county)[0]).register
    assert register.frames["homes"].number("farmland").tolist() == [2.5, 2.0, 60.0]
    assert not [own for own in register.findings if own.place.row and own.standing in ("必改", "核实")]
    lives = list(openpyxl.load_workbook(tmp_path / "县" / f"小县_{LEDGER}.xlsx")[LEDGER].iter_rows(values_only=True))
    assert [row[6] for row in lives[3:]] == ["2020-11-05"] * 3


def test_an_old_file_sent_again_opens_what_was_settled_and_says_so(small_notice: SmallNotice, tmp_path: Path) -> None:
    old = bad_village(small_notice, tmp_path).read_bytes()
    merged(tmp_path, FIRST)
    sent(tmp_path, FIRST)
    small_notice.write(tmp_path / "交回", EAST, [home(EAST, number) for number in (1, 2, 3)])
    merged(tmp_path, SECOND)
    assert states(tmp_path) == ["已改好"] * 3
    (tmp_path / "交回" / EAST.township / f"{EAST.village}.xlsx").write_bytes(old)
    outcome = merged(tmp_path, THIRD)
    assert outcome.status is Status.NEEDS_PERSON
    assert any("有 3 条销过号的问题又出现了（东关村）" in line for line in outcome.lines)
    assert states(tmp_path) == ["又出现"] * 3
    assert {row["销号日期"] for row in ledger(tmp_path)} == {None}
    receipts = openpyxl.load_workbook(tmp_path / "汇总" / "东关镇_回执.xlsx")
    assert [row[8] for row in receipts["回执"].iter_rows(min_row=4, values_only=True)] == [
        "第一次收到",
        "和上一份比：改动 3 处",
    ]
    assert ["张1", "改动", "耕地面积", None, "2"] in [
        list(row[5:]) for row in receipts["和上一份的不同"].iter_rows(min_row=4, values_only=True)
    ]
    [slip] = sent(tmp_path, THIRD).glob("*_整改_第2次.xlsx")
    assert lines(slip)[0]["怎么改"].startswith("这一条以前销过号，现在又出现了")
    assert states(tmp_path) == ["已退回"] * 3
    assert {row["退回日期"] for row in ledger(tmp_path)} == {"2020-11-05\n2020-11-16"}


def test_a_village_whose_copies_differ_has_no_slip_and_that_is_said(small_notice: SmallNotice, tmp_path: Path) -> None:
    bad_village(small_notice, tmp_path, SOUTH)
    for farmland, name in ((2.0, "东关村.xlsx"), (3.0, "东关村（改）.xlsx")):
        file = small_notice.write(tmp_path / "交回", EAST, [home(EAST, farmland=farmland)])
        file.rename(file.with_name(f"_{name}"))
    merged(tmp_path, FIRST)
    outcome = send_back([tmp_path / "汇总" / ROLLUP], tmp_path / "汇总", DUE, day=FIRST)
    assert outcome.status is Status.NEEDS_PERSON
    assert any(line.startswith("东关村的表还没有收进汇总，做不了整改单；") for line in outcome.lines)
    assert not (tmp_path / "汇总" / "退回" / EAST.township / EAST.village).exists()


def test_a_slip_holds_its_own_village_only(small_notice: SmallNotice, tmp_path: Path) -> None:
    for village in (EAST, SOUTH):
        bad_village(small_notice, tmp_path, village)
    outcome = merged(tmp_path, FIRST)
    send_back(rollups_in(outcome), tmp_path / "汇总", None, day=FIRST)
    folder = tmp_path / "汇总" / "退回"
    slips = sorted(folder.glob("*/*/*_整改.xlsx"))
    assert [slip.relative_to(folder).as_posix() for slip in slips] == [
        "东关镇/东关村/东关村_整改.xlsx",
        "西关镇/南湖村/南湖村_整改.xlsx",
    ]
    said = str([list(sheet.values) for sheet in openpyxl.load_workbook(slips[0])])
    assert EAST.code[3:] in said
    assert SOUTH.code[3:] not in said


def test_what_the_township_owes_does_not_go_to_the_village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = RULES.replace("    source: 试", "    source: 试\n    at: township")
    notice(tmp_path / "通知", "extends: national-2019\n", {"rules/small.yaml": rules, "uploads/small.yaml": UPLOAD})
    monkeypatch.setenv(OWN_NOTICES, str(tmp_path / "通知"))
    bad_village(SmallNotice(load_campaign("small-2020")), tmp_path)
    merged(tmp_path, FIRST)
    assert TOOMUCH in open_findings(tmp_path)
    (slip,) = sent(tmp_path, FIRST).glob("*_整改.xlsx")
    assert [line["户主"] for line in lines(slip)] == ["张2", "张1"]


def test_a_slip_that_was_tampered_with_or_whose_village_is_missing_is_said(
    small_notice: SmallNotice, tmp_path: Path
) -> None:
    file = bad_village(small_notice, tmp_path)
    bad_village(small_notice, tmp_path, SOUTH)
    merged(tmp_path, FIRST)
    [slip] = sent(tmp_path, FIRST).glob("*_整改.xlsx")
    fill(slip, RIGHT)
    come_home(tmp_path, slip)
    book = openpyxl.load_workbook(slip)
    book[SLIP_SHEET]["B9"] = "[]"
    book.save(slip.with_name("改过.xlsx"))
    come_home(tmp_path, slip.with_name("改过.xlsx"))
    file.unlink()
    outcome = merged(tmp_path, SECOND, "county")
    assert any(line.startswith("隔离：东关镇/改过.xlsx——这份整改单里隐藏的对照内容被改动") for line in outcome.lines)
    assert any("没有东关镇东关村能用的采集表，改的 2 处没有地方改" in line for line in outcome.lines)
    fates = fates_of(next((tmp_path / "汇总").glob("*_汇总.xlsx")))
    assert list(fates.values()).count("读取整改单") == 1


def test_what_people_write_into_the_ledger_stays_and_none_is_lost(small_notice: SmallNotice, tmp_path: Path) -> None:
    bad_village(small_notice, tmp_path)
    merged(tmp_path, FIRST)
    note_in_ledger(tmp_path, "已电话催")
    merged(tmp_path, SECOND)
    assert [row["说明"] for row in ledger(tmp_path)] == ["已电话催", None, None]
    book = tmp_path / "汇总" / f"东关镇_{LEDGER}.xlsx"
    book.write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match=r"“东关镇_整改台账.xlsx”：文件不完整"):
        merged(tmp_path, SECOND)
    assert book.read_bytes() == b"PK\x03\x04"


def test_a_day_is_written_in_one_way_only() -> None:
    assert due_day(" 2020-11-20 ") == DUE
    with pytest.raises(CommandError, match="期限要写成 2020-11-20 这样：11月20日"):
        due_day("11月20日")
