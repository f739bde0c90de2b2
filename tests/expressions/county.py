"""An invented little county in which expressions are tried: its tables, as rows in memory and as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import xlsxwriter
from numpy.typing import NDArray
from xlsxwriter.utility import xl_col_to_name

from cunbiao.days import FIRST_DAY, LAST_DAY
from cunbiao.expressions import FieldType, ParameterInfo, Relation, Scope
from cunbiao.expressions.types import LAST

Cell = float | str | bool | None
"""What a cell holds: a number, a text, a yes/no answer, "" from a formula without a value, or nothing."""

REFERENCE = date(2020, 9, 30)
RELATIONS = ("户主", "配偶", "之子", "之女")
SKILLS = ("普通劳动力", "弱劳动力", "无劳动力")
HEALTH = ("健康", "残疾", "大病", "残疾,大病")
STATUSES = ("未脱贫", "已脱贫", "已脱贫(不享受政策)")

REASONS = ("因病", "因残", "缺劳动力")
REASON_IDS = {"因病": "因病", "因残": "因残", "缺劳力": "缺劳动力"}
REASONS_OF_ANY_YEAR = frozenset({*REASON_IDS, "因婚"})

_COMMON = (FieldType("household_code", "户编号", "text"),)
MEMBER_FIELDS = {
    field.name: field
    for field in (
        *_COMMON,
        FieldType("name", "姓名", "text"),
        FieldType("id_number", "证件号码", "text"),
        FieldType("relation", "与户主关系", "text", codes=RELATIONS, codes_list="list_relation"),
        FieldType("labour_skill", "劳动技能", "text", codes=SKILLS),
        FieldType("health", "健康状况", "text", codes=HEALTH),
        FieldType("age", "年龄", "number", unit="岁"),
        FieldType("work_months", "务工时间", "number", unit="月"),
        FieldType("joined", "增加时间", "number", is_date=True),
        FieldType("present", "在家", "flag"),
    )
}
HOUSEHOLD_FIELDS = {
    field.name: field
    for field in (
        *_COMMON,
        FieldType("head_name", "户主姓名", "text"),
        FieldType("poverty_status", "脱贫状态", "text", codes=STATUSES),
        FieldType("wage_income", "工资性收入", "number", unit="元"),
        FieldType("business_cost", "生产经营性支出", "number", unit="元"),
        FieldType("year_population", "年度家庭人口数", "number", unit="人"),
        FieldType("noted", "登记时间", "number", is_date=True),
        FieldType("visited", "已走访", "flag"),
        *(
            FieldType(
                f"risk{place}", f"致贫风险{place}", "text", REASONS, ids=REASON_IDS, known_ids=REASONS_OF_ANY_YEAR
            )
            for place in (1, 2)
        ),
    )
}
PARAMETERS = {
    info.name: info
    for info in (
        ParameterInfo("exit_line", "脱贫收入标准", "number", 4000.0, "元"),
        ParameterInfo("monitoring_line", "监测收入标准", "number", None, "元"),
        ParameterInfo("reference_date", "年龄计算日期", "date", REFERENCE),
        ParameterInfo("counts_pension", "养老金计入收入", "flag", True),
        ParameterInfo("same_year_gate", "当年新识别不退出", "flag", None),
        ParameterInfo("surname", "姓氏", "text", "张"),
        ParameterInfo("nickname", "别名", "text", None),
        ParameterInfo("main_reason", "主要致贫原因", "text", "缺劳力"),
    )
}
TABLES: Mapping[str, Mapping[str, FieldType]] = {
    "register_household": HOUSEHOLD_FIELDS,
    "edge_household": HOUSEHOLD_FIELDS,
    "register_member": MEMBER_FIELDS,
    "increase": MEMBER_FIELDS,
}
LAST_FIELDS: Mapping[str, tuple[str, ...]] = {
    "register_household": ("poverty_status", "wage_income", "visited"),
    "edge_household": (),
    "register_member": ("name", "relation", "age"),
    "increase": (),
}
SLOTS = {"risk": ("risk1", "risk2", "risk3")}
_EVERYWHERE = {
    "village_members": Relation(
        "village_members", "本村全部人员", "village", ("register_member", "increase"), MEMBER_FIELDS
    ),
    "registered_households": Relation(
        "registered_households", "本村在册户", "village", ("register_household",), HOUSEHOLD_FIELDS, unit="户"
    ),
}
_MEMBERS = Relation("members", "本户成员", "household", ("register_member",), MEMBER_FIELDS)
_EVERYBODY = Relation("everybody", "本户全部人员", "household", ("register_member", "increase"), MEMBER_FIELDS)
_GONE = Relation("gone", "本户自然减少人员", "household", (), MEMBER_FIELDS)
HOUSEHOLD = Scope(
    table="register_household",
    label="对照表-户",
    fields=HOUSEHOLD_FIELDS,
    relations={"members": _MEMBERS, "everybody": _EVERYBODY, "gone": _GONE, **_EVERYWHERE},
    parameters=PARAMETERS,
    last_fields={name: HOUSEHOLD_FIELDS[name] for name in LAST_FIELDS["register_household"]},
    slots=SLOTS,
)
MEMBER = Scope(
    table="register_member",
    label="对照表-人",
    fields=MEMBER_FIELDS,
    parents=("register_household",),
    parent_fields=HOUSEHOLD_FIELDS,
    relations={"members": _MEMBERS, **_EVERYWHERE},
    parameters=PARAMETERS,
    last_fields={name: MEMBER_FIELDS[name] for name in LAST_FIELDS["register_member"]},
    slots=SLOTS,
)
INCREASE = Scope(
    table="increase",
    label="附件2",
    fields=MEMBER_FIELDS,
    parents=("register_household", "edge_household"),
    parent_fields=HOUSEHOLD_FIELDS,
    relations={"members": _MEMBERS, **_EVERYWHERE},
    parameters=PARAMETERS,
    slots=SLOTS,
)
SCOPES = {scope.table: scope for scope in (HOUSEHOLD, MEMBER, INCREASE)}
_COUNTY_MEMBERS = Relation("county_members", "全县人员", "county", ("register_member", "increase"), MEMBER_FIELDS)
MERGED_SCOPES = {
    table: replace(scope, relations={**scope.relations, "county_members": _COUNTY_MEMBERS})
    for table, scope in SCOPES.items()
}
"""What expressions may name where villages are merged."""

FIRST_ROW = 6


@dataclass(frozen=True)
class Record:
    """A row: its village and the cells that are not empty, now and as it was issued (None: it was not)."""

    village: int
    cells: Mapping[str, Cell]
    issued: Mapping[str, Cell] | None = None

    def cell(self, field: str) -> Cell:
        if field.startswith(LAST):
            return (self.issued or {}).get(field.removeprefix(LAST))
        return self.cells.get(field)


@dataclass(frozen=True)
class County:
    """The records of every table; ``keyed_spares`` further rows hold only a locked key, as unused rows do."""

    records: Mapping[str, tuple[Record, ...]]
    keyed_spares: int = 1

    def rows(self) -> dict[str, CountyRows]:
        """Every table as the library reads it."""
        households: dict[tuple[int, str], int] = {}
        return {table: CountyRows(table, self.records.get(table, ()), households) for table in TABLES}


def no_day(field: FieldType, cell: Cell) -> bool:
    """Whether it is a number in the column of a date, but the number of no day."""
    return field.is_date and isinstance(cell, float) and not FIRST_DAY <= cell < LAST_DAY + 1


class CountyRows:
    """One table in the form expressions are evaluated over."""

    def __init__(self, table: str, records: tuple[Record, ...], households: dict[tuple[int, str], int]) -> None:
        self.table = table
        self.records = records
        self.size = len(records)
        keys = [(record.village, record.cell("household_code")) for record in records]
        self.household: NDArray[np.int64] = np.array(
            [
                households.setdefault((village, key), len(households)) if isinstance(key, str) and key else -1
                for village, key in keys
            ],
            dtype=np.int64,
        )
        self.village: NDArray[np.int64] = np.array([record.village for record in records], dtype=np.int64)
        self.county: NDArray[np.int64] = np.zeros(self.size, dtype=np.int64)

    def number(self, field: str) -> NDArray[np.float64]:
        cells = [record.cell(field) for record in self.records]
        wrong = [cell is None or isinstance(cell, str) or self._is_no_day(field, cell) for cell in cells]
        return np.array([np.nan if no else float(cell or 0) for cell, no in zip(cells, wrong, strict=True)])

    def text(self, field: str) -> NDArray[np.object_]:
        texts = np.empty(self.size, dtype=object)
        cells = [record.cell(field) for record in self.records]
        texts[:] = ["" if cell is None else str(cell) for cell in cells]
        return texts

    def bad(self, field: str) -> NDArray[np.bool_] | None:
        wrong = float if TABLES[self.table][field.removeprefix(LAST)].kind == "text" else str
        cells = [record.cell(field) for record in self.records]
        return np.array(
            [(isinstance(cell, wrong) and cell != "") or self._is_no_day(field, cell) for cell in cells], dtype=np.bool_
        )

    def _is_no_day(self, field: str, cell: Cell) -> bool:
        return no_day(TABLES[self.table][field.removeprefix(LAST)], cell)


def write_workbook(file: Path, county: County, village: int, formulas: Mapping[str, list[list[str]]]) -> dict[str, str]:
    """Writes one village's tables as sheets, each with its formulas (one list a record) at the right.

    Gives the address of the formulas of each table.
    """
    places: dict[str, str] = {}
    with xlsxwriter.Workbook(str(file)) as book:
        codes = book.add_worksheet("字典")
        codes.write_column(0, 0, RELATIONS)
        book.define_name("list_relation", f"=字典!$A$1:$A${len(RELATIONS) + 2}")
        for table in TABLES:
            sheet = book.add_worksheet(table)
            records = [record for record in county.records.get(table, ()) if record.village == village]
            last = FIRST_ROW + len(records) + county.keyed_spares + 1
            columns = _columns(table)
            for column, field in enumerate(columns):
                if not field.startswith(LAST):
                    letter = xl_col_to_name(column)
                    book.define_name(f"{table}.{field}", f"={table}!${letter}${FIRST_ROW}:${letter}${last}")
                for row, record in enumerate(records, start=FIRST_ROW - 1):
                    _write(sheet, row, column, _cell(record, field))
            for spare in range(county.keyed_spares if "household" in table else 0):
                sheet.write_string(FIRST_ROW - 1 + len(records) + spare, 0, f"新{spare:02d}")
            first = len(columns) + 1
            for row, line in enumerate(formulas.get(table, []), start=FIRST_ROW - 1):
                for column, formula in enumerate(line, start=first):
                    sheet.write_formula(row, column, f"={formula}", None, "?")
            if formulas.get(table):
                end = f"{xl_col_to_name(first + len(formulas[table][0]) - 1)}{FIRST_ROW + len(records) - 1}"
                places[table] = f"{xl_col_to_name(first)}{FIRST_ROW}:{end}"
    return places


def _columns(table: str) -> list[str]:
    """The columns of a sheet: fields, whether a row is a record, whether it was issued, and what with."""
    return [*TABLES[table], "_filled", "_issued", *(f"{LAST}{name}" for name in LAST_FIELDS[table])]


def _cell(record: Record, column: str) -> Cell:
    match column:
        case "_filled":
            return 1.0
        case "_issued":
            return None if record.issued is None else 1.0
        case _:
            return record.cell(column)


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell) -> None:
    if cell == "":
        sheet.write_formula(row, column, '=""', None, "")
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def cell_of(table: str, row: int) -> Mapping[str, str]:
    """Field → cell in a sheet row."""
    at = {field: f"${xl_col_to_name(column)}{row}" for column, field in enumerate(_columns(table))}
    issued = {field: f'IF({at["_issued"]}=1,{cell},"")' for field, cell in at.items() if field.startswith(LAST)}
    return {**at, **issued}
