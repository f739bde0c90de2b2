"""Invented villages as intake hands them over: rows of plain values with a sheet, a row number and column letters."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.findings import Finding, MessageCatalogue
from cunbiao.merging.copies import Prefer
from cunbiao.merging.ledger import FileFate
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.merging.villages import RollupLevel
from cunbiao.records.identity import check_character
from cunbiao.records.identity_sheet import ExpectedVillage, Identity
from cunbiao.records.submission import Ignored, Intake, Quarantined, RowLedger, Submission, TableRows, Value

POLICY = "anhui-yongqiao-2020"
FIRST_ROW = 6
_NOTHING = """
farmland irrigated_land forest_land converted_forest fruit_forest pasture water_surface
business_income asset_dividend other_property_income family_planning_money subsistence_allowance destitute_support
pension_income ecological_compensation other_transfer business_cost
"""
Row = Mapping[str, Value]
Tables = Mapping[str, Sequence[Row]]


@cache
def campaign(**values: float | bool) -> Campaign:
    """The campaign with these parameters given by the county."""
    lines = ["county: 埇桥区", "parameters:" if values else "parameters: {}"]
    for name, value in values.items():
        lines += [f"  {name}:", f"    value: {str(value).lower()}", "    source: 测试用"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.yaml"
        file.write_text("\n".join(lines), encoding="utf-8")
        return load_campaign(POLICY, file)


@cache
def messages() -> MessageCatalogue:
    return load_messages(campaign())


def person_number(serial: int, born: str = "19700312", male: bool = True) -> str:
    """An identity number with a right check digit, a different one for every serial below 500."""
    seventeen = f"340123{born}{serial * 2 + int(male):03d}"
    return seventeen + check_character(seventeen)


def household(code: str, persons: int = 1, head: str = "张三", number: str = "", /, **values: Value) -> Row:
    """A household without a mistake: 未脱贫, everything solved, 12000 元 from wages."""
    row: dict[str, Value] = {
        "household_code": code,
        "head_name": head,
        "head_id": number or person_number(1),
        "household_phone": "13900000000",
        "bank_name": "宿州农商银行",
        "bank_account": "6210000000000000000",
        "household_type": "贫困户",
        "household_attribute": "一般贫困户",
        "poverty_status": "未脱贫",
        "military_family": "否",
        "only_child_family": "否",
        "two_daughter_family": "否",
        "main_cause": "缺技术",
        "year_population": float(persons),
        "identified_year": 2014.0,
        "operation": "不变",
        "food_secure": "是",
        "clothes_secure": "是",
        "safe_water": "是",
        "dangerous_house": "否",
        "production_power": "是",
        "domestic_power": "是",
        "sanitary_toilet": "是",
        "broadcast_tv": "是",
        "road_distance": 0.3,
        "road_type": "水泥路",
        "house_area": 80.0,
        "fuel": "清洁能源",
        "wage_income": 12000.0,
    }
    row.update(dict.fromkeys(_NOTHING.split(), 0.0))
    row.update(values)
    return row


def member(code: str, name: str, number: str, relation: str = "户主", /, **values: Value) -> Row:
    """A working man of fifty, insured, without a mistake."""
    row: dict[str, Value] = {
        "household_code": code,
        "name": name,
        "sex": "男",
        "id_type": "居民身份证",
        "id_number": number,
        "relation": relation,
        "ethnicity": "汉族",
        "political": "群众",
        "education": "初中",
        "health": "健康",
        "labour_skill": "普通劳动力",
        "work_area": "县外省内务工",
        "work_months": 10.0,
        "critical_insurance": "是",
        "resident_medical": "是",
        "employee_medical": "否",
        "resident_pension": "是",
        "employee_pension": "否",
        "on_subsistence": "否",
        "on_destitute": "否",
        "active_soldier": "否",
        "member_phone": "13900000000",
    }
    row.update(values)
    return row


def table_rows(
    table: str, rows: Sequence[Row], bad: Mapping[str, Sequence[int]] | None = None, of: Campaign | None = None
) -> TableRows:
    """Rows of one sheet from row 6 on; rows with ``_added`` stand in spare rows."""
    of = of or campaign()
    names = [column.name for column in of.columns(table) if column.derived is None]
    added = [bool(row.get("_added")) for row in rows]
    tokens = [f"{'S' if new else 'R'}{index + 1:04d}" for index, new in enumerate(added)]
    counts = RowLedger(physical=5 + len(rows), headers=5, issued=len(rows) - sum(added), spare=sum(added))
    return TableRows(
        table=table,
        sheet=of.tables[table].sheet,
        rows=[FIRST_ROW + index for index in range(len(rows))],
        tokens=tokens,
        columns={name: [row.get(name) for row in rows] for name in names},
        bad={name: list(cells) for name, cells in (bad or {}).items()},
        letters={column.name: _letters(index + 2) for index, column in enumerate(of.columns(table))},
        shown={},
        issued=None,
        counts=counts,
    )


def submission(
    village: str = "东关村",
    tables: Tables | None = None,
    *,
    code: str = "",
    township: str = "东关镇",
    file: str = "",
    content: str = "",
    modified: float = 0.0,
    bad: Mapping[str, Mapping[str, Sequence[int]]] | None = None,
    findings: Iterable[Finding] = (),
    villages: Sequence[tuple[str, str, str]] = (),
    parameters: Mapping[str, str | float | bool | None] | None = None,
    of: Campaign | None = None,
) -> Submission:
    """One village's workbook; its sha256 is that of its file name and ``content``."""
    given, of = tables or {}, of or campaign()
    file = file or f"{village}.xlsx"
    return Submission(
        file=file,
        sha256=hashlib.sha256(f"{file}{content}".encode()).hexdigest(),
        size=1000,
        modified=modified,
        identity=Identity(
            policy=of.notice.id,
            year=of.year,
            county=of.county,
            township=township,
            village=village,
            village_code=code or f"3413021{sum(map(ord, township + village)):05d}",
            parameters=dict(parameters or {}),
            villages=tuple(ExpectedVillage(*entry) for entry in villages),
        ),
        tables={table: table_rows(table, given.get(table, ()), (bad or {}).get(table), of) for table in of.tables},
        findings=list(findings),
    )


def intake(
    *submissions: Submission, quarantined: Iterable[Quarantined] = (), ignored: Iterable[Ignored] = ()
) -> Intake:
    return Intake(list(submissions), list(quarantined), list(ignored))


def merged(
    *submissions: Submission,
    level: RollupLevel = "county",
    prefer: Prefer | None = None,
    of: Campaign | None = None,
    quarantined: Iterable[Quarantined] = (),
    ignored: Iterable[Ignored] = (),
    decided: Sequence[FileFate] = (),
) -> Register:
    """The register of these submissions."""
    found = intake(*submissions, quarantined=quarantined, ignored=ignored)
    return merge(found, of or campaign(), level, messages(), prefer=prefer, decided=decided)


def told(register: Register, check: str = "") -> list[Finding]:
    """The findings, or those of one check."""
    return [finding for finding in register.findings if check in ("", finding.check)]


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
