"""A rollup read again is the register it was written from; anything else is told what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import openpyxl
import pytest

from commands import rollups
from commands.outcome import CommandError
from commands.rollups import read_rollup
from cunbiao.definitions import load_campaign
from cunbiao.definitions.intake import list_limits
from cunbiao.records.submission import Intake, Quarantined
from generators.problems import problems_file
from generators.publishing import publish
from tests.commands.conftest import LINE, SOUTH, WEST, SmallNotice, home, rolled_up
from workbooks.refusal import TOO_MUCH_MEMORY


def test_it_knows_what_the_merge_knew(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回", homes=[home(farmland=60.0), home(number=2, farmland=None)], settings=LINE)
    small_notice.write(tmp_path / "交回", SOUTH, settings=LINE)
    read = read_rollup(rolled_up(tmp_path))
    register = read.register
    assert read.place == "小县"
    assert register.frames["homes"].text("head_name").tolist() == ["张1", "张2", "张1"]
    assert register.ledger.standings == {"必改": 1, "核实": 1, "交表": 1}
    assert register.campaign.notice.id == small_notice.policy
    assert register.campaign.settings is not None
    assert register.campaign.settings.supplied() == LINE
    assert [village.state for village in register.progress] == ["received", "missing", "received"]


def test_it_may_cost_what_a_county_s_list_may(
    small_notice: SmallNotice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of 120 villages has more cells on a sheet than any village's workbook may have."""
    small_notice.write(tmp_path / "交回")
    limits = list_limits()
    monkeypatch.setattr("commands.rollups.list_limits", lambda: replace(limits, rows=replace(limits.rows, value=3)))
    with pytest.raises(CommandError, match="上限 3"):
        read_rollup(rolled_up(tmp_path))


def test_a_townships_is_named_after_it(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回", SOUTH)
    read = read_rollup(rolled_up(tmp_path, "township"))
    assert (read.place, read.register.level) == ("西关镇", "township")
    assert len(read.register.progress) == 1


def test_it_knows_the_way_to_the_village_files_from_where_it_lies_now(
    small_notice: SmallNotice, tmp_path: Path
) -> None:
    small_notice.write(tmp_path / "交回")
    read = read_rollup(rolled_up(tmp_path))
    assert read.folder == tmp_path / "交回"
    assert read.folder_seen_from(tmp_path / "上报" / "今天") == "../../交回/"


def test_the_notice_is_loaded_once_and_the_file_read_once(
    small_notice: SmallNotice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_notice.write(tmp_path / "交回", settings=LINE)
    rollup = rolled_up(tmp_path)
    loads = Mock(wraps=load_campaign)
    monkeypatch.setattr("cunbiao.submissions.settings.load_campaign", loads)
    told: list[tuple[int, int]] = []
    read_rollup(rollup, lambda done, total: told.append((done, total)))
    assert [call.args[0] for call in loads.call_args_list] == [small_notice.policy]
    assert told == [(1, 1), (1, 1)], "one file read, and once more when everything is computed"


# ---- what is no rollup


def village(notice: SmallNotice, folder: Path) -> Path:
    return notice.write(folder)


def problem_list(notice: SmallNotice, folder: Path) -> Path:
    return publish(problems_file(folder / "东关镇_问题清单.xlsx", "问题清单", [], {})).path


def text(notice: SmallNotice, folder: Path) -> Path:
    file = folder / "说明.md"
    file.write_text("说明", encoding="utf-8")
    return file


def strange_workbook(notice: SmallNotice, folder: Path) -> Path:
    openpyxl.Workbook().save(folder / "别人的.xlsx")
    return folder / "别人的.xlsx"


def broken(notice: SmallNotice, folder: Path) -> Path:
    (folder / "坏的_汇总.xlsx").write_bytes(b"PK\x03\x04")
    return folder / "坏的_汇总.xlsx"


def of_another_computer(notice: SmallNotice, folder: Path) -> Path:
    notice.write(folder / "交回")
    rollup = rolled_up(folder)
    return typed(rollup, "_rollup", "policy", "far-2021")


def typed_into(notice: SmallNotice, folder: Path) -> Path:
    notice.write(folder / "交回")
    return typed(rolled_up(folder), "表1-户", "R0001", "R0009")


def without_its_notice(notice: SmallNotice, folder: Path) -> Path:
    notice.write(folder / "交回")
    return typed(rolled_up(folder), "_rollup", "policy", None)


def typed(rollup: Path, sheet: str, beside: str, value: str | None) -> Path:
    """The rollup with another value in the cell that says ``beside``, in a hidden sheet in the cell to its right."""
    book = openpyxl.load_workbook(rollup)
    cell = next(cell for row in book[sheet].iter_rows() for cell in row if cell.value == beside)
    (cell.offset(0, 1) if sheet == "_rollup" else cell).value = value
    book.save(rollup)
    return rollup


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (village, "东关村.xlsx 不是汇总表，是村级采集表。请给汇总得到的"),
        (problem_list, "东关镇_问题清单.xlsx 不是汇总表，是问题清单。请给汇总得到的"),
        (text, "说明.md 不是汇总表：请给汇总得到的"),
        (strange_workbook, "别人的.xlsx 不是汇总表：没有下发标识"),
        (broken, "坏的_汇总.xlsx 不是汇总表：文件不完整"),
        (
            of_another_computer,
            "小县_汇总.xlsx：这是“小县2020年动态管理（far-2021）”的表，这台电脑上的村表通没有这份通知",
        ),
        (typed_into, "小县_汇总.xlsx：这份汇总表生成以后被人改动过（工作表：表1-户）"),
        (without_its_notice, "小县_汇总.xlsx：这份汇总表生成以后被人改动过（工作表：_rollup）"),
    ],
)
def test_anything_else_is_refused_by_its_name(
    small_notice: SmallNotice, tmp_path: Path, make: Callable[[SmallNotice, Path], Path], said: str
) -> None:
    with pytest.raises(CommandError) as refused:
        read_rollup(make(small_notice, tmp_path))
    assert str(refused.value).startswith(said)


def test_only_one_at_a_time(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回")
    rolled_up(tmp_path)
    with pytest.raises(CommandError, match="汇总 里有 3 个文件，一次只能用一份汇总表"):
        read_rollup(tmp_path / "汇总")


def test_a_rollup_made_before_workbooks_said_the_title_of_their_notice_is_still_read(
    small_notice: SmallNotice, tmp_path: Path
) -> None:
    small_notice.write(tmp_path / "交回", WEST, identity={"title": ""})
    assert read_rollup(rolled_up(tmp_path)).register.submissions[0].identity.title == ""


def test_a_rollup_that_costs_too_much_to_read_is_still_called_one(
    small_notice: SmallNotice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_notice.write(tmp_path / "交回")
    rollup = rolled_up(tmp_path)
    told = Quarantined(rollup.name, "", 0, TOO_MUCH_MEMORY, "读这个文件占用内存超过 3072 MB", "换回下发的工作簿")
    monkeypatch.setattr(rollups, "read_found", Mock(return_value=Intake([], [told], [])))
    with pytest.raises(CommandError) as refused:
        read_rollup(rollup)
    said = str(refused.value)
    assert said.startswith("小县_汇总.xlsx：读这个文件占用内存超过 3072 MB。一份汇总表里的村太多")
    assert said.endswith("分乡镇汇总，用各乡镇的汇总表一份一份地办。")
