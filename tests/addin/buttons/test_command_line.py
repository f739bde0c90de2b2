"""What buttons do to the workbook on the screen the command line does to a file: incomes, verdicts, painted copies."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from commands.incomes import incomes
from commands.marked import marked_copies
from commands.opened import open_file
from commands.outcome import CommandError, Status
from commands.verdicts import verdicts
from cunbiao.columns import PER_CAPITA
from tests.addin.journey.typed import rows_of


def test_incomes_are_those_of_the_register(faulty: Path, tmp_path: Path) -> None:
    outcome = incomes([faulty], tmp_path)
    assert outcome.status is Status.DONE
    register = open_file(faulty).register
    for frame in register.frames.values():
        if frame.has(PER_CAPITA) and frame.size:
            sheet = register.campaign.tables[frame.table].sheet
            rows = rows_of(tmp_path / f"{faulty.stem}_{sheet}_收入计算.xlsx", "收入计算", "户编号")
            assert [row["户编号"] for row in rows] == [code for code in frame.codes if code]


def test_every_household_is_judged_by_every_criterion(faulty: Path, tmp_path: Path) -> None:
    outcome = verdicts([faulty], tmp_path)
    register = open_file(faulty).register
    (file,) = outcome.files
    outcomes = rows_of(file, "结论", "户编号")
    given = [own for frame in register.frames.values() for own in register.verdicts.get(frame.table, ())]
    assert len(outcomes) == sum(len(own.outcome) for own in given)
    assert outcome.lines[-1] == "结论只是建议，由人决定。"


def test_a_painted_copy_and_a_list_name_the_same_cells(faulty: Path, tmp_path: Path) -> None:
    outcome = marked_copies([faulty], tmp_path)
    copy, listed = outcome.files
    painted = openpyxl.load_workbook(copy)
    for row in rows_of(listed, "问题清单", "编号"):
        if row["行"] and row["列"]:
            note = painted[row["表"]][f"{row['列']}{int(row['行'])}"].comment
            assert row["问题"] in note.text


def test_what_is_none_of_ours_is_told(tmp_path: Path) -> None:
    stranger = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(stranger)
    for command in (incomes, verdicts):
        with pytest.raises(CommandError, match="不是村里的采集表，也不是汇总表"):
            command([stranger], tmp_path)
    assert marked_copies([stranger], tmp_path).files == []


def test_results_of_files_of_the_same_name_lie_apart(faulty: Path, tmp_path: Path) -> None:
    files = [tmp_path / folder / faulty.name for folder in ("甲", "乙")]
    for file in files:
        file.parent.mkdir()
        file.write_bytes(faulty.read_bytes())
    for command in (incomes, verdicts, marked_copies):
        out = tmp_path / command.__name__
        written = command([*files, *files], out).files
        assert {file.parent for file in written} == {out / "甲", out / "乙"}
        assert len(set(written)) == len(written)
