"""What comes back: every mistake of the catalogue is made once, where it says, and the rest is clean."""

from __future__ import annotations

from collections import Counter

import pytest

from cunbiao.definitions.messages import load_messages
from cunbiao.lists.roster import Village
from generators.village import village_workbooks
from sample.answers import Answers
from sample.county import County
from sample.issued import IssuedWorkbook
from sample.mistakes import BETWEEN, FILES, SHEETS, TYPING, Planted
from sample.returns import IssuedFile, Returns, return_workbooks
from sample.roster import as_roster
from tests.definitions.everything import checks_in_force
from workbooks.references import column_index


@pytest.fixture(scope="module")
def issued_files(county: County) -> dict[Village, IssuedFile]:
    books = village_workbooks(county.campaign, as_roster(county))
    return {own.village: IssuedFile(own.village.name, data) for own, data in books}


@pytest.fixture(scope="module")
def returns(county: County, issued_files: dict[Village, IssuedFile], answers: dict[str, Answers]) -> Returns:
    return return_workbooks(county, issued_files, answers)


def _file(returns: Returns, name: str) -> bytes:
    return next(file.data for file in returns.files if file.name == name)


def _planted(returns: Returns, mistake: str) -> Planted:
    return next(planted for planted in returns.planted if planted.mistake == mistake)


def test_every_mistake_of_the_catalogue_is_made(returns: Returns) -> None:
    catalogue = [mistake.id for mistake in (*TYPING, *SHEETS, *FILES)]
    assert len(set(catalogue)) == len(catalogue)
    assert {planted.mistake for planted in returns.planted} == {*catalogue, *BETWEEN}


def test_every_mistake_names_a_check_there_is(returns: Returns) -> None:
    known = {message.id for message in load_messages()} | checks_in_force()
    assert {planted.check for planted in returns.planted} <= known


def test_every_village_returns_something_but_the_one_that_is_missing(
    returns: Returns, issued_files: dict[Village, IssuedFile]
) -> None:
    names = {file.name.split("（")[0].split("(")[0].removesuffix(".xlsx") for file in returns.files}
    assert {village.code for village in issued_files if village.name not in names} == set(returns.missing)
    assert not set(returns.clean) & set(returns.missing)
    assert all(planted.file in {file.name for file in returns.files} for planted in returns.planted if planted.file)


def test_only_the_tries_that_failed_are_planted_in_a_clean_village(returns: Returns) -> None:
    mistakes = {planted.mistake for planted in returns.planted if planted.village_code in returns.clean}
    assert mistakes == {*(mistake.id for mistake in FILES), "old_template", "foreign_village"}


def test_a_household_carries_one_mistake_at_most(returns: Returns) -> None:
    homes = Counter((own.village_code, own.household_code) for own in returns.planted if own.household_code)
    assert set(homes.values()) == {1}


@pytest.mark.parametrize(
    ("mistake", "shown"),
    [
        ("same_as_above", "同上"),
        ("pasted_over_list", "煤气罐"),
        ("broken_reference", "#REF!"),
        ("formula_never_calculated", ""),
        ("impossible_date", "2020.2.30"),
        ("negative_amount", "-200"),
    ],
)
def test_a_typing_mistake_stands_where_it_says(returns: Returns, mistake: str, shown: str) -> None:
    planted = _planted(returns, mistake)
    workbook = IssuedWorkbook(_file(returns, planted.file)).workbook
    assert workbook.sheet(planted.sheet).text(planted.row, column_index(planted.column)) == shown


def test_an_inserted_row_has_no_token_and_a_deleted_one_is_gone(
    returns: Returns, issued_files: dict[Village, IssuedFile]
) -> None:
    inserted, deleted = _planted(returns, "inserted_row"), _planted(returns, "deleted_row")
    worksheet = IssuedWorkbook(_file(returns, inserted.file)).workbook.sheet(inserted.sheet)
    assert (worksheet.text(inserted.row, 0), worksheet.text(inserted.row, 1)) == ("", inserted.household_code)
    before = next(file.data for village, file in issued_files.items() if village.code == deleted.village_code)
    rows = [
        len(IssuedWorkbook(data).entry("register_member").issued) for data in (before, _file(returns, deleted.file))
    ]
    assert rows[0] - rows[1] == 1


def test_the_second_version_of_a_village_is_saved_later(returns: Returns) -> None:
    names = list(dict.fromkeys(own.file for own in returns.planted if own.mistake == "differing_copies"))
    saved = [next(file.saved for file in returns.files if file.name == name) for name in names]
    assert len(saved) == 2
    assert saved[0] < saved[1]


def test_the_same_county_always_returns_the_same(
    county: County, issued_files: dict[Village, IssuedFile], answers: dict[str, Answers], returns: Returns
) -> None:
    assert return_workbooks(county, issued_files, answers) == returns


def test_without_mistakes_every_village_is_clean(
    county: County, issued: dict[Village, bytes], answers: dict[str, Answers]
) -> None:
    files = {village: IssuedFile(village.name, data) for village, data in issued.items()}
    returns = return_workbooks(county, files, answers, mistakes=False)
    assert (returns.planted, returns.missing) == ([], [])
    assert sorted(returns.clean) == sorted(village.code for village in issued)
