"""A number that means the same is the same on every sheet, in every list and in what the commands say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from commands.outcome import Outcome
from commands.upload import upload
from cunbiao.findings import DELIVERY
from tests.accounts import files_of, progress_of, rollup_in, rows_of
from tests.commands.conftest import EAST, SOUTH, SmallNotice, home
from tests.commands.test_merge import merged


def said(outcome: Outcome, pattern: str) -> int:
    found = re.search(pattern, "\n".join(outcome.lines))
    assert found is not None, outcome.lines
    return int(found[1])


def on_page(rollup: Path, label: str) -> object:
    sheet = openpyxl.load_workbook(rollup, data_only=True).worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == label)
    return sheet.cell(cell.row + 1, cell.column).value


@pytest.fixture
def outcome(small_notice: SmallNotice, tmp_path: Path) -> Outcome:
    """One village is right, one has two mistakes and a broken second file, one has not handed in."""
    small_notice.write(tmp_path / "交回", EAST)
    right = small_notice.write(
        tmp_path / "交回", SOUTH, homes=[home(SOUTH, 1), home(SOUTH, 2, farmland=None), home(SOUTH, 3, id_number=None)]
    )
    broken = right.with_name(f"{right.stem}（又一份）.xlsx")
    shutil.copy(right, broken)
    broken.write_bytes(broken.read_bytes()[:500])
    return merged(tmp_path)


def test_what_must_be_changed(outcome: Outcome, tmp_path: Path) -> None:
    rollup = rollup_in(tmp_path / "汇总")
    must = said(outcome, r"必改 (\d+) 条")
    assert must == 2
    assert sum(row["必改"] for row in progress_of(rollup)) == must
    assert on_page(rollup, "必改") == must
    listed = rows_of(tmp_path / "汇总" / "小县_问题清单.xlsx", "问题清单", "怎么改")
    assert sum(row["级别"] == "必改" for row in listed) == must
    assert said(upload(rollup, tmp_path / "上报"), r"有 (\d+) 条必改的问题") == must


def test_what_has_not_come_in_is_no_problem_of_anybodys_data(outcome: Outcome, tmp_path: Path) -> None:
    rollup = rollup_in(tmp_path / "汇总")
    listed = rows_of(tmp_path / "汇总" / "小县_问题清单.xlsx", "问题清单", "怎么改")
    assert [(row["村"], row["级别"]) for row in listed if row["级别"] == DELIVERY] == [("西庄村", DELIVERY)]
    assert [on_page(rollup, label) for label in ("应交", "已交", "未交", "退回重交")] == [3, 2, 1, 0]
    assert said(outcome, r"应交 (\d+) 个村") == 3
    assert said(outcome, r"已汇总 (\d+) 个村") == 2


def test_a_broken_second_file_is_seen_to_be_of_a_village_that_is_there(outcome: Outcome, tmp_path: Path) -> None:
    (aside,) = [row for row in files_of(rollup_in(tmp_path / "汇总")) if row["结果"] == "隔离"]
    assert (aside["乡镇"], aside["村"]) == (SOUTH.township, SOUTH.village)
    assert aside["原因"].endswith(f"看文件名像{SOUTH.village}，这个村已另有一份收下")
    assert aside["怎么办"].startswith("这一份不用处理")
    assert any("不用处理" in line for line in outcome.lines)


def test_households_and_persons(outcome: Outcome, tmp_path: Path) -> None:
    rollup = rollup_in(tmp_path / "汇总")
    households, persons = said(outcome, r"，(\d+) 户"), said(outcome, r"户 (\d+) 人")
    villages = progress_of(rollup)
    assert (
        (sum(row["户数"] for row in villages), sum(row["人数"] for row in villages)) == (households, persons) == (4, 4)
    )
    assert on_page(rollup, "登记") == households
