"""Households and persons are chosen by name; what is kept are codes and data, on the sheet as in the merge."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.definitions import Campaign
from cunbiao.records.household_names import household_names, person_names
from cunbiao.records.submission import TableRows, Value
from cunbiao.submissions.reading import read_submissions
from generators.village import VillageTemplate
from generators.village.layout import FIRST_ROW, EntryLayout
from generators.village.names import HOUSEHOLDS
from generators.village.prefill import Prefill
from tests.judge import Book, Office


def test_two_of_one_name_stay_apart() -> None:
    names = household_names([("A1", "王五"), ("A2", "王五"), ("A1", "王五")])
    assert names == {"A1": "01 王五", "A2": "02 王五"}
    assert person_names(names, [("A1", "王小"), ("A2", "王小"), ("A1", "王小")]) == [
        "01-1 王小",
        "02-1 王小",
        "01-2 王小",
    ]


def test_numbers_are_as_long_as_the_village_needs() -> None:
    names = household_names((str(code), "王五") for code in range(100))
    assert (names["0"], names["99"]) == ("001 王五", "100 王五")


@pytest.fixture(scope="module")
def filled(
    office: Office, issued_file: Path, template: VillageTemplate, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A village that chose a household and a spare one by name, and two persons: from the list, and by hand."""
    with office.open(issued_file) as book:
        household, person = _called(book, "register_household", 2), _persons(book, 3)
        _type(book, template, "increase", 0, household_code=household, name="林小一")
        _type(book, template, "new_household", 1, head_name="林军保")
        book.calculate()
        assert _new_names(book)[:3] == ["新01", "新02 林军保", "新03"]
        _type(book, template, "new_member", 0, household_code="新02 林军保", name="林军保")
        _type(book, template, "decrease", 0, _pick=person, decrease_reason="死亡")
        _type(book, template, "decrease", 1, _pick="不在名单的人")
        _type(book, template, "decrease", 2, household_code=household, name="另外的人", id_number="11010119900101123X")
        book.calculate()
        file = tmp_path_factory.mktemp("chosen") / "village.xlsx"
        book.save(file)
    return file


def test_the_sheet_shows_who_was_chosen(office: Office, filled: Path, template: VillageTemplate, own: Prefill) -> None:
    with office.open(filled) as book:
        chosen = {name: _shown(book, template, "decrease", 0, name) for name in _FOLLOWING}
        assert chosen == {name: own.tables["register_member"][name][3] or "" for name in _FOLLOWING}
        assert (
            _shown(book, template, "increase", 0, "parent_head_name")
            == own.tables["register_household"]["head_name"][2]
        )
        assert _shown(book, template, "decrease", 1, "name") == "不在名单的人"
        assert "公式" not in str(_shown(book, template, "decrease", 0, "_message"))


def test_the_merge_takes_the_same_from_it(filled: Path, campaign: Campaign, own: Prefill) -> None:
    [submission] = read_submissions([filled], campaign).submissions
    codes = own.tables["register_household"]["household_code"]
    decrease = submission.tables["decrease"]
    assert _row(decrease, 0) == {name: own.tables["register_member"][name][3] for name in _FOLLOWING}
    assert _row(decrease, 1) == dict.fromkeys(_FOLLOWING) | {"name": "不在名单的人"}
    assert (decrease.columns["household_code"][2], decrease.columns["name"][2]) == (codes[2], "另外的人")
    assert submission.tables["increase"].columns["household_code"] == [codes[2]]
    assert submission.tables["new_member"].columns["household_code"] == ["新02"]
    assert not decrease.formulas


_FOLLOWING = ("household_code", "name", "member_code", "id_number", "relation")


def _row(rows: TableRows, index: int) -> dict[str, Value]:
    return {name: rows.columns[name][index] for name in _FOLLOWING}


def _layout(template: VillageTemplate, table: str) -> EntryLayout:
    return next(sheet.layout for sheet in template.sheets if sheet.table_id == table)


def _type(book: Book, template: VillageTemplate, table: str, row: int, **cells: str) -> None:
    layout = _layout(template, table)
    for name, text in cells.items():
        book.type(layout.sheet, f"{layout.letter(name)}{FIRST_ROW + row}", text)


def _shown(book: Book, template: VillageTemplate, table: str, row: int, name: str) -> str | float:
    layout = _layout(template, table)
    return book.value(layout.sheet, f"{layout.letter(name)}{FIRST_ROW + row}")


def _column(book: Book, heading: str) -> list[str | float]:
    cells = book.used(HOUSEHOLDS)
    index = cells[0].index(heading)
    return [row[index] for row in cells[1:]]


def _called(book: Book, tables: str, index: int) -> str:
    """What the drop-down calls a household."""
    return str(_column(book, tables)[index])


def _persons(book: Book, index: int) -> str:
    return str(_column(book, "called.register_member")[index])


def _new_names(book: Book) -> list[str | float]:
    return _column(book, "new_household")
