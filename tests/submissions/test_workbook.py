"""A workbook is taken whole or not at all; which workbooks and sheets are ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from cunbiao import message_ids
from cunbiao.records.identity_sheet import MARK_PREFIX, RESULTS, Cell, table_mark
from cunbiao.records.submission import Ignored, Quarantined, RollupFile
from cunbiao.submissions.rollup_seal import seal_row
from cunbiao.submissions.workbook import Taken, take
from tests.submissions.reading import SCHEMA, households, put_aside, said, taken
from tests.submissions.workbooks import VILLAGES, Draft, Sheet, draft, parts_of, schema, set_identity, zipped
from workbooks import refusal
from workbooks.container import open_package
from workbooks.reading.raw import Raw
from workbooks.reading.sheets import FileSheets
from workbooks.references import column_index, column_letters


def test_a_clean_workbook_is_taken_without_a_word() -> None:
    submission = taken(draft())
    assert submission.findings == []
    assert (submission.file, submission.modified) == ("东风村.xlsx", 7.0)
    assert submission.identity.village == "东风村"
    rows = submission.tables["households"]
    assert rows.rows == [6, 7, 8]
    assert rows.tokens == ["R0001", "R0002", "R0003"]
    assert rows.columns["wage_income"] == [12000.0, 0.0, -5.5]
    assert rows.columns["survey_date"] == [44000.0, 44001.0, None]
    assert rows.shown == {"per_capita": [6000.0, 0.0, -2.75]}
    assert rows.letters["wage_income"] == "E"
    assert rows.issued is not None
    assert rows.issued["safe_water"] == ["是", "否", None]
    assert (rows.counts.physical, rows.counts.headers, rows.counts.issued) == (6, 3, 3)
    members = submission.tables["members"]
    assert (members.counts.spare, members.counts.unused) == (1, 1)
    assert members.issued is None


# ---- whose workbook it is


def test_a_workbook_without_identity_is_not_ours() -> None:
    made = draft()
    del made.sheets["identity"]
    assert put_aside(made).reason == refusal.NOT_OURS


def test_a_damaged_identity_is_tampering() -> None:
    made = draft()
    del made.sheets["identity"].cells["B3"]
    del made.sheets["identity"].cells["A3"]
    assert put_aside(made).reason == refusal.TAMPERED


@pytest.mark.parametrize(
    ("changes", "reason", "words"),
    [
        ({"year": 2019}, refusal.OTHER_CAMPAIGN, "某县2020年动态管理"),
        ({"policy": "other"}, refusal.OTHER_CAMPAIGN, "other"),
        ({"schema": "2"}, refusal.NEWER_PRODUCT, "2"),
        ({"village_code": "349999999999", "village": "无名村"}, refusal.VILLAGE_NOT_LISTED, "无名村"),
        ({"village_code": VILLAGES[1].code, "village": "西河村"}, refusal.OTHER_VILLAGE, "3 户的户编号属于甲镇东风村"),
        ({"issued_hash": "0" * 64}, refusal.TAMPERED, ""),
    ],
)
def test_a_workbook_of_something_else_is_put_aside(changes: dict[str, object], reason: str, words: str) -> None:
    made = draft()
    set_identity(made, replace(made.identity, **changes))  # type: ignore[arg-type]
    told = put_aside(made)
    assert told.reason == reason
    assert words in told.message


def test_an_old_form_is_put_aside_with_both_versions() -> None:
    made = draft()
    made.sheets["members"].cells["A1"] = table_mark("members", "0.9")
    told = put_aside(made)
    assert told.reason == refusal.OTHER_VERSION
    assert "0.9" in told.message
    assert "1.0" in told.message


def test_a_long_list_of_villages_survives_the_identity_sheet() -> None:
    made = draft()
    many = (*VILLAGES, *(replace(VILLAGES[0], code=f"3400000{number:05d}") for number in range(10, 1500)))
    set_identity(made, replace(made.identity, villages=many))
    assert taken(made).identity.villages == many


def test_our_own_output_is_passed_over_and_a_marked_workbook_never_is() -> None:
    report = Draft({"list": Sheet("问题清单", {"A1": "村"})}, draft().identity, {}, category=RESULTS)
    assert isinstance(take("问题清单.xlsx", report.to_bytes(), 0.0, SCHEMA), Ignored)
    report.creator = "王五"
    foreign = take("问题清单.xlsx", report.to_bytes(), 0.0, SCHEMA)
    assert isinstance(foreign, Quarantined)
    assert foreign.reason == refusal.NOT_OURS


def test_a_village_workbook_that_lost_every_mark_is_no_list_of_ours() -> None:
    made = draft()
    del made.sheets["identity"]
    for sheet in made.sheets.values():
        sheet.cells = {address: value for address, value in sheet.cells.items() if address.strip("ABCDEFGHIJK") != "1"}
    assert put_aside(made).reason == refusal.NOT_OURS


def test_a_rollup_is_read_only_when_rollups_are_asked_for() -> None:
    record: dict[str, str | int] = {
        "_token": "R0001",
        "household_code": "3400001",
        "_township": "甲镇",
        "_village_code": "34",
        "_row": 6,
    }
    data = Sheet("户")
    data.put(1, [table_mark("households", "1.0"), *list(record)[1:]])
    data.put(6, list(record.values()))
    facts: list[list[Cell]] = [["level", "township"], ["policy", SCHEMA.policy], ["year", str(SCHEMA.year)]]
    hidden = Sheet("_rollup", state="veryHidden")
    columns: dict[str, list[Raw]] = {name: [value] for name, value in record.items()}
    sealed = [*facts, list(seal_row({"households": ("户", columns)}, {"_rollup": facts}))]
    for number, row in enumerate(sealed, start=1):
        hidden.put(number, list(row))
    cover = Sheet("总览", {"A1": "县"})
    made = Draft({"cover": cover, "data": data, "hidden": hidden}, draft().identity, {}).to_bytes()
    assert isinstance(take("甲镇汇总.xlsx", made, 0.0, SCHEMA), Ignored)
    rollup = take("甲镇汇总.xlsx", made, 0.0, schema(rollups=True))
    assert isinstance(rollup, RollupFile)
    other = take("甲镇汇总.xlsx", made, 0.0, schema(rollups=True, policy="other-2019", title="别的工作"))
    assert isinstance(other, Quarantined)
    assert other.reason == refusal.OTHER_CAMPAIGN
    assert "别的工作" in other.message
    assert sorted(rollup.sheets) == ["_rollup", "户"]
    assert rollup.sheets["户"].column(1) == ["household_code", "3400001"]


# ---- sheets


def test_a_sheet_that_was_issued_under_a_former_name_is_no_renamed_one() -> None:
    own = schema()
    tables = own.tables | {"households": replace(own.tables["households"], sheet="户表新名")}
    taken = take("x.xlsx", draft().to_bytes(), 0.0, replace(own, tables=tables))
    assert isinstance(taken, Taken)
    assert message_ids.RENAMED_SHEET not in {finding.check for finding in taken.submission.findings}


def test_a_renamed_sheet_is_recognised_by_its_mark() -> None:
    made = draft()
    made.sheets["households"].name = "我的户表"
    rows, findings = households(made)
    assert rows.sheet == "我的户表"
    assert len(rows.rows) == 3
    assert [(finding.check, finding.place.sheet) for finding in findings] == [(message_ids.RENAMED_SHEET, "我的户表")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("township", "../../escaped/甲镇"),
        ("village", "西河村"),
        ("county", "别的县"),
        ("settings", '{"exit_line":[1,"x"]}'),
        ("parameters", '{"exit_line":1}'),
        ("villages", "[]"),
        ("anything", "new"),
    ],
)
def test_an_identity_that_somebody_edited_is_not_believed(name: str, value: str) -> None:
    made = draft()
    cells = made.sheets["identity"].cells
    row = next((address[1:] for address, own in cells.items() if own == name), "90")
    cells |= {f"A{row}": name, f"B{row}": value}
    assert put_aside(made).reason == refusal.TAMPERED


def test_a_workbook_issued_before_there_were_seals_is_taken() -> None:
    made = draft()
    cells = made.sheets["identity"].cells
    row = next(address[1:] for address, own in cells.items() if own == "seal")
    del cells[f"A{row}"], cells[f"B{row}"]
    assert len(households(made)[0].rows) == 3
    cells["B8"] = "../甲镇"
    assert made.sheets["identity"].cells["A8"] == "township"
    assert put_aside(made).reason == refusal.TAMPERED


@pytest.mark.parametrize("settings", ['{"exit_line":[NaN,"x"]}', '{"exit_line":[1e999,"x"]}', '[5,"x"]'])
def test_values_of_the_county_that_are_no_values_put_the_file_aside(settings: str) -> None:
    made = draft()
    cells = made.sheets["identity"].cells
    for name, value in (("settings", settings), ("seal", "")):
        row = next(address[1:] for address, own in cells.items() if own == name)
        cells[f"B{row}"] = value
    assert put_aside(made).reason == refusal.TAMPERED


def places_left_out(xml: bytes) -> bytes:
    return re.sub(rb'(<(?:row|c)\b[^>]*?) r="[A-Z]*[0-9]+"', rb"\1", xml)


def single_quotes(xml: bytes) -> bytes:
    return re.sub(rb"(<c [^<>]*>)", lambda match: match[1].replace(b'"', b"'"), xml)


def prefixed(xml: bytes) -> bytes:
    spoken = re.sub(rb"<(/?)(?![?!])([A-Za-z]+)(?=[ />])", rb"<\1x:\2", xml)
    return spoken.replace(b" xmlns=", b" xmlns:x=")


def wide(xml: bytes) -> bytes:
    return "\ufeff".encode("utf-16-le") + xml.decode().replace("UTF-8", "UTF-16").encode("utf-16-le")


@pytest.mark.parametrize("change", [single_quotes, prefixed, wide])
def test_however_a_sheet_is_written_it_says_the_same(change: Callable[[bytes], bytes]) -> None:
    parts = parts_of(draft().to_bytes())
    written = {name: change(xml) if "worksheets/sheet" in name else xml for name, xml in parts.items()}
    assert written != parts
    told, plain = (take("东风村.xlsx", zipped(own), 0.0, SCHEMA) for own in (written, parts))
    assert isinstance(told, Taken) and isinstance(plain, Taken)
    assert told.submission.tables == plain.submission.tables


def test_a_mark_is_found_where_cells_do_not_say_where_they_stand() -> None:
    parts = parts_of(draft().to_bytes())
    written = {name: places_left_out(xml) if "worksheets/sheet" in name else xml for name, xml in parts.items()}
    limits = SCHEMA.limits
    sheets, plain = (FileSheets(open_package(zipped(own), limits), limits, MARK_PREFIX) for own in (written, parts))
    # The cover has nothing in its first row, so there its first cell would be another one.
    names = [name for name in plain.names if name != "封面"]
    assert [sheets.mark(name) for name in names] == [plain.mark(name) for name in names]
    assert [name for name in names if plain.mark(name)] == ["户表", "人表"]


@pytest.mark.parametrize("encoding", ["GB18030", "UTF-7", "x-unheard-of"])
def test_markup_in_an_encoding_workbooks_do_not_have_is_told_in_words(encoding: str) -> None:
    parts = parts_of(draft().to_bytes())
    for part in ("xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        changed = {**parts, part: parts[part].replace(b"UTF-8", encoding.encode())}
        told = take("东风村.xlsx", zipped(changed), 0.0, SCHEMA)
        assert isinstance(told, Quarantined)
        assert told.reason == refusal.NO_SHEETS


def test_a_missing_sheet_puts_the_file_aside() -> None:
    made = draft()
    del made.sheets["members"]
    told = put_aside(made)
    assert told.reason == refusal.SHEET_MISSING
    assert "人表" in told.message


@pytest.mark.parametrize(("row", "column", "place"), [(1, 0, "A2"), (3, 0, "A4"), (0, 1, "B1"), (2, 1, "B3")])
def test_a_sheet_whose_mark_was_pushed_away_is_told_where_it_stands(row: int, column: int, place: str) -> None:
    made = draft()
    sheet = made.sheets["households"]
    cells, sheet.cells = sheet.cells, {"B1": "东风村2020年对照表"} if row else {"A4": "一"}
    for address, value in cells.items():
        letters = address.rstrip("0123456789")
        moved = f"{column_letters(column_index(letters) + column)}{int(address[len(letters) :]) + row}"
        sheet.cells[moved] = value
    told = put_aside(made)
    assert told.reason == refusal.MARK_MOVED
    assert f"“户表”的标识应当在 A1，现在在 {place}" in told.message


def test_a_sheet_that_lost_its_first_row_is_not_said_to_be_missing() -> None:
    made = draft()
    sheet = made.sheets["members"]
    sheet.cells = {address: value for address, value in sheet.cells.items() if address.rstrip("1") not in "ABCDEF"}
    told = put_aside(made)
    assert told.reason == refusal.NAMES_ROW_DAMAGED
    assert "“人表”第 1 行" in told.message


def test_a_form_that_was_not_issued_need_not_be_there() -> None:
    made = draft()
    del made.sheets["members"]
    set_identity(made, replace(made.identity, forms={"register": "1.0"}))
    assert list(taken(made).tables) == ["households"]


def test_a_copied_sheet_is_ambiguous() -> None:
    made = draft()
    made.sheets["copy"] = replace(made.sheets["members"], name="人表 (2)")
    told = put_aside(made)
    assert told.reason == refusal.SHEET_TWICE
    assert "人表 (2)" in told.message


def test_a_stray_sheet_is_named_with_its_rows_wherever_it_hides() -> None:
    made = draft()
    made.sheets["notes"] = Sheet("草稿", {"A1": "待核", "A5": "李四"}, state="hidden")
    made.sheets["empty"] = Sheet("Sheet1")
    [finding] = taken(made).findings
    assert (finding.check, finding.place.sheet) == (message_ids.STRAY_SHEET, "草稿")
    assert "2 行" in finding.message


def test_lifted_protection_is_said_once_a_sheet() -> None:
    made = draft()
    made.sheets["members"].protected = False
    assert [finding.check for finding in taken(made).findings] == [message_ids.UNPROTECTED_SHEET]


def test_hidden_rows_are_read_and_said() -> None:
    made = draft()
    made.sheets["households"].hidden_rows = [2, 7, 8]
    rows, findings = households(made)
    assert rows.counts.hidden == 2
    assert said(findings) == [(message_ids.HIDDEN_ROWS, 7, "")]


# ---- columns
