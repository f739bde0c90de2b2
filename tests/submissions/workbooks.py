"""Small village workbooks for the tests of intake, clean ones and ones that somebody has been at."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import xlsxwriter

from cunbiao.records.identity_sheet import (
    FIRST_ROW,
    IDENTITY_SHEET,
    ISSUED_PREFIX,
    TOKEN_COLUMN,
    Cell,
    ExpectedVillage,
    Identity,
    issue_id,
    issued_hash,
    sealed_rows,
    table_mark,
)
from cunbiao.submissions.definition import schema_with
from cunbiao.submissions.gather import FoundFile, content_of
from cunbiao.submissions.pool import read_files
from cunbiao.submissions.schema import ColumnSchema, Schema, TableSchema
from cunbiao.submissions.stored_file import answer_of
from cunbiao.submissions.workbook import Answer, take
from workbooks.references import column_index, column_letters

VILLAGES = (ExpectedVillage("340000000001", "东风村", "甲镇"), ExpectedVillage("340000000002", "西河村", "甲镇"))
YES_NO = frozenset({"是", "否"})

HOUSEHOLDS = TableSchema(
    id="households",
    form="register",
    sheet="户表",
    version="1.0",
    prefilled=True,
    columns=(
        ColumnSchema("household_code", "户编号", "code", locked=True),
        ColumnSchema("head_name", "户主姓名", "text", locked=True),
        ColumnSchema("household_phone", "联系电话", "phone"),
        ColumnSchema("wage_income", "工资性收入", "money"),
        ColumnSchema("identified_year", "新识别年度", "integer", locked=True),
        ColumnSchema("safe_water", "是否解决安全饮用水", "choice", labels=YES_NO),
        ColumnSchema("survey_date", "调查日期", "date"),
        ColumnSchema("remark", "备注", "text"),
        ColumnSchema("per_capita", "人均纯收入", "money", locked=True, derived=True),
    ),
)
MEMBERS = TableSchema(
    id="members",
    form="increase",
    sheet="人表",
    version="1.0",
    columns=(
        ColumnSchema("household_code", "户编号", "code"),
        ColumnSchema("name", "姓名", "text"),
        ColumnSchema("id_number", "证件号码", "id"),
        ColumnSchema("bank_account", "银行账号", "bank"),
    ),
)


def schema(**changes: Any) -> Schema:
    """A campaign of two tables with the messages, limits and words of ``templates/``."""
    own = schema_with("test-2020", "某县2020年动态管理", 2020, {"households": HOUSEHOLDS, "members": MEMBERS})
    return replace(own, **changes)


@dataclass(frozen=True)
class Typed:
    """A cell that is not just its value: a formula with its cached result, a date, or a number format."""

    value: Any = None
    formula: str | None = None
    date: bool = False


@dataclass
class Sheet:
    """One sheet as cells by address, with what a person can do to it."""

    name: str
    cells: dict[str, Any] = field(default_factory=dict)
    state: str = "visible"
    protected: bool = True
    merges: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)

    def put(self, row: int, values: Mapping[str, Any] | list[Any]) -> None:
        """Sets cells of a row: by column letter, or all from A on."""
        items = enumerate(values) if isinstance(values, list) else ((column_index(k), v) for k, v in values.items())
        for column, value in items:
            self.cells[f"{column_letters(column)}{row}"] = value


@dataclass
class Draft:
    """A village workbook before it is written; ``sheets`` by what they were issued as."""

    sheets: dict[str, Sheet]
    identity: Identity
    issued: dict[str, list[list[Cell]]]
    creator: str = "村表通"
    category: str = ""

    def to_bytes(self, **options: Any) -> bytes:
        """The workbook as XlsxWriter writes it."""
        data = io.BytesIO()
        book = xlsxwriter.Workbook(data, {"in_memory": True, **options})
        book.set_properties({"author": self.creator, "category": self.category})
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in self.sheets.values():
            page = book.add_worksheet(sheet.name)
            for merge in sheet.merges:
                page.merge_range(merge, "")
            for address in sorted(sheet.cells, key=_place):
                _write(page, address, sheet.cells[address], date)
            for row in sheet.hidden_rows:
                page.set_row(row - 1, None, None, {"hidden": True})
            if sheet.protected:
                page.protect()
            if sheet.state == "veryHidden":
                page.very_hidden()
            elif sheet.state == "hidden":
                page.hide()
        book.close()
        return data.getvalue()


def _place(address: str) -> tuple[int, int]:
    name = address.rstrip("0123456789")
    return int(address[len(name) :]), column_index(name)


def _write(page: Any, address: str, value: Any, date: Any) -> None:
    if isinstance(value, Typed) and value.formula is not None:
        page.write_formula(address, value.formula, None, value.value)
    elif isinstance(value, Typed):
        page.write_number(address, value.value, date if value.date else None)
    elif isinstance(value, str):
        page.write_string(address, value)
    elif isinstance(value, bool):
        page.write_boolean(address, value)
    elif value is not None:
        page.write_number(address, value)


ISSUED_HOUSEHOLDS: list[list[Cell]] = [
    [TOKEN_COLUMN, "household_code", "head_name", "identified_year", "safe_water"],
    ["R0001", "3400001", "张三", 2015, "是"],
    ["R0002", "3400002", "李四", 2016, "否"],
    ["R0003", "3400003", "阿依古丽·买买提", 2016, None],
]
FILLED_HOUSEHOLDS: list[list[Any]] = [
    ["R0001", "3400001", "张三", "13900000001", 12000, 2015, "是", Typed(44000, date=True), None, Typed(6000, "=E6/2")],
    ["R0002", "3400002", "李四", "13900000002", 0, 2016, "否", Typed(44001, date=True), "无", Typed(0, "=E7/2")],
    ["R0003", "3400003", "阿依古丽·买买提", None, -5.5, 2016, "是", None, None, Typed(-2.75, "=E8/2")],
]


def draft() -> Draft:
    """The workbook of 东风村: three households issued and filled, two spare rows for persons, one of them used."""
    households = Sheet("户表")
    names = [TOKEN_COLUMN, *(column.name for column in HOUSEHOLDS.columns), "_filled"]
    households.put(1, [table_mark("households", "1.0"), *names[1:]])
    households.put(2, {"B": "户信息"})
    households.put(4, ["", *(column.label for column in HOUSEHOLDS.columns)])
    for row, values in enumerate(FILLED_HOUSEHOLDS, start=FIRST_ROW):
        households.put(row, [*values, Typed(1, "=1")])
    members = Sheet("人表")
    members.put(1, [table_mark("members", "1.0"), *(column.name for column in MEMBERS.columns)])
    members.put(4, ["", *(column.label for column in MEMBERS.columns)])
    members.put(6, ["S0001", "3400001", "张小三", "34012319900101123X", "6228480000000000001"])
    members.put(7, ["S0002"])
    issued = Sheet(ISSUED_PREFIX + "households", state="veryHidden")
    for row, line in enumerate(ISSUED_HOUSEHOLDS, start=1):
        issued.put(row, line)
    tables = {"households": ISSUED_HOUSEHOLDS}
    own = VILLAGES[0]
    sheets = {"cover": Sheet("封面", {"B2": "东风村"}), "households": households, "members": members, "issued": issued}
    names_issued = [*(sheet.name for sheet in sheets.values()), IDENTITY_SHEET]
    identity = Identity(
        policy="test-2020",
        year=2020,
        county="某县",
        township=own.township,
        village=own.village,
        village_code=own.code,
        issue_id=issue_id("test-2020", own.code, issued_hash(tables)),
        issued_hash=issued_hash(tables),
        forms={"register": "1.0", "increase": "1.0"},
        sheets=tuple(names_issued),
        villages=VILLAGES,
    )
    made = Draft(sheets, identity, tables)
    set_identity(made, identity)
    return made


def set_identity(made: Draft, identity: Identity) -> None:
    """Writes another identity sheet."""
    made.identity = identity
    sheet = Sheet(IDENTITY_SHEET, state="veryHidden")
    for row, line in enumerate(sealed_rows(identity), start=1):
        sheet.put(row, list(line))
    made.sheets["identity"] = sheet


def read_whole(files: Sequence[FoundFile], by: Schema, workers: int = 1, **told: Any) -> list[Answer]:
    """What processes of their own take from the files."""
    read = read_files(files, by, workers, **told)
    return [answer_of(own, found.name, found.modified) for found, own in zip(files, read, strict=True)]


def read_here(files: Sequence[FoundFile], by: Schema) -> list[Answer]:
    """The same without any process, and without anything being packed on the way."""
    return [take(found.name, content_of(found, by.limits), found.modified, by) for found in files]


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    """A zip file of these parts; a list may name one twice."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            archive.writestr(name, content)
    return data.getvalue()


def patched(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part changed; raises `AssertionError` when the change changes nothing."""
    parts = parts_of(data)
    after = change(parts[part])
    assert after != parts[part]
    return zipped({**parts, part: after})


def sheet_part(data: bytes, name: str) -> str:
    """The part of the sheet of that name in a workbook written by XlsxWriter."""
    names = parts_of(data)["xl/workbook.xml"].decode().split('<sheet name="')[1:]
    position = [sheet.split('"')[0] for sheet in names].index(name)
    return f"xl/worksheets/sheet{position + 1}.xml"
