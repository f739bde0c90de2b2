"""The veryHidden sheets that make a workbook recognisable: ``_identity`` and ``_issued_<table>``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from cunbiao.definitions import Campaign
from cunbiao.records.identity_sheet import (
    IDENTITY_SHEET,
    ISSUED_PREFIX,
    TOKEN_COLUMN,
    Cell,
    ExpectedVillage,
    Identity,
    issue_id,
    sealed_rows,
)
from generators.style import Drawing
from generators.village.capacity import Capacity
from generators.village.layout import EntryLayout, issued_columns_name, issued_name, quoted_sheet
from generators.village.names import define
from workbooks.references import column_letters
from workbooks.stamp import Band

_FIRST_ISSUED = 2


def draw_identity(drawing: Drawing) -> None:
    """Draws the empty identity sheet."""
    page = drawing.sheet(IDENTITY_SHEET)
    page.very_hidden()
    page.write_blank(0, 0, None, drawing.format(num_format="@"))


def identity_band(identity: Identity) -> Band:
    """The rows of the identity sheet."""
    rows = sealed_rows(identity)
    width = max(map(len, rows))
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    return Band(1, len(rows), {column_letters(i): [row[i] for row in padded] for i in range(width)})


def issued_sheet(table: str) -> str:
    """The name of the sheet that keeps a table's rows as issued."""
    return f"{ISSUED_PREFIX}{table}"


def draw_issued(drawing: Drawing, layout: EntryLayout) -> None:
    """Draws the empty sheet of issued rows and the names by which changed cells are found."""
    table = layout.table.id
    page = drawing.sheet(issued_sheet(table))
    page.very_hidden()
    plain = drawing.format()
    names = [column.name for column in layout.typed]
    page.write_row(0, 0, [TOKEN_COLUMN, *names], plain)
    page.write_blank(_FIRST_ISSUED - 1, 0, None, plain)
    sheet, last = quoted_sheet(issued_sheet(table)), column_letters(len(names))
    define(drawing, issued_columns_name(table), f"{sheet}!$B$1:${last}$1")
    end = _FIRST_ISSUED + layout.capacity - 1
    define(drawing, issued_name(table), f"{sheet}!$B${_FIRST_ISSUED}:${last}${end}")


def issued_band(layout: EntryLayout, tokens: Sequence[str], columns: Mapping[str, Sequence[Cell]]) -> Band:
    """The rows as issued: row tokens and the values of every typed column."""
    letters = {column_letters(i + 1): columns[column.name] for i, column in enumerate(layout.typed)}
    return Band(_FIRST_ISSUED, len(tokens), {"A": tokens, **letters})


def issued_rows(
    layout: EntryLayout, tokens: Sequence[str], columns: Mapping[str, Sequence[Cell]]
) -> list[tuple[Cell, ...]]:
    """The rows of that sheet as intake reads them back, the heading first; the issued hash is taken over them."""
    names = [column.name for column in layout.typed]
    return [(TOKEN_COLUMN, *names), *zip(tokens, *(columns[name] for name in names), strict=True)]


def identity_of(
    campaign: Campaign,
    county: str,
    village: ExpectedVillage,
    villages: Sequence[ExpectedVillage],
    capacity: Capacity,
    sheets: Sequence[str],
    issued: str,
    part: int = 1,
) -> Identity:
    """What the workbook of one village of ``county`` says about itself; ``issued`` is the hash of its issued rows."""
    policy, settings = campaign.notice, campaign.settings
    return Identity(
        policy=policy.id,
        title=policy.title,
        year=policy.year,
        county=county,
        area_code=(settings.area_code or "") if settings is not None else "",
        township=village.township,
        village=village.village,
        village_code=village.code,
        issue_id=issue_id(policy.id, village.code, issued),
        issued_hash=issued,
        forms={form.id: policy.form_edition for form in campaign.forms.values()},
        parameters={name: _plain(parameter.value) for name, parameter in campaign.parameters.items()},
        settings=settings.supplied() if settings is not None else {},
        capacity=capacity.rows,
        sheets=tuple(sheets),
        villages=tuple(villages),
        part=part,
    )


def _plain(value: date | bool | float | str | None) -> str | float | bool | None:
    return value.isoformat() if isinstance(value, date) else value
