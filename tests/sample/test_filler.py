"""Filling issued workbooks: only what protection leaves open, found by names, saved with right results."""

from __future__ import annotations

import io

import openpyxl
import pytest

from cunbiao.lists.roster import Village
from sample.answers import Answers, Record
from sample.calculation import Calculation
from sample.county import County
from sample.filler import FillError, fill_workbooks, type_answers
from sample.issued import IssuedWorkbook
from tests.sample.small import SHEET, small_workbook

VILLAGE = Village("341302901201", "示例村", "示例镇", "示例县")


def _typed(answers: Answers) -> openpyxl.Workbook:
    data = type_answers(VILLAGE, small_workbook(), answers).workbook.to_bytes()
    return openpyxl.load_workbook(io.BytesIO(data))


def _answers(change: Record | None = None, new: list[Record] | None = None, code: str = "105") -> Answers:
    changes: dict[str, dict[tuple[str, ...], Record]] = {"small": {(code,): change}} if change is not None else {}
    return Answers({"small": ("household_code",)}, changes, {"small": new} if new else {})


def test_tables_and_columns_are_found_by_their_marks() -> None:
    issued = IssuedWorkbook(small_workbook())
    assert issued.tables == {"small": (SHEET, "2020.1")}
    entry = issued.entry("small")
    assert entry.columns == {"household_code": "B", "amount": "C", "note": "D", "double": "E"}
    assert (entry.issued, entry.spare) == ([6, 7], [8])


def test_answers_go_into_their_row() -> None:
    sheet = _typed(_answers({"amount": 7.25, "note": "新的"}, code="106"))[SHEET]
    assert [[cell.value for cell in row] for row in sheet["C6:D7"]] == [[5, None], [7.25, "新的"]]


def test_locked_cells_and_columns_the_form_does_not_have_are_left_alone() -> None:
    sheet = _typed(_answers({"household_code": "999", "double": 1.0, "elsewhere": "x"}))[SHEET]
    assert (sheet["B6"].value, sheet["E6"].value) == ("105", "=$C6*2")


def test_an_answer_of_nothing_empties_the_cell() -> None:
    assert _typed(_answers({"amount": None}))[SHEET]["C6"].value is None


def test_new_rows_go_into_spare_rows() -> None:
    assert _typed(_answers(new=[{"amount": 1.0}]))[SHEET]["C8"].value == 1


def test_answers_that_do_not_fit_are_refused() -> None:
    with pytest.raises(FillError, match="no issued row"):
        _typed(_answers({"amount": 1.0}, code="404"))
    with pytest.raises(FillError, match="1 spare rows for 2"):
        _typed(_answers(new=[{"amount": 1.0}, {"amount": 2.0}]))
    with pytest.raises(FillError, match="no sheet for table"):
        _typed(Answers({}, {}, {"absent": [{}]}))


def test_a_village_workbook_says_what_the_village_found_out(
    county: County, issued: dict[Village, bytes], answers: dict[str, Answers]
) -> None:
    for village, data in fill_workbooks(Calculation(county.campaign), issued, answers):
        filled, own = IssuedWorkbook(data), answers[village.code]
        for table, changes in own.changes.items():
            entry = filled.entry(table)
            rows = entry.rows_by(*own.keys[table])
            typed = [column for column in county.campaign.columns(table) if column.derived is None]
            for key, record in changes.items():
                for column in typed:
                    if column.name in record:
                        assert _shows(entry.text(rows[key], column.name), record[column.name]), (table, key, column)


def test_computed_cells_show_what_follows_from_the_answers(
    county: County, issued: dict[Village, bytes], answers: dict[str, Answers]
) -> None:
    for village, data in fill_workbooks(Calculation(county.campaign), issued, answers):
        entry = IssuedWorkbook(data).entry("register_household")
        for (code,), row in entry.rows_by("household_code").items():
            record = answers[village.code].changes["register_household"][code,]
            people = float(entry.text(row, "year_population"))
            per_person = float(entry.text(row, "per_capita"))
            assert abs(per_person * people - float(entry.text(row, "net_income"))) < 1e-6
            assert float(entry.text(row, "gross_income")) >= float(record["wage_income"] or 0)


def _shows(text: str, value: object) -> bool:
    if value is None:
        return text == ""
    return float(text) == value if isinstance(value, float) else text == value
