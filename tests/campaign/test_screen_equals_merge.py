"""What a village sees while it types and what the county's merge decides never differ, in a real spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from cunbiao.checking.row_messages import CellCondition, Piece, pieces
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.models import Table
from cunbiao.records.identity_sheet import ISSUED_TOKEN
from generators.village import village_workbooks
from generators.village.layout import FIRST_ROW, KEY, MESSAGE, reason_name
from office import bridge
from sample.answers import Answers
from sample.county import invent_county
from sample.roster import as_roster
from tests.campaign.screen.both_sides import CHECK_ID
from tests.campaign.screen.boundaries import SIDES, birthdays, expected_side, stands, triplets
from tests.campaign.screen.case import Case, Inputs
from tests.campaign.screen.filled import FilledCampaign, Shown, fill_and_merge
from tests.campaign.screen.from_sentences import sentence_cases
from tests.campaign.screen.households import Households, scenario_cases
from tests.campaign.screen.mixed import mixed_cases
from tests.campaign.screen.told import unlike
from tests.campaign.screen.typing import entry_pages, open_cells, type_answers
from tests.campaign.screen.villages import of_one_row
from tests.judge import Book, LockedCell, Office
from tests.sampling import Sampling
from workbooks.references import column_letters

POLICY = "anhui-yongqiao-2020"
_OF_ANY_CELL = frozenset({"CELL-08", "CELL-10", "CELL-15"})
HOUSEHOLD_TABLES = ("register_household", "new_household", "edge_household")


def every_case(campaign: Campaign, sampling: Sampling) -> list[Case]:
    """Cases of every sort and of every table: those of a sample fit into one village or two."""
    households = Households(campaign, Inputs(campaign))
    cases = [*triplets(campaign, households, sampling.of(stands(campaign), 3))]
    cases += sampling.of(scenario_cases(households), 12)
    cases += sampling.of(birthdays(campaign), 2)
    for table in campaign.tables.values():
        cases += sampling.of(mixed_cases(campaign, table), 1 if of_one_row(table) else 4)
    sentences = sentence_cases(campaign)
    alone = [case for case in sentences if any(of_one_row(campaign.tables[table]) for table in case.tables)]
    return cases + sampling.of(alone, 1) + sampling.of([case for case in sentences if case not in alone], 80)


@pytest.fixture(scope="module")
def filled(
    campaign: Campaign, sampling: Sampling, office: Office, tmp_path_factory: pytest.TempPathFactory
) -> FilledCampaign:
    """A county with the cases in it, one campaign after the other."""
    return fill_and_merge(office, campaign, every_case(campaign, sampling), tmp_path_factory.mktemp("filled"))


def test_every_table_is_compared(filled: FilledCampaign) -> None:
    assert {own.table for own in filled.shown if own.screen} == filled.campaign.tables.keys()


def test_screen_and_merge_say_the_same_of_every_row(filled: FilledCampaign) -> None:
    assert [(own.reason, own.message) for own in filled.intake.quarantined] == []
    different = [str(difference) for own in filled.shown for difference in own.differences]
    assert not different, f"{len(different)} 处不同：\n" + "\n".join(different[:50])


def test_a_row_has_the_findings_its_screen_names(filled: FilledCampaign) -> None:
    assert unlike(filled) == []


def test_no_separator_stands_at_either_end_of_what_is_said(filled: FilledCampaign) -> None:
    told = {str(row[MESSAGE]) for own in filled.shown for row in own.screen.values()} - {""}
    verdicts = {own.verdict.id for table in filled.campaign.tables for own in filled.campaign.verdicts(table)}
    names = [reason_name(verdict) for verdict in sorted(verdicts)]
    reasons = {str(row[name]) for own in filled.shown for row in own.screen.values() for name in names if name in row}
    assert any("；" in text for text in told)
    assert [text for text in told if not text.endswith("。") or "：；" in text or "；。" in text] == []
    assert [text for text in reasons if text.startswith("；") or text.endswith("；")] == []


@pytest.mark.prove
def test_everything_a_row_can_be_told_is_told_on_every_sheet(filled: FilledCampaign) -> None:
    catalogue = load_messages(filled.campaign)
    campaign = filled.campaign
    wanted = {
        (table.id, piece.check)
        for table in campaign.tables.values()
        for piece in pieces(campaign, table.id, catalogue)
        if _can_be_typed(campaign, table, piece)
    }
    assert wanted - _spoken(filled.shown) == set()


def _can_be_typed(campaign: Campaign, table: Table, piece: Piece) -> bool:
    """Whether a person can bring it about.

    Rows of the register have locked cells; the keys we give lose no digits, and only two sheets can have the same ones;
    what township and county fill is no village's to type. Errors, formulas and 同上 are typed as nonsense.
    """
    rules = [own.when for own in campaign.checks(table.id) if own.check.id == piece.check]
    if any(campaign.column(table.id, name).filled_at != "village" for when in rules for name in when.own_fields):
        return False
    if piece.check in _OF_ANY_CELL:
        return False
    if not isinstance(piece.condition, CellCondition):
        sheets = [own for own in campaign.tables.values() if own.is_home and own.key == KEY]
        return piece.check != "HH-14" or len(sheets) > 1
    column = piece.condition.column
    return not (column.locked and "register" in table.tags) and not (
        piece.check == "CELL-19" and column.name in (KEY, table.key)
    )


def _spoken(shown: list[Shown]) -> set[tuple[str, str]]:
    return {
        (own.table, check)
        for own in shown
        for row in own.screen.values()
        for check in CHECK_ID.findall(str(row[MESSAGE]))
    }


@pytest.mark.prove
def test_far_more_than_two_hundred_households_stand_on_both_sides(filled: FilledCampaign) -> None:
    assert sum(len(own.screen) for own in filled.shown if own.table in HOUSEHOLD_TABLES) > 300


@pytest.mark.prove
def test_every_line_is_stood_at(filled: FilledCampaign) -> None:
    assert {own.on(side) for own in stands(filled.campaign) for side in SIDES} <= filled.codes.keys()


@pytest.mark.parametrize("side", SIDES)
def test_a_cent_decides_on_both_sides_of_a_line(filled: FilledCampaign, side: str) -> None:
    known = stands(filled.campaign)
    stood = [own for own in known if own.on(side) in filled.codes]
    assert stood or not known
    for own in stood:
        name, stand = own.on(side), own.stand
        (household,) = filled.rows_of(name, f"{stand.tag}_household")
        line = filled.campaign.parameters[stand.line].value
        assert isinstance(line, float | int)
        distance = float(household["per_capita"]) - line
        assert (distance < -1e-6, distance > 1e-6) == (side == "差一分", side == "多一分"), name
        for column, value in expected_side(stand, side).items():
            assert household[column] == value, name
        rows = [household, *filled.rows_of(name, "unstable")]
        told = {check for row in rows for check in CHECK_ID.findall(str(row[MESSAGE]))}
        assert stand.asked_below is None or (stand.asked_below in told) == (side == "差一分"), name
        assert stand.asked_to is None or (stand.asked_to in told) == (side != "多一分"), name
        assert stand.asked_from is None or (stand.asked_from in told) == (side != "差一分"), name


def test_what_the_notice_leaves_open_is_open_on_both_sides(
    office: Office, sampling: Sampling, tmp_path_factory: pytest.TempPathFactory
) -> None:
    campaign = load_campaign(POLICY)
    first, *others = scenario_cases(Households(campaign, Inputs(campaign)))
    cases = [first, *sampling.of(others, 12)]
    filled = fill_and_merge(office, campaign, cases, tmp_path_factory.mktemp("open"))
    assert [str(difference) for own in filled.shown for difference in own.differences] == []
    outcomes = {row["_conclusion_exit"] for row in filled.rows_of(first.name, "register_household")}
    assert outcomes == {"无法判定"}


@pytest.fixture(scope="module")
def untouched(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A village's workbook as it is issued, open."""
    campaign = load_campaign(POLICY)
    roster = as_roster(invent_county(campaign, 1, 6, townships=1))
    file = tmp_path_factory.mktemp("untouched") / "village.xlsx"
    file.write_bytes(next(village_workbooks(campaign, roster))[1])
    with office.open(file) as book:
        yield book


def refused() -> AbstractContextManager[object]:
    """What LibreOffice itself throws at a program that writes into locked cells is expected."""
    return pytest.raises(bridge().getClass("com.sun.star.uno.RuntimeException"))


def test_locked_cells_refuse_to_be_typed_into(untouched: Book) -> None:
    for page in entry_pages(untouched).values():
        marks = open_cells(untouched, page)
        for row in _rows_of_every_look(marks):
            shown = untouched.sheet(page.sheet).getCellRangeByPosition(0, row, len(marks[row]) - 1, row)
            before = shown.getFormulaArray()
            for column in [column for column, is_open in enumerate(marks[row]) if not is_open]:
                with pytest.raises(LockedCell):
                    untouched.type(page.sheet, f"{column_letters(column)}{row + 1}", "改一下")
                with refused():
                    shown.getCellRangeByPosition(column, 0, column, 0).setDataArray((("改一下",),))
            assert shown.getFormulaArray() == before


def _rows_of_every_look(marks: list[list[bool]]) -> set[int]:
    """Machine names, headings, and a row of every pattern of locked cells."""
    return {0, FIRST_ROW - 2, *{tuple(row): number for number, row in enumerate(marks)}.values()}


def test_a_paste_over_a_locked_cell_is_refused_whole(untouched: Book) -> None:
    page = entry_pages(untouched)["register_household"]
    row = page.rows(ISSUED_TOKEN)[0]
    first = open_cells(untouched, page)[row].index(True)
    area = untouched.sheet(page.sheet).getCellRangeByPosition(first - 1, row, first, row)
    before = area.getDataArray()
    with refused():
        area.setDataArray((("改一下", "改一下"),))
    assert area.getDataArray() == before


def test_an_answer_for_a_locked_cell_is_refused(untouched: Book) -> None:
    code = str(entry_pages(untouched)["register_household"].cells[FIRST_ROW - 1][1])
    keys: dict[str, tuple[str, ...]] = {"register_household": ("household_code",)}
    with pytest.raises(LockedCell, match="head_name"):
        type_answers(untouched, Answers(keys, {"register_household": {(code,): {"head_name": "别人"}}}))
