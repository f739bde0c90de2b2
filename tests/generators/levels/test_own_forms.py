"""A county fills in the form about itself: this year and the year before, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from cunbiao import message_ids
from cunbiao.definitions import load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.records.identity_sheet import BEFORE, FIELD, VALUE
from cunbiao.records.submission import Intake, LevelEntry, LevelFile
from cunbiao.submissions.definition import schema_of
from cunbiao.submissions.workbook import take
from generators.levels import level_file
from generators.publishing import publish
from generators.rollup import rollup_file
from tests.generators.opening import assert_opens
from tests.merging.invented import Row, submission, told

HUBEI = load_campaign("hubei-2015")
MESSAGES = load_messages(HUBEI)
SHEET = "县表"
MUST = [column.name for column in HUBEI.columns("county") if column.required == "must"]


def county(entries: Sequence[LevelEntry] = ()) -> Register:
    return merge(Intake([], [], []), HUBEI, "county", MESSAGES, entries=entries)


def workbook(folder: Path, own: Register, before: Sequence[LevelEntry] = ()) -> Path:
    output = level_file(folder, own, "示例县", before)
    assert output is not None
    return publish(output).path


def fill(path: Path, values: Mapping[str, tuple[str | float | None, str | float | None]]) -> list[LevelEntry]:
    """Types what was the year before and what is this year, and reads the workbook back."""
    book = openpyxl.load_workbook(path)
    page = book[SHEET]
    columns = {str(cell.value): cell.column for cell in page[1] if cell.value}
    for row in range(6, page.max_row + 1):
        name = page.cell(row, columns[FIELD]).value
        if name in values:
            for heading, value in zip((BEFORE, VALUE), values[str(name)], strict=True):
                cell = page.cell(row, columns[heading])
                assert not cell.protection.locked
                cell.value = value
    book.save(path)
    own = take(path.name, path.read_bytes(), 0.0, schema_of(HUBEI))
    assert isinstance(own, LevelFile)
    return own.entries


def test_both_years_come_into_the_rollup_and_stay_in_the_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path, county())
    assert_opens(path)
    entries = fill(path, {"c_townships": (11, 12), "c_kind": (None, "省定贫困县")})
    own = county(entries)
    assert own.answers.values == {
        ("county", BEFORE, "c_townships"): 11.0,
        ("county", VALUE, "c_townships"): 12.0,
        ("county", VALUE, "c_kind"): "省定贫困县",
    }
    assert fill(workbook(tmp_path, own, entries), {}) == entries
    rollup = publish(rollup_file(tmp_path / "汇总.xlsx", "汇总表", own)).path
    lines = {row[1]: row[3:5] for row in openpyxl.load_workbook(rollup)[SHEET].iter_rows(values_only=True)}
    assert lines["乡镇数"] == (11, 12)
    assert lines["县属性"] == (None, "省定贫困县")
    assert lines["林地面积"] == (None, None)


def test_what_must_be_filled_in_is_told_once_somebody_has_begun(tmp_path: Path) -> None:
    assert told(county(), message_ids.ENTRY_MISSING) == []
    path = workbook(tmp_path, county())
    begun = county(fill(path, {"c_townships": (None, 12)}))
    assert len(told(begun, message_ids.ENTRY_MISSING)) == len(MUST) - 1
    every = {name: (None, "省定贫困县" if name == "c_kind" else 1) for name in MUST}
    assert told(county(fill(path, every)), message_ids.ENTRY_MISSING) == []


def test_what_is_no_number_or_not_in_the_list_does_not_count_and_stands_as_it_was(tmp_path: Path) -> None:
    path = workbook(tmp_path, county())
    entries = fill(path, {"c_townships": (None, "十二"), "c_kind": (None, "贫困大县")})
    own = county(entries)
    assert own.answers.values == {}
    assert {finding.field for finding in told(own, message_ids.ENTRY_UNREADABLE)} == {"乡镇数", "县属性"}
    assert fill(workbook(tmp_path, own, entries), {}) == entries


def test_only_the_county_gets_it(tmp_path: Path) -> None:
    own = merge(Intake([], [], []), HUBEI, "township", MESSAGES)
    assert level_file(tmp_path, own, "东关镇", []) is None
    assert "county" not in HUBEI.tables


def test_its_numbers_are_held_to_each_other_to_the_year_before_and_to_the_villages(tmp_path: Path) -> None:
    homes: list[Row] = [
        {"household_code": code, "poverty_status": "未脱贫", "year_population": 3, "head_name": f"张{code}"}
        for code in "12"
    ]
    own = merge(
        Intake([submission("东关村", {"register_household": homes}, of=HUBEI)], [], []), HUBEI, "county", MESSAGES
    )
    path = workbook(tmp_path, own)
    entries = fill(
        path,
        {"c_villages": (10, 10), "c_poor_villages": (10, 11), "c_poor_households": (9, 1), "c_poor_persons": (5, 6)},
    )
    checked = merge(Intake(list(own.submissions), [], []), HUBEI, "county", MESSAGES, entries=entries)
    found = {finding.check: finding for finding in checked.findings if finding.check.startswith("CT-")}
    assert sorted(found) == ["CT-01", "CT-06", "CT-08"]
    place = found["CT-01"].place
    assert (place.file, place.sheet, found["CT-01"].value) == (path.name, SHEET, "11")
    assert openpyxl.load_workbook(path)[SHEET][f"{place.column}{place.row}"].value == 11


def test_a_form_nobody_has_begun_is_not_wrong() -> None:
    assert [finding.check for finding in county().findings if finding.check.startswith("CT-")] == []
