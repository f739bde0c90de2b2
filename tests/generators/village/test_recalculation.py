"""The sheet and the program agree: what a workbook is issued with is what a spreadsheet program computes."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from cunbiao.definitions import Campaign
from cunbiao.expressions import compile_expression, excel_value
from cunbiao.expressions.types import LAST
from cunbiao.lists.roster.model import Roster
from generators.village import VillageTemplate, password_of, village_workbooks
from generators.village.layout import FIRST_ROW, EntryLayout
from generators.village.prefill import Prefill
from tests.generators.opening import assert_opens, assert_recalculates
from tests.generators.village.messy import spoil
from tests.judge import Book, Office
from workbooks.references import column_letters


def layout_of(template: VillageTemplate, table: str) -> EntryLayout:
    return next(sheet.layout for sheet in template.sheets if sheet.table_id == table)


@pytest.fixture(scope="module")
def messy_file(campaign: Campaign, roster: Roster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A village whose roster is full of mistakes."""
    spoilt = copy.deepcopy(roster)
    spoil(campaign, spoilt, 0.25)
    file = tmp_path_factory.mktemp("messy") / "village.xlsx"
    file.write_bytes(list(village_workbooks(campaign, spoilt))[-1][1])
    return file


def test_an_issued_workbook_opens_everywhere(issued_file: Path) -> None:
    assert_opens(issued_file)


def test_an_issued_workbook_shows_what_a_recalculation_gives(office: Office, issued_file: Path) -> None:
    assert assert_recalculates(office, issued_file) > 3000


def test_so_does_one_full_of_mistakes(office: Office, messy_file: Path) -> None:
    assert assert_recalculates(office, messy_file) > 3000


def test_most_checks_have_something_to_say_about_it(
    office: Office, messy_file: Path, template: VillageTemplate
) -> None:
    said: set[str] = set()
    outcomes: set[object] = set()
    with office.open(messy_file) as opened:
        for sheet in template.sheets:
            for row in opened.used(sheet.layout.sheet)[FIRST_ROW - 1 :]:
                said |= set(re.findall(r"（([A-Z]+-\w+)）", str(row[sheet.layout.index("_message")])))
                outcomes |= {row[sheet.layout.index(column.name)] for column in sheet.layout.used("conclusion")}
    assert len(said) > 60
    assert {"不符合", "无法判定"} < outcomes


def test_what_is_typed_is_checked_at_once_and_counted_on_the_cover(
    office: Office, issued_file: Path, template: VillageTemplate, own: Prefill
) -> None:
    layout = layout_of(template, "new_household")
    table = template.campaign.titles["new_household"]
    with office.open(issued_file) as opened:
        row = _cover_row(opened, table)
        assert _counts(opened, row) == [0, 0, 0]
        opened.type(layout.sheet, f"{layout.letter('head_name')}{FIRST_ROW}", "张三")
        opened.calculate()
        assert _counts(opened, row) == [1, 1, 1]
        verdict, lacking = (str(text) for text in _standing(opened))
        assert verdict.startswith("还不能交：有 ") and f"；{layout.sheet} 1 行必改" in lacking
        message = opened.value(layout.sheet, f"{layout.letter('_message')}{FIRST_ROW}")
        assert str(message).startswith("必改：")
        lacking = r"。还差 \d+ 项必填（浅红）（CELL-01）；还有 \d+ 项空着，能填的填上（浅黄）（CELL-01V）。$"
        assert re.search(lacking, str(message))
        opened.type(layout.sheet, f"{layout.letter('head_name')}{FIRST_ROW}", None)
        opened.calculate()
        assert _counts(opened, row) == [0, 0, 0]
        assert opened.value(layout.sheet, f"{layout.letter('_message')}{FIRST_ROW}") == ""


def test_a_member_of_a_new_household_waits_for_the_household_to_be_filled_in(
    office: Office, issued_file: Path, template: VillageTemplate
) -> None:
    homes, people = layout_of(template, "new_household"), layout_of(template, "new_member")
    message = f"{people.letter('_message')}{FIRST_ROW}"
    with office.open(issued_file) as opened:
        code = opened.value(homes.sheet, f"{homes.letter('household_code')}{FIRST_ROW}")
        opened.type(people.sheet, f"{people.letter('household_code')}{FIRST_ROW}", code)
        opened.calculate()
        assert "（ROW-07）" in str(opened.value(people.sheet, message))
        opened.type(homes.sheet, f"{homes.letter('head_name')}{FIRST_ROW}", "张三")
        opened.calculate()
        assert "（ROW-07）" not in str(opened.value(people.sheet, message))


def _typed_or_issued(layout: EntryLayout, row: int) -> Callable[[str], str]:
    """Cells of a row that has no formulas of its own: as typed, and as issued."""
    return lambda name: (layout.read_row if name.startswith(LAST) else layout.row)(row)(name)


def test_what_a_village_was_issued_with_stays_known_when_it_is_changed(
    office: Office, issued_file: Path, template: VillageTemplate, own: Prefill
) -> None:
    layout = layout_of(template, "register_member")
    texts = ("name != last.name", "work_months - zero_if_blank(last.work_months)", "last.name", "blank(last.name)")
    scope = template.campaign.scopes["register_member"]
    spare = FIRST_ROW + own.count("register_member")
    free = column_letters(len(layout.columns) + 1)
    with office.open(issued_file) as opened:
        opened.sheet(layout.sheet).unprotect(password_of(template.campaign))
        for row, months in ((FIRST_ROW, 7.0), (spare, 5.0)):
            opened.type(layout.sheet, f"{layout.letter('name')}{row}", "改过的")
            opened.type(layout.sheet, f"{layout.letter('work_months')}{row}", months)
            at = _typed_or_issued(layout, row)
            for place, text in enumerate(texts):
                formula = excel_value(compile_expression(text, scope), at).replace(",", ";")
                opened.sheet(layout.sheet).getCellRangeByName(f"{free}{row + place * 100}").setFormula(f"={formula}")
        opened.calculate()
        issued, new = (
            [opened.value(layout.sheet, f"{free}{row + place * 100}") for place in range(len(texts))]
            for row in (FIRST_ROW, spare)
        )
    name, worked = (own.tables["register_member"][column][0] for column in ("name", "work_months"))
    assert issued == [1.0, 7.0 - float(worked or 0), name, 0.0]
    assert new == ["", 5.0, "", 1.0]


def test_a_number_that_names_no_likely_day_is_not_taken_for_a_date(
    office: Office, issued_file: Path, template: VillageTemplate
) -> None:
    layout = layout_of(template, "decrease")
    days = {60.0: True, 61.0: False, 44104.5: False, 73415.0: False, 73416.0: True, 20200501.0: False, 2020.0: True}
    rows = range(FIRST_ROW, FIRST_ROW + len(days))
    with office.open(issued_file) as opened:
        for row, day in zip(rows, days, strict=True):
            opened.type(layout.sheet, f"{layout.letter('decrease_date')}{row}", day)
        opened.calculate()
        messages = [str(opened.value(layout.sheet, f"{layout.letter('_message')}{row}")) for row in rows]
    assert ["（CELL-03）" in message for message in messages] == list(days.values())


def test_income_and_conclusion_follow_what_is_typed(
    office: Office, issued_file: Path, template: VillageTemplate, own: Prefill
) -> None:
    layout = layout_of(template, "register_household")
    items: tuple[str, ...] = ("wage_income", "business_income", "asset_dividend", "other_property_income")
    items += ("family_planning_money",)
    items += (
        "subsistence_allowance",
        "destitute_support",
        "pension_income",
        "ecological_compensation",
        "other_transfer",
    )
    people = own.tables["register_household"]["year_population"][0]
    assert isinstance(people, float)
    with office.open(issued_file) as opened:

        def put(name: str, value: str | float) -> None:
            opened.type(layout.sheet, f"{layout.letter(name)}{FIRST_ROW}", value)

        def shown(name: str) -> str | float:
            return opened.value(layout.sheet, f"{layout.letter(name)}{FIRST_ROW}")

        for name in (*items, "business_cost"):
            put(name, 0.0)
        put("operation", "标注脱贫")
        for name in ("food_secure", "clothes_secure", "safe_water"):
            put(name, "是")
        put("dangerous_house", "否")
        for wages, met in ((3750 * people - 0.01, -1.0), (3750 * people, 1.0), (3750 * people + 0.01, 1.0)):
            put("wage_income", wages)
            opened.calculate()
            assert shown("per_capita") == pytest.approx(wages / people, abs=1e-9)
            assert shown("_met_exit-income") == met
        put("business_cost", 3750 * people + 1000.0)
        opened.calculate()
        assert float(shown("net_income")) < 0
        assert shown("_conclusion_exit") == "不符合"
        assert "人均纯收入" in str(shown("_reason_exit"))


def test_a_changed_cell_is_told_from_an_issued_one(
    office: Office, issued_file: Path, template: VillageTemplate, book: Workbook
) -> None:
    layout = layout_of(template, "register_household")
    cell = f"{layout.letter('house_area')}{FIRST_ROW}"
    rules = [rule for rule in _conditions(book, layout.sheet, "B") if "issued.register_household" in rule]
    assert len(rules) == 1
    first = layout.letter("household_code")
    rule = rules[0].replace(f"{first}$1", f"{layout.letter('house_area')}$1").replace(f"{first}6", cell)
    with office.open(issued_file) as opened:
        test = opened.sheet(layout.sheet).getCellRangeByName(f"ZZ{FIRST_ROW}")
        test.setFormula("=" + rule.replace(",", ";"))
        assert test.getValue() == 0
        opened.type(layout.sheet, cell, 61.5)
        opened.calculate()
        assert test.getValue() == 1


def test_choosing_a_household_fills_the_print_face(
    office: Office, issued_file: Path, template: VillageTemplate, own: Prefill
) -> None:
    face = template.faces[0]
    code = str(own.tables["register_household"]["household_code"][3])
    names = [
        name
        for name, key in zip(
            own.tables["register_member"]["name"], own.tables["register_member"]["household_code"], strict=True
        )
        if key == code
    ]
    with office.open(issued_file) as opened:
        opened.type(face.sheet, "F1", code)
        opened.calculate()
        head = next(cell for cell, name in face.household.items() if name == "head_name")
        assert opened.value(face.sheet, head) == own.tables["register_household"]["head_name"][3]
        shown = [
            opened.value(face.sheet, cell) for cells in face.members for cell, name in cells.items() if name == "name"
        ]
        assert shown == names + [""] * (face.member_rows - len(names))


def _cover_row(opened: Book, title: str) -> int:
    used = opened.used("封面")
    return next(number for number, row in enumerate(used, start=1) if title in row)


def _standing(opened: Book) -> list[object]:
    row = next(number for number, cells in enumerate(opened.used("封面"), start=1) if "能不能交" in cells)
    return [cells[0] for cells in opened.values("封面", f"C{row}:C{row + 1}")]


def _counts(opened: Book, row: int) -> list[float]:
    return [float(value) for value in opened.values("封面", f"D{row}:F{row}")[0]]


def _conditions(book: Workbook, sheet: str, letter: str) -> list[str]:
    return [
        str(rule.formula[0])
        for area in book[sheet].conditional_formatting
        for rule in area.rules
        if f"{letter}{FIRST_ROW}" in area.sqref
    ]
