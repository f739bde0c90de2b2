"""The problem list of a rollup: what goes back to the villages."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from commands.outcome import CommandError, Status
from commands.problem_list import problem_list
from tests.commands.conftest import EAST, VILLAGES, SmallNotice, home, rolled_up


def test_it_lists_every_finding_with_its_source_and_counts_them(small_notice: SmallNotice, tmp_path: Path) -> None:
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village, [home(village, farmland=60.0 if village is EAST else None)])
    outcome = problem_list(rolled_up(tmp_path), tmp_path / "清单")
    assert outcome.status is Status.NEEDS_PERSON
    assert outcome.lines == ["问题清单：必改 2 条，核实 1 条，提示 0 条。"]
    (file,) = outcome.files
    assert file == tmp_path / "清单" / "小县_问题清单.xlsx"
    rows = list(openpyxl.load_workbook(file)["问题清单"].iter_rows(values_only=True))
    told = [row for row in rows if "耕地面积过大" in row]
    assert [("东关村" in row, "SM-01" in row) for row in told] == [(True, True)]


def test_a_townships_is_named_after_it_and_verifying_needs_nobody(small_notice: SmallNotice, tmp_path: Path) -> None:
    for village in VILLAGES[:2]:
        small_notice.write(tmp_path / "交回", village, [home(village, farmland=60.0)])
    outcome = problem_list(rolled_up(tmp_path, "township"), tmp_path)
    assert outcome.status is Status.DONE
    assert outcome.lines == ["问题清单：必改 0 条，核实 2 条，提示 0 条。"]
    assert outcome.files == [tmp_path / "东关镇_问题清单.xlsx"]


def test_what_is_no_rollup_is_refused_and_nothing_is_made(small_notice: SmallNotice, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="不是汇总表"):
        problem_list(small_notice.write(tmp_path), tmp_path / "清单")
    assert not (tmp_path / "清单").exists()


@pytest.mark.parametrize("place", ["汇总", "清单"])
def test_what_was_settled_and_is_there_again_is_said_as_the_merge_says_it(
    small_notice: SmallNotice, tmp_path: Path, place: str
) -> None:
    rollup = tmp_path
    for farmland in (60.0, 2.0, 60.0):
        small_notice.write(tmp_path / "交回", EAST, [home(EAST, farmland=farmland)])
        rollup = rolled_up(tmp_path, "township")
    merged = to_do(rollup.parent / "东关镇_问题清单.xlsx")
    assert merged["SM-01"].startswith("这一条以前销过号，现在又出现了")
    [listed] = problem_list(rollup, tmp_path / place).files
    assert to_do(listed) == merged


def to_do(listed: Path) -> dict[str, str]:
    """What a problem list says is to be done, by check."""
    rows = list(openpyxl.load_workbook(listed)["问题清单"].iter_rows(values_only=True))
    heading = next(row for row in rows if "怎么改" in row)
    lines = (dict(zip(heading, row, strict=True)) for row in rows[rows.index(heading) + 1 :])
    return {str(line["编号"]): str(line["怎么改"]) for line in lines}
