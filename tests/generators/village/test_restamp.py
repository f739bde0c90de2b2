"""A spoilt workbook put into a fresh one: the values are there, the locks are as issued, nothing is lost in silence."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Protection

from commands.outcome import Status
from commands.restamp import restamp
from cunbiao.definitions import Campaign
from cunbiao.lists.roster.model import Roster
from cunbiao.records.submission import Submission
from cunbiao.submissions.reading import read_submissions
from generators.village import VillageTemplate
from generators.village.layout import FIRST_ROW, EntryLayout
from sample.answers import Answers
from sample.filler import type_answers
from tests.generators.opening import assert_recalculates
from tests.judge import Office


def _layout(template: VillageTemplate, table: str) -> EntryLayout:
    return next(sheet.layout for sheet in template.sheets if sheet.table_id == table)


@pytest.fixture(scope="module")
def spoilt(issued: bytes, roster: Roster, template: VillageTemplate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A village that changed an income, added a household, a birth and a death, and pasted over two locked cells."""
    code = roster.households["household_code"][0]
    answers = Answers(
        {},
        new_rows={
            "new_household": [{"head_name": "林军保", "wage_income": 1200.0}],
            "increase": [{"household_code": code, "name": "林小一", "increase_reason": "新生儿"}],
            "decrease": [{"household_code": code, "name": "林小二", "decrease_reason": "死亡"}],
        },
    )
    file = tmp_path_factory.mktemp("spoilt") / "village.xlsx"
    file.write_bytes(type_answers(roster.villages[0], issued, answers).workbook.to_bytes())
    book = openpyxl.load_workbook(file)
    layout = _layout(template, "register_household")
    page = book[layout.sheet]
    page[f"{layout.letter('wage_income')}{FIRST_ROW}"] = 4321
    page[f"{layout.letter('wage_income')}{FIRST_ROW}"].protection = Protection(locked=True)
    page[f"{layout.letter('head_name')}{FIRST_ROW}"] = "别的人"
    page[f"{layout.letter('remark')}{FIRST_ROW + 1}"] = "看过"
    book.save(file)
    return file


@pytest.fixture(scope="module")
def fresh(spoilt: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("fresh")
    outcome = restamp([spoilt], out)
    assert outcome.status is Status.NEEDS_PERSON
    assert any("户主姓名" in line and "别的人" in line for line in outcome.lines)
    assert "别的人" in (out / "village（没有带过去的）.txt").read_text(encoding="utf-8")
    return out / "village（重新装表）.xlsx"


def _read(file: Path, campaign: Campaign) -> Submission:
    [submission] = read_submissions([file], campaign).submissions
    return submission


def test_everything_that_was_typed_is_in_the_fresh_workbook(spoilt: Path, fresh: Path, campaign: Campaign) -> None:
    before, after = _read(spoilt, campaign), _read(fresh, campaign)
    assert after.identity == before.identity
    for table, rows in before.tables.items():
        assert after.tables[table].tokens == rows.tokens
        for name, cells in rows.columns.items():
            if (table, name) != ("register_household", "head_name"):
                assert after.tables[table].columns[name] == cells, (table, name)


def test_locks_are_those_it_was_issued_with(issued_file: Path, fresh: Path, template: VillageTemplate) -> None:
    book, before = openpyxl.load_workbook(fresh), openpyxl.load_workbook(issued_file)
    for sheet in template.sheets:
        page, issued = book[sheet.layout.sheet], before[sheet.layout.sheet]
        for row in issued.iter_rows(min_row=FIRST_ROW):
            locks = [cell.protection.locked for cell in row]
            assert [page[cell.coordinate].protection.locked for cell in row] == locks, (page.title, row[0].row)


def test_it_shows_what_a_recalculation_gives(office: Office, fresh: Path) -> None:
    assert assert_recalculates(office, fresh, frozenset({"_households"})) > 3000
