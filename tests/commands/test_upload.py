"""What is typed into the national system: a workbook a township, made from a rollup."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from commands.outcome import CommandError, Status
from commands.upload import upload
from generators.publishing import PublishError
from tests.commands.conftest import EAST, SOUTH, VILLAGES, WEST, SmallNotice, home, rolled_up


def column(file: Path, sheet: str, heading: str) -> list[object]:
    """What stands below a heading."""
    rows = [list(row) for row in openpyxl.load_workbook(file, data_only=True)[sheet].iter_rows(values_only=True)]
    (at,) = [number for number, row in enumerate(rows) if heading in row]
    return [row[rows[at].index(heading)] for row in rows[at + 1 :] if any(row)]


def test_every_township_gets_a_workbook(small_notice: SmallNotice, tmp_path: Path) -> None:
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village)
    outcome = upload(rolled_up(tmp_path), tmp_path / "上报")
    assert outcome.status is Status.DONE
    assert [file.name for file in outcome.files] == ["东关镇_上报录入表.xlsx", "西关镇_上报录入表.xlsx"]
    assert {file.name for file in (tmp_path / "上报").iterdir()} == {file.name for file in outcome.files}
    assert outcome.lines == ["已生成 2 个乡镇的上报录入表，按录入界面的顺序排列。"]
    assert column(outcome.files[0], "人", "姓名") == ["张1", "张1"]


def test_what_must_be_mended_stays_behind_and_that_is_said(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回", SOUTH, homes=[home(SOUTH, 1), home(SOUTH, 2, farmland=None)])
    outcome = upload(rolled_up(tmp_path, "township"), tmp_path / "上报")
    assert outcome.status is Status.NEEDS_PERSON
    assert outcome.lines[-1].startswith("有 1 条必改的问题，有关的户和人放在“暂缓上报”里")
    (file,) = outcome.files
    assert column(file, "户", "户编号") == ["101200001001"]
    assert column(file, "人", "姓名") == ["张1"]
    assert column(file, "暂缓上报", "上报表") == ["户", "人"]


def test_a_person_waits_with_the_household_and_the_household_not_with_the_person(
    small_notice: SmallNotice, tmp_path: Path
) -> None:
    """The member of a household that waits has no mistake of its own, and the household of a member that waits none."""
    homes = [home(SOUTH, 1, farmland=None), home(SOUTH, 2, id_number=None), home(SOUTH, 3)]
    small_notice.write(tmp_path / "交回", SOUTH, homes)
    (file,) = upload(rolled_up(tmp_path, "township"), tmp_path / "上报").files
    assert column(file, "户", "户编号") == ["101200001002", "101200001003"]
    assert column(file, "人", "姓名") == ["张3"]
    waiting = zip(*(column(file, "暂缓上报", name) for name in ("上报表", "户编号", "编号")), strict=True)
    assert list(waiting) == [
        ("户", "101200001001", "CELL-01"),
        ("人", "101200001001", "CELL-01"),
        ("人", "101200001002", "CELL-01"),
    ]
    home_first, with_home, alone = map(str, column(file, "暂缓上报", "为什么暂缓、怎么改"))
    assert with_home == f"所在户：{home_first}"
    assert "证件号码" in alone


def test_what_waits_in_one_village_holds_nothing_back_in_the_next(small_notice: SmallNotice, tmp_path: Path) -> None:
    """The first row of either table is the other village's; rows are told apart by household, not by place."""
    small_notice.write(tmp_path / "交回", EAST, [home(EAST, farmland=None)])
    small_notice.write(tmp_path / "交回", WEST, [home(WEST)])
    (file,) = upload(rolled_up(tmp_path, "township"), tmp_path / "上报").files
    assert column(file, "户", "村") == ["西庄村"]
    assert column(file, "人", "户编号") == [home(WEST)["household_code"]]


def test_a_village_workbook_is_refused_and_nothing_is_made(small_notice: SmallNotice, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="不是汇总表，是村级采集表"):
        upload(small_notice.write(tmp_path), tmp_path / "上报")
    assert not (tmp_path / "上报").exists()


def test_a_file_where_the_results_should_go_is_told_in_words(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回")
    rollup = rolled_up(tmp_path)
    (tmp_path / "上报").write_text("不是文件夹", encoding="utf-8")
    with pytest.raises(PublishError, match="没有保存"):
        upload(rollup, tmp_path / "上报")


def test_an_open_workbook_is_left_and_the_new_one_put_beside_it(
    small_notice: SmallNotice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows lets nobody replace a file that a program has open."""
    small_notice.write(tmp_path / "交回")
    rollup = rolled_up(tmp_path)
    locked = tmp_path / "上报" / "东关镇_上报录入表.xlsx"
    locked.parent.mkdir()
    locked.write_bytes(b"open")
    replace = Path.replace

    def unless_locked(self: Path, target: Path) -> Path:
        if target == locked:
            raise PermissionError
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", unless_locked)
    # The waits between tries are left out: the file stays open however long one waits.
    monkeypatch.setattr("generators.publishing.moves.time.sleep", lambda _: None)
    outcome = upload(rollup, tmp_path / "上报")
    assert locked.read_bytes() == b"open"
    (file,) = outcome.files
    assert file.name == "东关镇_上报录入表（新1）.xlsx"
    assert "正被别的程序打开" in outcome.lines[1]
