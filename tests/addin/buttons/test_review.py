"""审核: what the buttons say of the active workbook is what the command line says of its file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from addin.buttons.review import check_workbook, exit_check, household_income, restamp_workbook, sheet_income
from addin.households import open_register, register_on_screen
from addin.reading import read_open
from addin.session import Session
from addin.stop import Stopped
from commands.check import about_the_files, check
from commands.merge import merge_files
from commands.opened import Opened
from commands.outcome import CommandError
from commands.restamp import restamp
from cunbiao.checking.income import worked_income
from cunbiao.definitions import load_campaign
from cunbiao.findings import Finding
from cunbiao.merging.register import Register
from cunbiao.submissions.reading import read_submissions
from tests.addin.buttons.conftest import POLICY, Click, carried_out, closed_register, told
from tests.sampling import Sampling
from workbooks import refusal

HOUSEHOLDS = "register_household"


def found_by(findings: list[Finding]) -> set[Finding]:
    return {replace(own, place=replace(own.place, file="")) for own in findings}


@dataclass(frozen=True)
class HandedIn:
    """Workbooks villages handed in: those that are taken, and those that open but are refused, however damaged."""

    taken: list[Path]
    refused: list[Path]


@pytest.fixture(scope="module")
def handed_in(returned: Path) -> HandedIn:
    intake = read_submissions([returned], load_campaign(POLICY))
    opens = {refusal.WRONG_CHECKSUM, refusal.OTHER_VERSION, refusal.OTHER_VILLAGE}
    refused = [own.file for own in intake.quarantined if own.reason in opens]
    assert len(refused) == len(opens)
    return HandedIn([returned / own.file for own in intake.submissions], [returned / own for own in refused])


@pytest.mark.prove
def test_returned_workbooks_are_found_to_have_what_a_check_of_their_files_finds(
    calc: xw.App, handed_in: HandedIn, sampling: Sampling, tmp_path: Path
) -> None:
    compared = 0
    for file in sampling.of(handed_in.taken, 1):
        book = calc.books.open(file)
        opened = about_the_files(register_on_screen(book))
        assert found_by(opened) == found_by(check([saved_as_it_is(book, tmp_path)]).findings), file.name
        compared += len(opened)
    assert compared > 0


@pytest.mark.prove
def test_returned_workbooks_are_refused_as_a_check_of_their_files_refuses_them(
    calc: xw.App, handed_in: HandedIn, tmp_path: Path
) -> None:
    """Once a program has opened a damaged file, what it made of it is what counts, on the screen as in a copy."""
    refused = 0
    for file in handed_in.refused:
        book = calc.books.open(file)
        closed = check([saved_as_it_is(book, tmp_path)]).findings
        try:
            opened = about_the_files(register_on_screen(book))
        except CommandError as error:
            refused += 1
            assert [own.message for own in closed if own.message in str(error)]
        else:
            assert found_by(opened) == found_by(closed), file.name
    assert refused >= 2


def saved_as_it_is(book: xw.Book, folder: Path) -> Path:
    """A closed copy of an open workbook."""
    book.api.SaveCopyAs(str(folder / book.name))
    return folder / book.name


def test_an_unsaved_change_counts(calc: xw.App, returned: Path) -> None:
    campaign = load_campaign(POLICY)
    file = next(file for file in sorted(returned.glob("*/*.xlsx")) if read_submissions([file], campaign).submissions)
    book = calc.books.open(file)
    before = read_open(book, campaign).submissions[0]
    rows = before.tables["register_household"]
    column = "wage_income"
    book.sheets[rows.sheet].range(f"{rows.letters[column]}{rows.rows[0]}").value = 12345.5
    after = read_open(book, campaign).submissions[0].tables["register_household"]
    assert after.columns[column][0] == 12345.5
    assert rows.columns[column][0] != 12345.5


@pytest.fixture
def village(faulty: Path, tmp_path: Path) -> Path:
    """A village workbook with findings, in a folder of this test."""
    return Path(shutil.copy(faulty, tmp_path))


def household_row(file: Path) -> tuple[Register, int]:
    """The register of a file and the sheet row of its first household."""
    register = closed_register(file)
    return register, int(register.frames[HOUSEHOLDS].row[0])


def test_a_check_leaves_the_workbook_alone_and_paints_a_copy(calc: xw.App, click: Click, village: Path) -> None:
    before, findings = village.read_bytes(), check([village]).findings
    book = calc.books.open(village)
    carried_out(check_workbook, click)
    assert village.read_bytes() == before
    assert book.api.Saved
    copy = village.with_name(f"{village.stem}（标注）.xlsx")
    assert {own.name for own in calc.books} >= {village.name, copy.name, f"{village.stem}_问题清单.xlsx"}
    painted = openpyxl.load_workbook(copy)
    for finding in findings:
        if finding.place.row and finding.place.column:
            cell = painted[finding.place.sheet][f"{finding.place.column}{finding.place.row}"]
            assert finding.message in cell.comment.text
            assert finding.fix in cell.comment.text
            assert cell.fill.fgColor.rgb in {"FFF8CBAD", "FFFFEB9C", "FFCFE8F7"}
    must = sum(own.level == "必改" for own in findings)
    assert f"必改 {must} 条" in told(calc)


@pytest.mark.prove
def test_the_problem_list_leads_to_the_cells_of_the_painted_copy(calc: xw.App, click: Click, village: Path) -> None:
    calc.books.open(village)
    carried_out(check_workbook, click)
    listed = calc.books[f"{village.stem}_问题清单.xlsx"].sheets["问题清单"]
    rows = [row for row in listed.used_range.value if row[10] == f"{village.stem}（标注）.xlsx"]
    assert len(rows) == len(check([village]).findings)


@pytest.mark.prove
def test_a_painted_copy_is_not_merged_beside_its_workbook(calc: xw.App, click: Click, village: Path) -> None:
    calc.books.open(village)
    carried_out(check_workbook, click)
    intake = read_submissions([village.parent], load_campaign(POLICY))
    assert [own.file for own in intake.submissions] == [village.name]
    assert "FILE-55" in {own.check for own in intake.ignored}


@pytest.mark.parametrize("command", [check_workbook, sheet_income])
def test_stopping_leaves_no_result(
    command: Callable[[Session], None], calc: xw.App, click: Click, village: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped_meanwhile(session: Session) -> Opened:
        session.stop_mark.leave()
        return open_register(session)

    monkeypatch.setattr("addin.buttons.review.open_register", stopped_meanwhile)
    calc.books.open(village)
    with pytest.raises(Stopped):
        carried_out(command, click)
    assert {file.name for file in village.parent.glob("*.xls*")} == {village.name}


def test_the_income_of_a_household_is_told_step_by_step_wherever_in_it_the_cursor_stands(
    calc: xw.App, click: Click, village: Path
) -> None:
    register, row = household_row(village)
    frame = register.frames[HOUSEHOLDS]
    book = calc.books.open(village)
    sheet = register.sources[0].sheets[HOUSEHOLDS]
    book.sheets[sheet].activate()
    book.sheets[sheet].range(f"D{row}").select()
    carried_out(household_income, click)
    said = told(calc)
    assert frame.text("household_code")[0] in said
    for line in worked_income(frame, 0):
        assert line in said
    members = register.frames["register_member"]
    own = int((members.household == frame.household[0]).nonzero()[0][0])
    book.sheets[register.sources[0].sheets["register_member"]].activate()
    book.sheets.active.range(f"C{int(members.row[own])}").select()
    carried_out(household_income, click)
    assert told(calc) == said


def test_a_row_that_is_no_household_is_told_where_to_click(calc: xw.App, click: Click, village: Path) -> None:
    register, _ = household_row(village)
    book = calc.books.open(village)
    book.sheets[register.sources[0].sheets[HOUSEHOLDS]].activate()
    book.sheets.active.range("B3").select()
    with pytest.raises(CommandError, match="一户所在的行"):
        carried_out(household_income, click)


def test_the_incomes_of_a_sheet_are_those_of_the_register(calc: xw.App, click: Click, village: Path) -> None:
    register, _ = household_row(village)
    frame = register.frames[HOUSEHOLDS]
    book = calc.books.open(village)
    book.sheets[register.sources[0].sheets[HOUSEHOLDS]].activate()
    carried_out(sheet_income, click)
    result = calc.books.active.sheets["收入计算"]
    values = result.used_range.value
    labels = next(row for row in values if "户编号" in row)
    rows = [row for row in values[values.index(labels) + 1 :] if row[labels.index("户编号")]]
    assert [row[labels.index("户编号")] for row in rows] == frame.text("household_code").tolist()
    column = next(index for index, label in enumerate(labels) if label and label.startswith("人均纯收入"))
    expected = [None if number != number else number for number in frame.number("per_capita").tolist()]
    assert [row[column] for row in rows] == pytest.approx(expected)
    assert rows[0][labels.index("计算过程")] == "\n".join(worked_income(frame, 0))


def test_a_sheet_without_income_is_told_which_sheets_have_it(calc: xw.App, click: Click, village: Path) -> None:
    book = calc.books.open(village)
    book.sheets["封面"].activate()
    with pytest.raises(CommandError, match="不填收入。请切换到“"):
        carried_out(sheet_income, click)


def test_the_households_of_several_selected_areas_are_judged(calc: xw.App, click: Click, village: Path) -> None:
    register, row = household_row(village)
    frame, verdicts = register.frames[HOUSEHOLDS], register.verdicts[HOUSEHOLDS]
    book = calc.books.open(village)
    sheet = book.sheets[register.sources[0].sheets[HOUSEHOLDS]]
    sheet.activate()
    sheet.range(f"B{row},C{int(frame.row[1])}").select()
    carried_out(exit_check, click)
    values = calc.books.active.sheets["结论"].used_range.value
    labels = next(line for line in values if "户编号" in line)
    rows = values[values.index(labels) + 1 :]
    expected = [(frame.text("household_code")[i], own.outcome[i]) for i in (0, 1) for own in verdicts]
    assert [(line[labels.index("户编号")], line[labels.index("结论")]) for line in rows] == expected
    values = calc.books.active.sheets["逐条"].used_range.value
    labels = next(line for line in values if "户编号" in line)
    lines = values[values.index(labels) + 1 :]
    assert [line[labels.index("标准")] for line in lines] == [
        criterion.compiled.criterion.label for i in (0, 1) for own in verdicts for criterion in own.criteria
    ]
    assert all(line[labels.index("依据")] for line in lines)
    assert "核验了 2 户" in told(calc)


def test_a_household_in_a_rollup_is_found_by_where_its_row_came_from(
    calc: xw.App, click: Click, returned: Path, settings: Path, tmp_path: Path
) -> None:
    merge_files([returned], POLICY, "county", tmp_path, settings, "newest")
    book = calc.books.open(next(tmp_path.glob("*_汇总.xlsx")))
    sheet = book.sheets["对照表-户"]
    sheet.activate()
    sheet.range("E7").select()
    values = sheet.range("A1:AZ7").value
    carried_out(household_income, click)
    assert values[6][values[0].index("household_code")] in told(calc)
    carried_out(exit_check, click)
    assert values[6][values[0].index("household_code")] in told(calc)
    sheet.activate()


def test_a_strangers_workbook_is_refused_with_a_sentence(calc: xw.App, click: Click) -> None:
    calc.books.add()
    for command in (check_workbook, household_income, sheet_income, exit_check):
        with pytest.raises(CommandError, match="采集表"):
            carried_out(command, click)


def test_what_pasting_has_spoilt_is_put_into_a_fresh_workbook(
    calc: xw.App, click: Click, faulty: Path, tmp_path: Path
) -> None:
    own = Path(shutil.copy(faulty, tmp_path))
    calc.books.open(own)
    carried_out(restamp_workbook, click)
    same = restamp([own], tmp_path / "打的")
    assert own.with_name(f"{own.stem}（重新装表）.xlsx").read_bytes() == same.files[0].read_bytes()
    assert told(calc) == "\n".join(same.lines)
    assert calc.books.active.name == f"{own.stem}（重新装表）.xlsx"
