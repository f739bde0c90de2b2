"""What buttons do to the workbook on the screen the command line does to a file: incomes, verdicts, painted copies."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from commands.incomes import incomes
from commands.marked import marked_copies
from commands.opened import open_file
from commands.outcome import CommandError, Status
from commands.printed import printed
from commands.restamp import restamp
from commands.verdicts import verdicts
from cunbiao.columns import PER_CAPITA
from generators.village import village_workbooks
from generators.village.faces.face import Filled
from generators.village.faces.records import faces_of
from generators.village.households import called
from sample.county import County
from sample.roster import as_roster
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


def test_what_is_none_of_ours_or_came_broken_is_told_with_the_reason(faulty: Path, tmp_path: Path) -> None:
    stranger, broken, lock = (tmp_path / name for name in ("别的.xlsx", "断了.xlsx", "~$东关村.xlsx"))
    openpyxl.Workbook().save(stranger)
    broken.write_bytes(faulty.read_bytes()[:20_000])
    lock.write_bytes(b"\x05admin".ljust(165))
    for file, reason in ((stranger, "没有下发标识"), (broken, "后半截缺失"), (lock, "打开文件时留下的临时文件")):
        for command in (incomes, verdicts, printed):
            with pytest.raises(CommandError, match=f"认不出“.*”是采集表还是汇总表。.*\n.*{reason}"):
                command([file], tmp_path)
        (told,) = restamp([file], tmp_path).lines
        assert reason in told
        assert marked_copies([file], tmp_path).files == []


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


def test_a_printed_page_is_the_workbooks_own_print_face(county: County, tmp_path: Path) -> None:
    own, data = next(iter(village_workbooks(county.campaign, as_roster(county))))
    issued = tmp_path / f"{own.village.name}.xlsx"
    issued.write_bytes(data)
    shown = openpyxl.load_workbook(issued, data_only=True)
    codes = {name: code for households in called(own).households.values() for code, name in households}
    outcome = printed([issued], tmp_path / "户表")
    assert outcome.files
    for file in outcome.files:
        pages = openpyxl.load_workbook(file)
        if (sheet := file.stem.removeprefix(f"{issued.stem}_")) not in shown.sheetnames:
            continue
        face = shown[sheet]
        page = pages[codes[str(face["F1"].value)]]
        for row in range(2, face.max_row + 1):
            for column in range(1, 27):
                wanted, found = face.cell(row, column).value, page.cell(row, column).value
                same = pytest.approx(wanted) if isinstance(wanted, float) else wanted or None
                assert (found or None) == same, (file.name, row, column)
        assert page.print_area == face.print_area.replace(face.title, page.title)


def test_every_attachment_is_printed_a_record_a_page_by_village_group(faulty: Path, tmp_path: Path) -> None:
    register = open_file(faulty).register
    files = {file.stem.removeprefix(f"{faulty.stem}_"): file for file in printed([faulty], tmp_path).files}
    for form in register.campaign.forms.values():
        for face in faces_of(register.campaign, form):
            records = register.frames[face.household_table]
            coded = [index for index in range(records.size) if records.codes[index]]
            assert (face.sheet in files) == bool(coded)
            if coded:
                pages = openpyxl.load_workbook(files[face.sheet]).worksheets
                assert {page.title for page in pages} >= {records.codes[index] for index in coded}
                if face.sorted_by is not None:
                    groups = [str(page["Q3"].value or "") for page in pages]
                    assert groups == sorted(groups)


def test_members_beyond_the_lines_of_a_page_are_printed_on_further_ones() -> None:
    members = [{"name": f"人{number}"} for number in range(1, 24)]
    pages = list(Filled("县", "1", {}, members).pages(10))
    assert [page.member(1)["name"] for page in pages] == ["人1", "人11", "人21"]
    assert [pages[-1].member(number) for number in (3, 4)] == [{"name": "人23"}, {}]
    assert len(list(Filled("县", "1", {}, members[:10]).pages(10))) == 1
    assert len(list(Filled("县", "1", {}).pages(0))) == 1
