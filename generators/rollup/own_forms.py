"""What the county says of itself, as a list: one line a field of its own forms."""

from __future__ import annotations

from cunbiao.definitions.models import Table
from cunbiao.merging.register import Register
from cunbiao.records.identity_sheet import BEFORE, VALUE
from generators.listing import ListColumn, Listing
from generators.rollup.rows import TEXT
from generators.style import BORDER, CENTRED, WRAPPED

_VALUE = {**BORDER, "num_format": "General", "align": "right"}


def own_form_listings(register: Register) -> list[Listing]:
    """One list a form of the register's level; none where it has no form of its own."""
    tables = register.campaign.own_tables.values()
    return [_listing(register, table) for table in tables if table.filled_at == register.level]


def _listing(register: Register, table: Table) -> Listing:
    campaign, answers, year = register.campaign, register.answers, register.campaign.year
    columns = campaign.columns(table.id)

    def values(record: str) -> list[str | float | None]:
        return [answers.values.get((table.id, record, column.name)) for column in columns]

    status = campaign.form_of(table.id).status
    files = {entry.name: entry.file for entry in answers.entries if entry.table == table.id}
    return Listing(
        table.sheet,
        f"{campaign.county}{campaign.titles[table.id]}{f'（{status}）' if status else ''}",
        (
            ListColumn("类别", [column.group for column in columns], TEXT, width=16),
            ListColumn("指标", [column.label for column in columns], TEXT, most=34),
            ListColumn("单位", [column.unit or "" for column in columns], CENTRED, width=8),
            ListColumn(f"{year - 1} 年", values(BEFORE), _VALUE, width=18),
            ListColumn(f"{year} 年", values(VALUE), _VALUE, width=18),
            ListColumn("填在", [files.get(column.name, "") for column in columns], WRAPPED, width=34),
        ),
        len(columns),
        "在县里的本级填报表里填，填好再汇总一次。",
    )
