"""A small notice with its villages: workbooks as they come back, made in milliseconds, and rollups of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from cunbiao.definitions import Campaign, load_campaign
from cunbiao.records.identity_sheet import (
    FIRST_ROW,
    IDENTITY_SHEET,
    ISSUED_PREFIX,
    ISSUED_TOKEN,
    SPARE_TOKEN,
    TOKEN_COLUMN,
    Cell,
    ExpectedVillage,
    Identity,
    issue_id,
    issued_hash,
    table_mark,
)
from tests.merging.invented import Row, Tables, household, member, person_number
from tests.submissions.workbooks import Draft, Sheet, set_identity

# What is tested here is the same under every notice; to try another, name it here.
POLICY, OTHER_POLICY = "anhui-yongqiao-2020", "yunnan-mengga-2019"
VILLAGES = (
    ExpectedVillage("341302100001", "东关村", "东关镇"),
    ExpectedVillage("341302100002", "西庄村", "东关镇"),
    ExpectedVillage("341302200001", "南湖村", "西关镇"),
)
EAST, WEST, SOUTH = VILLAGES


@dataclass(frozen=True)
class SmallNotice:
    """A notice, and workbooks of it as villages hand them in."""

    campaign: Campaign

    @property
    def policy(self) -> str:
        return self.campaign.notice.id

    def workbook(self, village: ExpectedVillage = EAST, tables: Tables | None = None, **identity: object) -> Draft:
        """A village's workbook with these rows, by default one household without a mistake.

        ``identity`` are entries of its identity sheet that say something else.
        """
        edition = self.campaign.notice.form_edition
        rows = one_household(village) if tables is None else tables
        sheets: dict[str, Sheet] = {}
        issued: dict[str, list[list[Cell]]] = {}
        for table_id, table in self.campaign.tables.items():
            names = [column.name for column in self.campaign.columns(table_id) if column.derived is None]
            lines = _lines(rows.get(table_id, ()), names, ISSUED_TOKEN if table.roster else SPARE_TOKEN)
            sheets[table_id] = _sheet(table.sheet, table_mark(table_id, edition), names, lines)
            if table.roster:
                issued[table_id] = [[TOKEN_COLUMN, *names], *lines]
                sheets[ISSUED_PREFIX + table_id] = _copy(ISSUED_PREFIX + table_id, issued[table_id])
        digest = issued_hash(issued)
        own = Identity(
            policy=self.policy,
            title=self.campaign.notice.title,
            year=self.campaign.year,
            county=self.campaign.county,
            township=village.township,
            village=village.village,
            village_code=village.code,
            issue_id=issue_id(self.policy, village.code, digest),
            issued_hash=digest,
            forms={form.id: edition for form in self.campaign.forms.values()},
            sheets=(*(sheet.name for sheet in sheets.values()), IDENTITY_SHEET),
            villages=VILLAGES,
        )
        made = Draft(sheets, own, issued)
        set_identity(made, replace(own, **identity))  # type: ignore[arg-type]  # the entries have many types
        return made


def one_household(village: ExpectedVillage, **values: object) -> Tables:
    """A household of one man, without a mistake, a different one in every village."""
    code, number = f"{village.code}01", person_number(int(village.code[-3:]) + 10 * int(village.code[6]))
    home: Row = {**household(code, 1, "张三", number), **values}  # type: ignore[dict-item]
    return {"register_household": [home], "register_member": [member(code, "张三", number)]}


def _lines(rows: Sequence[Row], names: Sequence[str], token: str) -> list[list[Cell]]:
    return [[f"{token}{number:04d}", *map(row.get, names)] for number, row in enumerate(rows, start=1)]


def _sheet(name: str, mark: str, names: Sequence[str], lines: Sequence[Sequence[Cell]]) -> Sheet:
    sheet = Sheet(name)
    sheet.put(1, [mark, *names])
    for number, line in enumerate(lines, start=FIRST_ROW):
        sheet.put(number, list(line))
    return sheet


def _copy(name: str, lines: Sequence[Sequence[Cell]]) -> Sheet:
    sheet = Sheet(name, state="veryHidden")
    for number, line in enumerate(lines, start=1):
        sheet.put(number, list(line))
    return sheet


@pytest.fixture(scope="session")
def small_notice() -> SmallNotice:
    return SmallNotice(load_campaign(POLICY))


@pytest.fixture(scope="session")
def other_notice() -> SmallNotice:
    return SmallNotice(load_campaign(OTHER_POLICY))
