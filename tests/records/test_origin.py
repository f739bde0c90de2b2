"""A workbook of ours says what it is and of which notice; nothing else in the file is needed, or believed, for that."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
import xlsxwriter

from cunbiao.definitions.intake import reading_limits
from cunbiao.records.identity_sheet import (
    AUTHOR,
    IDENTITY_SHEET,
    PROBLEM_LIST,
    RESULTS,
    ROLLUP_SHEET,
    UPLOAD_SHEETS,
    Supplied,
)
from cunbiao.records.origin import Origin, hidden_product, peek_data
from tests.submissions.workbooks import Draft, Sheet, draft, patched, set_identity, sheet_part
from workbooks.container import open_package
from workbooks.refusal import Refused

LIMITS = reading_limits()


def told(made: Draft) -> Origin:
    return peek_data(made.to_bytes(), LIMITS)


def written(category: str = "", author: str = AUTHOR, mark: str = "") -> bytes:
    """A workbook without hidden sheets that says this among its properties."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.set_properties({"author": author, "category": category})
        book.add_worksheet().write_string("A1", mark)
    return data.getvalue()


def test_a_village_workbook_says_its_notice_its_village_and_what_its_county_supplied() -> None:
    made = draft()
    supplied: dict[str, Supplied] = {"exit_line": (4000.0, "某文件"), "reference_date": ("2020-09-30", "某文件")}
    set_identity(made, replace(made.identity, title="某县2020年动态管理", area_code="340123", settings=supplied))
    origin = told(made)
    assert (origin.product, origin.policy, origin.year) == ("village", "test-2020", 2020)
    assert origin.notice == "某县2020年动态管理（test-2020）"
    assert (origin.county, origin.area_code, origin.township, origin.village) == ("某县", "340123", "甲镇", "东风村")
    assert origin.editions == ("1.0",)
    assert origin.settings == supplied


def test_a_workbook_that_does_not_say_the_title_of_its_notice_says_its_id_and_year() -> None:
    assert told(draft()).notice == "test-2020 2020"


def test_a_rollup_says_its_notice_itself() -> None:
    hidden = Sheet(ROLLUP_SHEET, state="veryHidden")
    entries = {"policy": "test-2020", "year": "2020", "county": "某县", "township": "甲镇", "settings": "{}"}
    for row, entry in enumerate(entries.items(), start=1):
        hidden.put(row, list(entry))
    origin = told(Draft({"cover": Sheet("总览"), "hidden": hidden}, draft().identity, {}))
    assert (origin.product, origin.policy, origin.year, origin.township) == ("rollup", "test-2020", 2020, "甲镇")


@pytest.mark.parametrize(
    ("data", "product"),
    [
        (written(PROBLEM_LIST), "problems"),
        (written(UPLOAD_SHEETS), "upload"),
        (written(RESULTS), "other"),
        (written(), "foreign"),
        (written(PROBLEM_LIST, author="王五"), "foreign"),
        (written(mark="cunbiao:households:1.0"), "foreign"),
        (b"", "foreign"),
        (b"PK\x03\x04 broken", "foreign"),
    ],
    ids=[
        "a problem list",
        "an upload",
        "any list of ours",
        "what says no more than that it is ours",
        "a stranger's",
        "a village's, stripped",
        "empty",
        "damaged",
    ],
)
def test_what_is_no_workbook_of_a_village_or_township_tells_no_notice(data: bytes, product: str) -> None:
    origin = peek_data(data, LIMITS)
    assert (origin.product, origin.policy) == (product, "")


def test_an_identity_of_another_program_is_foreign() -> None:
    made = draft()
    set_identity(made, replace(made.identity, product="another program"))
    assert told(made).product == "foreign"


@pytest.mark.parametrize(
    ("entry", "unsaid"),
    [("year", {"year": 0}), ("forms", {"editions": ()}), ("settings", {"settings": {}})],
)
def test_what_cannot_be_read_of_an_identity_is_not_said_and_the_rest_is(entry: str, unsaid: dict[str, object]) -> None:
    made = draft()
    set_identity(made, replace(made.identity, settings={"exit_line": (4000.0, "某文件")}))
    whole = told(made)
    cells = made.sheets["identity"].cells
    row = next(address[1:] for address, value in cells.items() if value == entry)
    cells[f"B{row}"] = "[1"
    assert replace(told(made), entries={}) == replace(whole, entries={}, **unsaid)  # type: ignore[arg-type]


def test_the_other_sheets_are_not_even_unpacked() -> None:
    data = bytearray(draft().to_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        other = archive.getinfo(sheet_part(bytes(data), "户表"))
    data[other.header_offset + 30 + len(other.filename) + 2] ^= 0xFF
    with pytest.raises(Refused):
        open_package(bytes(data), LIMITS)
    assert peek_data(bytes(data), LIMITS).village == "东风村"


def test_a_part_that_declares_a_doctype_or_inflates_without_end_ends_the_peek() -> None:
    data = draft().to_bytes()
    part = sheet_part(data, IDENTITY_SHEET)
    declared = patched(data, part, lambda xml: xml.replace(b"<worksheet", b"<!DOCTYPE x><worksheet", 1))
    assert peek_data(declared, LIMITS).product == "foreign"
    endless = patched(data, "xl/sharedStrings.xml", lambda xml: xml + b" " * 40_000_000)
    assert peek_data(endless, LIMITS).product == "foreign"


def test_the_hidden_sheets_alone_tell_village_and_rollup_apart() -> None:
    assert hidden_product(["封面", IDENTITY_SHEET]) == "village"
    assert hidden_product(["总览", ROLLUP_SHEET]) == "rollup"
    assert hidden_product(["Sheet1"]) is None
