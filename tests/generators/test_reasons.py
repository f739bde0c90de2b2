"""Reasons written into a problem list come back from it, whatever was done to the list in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cunbiao.definitions import load_campaign
from cunbiao.findings import EXPLAINED, Finding, digest_of
from cunbiao.records.identity_sheet import FACT, KEY, KNOWN, REASON
from cunbiao.records.submission import Ignored, ProblemList, Quarantined, WrittenReason
from cunbiao.submissions.definition import schema_of
from cunbiao.submissions.workbook import take
from generators.problems import LIST, ReasonKeeping, problems_file
from generators.publishing import publish
from tests.generators.opening import assert_opens
from tests.generators.test_problems import HINT, ID, INCOME, OTHER
from tests.judge import Office
from tests.merging.invented import campaign

OLD = WrittenReason("341302102001/INC-03/aa", "f1", "卖了牛", (), "旧.xlsx")
DOUBT = replace(INCOME, key=OLD.key, fact=OLD.fact)
SAME = replace(DOUBT, reason="卖了牛")
HEADING = 3


def written(tmp_path: Path, *findings: Finding, reasons: tuple[WrittenReason, ...] = ()) -> Path:
    keeping = ReasonKeeping(campaign(), reasons)
    return publish(problems_file(tmp_path / "东关镇_问题清单.xlsx", "问题清单", findings, {}, "", keeping)).path


def opened(path: Path, change: Callable[[Worksheet, dict[str, int]], None]) -> Path:
    """The list as a person saves it after having changed something; columns are given by heading."""
    book = openpyxl.load_workbook(path)
    sheet = book[LIST]
    change(sheet, {str(cell.value): column for column, cell in enumerate(sheet[HEADING], 1)})
    book.save(path)
    return path


def taken(path: Path, of: str = "") -> Any:
    return take(path.name, path.read_bytes(), 0.0, schema_of(load_campaign(of) if of else campaign()))


def reasons_in(path: Path) -> list[WrittenReason]:
    own = taken(path)
    assert isinstance(own, ProblemList)
    return own.reasons


def write(text: str, row: int) -> Callable[[Worksheet, dict[str, int]], None]:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        sheet.cell(row, columns[REASON]).value = text

    return change


def test_a_reason_comes_back_for_its_finding(tmp_path: Path) -> None:
    path = opened(written(tmp_path, ID, DOUBT, HINT), write("今年卖了牛，\n有收据", 6))
    assert reasons_in(path) == [WrittenReason(OLD.key, "f1", "今年卖了牛， 有收据", (), path.name)]


def test_a_list_nobody_wrote_into_is_what_we_wrote_ourselves(tmp_path: Path) -> None:
    assert isinstance(taken(written(tmp_path, ID, DOUBT)), Ignored)


def test_the_list_shows_the_reason_and_notes_that_it_does(tmp_path: Path) -> None:
    path = written(tmp_path, SAME, reasons=(OLD,))
    sheet = openpyxl.load_workbook(path, data_only=True)[LIST]
    row = dict(zip([cell.value for cell in sheet[HEADING]], [cell.value for cell in sheet[HEADING + 1]], strict=True))
    assert (row["级别"], row[REASON]) == (EXPLAINED, "卖了牛")
    assert (row[KEY], row[FACT], row[KNOWN]) == (OLD.key, "f1", digest_of("卖了牛"))
    assert reasons_in(path) == [WrittenReason(OLD.key, "f1", "卖了牛", (digest_of("卖了牛"),), path.name)]


def test_a_changed_reason_says_what_it_replaces_and_an_emptied_one_too(tmp_path: Path) -> None:
    path = opened(written(tmp_path, SAME, reasons=(OLD,)), write("卖了两头牛", 4))
    [own] = reasons_in(path)
    assert (own.text, own.known) == ("卖了两头牛", (digest_of("卖了牛"),))
    [gone] = reasons_in(opened(path, write("", 4)))
    assert (gone.text, gone.known) == ("", (digest_of("卖了牛"),))


def test_two_reasons_side_by_side_are_not_taken_away_by_nobody_writing(tmp_path: Path) -> None:
    other = replace(OLD, text="卖了羊")
    assert isinstance(taken(written(tmp_path, DOUBT, reasons=(OLD, other))), Ignored)
    [own] = reasons_in(opened(written(tmp_path, DOUBT, reasons=(OLD, other)), write("都卖了", 4)))
    assert own.known == tuple(sorted([digest_of("卖了牛"), digest_of("卖了羊")]))


def _turned(sheet: Worksheet, columns: dict[str, int]) -> None:
    """The rows sorted another way."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    for number, row in enumerate(reversed(rows), 4):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value


def _above(sheet: Worksheet, columns: dict[str, int]) -> None:
    sheet.insert_rows(1, 2)


def _between(sheet: Worksheet, columns: dict[str, int]) -> None:
    sheet.insert_cols(columns["级别"])


def _deleted(sheet: Worksheet, columns: dict[str, int]) -> None:
    sheet.delete_rows(4)


def _renamed(sheet: Worksheet, columns: dict[str, int]) -> None:
    sheet.title = "八月的"


@pytest.mark.parametrize("habit", [_turned, _above, _between, _deleted, _renamed])
def test_what_people_do_to_lists_loses_no_reason(
    tmp_path: Path, habit: Callable[[Worksheet, dict[str, int]], None]
) -> None:
    path = opened(written(tmp_path, OTHER, ID, DOUBT), write("卖了牛", 6))
    assert [(own.key, own.text) for own in reasons_in(opened(path, habit))] == [(OLD.key, "卖了牛")]


def test_a_list_of_another_notice_is_refused(tmp_path: Path) -> None:
    path = opened(written(tmp_path, DOUBT), write("卖了牛", 4))
    refused = taken(path, of="yunnan-mengga-2019")
    assert isinstance(refused, Quarantined)
    assert refused.reason == "FILE-32"
    assert campaign().notice.title in refused.message


def test_excel_lets_a_reason_be_written_beside_what_is_to_be_verified_only(tmp_path: Path, office: Office) -> None:
    path = written(tmp_path, ID, DOUBT, HINT, SAME)
    assert_opens(path)
    sheet = openpyxl.load_workbook(path)[LIST]
    [rule] = sheet.data_validations.dataValidation
    first = sheet.cell(4, 9).coordinate
    assert (str(rule.sqref), sheet.cell(3, 9).value) == (f"{first}:I7", REASON)
    with office.open(path) as book:
        page = book.sheet(LIST)
        book.document.Sheets.insertNewByName("试", 9)
        tests = book.sheet("试")
        for row in range(4, 8):
            formula = str(rule.formula1).replace("$H4", f"${LIST}.$H{row}").replace("$I4", f"${LIST}.$I{row}")
            tests.getCellByPosition(0, row).setFormula("=" + formula.replace(",", ";"))
        allowed = {
            page.getCellByPosition(7, row - 1).getString(): bool(tests.getCellByPosition(0, row).getValue())
            for row in range(4, 8)
        }
    assert allowed == {"提示": False, "必改": False, "核实": True, EXPLAINED: True}


def test_the_hidden_columns_and_the_hidden_sheet_stay_out_of_sight(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, DOUBT))
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "veryHidden"]
    hidden = [letter for letter, column in book[LIST].column_dimensions.items() if column.hidden]
    # Columns of one look are one entry.
    assert book[LIST][f"{hidden[0]}{HEADING}"].value == KEY
    assert len(hidden) == 1


def test_a_list_without_a_notice_takes_no_reasons(tmp_path: Path) -> None:
    """The problems of a roster are settled before anything is issued."""
    path = publish(problems_file(tmp_path / "花名册_问题清单.xlsx", "花名册", [INCOME], {})).path
    assert REASON not in [cell.value for cell in openpyxl.load_workbook(path)[LIST][HEADING]]
    assert isinstance(taken(path), Ignored)
