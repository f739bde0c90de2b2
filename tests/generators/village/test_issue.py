"""What a village is sent: its own rows, recognisable, the same every time."""

from __future__ import annotations

import zipfile
from pathlib import Path

from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from cunbiao.definitions import Campaign
from cunbiao.lists.roster.model import Roster
from cunbiao.records.identity_sheet import Cell, issued_hash, named_entries, read_identity
from cunbiao.submissions.reading import read_submissions
from generators.publishing import publish
from generators.village import VillageTemplate, issue_villages, village_workbooks
from generators.village.layout import FIRST_ROW
from generators.village.prefill import Prefill


def column(book: Workbook, template: VillageTemplate, table: str, name: str) -> list[object]:
    """A column of an entry sheet from the first data row down."""
    layout = next(sheet.layout for sheet in template.sheets if sheet.table_id == table)
    page = book[layout.sheet]
    return [page.cell(row, layout.index(name) + 1).value for row in range(FIRST_ROW, page.max_row + 1)]


def test_the_rows_are_the_rosters_in_its_order_with_digits_as_text(
    book: Workbook, template: VillageTemplate, own: Prefill
) -> None:
    for table, names in (("register_household", ("household_code", "head_id", "bank_account", "farmland")),):
        for name in names:
            assert column(book, template, table, name) == list(own.tables[table][name])
    people = column(book, template, "register_member", "id_number")
    assert people == list(own.tables["register_member"]["id_number"])
    assert all(isinstance(number, str) for number in people)


def test_rows_carry_tokens_and_spare_rows_follow(book: Workbook, template: VillageTemplate, own: Prefill) -> None:
    issued = own.count("edge_household")
    spare = template.campaign.tables["edge_household"].spare_rows
    tokens = [f"R{number:04d}" for number in range(1, issued + 1)]
    tokens += [f"S{number:04d}" for number in range(1, spare + 1)]
    assert column(book, template, "edge_household", "_token") == tokens
    assert column(book, template, "register_household", "_token")[-1] == f"R{own.count('register_household'):04d}"


def test_new_households_have_their_temporary_codes(book: Workbook, template: VillageTemplate) -> None:
    spare = template.campaign.tables["new_household"].spare_rows
    codes = column(book, template, "new_household", "household_code")
    assert codes == [f"新{number:02d}" for number in range(1, spare + 1)]


def test_what_is_asked_anew_is_issued_empty_and_kept_for_comparison(
    book: Workbook, template: VillageTemplate, own: Prefill
) -> None:
    """This year's income cannot be last year's left standing; what does not change from year to year is prefilled."""
    issued = own.tables["register_household"]
    assert column(book, template, "register_household", "wage_income") == [None] * len(issued["wage_income"])
    assert column(book, template, "register_household", "farmland") == issued["farmland"]
    copy = book["_issued_register_household"]
    names = {cell.value: number for number, cell in enumerate(copy[1], 1)}
    kept = [copy.cell(row, names["wage_income"]).value for row in range(2, len(issued["wage_income"]) + 2)]
    assert kept == issued["wage_income"] and any(issued["wage_income"])


def test_the_cover_counts_no_row_that_the_village_has_not_touched(issued_file: Path) -> None:
    cover = CalamineWorkbook.from_path(str(issued_file)).get_sheet_by_name("封面").to_python(skip_empty_area=False)
    lines = {str(row[1]): [str(cell) for cell in row[3:5]] for row in reversed(cover)}
    assert lines["对照表-人"] == ["0.0", "0.0"]
    assert lines["对照表-户"][0] == "0.0" and lines["对照表-户"][1] != "0.0"


def test_the_workbook_says_whose_it_is_and_the_hash_ties_it_to_its_rows(
    issued_file: Path, campaign: Campaign, roster: Roster, template: VillageTemplate
) -> None:
    workbook = CalamineWorkbook.from_path(str(issued_file))
    identity = read_identity(named_entries(_cells(workbook, "_identity")))
    village = roster.villages[0]
    assert (identity.village_code, identity.village, identity.township) == (
        village.code,
        village.name,
        village.township,
    )
    assert identity.policy == campaign.notice.id
    assert identity.forms == dict.fromkeys(campaign.forms, campaign.notice.form_edition)
    assert identity.capacity == template.capacity.rows
    assert list(identity.sheets) == workbook.sheet_names
    assert [entry.code for entry in identity.villages] == [village.code for village in roster.villages]
    rows = {
        name.removeprefix("_issued_"): _cells(workbook, name)
        for name in workbook.sheet_names
        if name.startswith("_issued_")
    }
    assert identity.issued_hash == issued_hash(rows)


def _cells(workbook: CalamineWorkbook, sheet: str) -> list[list[Cell]]:
    rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [[cell if isinstance(cell, str | float | int | bool) else str(cell) for cell in row] for row in rows]


def test_a_workbook_that_comes_back_untouched_has_nothing_odd_about_it(
    campaign: Campaign, roster: Roster, tmp_path: Path
) -> None:
    files = [publish(own.output) for own in issue_villages(campaign, roster, tmp_path)]
    intake = read_submissions([tmp_path], campaign)
    assert len(intake.submissions) == len(files) == len(roster.villages)
    assert intake.quarantined == [] and intake.ignored == []
    for submission in intake.submissions:
        assert submission.findings == []
        assert all(rows.counts.balanced for rows in submission.tables.values())


def test_files_lie_in_a_folder_a_township_and_progress_is_told(
    campaign: Campaign, roster: Roster, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    files = list(issue_villages(campaign, roster, tmp_path, lambda done, total: told.append((done, total))))
    assert told == [(1, 2), (2, 2)]
    for file, village in zip(files, roster.villages, strict=True):
        assert file.output.path == tmp_path / village.township / f"{village.name}_{village.code}.xlsx"
        assert file.village.code == village.code
        assert file.members > file.households > 0


def test_the_same_roster_gives_the_same_bytes(campaign: Campaign, roster: Roster, issued: bytes) -> None:
    again = [data for _, data in village_workbooks(campaign, roster)]
    assert again[0] == issued
    assert again[0] != again[1]


def test_every_part_carries_the_same_clockless_date(issued_file: Path) -> None:
    with zipfile.ZipFile(issued_file) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None


def test_a_village_without_households_gets_a_workbook_of_spare_rows(campaign: Campaign, roster: Roster) -> None:
    empty = Roster(
        roster.villages[:1],
        {name: [] for name in roster.households},
        {name: [] for name in roster.members},
    )
    [(own, data)] = village_workbooks(campaign, empty)
    assert set(own.counts.values()) == {0}
    assert len(data) > 100_000
