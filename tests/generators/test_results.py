"""Result workbooks open everywhere, link to the village file and say what they are."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from generators import incomes, verdicts
from generators.incomes import income_listing
from generators.publishing import publish
from generators.results import ABOUT, results_file
from generators.rollup.rows import Part
from generators.verdicts import judged, verdict_listings
from tests.generators.opening import assert_opens, assert_recalculates
from tests.generators.rollup.registers import county
from tests.judge import Office

TABLE = "register_household"


def test_incomes_and_verdicts_open_and_recalculate_to_what_they_show(office: Office, tmp_path: Path) -> None:
    register = county()
    part = Part.all_of(register.frames[TABLE])
    listings = [
        income_listing(register, part, "收入"),
        *verdict_listings(register, list(judged(register, part)), "核验"),
    ]
    published = publish(
        results_file(tmp_path / "结果.xlsx", "结果", listings, (*incomes.NOTES, *verdicts.NOTES), "../村表/")
    )
    assert_opens(published.path)
    assert assert_recalculates(office, published.path) > 0
    book = openpyxl.load_workbook(published.path)
    assert book.sheetnames == ["收入计算", "结论", "逐条", ABOUT]
    assert "../村表/" in [cell.value for row in book[ABOUT].iter_rows() for cell in row]


def test_every_criterion_of_every_verdict_has_a_row() -> None:
    register = county()
    part = Part.all_of(register.frames[TABLE])
    every = list(judged(register, part))
    outcomes, criteria = verdict_listings(register, every, "核验")
    assert outcomes.count == part.frame.size * len(register.verdicts[TABLE])
    assert criteria.count == part.frame.size * sum(len(own.criteria) for own in register.verdicts[TABLE])
    assert all(own.outcome in own.verdict.outcome for own in every)
