"""The workbook of a township or county: one sheet a form in which it has something to say, and its own forms.

It is written beside every rollup, with what stands in it already, and read by the next merge. Each row names its record
in hidden columns, so it may be sorted and filtered.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.merging.register import Register
from cunbiao.records.identity_sheet import LEVEL_SHEET, named_value
from cunbiao.records.submission import LevelEntry
from generators.file_names import file_name
from generators.levels.own_forms import draw_own_form
from generators.levels.records import record_sheet
from generators.publishing import Output, workbook
from generators.style import Drawing
from generators.village.dictionary import draw_dictionary
from generators.village.template import password_of
from workbooks.stamp import Template, stamp_to

# What its file name ends in; a copy of one that was open has more behind it.
KIND = "_本级填报"


def to_fill_in(register: Register) -> dict[str, tuple[ResolvedColumn, ...]]:
    """Table → the columns that the level of a register fills in."""
    return register.campaign.filled_at(register.level)


def level_file(out: Path, register: Register, place: str, before: Sequence[LevelEntry]) -> Output | None:
    """The workbook of ``place`` in ``out``; ``None`` where the level has nothing to fill in.

    ``before`` is what stood in the workbook that this one replaces: where several say different things, each keeps what
    it says.

    Raises:
        StampError: a record holds what no cell can hold.
    """
    campaign = register.campaign
    columns = to_fill_in(register)
    tables = [table for table in columns if table in campaign.tables]
    sheets = [record_sheet(register, table, columns[table], place, before) for table in tables]
    sheets = [sheet for sheet in sheets if sheet.listing.count]
    forms = [campaign.own_tables[table] for table in columns if table in campaign.own_tables]
    if not sheets and not forms:
        return None
    title = f"{place}{campaign.year}年度本级填报表"
    drawing = Drawing(title, campaign.notice.reference)
    password = password_of(campaign)
    for table in forms:
        draw_own_form(drawing, register, table, place, before, password)
    for sheet in sheets:
        sheet.draw(drawing, campaign, title, password)
    listed = [column for own in columns.values() for column in own if column.codes]
    if listed:
        draw_dictionary(drawing, campaign, listed, password)
    _draw_identity(drawing, campaign, place if register.level == "township" else "")
    template = Template(drawing.finish())
    bands = {sheet.listing.sheet: sheet.bands() for sheet in sheets}
    path = out / f"{file_name(place)}{KIND}.xlsx"
    return workbook(path, lambda file: stamp_to(file, template, bands))


def _draw_identity(drawing: Drawing, campaign: Campaign, township: str) -> None:
    """The hidden sheet that says whose workbook it is, and of which notice."""
    sheet = drawing.book.add_worksheet(LEVEL_SHEET)
    sheet.very_hidden()
    entries = {
        "policy": campaign.notice.id,
        "title": campaign.notice.title,
        "year": str(campaign.year),
        "county": campaign.county,
        "township": township,
    }
    for row, (name, value) in enumerate(entries.items()):
        sheet.write_row(row, 0, named_value(name, value))
