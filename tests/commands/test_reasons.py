"""A written reason goes with the record from the problem list to township, county, upload, until the fact changes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from commands.merge import merge_files
from commands.outcome import Outcome, Status
from commands.problem_list import problem_list
from commands.progress import progress
from commands.upload import upload
from cunbiao.findings import EXPLAINED
from cunbiao.merging.villages import RollupLevel
from cunbiao.records.identity_sheet import REASON, ExpectedVillage
from generators.problems import LIST
from tests.accounts import fates_of, progress_of, reasons_of, rollup_in
from tests.commands.conftest import EAST, SOUTH, SmallNotice, home

CHECK = "SM-01"  # 耕地面积过大
HEADING = 3


@pytest.fixture
def handed_in(tmp_path: Path, small_notice: SmallNotice) -> Path:
    """What two villages of two townships handed in, each with farmland that is to be verified."""
    folder = tmp_path / "交回"
    for village in (EAST, SOUTH):
        hand_in(folder, small_notice, village, 60.0)
    return folder


def hand_in(folder: Path, notice: SmallNotice, village: ExpectedVillage, farmland: float) -> None:
    notice.write(folder, village, [home(village, farmland=farmland)])


def merged(paths: list[Path], level: RollupLevel, out: Path) -> Outcome:
    return merge_files(paths, None, level, out, None, None)


def rows(file: Path, sheet: str = LIST) -> list[dict[str, Any]]:
    lines = list(openpyxl.load_workbook(file, data_only=True)[sheet].iter_rows(values_only=True))
    return [dict(zip(map(str, lines[HEADING - 1]), line, strict=True)) for line in lines[HEADING:]]


def doubt(file: Path) -> dict[str, Any]:
    """The row of a problem list about the farmland."""
    [row] = [row for row in rows(file) if row["编号"] == CHECK]
    return row


def write(file: Path, text: str) -> None:
    """A person writes a reason beside the farmland."""
    book = openpyxl.load_workbook(file)
    sheet = book[LIST]
    columns = {str(cell.value): column for column, cell in enumerate(sheet[HEADING], 1)}
    for row in range(HEADING + 1, sheet.max_row + 1):
        if sheet.cell(row, columns["编号"]).value == CHECK:
            sheet.cell(row, columns[REASON]).value = text
    book.save(file)


def test_it_goes_from_the_township_to_the_county_and_up(tmp_path: Path, handed_in: Path) -> None:
    townships, county = tmp_path / "乡镇", tmp_path / "县"
    merged([handed_in], "township", townships)
    listed = townships / "东关镇_问题清单.xlsx"
    assert (doubt(listed)["级别"], doubt(listed)[REASON]) == ("核实", None)
    write(listed, "流转来的，有合同")
    outcome = merged([handed_in], "township", townships)
    assert (doubt(listed)["级别"], doubt(listed)[REASON]) == (EXPLAINED, "流转来的，有合同")
    assert any(f"{EXPLAINED} 1 条" in line for line in outcome.lines)
    assert reasons_of(rollup_in(townships, "东关镇")) == {"有效": 1}
    assert "有效" not in reasons_of(rollup_in(townships, "西关镇"))
    merged(sorted(townships.glob("*_汇总.xlsx")), "county", county)
    own = [row for row in rows(county / "小县_问题清单.xlsx") if row["编号"] == CHECK]
    assert [(row["村"], row["级别"], row[REASON]) for row in own] == [
        ("东关村", EXPLAINED, "流转来的，有合同"),
        ("南湖村", "核实", None),
    ]
    assert sum(own["已写理由"] for own in progress_of(rollup_in(county))) == 1
    outcome = progress(county / "小县_汇总.xlsx")
    assert "核实的问题 2 条，其中 1 条已写理由。" in outcome.lines
    upload(county / "小县_汇总.xlsx", tmp_path / "上报")
    record = rows(tmp_path / "上报" / "东关镇_上报录入表.xlsx", "核实记录")
    assert [row[REASON] for row in record if row["编号"] == CHECK] == ["流转来的，有合同"]


def test_it_is_not_lost_however_often_the_same_is_merged(tmp_path: Path, handed_in: Path) -> None:
    out = tmp_path / "县"
    merged([handed_in], "county", out)
    listed = out / "小县_问题清单.xlsx"
    write(listed, "有合同")
    for _ in range(2):
        merged([handed_in], "county", out)
        assert [row[REASON] for row in rows(listed) if row["编号"] == CHECK] == ["有合同"] * 2
    problem_list(out / "小县_汇总.xlsx", out)
    assert [row[REASON] for row in rows(listed) if row["编号"] == CHECK] == ["有合同"] * 2


def test_the_list_is_read_when_it_lies_among_what_was_handed_in(tmp_path: Path, handed_in: Path) -> None:
    merged([handed_in], "township", tmp_path / "乡镇")
    filled = tmp_path / "乡镇" / "东关镇_问题清单.xlsx"
    write(filled, "有合同")
    shutil.copy(filled, handed_in / "东关镇问题清单（已核实）.xlsx")
    out = tmp_path / "另一处"
    merged([handed_in], "township", out)
    assert doubt(out / "东关镇_问题清单.xlsx")["级别"] == EXPLAINED
    fates = fates_of(rollup_in(out, "东关镇"))
    assert fates["东关镇问题清单（已核实）.xlsx"] == "读取核实理由"
    assert not (out / "认不出乡镇_汇总.xlsx").exists()


def test_it_dies_with_the_fact_and_is_asked_for_once(
    tmp_path: Path, handed_in: Path, small_notice: SmallNotice
) -> None:
    out = tmp_path / "乡镇"
    listed = out / "东关镇_问题清单.xlsx"
    merged([handed_in], "township", out)
    write(listed, "有合同")
    hand_in(handed_in, small_notice, EAST, 61.0)
    outcome = merged([handed_in], "township", out)
    assert (doubt(listed)["级别"], doubt(listed)[REASON]) == ("核实", None)
    assert doubt(listed)["怎么改"].startswith("理由失效（情况已变），原来写的是“有合同”")
    assert outcome.status is Status.NEEDS_PERSON
    assert any("理由失效" in line for line in outcome.lines)
    assert reasons_of(rollup_in(out, "东关镇"))["失效（情况已变）"] == 1
    merged([handed_in], "township", out)
    assert "理由失效" not in doubt(listed)["怎么改"]
    merged(sorted(out.glob("*_汇总.xlsx")), "county", tmp_path / "县")
    assert not any(own["已写理由"] for own in progress_of(rollup_in(tmp_path / "县")))


def test_the_order_of_the_paths_does_not_matter(tmp_path: Path, handed_in: Path) -> None:
    merged([handed_in], "township", tmp_path / "乡镇")
    first = tmp_path / "乡镇" / "东关镇_问题清单.xlsx"
    second = shutil.copy(first, tmp_path / "乡镇" / "副本.xlsx")
    write(first, "有合同")
    write(Path(second), "有收据")
    told = []
    for number, paths in enumerate(([handed_in, first, Path(second)], [Path(second), first, handed_in])):
        out = tmp_path / str(number)
        merged(paths, "township", out)
        told.append((rows(out / "东关镇_问题清单.xlsx"), reasons_of(rollup_in(out, "东关镇"))))
    assert told[0] == told[1]
    assert "“有合同”" in str(told[0][0])
    assert "“有收据”" in str(told[0][0])
    assert told[0][1]["几份不一样"] == 1


def test_a_list_of_another_notice_is_put_aside_and_said(
    tmp_path: Path, handed_in: Path, small_notice: SmallNotice, other_notice: SmallNotice
) -> None:
    elsewhere = tmp_path / "别的通知"
    hand_in(elsewhere, other_notice, EAST, 60.0)
    merged([elsewhere], "county", tmp_path / "别的")
    [listed] = (tmp_path / "别的").glob("*_问题清单.xlsx")
    write(listed, "有合同")
    shutil.copy(listed, handed_in / "问题清单.xlsx")
    outcome = merged([handed_in], "county", tmp_path / "县")
    assert any("问题清单.xlsx" in line and other_notice.title in line for line in outcome.lines)
    assert reasons_of(rollup_in(tmp_path / "县")) == {}
