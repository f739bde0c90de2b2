"""What a township or county fills in goes to the record it is about, is never lost, and waits where it is in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cunbiao import message_ids
from cunbiao.checking.row_messages import pieces
from cunbiao.definitions import load_campaign
from cunbiao.merging.handed_in import take_apart
from cunbiao.merging.levels import latest
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.merging.rollup_sheets import restore
from cunbiao.merging.villages import RollupLevel
from cunbiao.records.identity_sheet import ABOUT, RECORD
from cunbiao.records.submission import Intake, LevelEntry, LevelFile, RollupFile
from cunbiao.submissions.definition import schema_of
from cunbiao.submissions.workbook import take
from generators.levels import level_file
from generators.publishing import publish
from generators.rollup import rollup_file
from tests.generators.opening import assert_opens
from tests.judge import LockedCell, Office
from tests.merging.invented import Row, campaign, household, member, messages, person_number, submission, told

YONGAN = load_campaign("fujian-yongan-2021")
MENGGA = load_campaign("yunnan-mengga-2019")
FIRST = 6
SHEET = "附件7清退"


def register(
    entries: Sequence[LevelEntry] = (), *, level: RollupLevel = "township", codes: str = "12", **applied: Row
) -> Register:
    """东关村 with two households that are asked to be cleared out; ``applied`` are rows of 永安's form instead."""
    of = YONGAN if applied else campaign()
    homes = [household(code, 1, f"张{code}", person_number(int(code))) for code in codes]
    people = [member(code, f"张{code}", person_number(int(code))) for code in codes]
    about: Sequence[Row] = [{"household_code": code, "misidentified_case": "购买商品房"} for code in codes]
    tables: Mapping[str, Sequence[Row]] = {"register_household": homes, "register_member": people}
    tables = {**tables, **({"no_policy": list(applied.values())} if applied else {"clearout": about})}
    own = submission("东关村", tables, of=of)
    return merge(Intake([own], [], []), of, level, messages(), entries=entries)


def workbook(folder: Path, own: Register, before: Sequence[LevelEntry] = (), place: str = "东关镇") -> Path:
    output = level_file(folder, own, place, before)
    assert output is not None
    return publish(output).path


def opened(path: Path, sheet: str = SHEET) -> tuple[openpyxl.Workbook, Worksheet, dict[str, int]]:
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    return book, page, {str(cell.value): cell.column for cell in page[1] if cell.value}


def fill(path: Path, name: str, *values: str | None, sheet: str = SHEET) -> list[LevelEntry]:
    """Types into a column, row by row from the first, and reads the workbook back."""
    book, page, columns = opened(path, sheet)
    for row, value in enumerate(values, FIRST):
        page.cell(row, columns[name]).value = value
    book.save(path)
    return read(path, YONGAN.notice.id if name.endswith("date") else campaign().notice.id)


def read(path: Path, notice: str = campaign().notice.id) -> list[LevelEntry]:
    of = YONGAN if notice == YONGAN.notice.id else campaign()
    own = take(path.name, path.read_bytes(), 0.0, schema_of(of))
    assert isinstance(own, LevelFile)
    return own.entries


def opinions(own: Register, name: str = "township_opinion") -> list[str]:
    return list(own.frames["clearout"].text(name))


def test_each_level_may_type_into_its_own_columns_only(tmp_path: Path) -> None:
    levels: tuple[tuple[RollupLevel, str, str], ...] = (
        ("township", "township_opinion", "东关镇"),
        ("county", "county_opinion", "埇桥区"),
    )
    for level, name, place in levels:
        path = workbook(tmp_path, register(level=level), place=place)
        assert path.name == f"{place}_本级填报.xlsx"
        assert_opens(path)
        _, page, columns = opened(path)
        assert page.protection.sheet
        open_cells = {cell.column for cell in page[FIRST] if not cell.protection.locked}
        assert open_cells == {columns[name]}


def test_it_goes_to_its_record_wherever_the_row_stands(tmp_path: Path) -> None:
    path = workbook(tmp_path, register())
    book, page, _ = opened(path)
    rows = [[cell.value for cell in page[row]] for row in (FIRST, FIRST + 1)]
    for row, values in zip((FIRST, FIRST + 1), reversed(rows), strict=True):
        for column, value in enumerate(values, 1):
            page.cell(row, column).value = value
    book.save(path)
    entries = fill(path, "township_opinion", "同意", None)
    assert opinions(register(entries)) == ["", "同意"]


def test_written_anew_the_workbook_keeps_what_was_filled_in(tmp_path: Path) -> None:
    entries = fill(workbook(tmp_path, register()), "township_opinion", "同意\n报区里", "不同意")
    again = read(workbook(tmp_path, register(entries), entries))
    assert [(own.record, own.value) for own in again] == [(own.record, own.value) for own in entries]


def test_a_number_or_a_date_is_what_the_form_says(tmp_path: Path) -> None:
    asked: Row = {"household_code": "1", "apply_date": 44_480.0}
    path = workbook(tmp_path, register(one=asked))
    sheet = YONGAN.tables["no_policy"].sheet
    entries = fill(path, "township_date", "2021年11月8日", sheet=sheet)
    own = register(entries, one=asked)
    assert own.frames["no_policy"].number("township_date").tolist() == [44_508.0]
    path = workbook(tmp_path, own, entries)
    _, page, columns = opened(path, sheet)
    assert page.cell(FIRST, columns["township_date"]).value == datetime(2021, 11, 8)


def test_what_cannot_be_read_is_told_and_stands_as_it_was(tmp_path: Path) -> None:
    asked: Row = {"household_code": "1"}
    sheet = YONGAN.tables["no_policy"].sheet
    entries = fill(workbook(tmp_path, register(one=asked)), "township_date", "等通知", sheet=sheet)
    own = register(entries, one=asked)
    assert str(own.frames["no_policy"].number("township_date")[0]) == "nan"
    [finding] = told(own, message_ids.ENTRY_UNREADABLE)
    assert "东关镇_本级填报.xlsx" in finding.message and "等通知" in finding.message
    assert finding.household_code == "1"
    _, page, columns = opened(workbook(tmp_path, own, entries), sheet)
    assert page.cell(FIRST, columns["township_date"]).value == "等通知"


def test_an_answer_about_a_record_that_is_gone_is_named_and_kept_until_it_is_cleared(tmp_path: Path) -> None:
    entries = fill(workbook(tmp_path, register()), "township_opinion", "同意", "不同意")
    own = register(entries, codes="1")
    [finding] = told(own, message_ids.ENTRY_WITHOUT_RECORD)
    assert "东关村2张2" in finding.message and "不同意" in finding.message
    assert (finding.place.file, finding.place.row) == ("东关镇_本级填报.xlsx", FIRST + 1)
    path = workbook(tmp_path, own, entries)
    kept = read(path)
    assert [(own.record.partition("/")[2], own.value) for own in kept] == [("1", "同意"), ("2", "不同意")]
    cleared = fill(path, "township_opinion", "同意", None)
    assert told(register(cleared, codes="1"), message_ids.ENTRY_WITHOUT_RECORD) == []
    assert opened(workbook(tmp_path, register(cleared, codes="1"), cleared))[1].max_row == FIRST


def test_a_row_somebody_inserted_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path, register())
    book, page, columns = opened(path)
    for row in (FIRST, FIRST + 1):
        page.cell(row, columns[RECORD]).value = page.cell(row, columns[ABOUT]).value = None
    book.save(path)
    entries = fill(path, "township_opinion", "同意", "不同意")
    own = register(entries)
    assert ["没有编号的一行" in finding.message for finding in told(own, message_ids.ENTRY_WITHOUT_RECORD)] == [
        True
    ] * 2
    assert [own.value for own in read(workbook(tmp_path, own, entries))] == ["同意", "不同意"]


def test_where_two_workbooks_differ_neither_counts_and_each_keeps_its_own(tmp_path: Path) -> None:
    path = workbook(tmp_path, register())
    copy = tmp_path / "东关镇_本级填报 - 副本.xlsx"
    copy.write_bytes(path.read_bytes())
    standing = fill(path, "township_opinion", "同意", "同意")
    entries = [*standing, *fill(copy, "township_opinion", "不同意", "同意")]
    own = register(entries)
    assert opinions(own) == ["", "同意"]
    [finding] = told(own, message_ids.ENTRIES_DIFFER)
    assert "副本.xlsx”的“附件7清退”第 6 行写“不同意”" in finding.message and "写“同意”" in finding.message
    assert finding.household_code == "1"
    assert [own.value for own in read(workbook(tmp_path, own, standing))] == ["同意", "同意"]


def test_the_county_sees_what_the_township_said_and_a_rollup_carries_it(tmp_path: Path) -> None:
    entries = fill(workbook(tmp_path, register()), "township_opinion", "同意", None)
    path = publish(rollup_file(tmp_path / "汇总.xlsx", "汇总表", register(entries), "东关镇")).path
    taken = take(path.name, path.read_bytes(), 0.0, schema_of(campaign(), rollups=True))
    assert isinstance(taken, RollupFile)
    assert list(restore(taken.sheets).entries) == entries
    found = take_apart(Intake([], [], [], [taken]), tmp_path)
    county = merge(found.intake, campaign(), "county", messages(), entries=latest([], found.carried))
    assert opinions(county) == ["同意", ""]
    _, page, _ = opened(workbook(tmp_path, county, place="埇桥区"))
    [said] = [cell for cell in page[FIRST] if cell.value == "同意"]
    assert said.protection.locked


@pytest.mark.parametrize("value", ["不同意", None])
def test_the_township_workbook_at_hand_comes_before_what_its_rollup_carries(tmp_path: Path, value: str | None) -> None:
    path = workbook(tmp_path, register())
    carried = fill(path, "township_opinion", "同意", "同意")
    entries = latest(fill(path, "township_opinion", value, "同意"), carried)
    assert opinions(register(entries)) == [value or "", "同意"]


def test_a_village_that_has_not_handed_in_loses_nothing(tmp_path: Path) -> None:
    entries = fill(workbook(tmp_path, register()), "township_opinion", "同意", None)
    empty = merge(Intake([], [], []), campaign(), "township", messages(), entries=entries)
    assert told(empty, message_ids.ENTRY_WITHOUT_RECORD) == []
    assert [own.value for own in read(workbook(tmp_path, empty, entries))] == ["同意"]


def mengga(entries: Sequence[LevelEntry] = ()) -> Register:
    """Two households of 勐戛镇, of which the second is to leave poverty."""
    homes = [household("1"), household("2", 1, "李四", person_number(2), operation="标注脱贫")]
    own = submission("东关村", {"register_household": homes}, of=MENGGA)
    return merge(Intake([own], [], []), MENGGA, "township", messages(), entries=entries)


def test_what_a_level_owes_is_told_from_that_level_on_until_it_is_filled_in(tmp_path: Path) -> None:
    township, county = register(), register(level="county")
    assert (len(told(township, "CL-03")), told(township, "CL-04")) == (2, [])
    assert (len(told(county, "CL-03")), len(told(county, "CL-04"))) == (2, 2)
    entries = fill(workbook(tmp_path, township), "township_opinion", "同意", None)
    assert [finding.household_code for finding in told(register(entries), "CL-03")] == ["2"]


def test_the_village_is_not_told_what_it_cannot_mend() -> None:
    of = campaign()
    said = {piece.check for piece in pieces(of, "clearout", messages())}
    assert "CL-01" in said and not said & of.checks_of_levels
    assert {"CL-03", "CL-04"} == of.checks_of_levels


def test_only_records_of_which_something_is_asked_are_listed_or_those_that_were_answered(tmp_path: Path) -> None:
    sheet = MENGGA.tables["register_household"].sheet
    _, page, columns = opened(workbook(tmp_path, mengga()), sheet)
    assert [str(page.cell(row, columns[RECORD]).value).partition("/")[2] for row in range(FIRST, page.max_row + 1)] == [
        "2"
    ]
    village = mengga().sources[0].village_code
    answer = LevelEntry(
        "register_household",
        f"{village}/1",
        "acceptance_opinion",
        "同意退出",
        True,
        "",
        "东关镇",
        "a.xlsx",
        sheet,
        6,
        "H",
    )
    _, page, _ = opened(workbook(tmp_path, mengga([answer])), sheet)
    assert page.max_row == FIRST + 1


def test_filled_in_by_hand_it_is_chosen_from_the_list_and_comes_back(office: Office, tmp_path: Path) -> None:
    sheet = MENGGA.tables["register_household"].sheet
    path, saved = workbook(tmp_path, mengga()), tmp_path / "填好.xlsx"
    with office.open(path) as book:
        names = {str(name): number for number, name in enumerate(book.values(sheet, "A1:Z1")[0], 1) if name}
        cell = f"{get_column_letter(names['acceptance_opinion'])}{FIRST}"
        listed = book.sheet(sheet).getCellRangeByName(cell).Validation.getFormula1()
        with pytest.raises(LockedCell):
            book.type(sheet, f"E{FIRST}", "别村")
        book.type(sheet, cell, "同意退出")
        book.save(saved)
    assert listed == "list_acceptance"
    taken = take(saved.name, saved.read_bytes(), 0.0, schema_of(MENGGA))
    assert isinstance(taken, LevelFile)
    assert list(mengga(taken.entries).frames["register_household"].text("acceptance_opinion")) == ["", "同意退出"]
