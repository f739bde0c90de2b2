"""What people do to whole rows and sheets after lifting the protection. Made last: row numbers change."""

from __future__ import annotations

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.records.identity_sheet import IDENTITY_SEAL, IDENTITY_SHEET, table_mark
from sample.cells import Number, Text, content
from sample.family import Place, newcomer
from sample.filler import as_cell
from sample.issued import EntrySheet
from sample.mistakes.draft import Draft, NoPlaceError, NotAskedError, Planted, Spot
from sample.person import HEAD
from sample.rearranging import add_sheet, delete_row, hide_row, insert_row, merge_cells, rename_sheet


def inserted_row(draft: Draft) -> Planted:
    """A person entered in a row inserted into the register instead of 附件2."""
    spot = draft.pick(draft.tables.people, lambda row: draft.says(row, "relation", HEAD))
    at = spot.row + 1
    draft.unprotect(spot.entry)
    insert_row(draft.filled.workbook.workbook, spot.entry.sheet, at)
    surname = str(spot.value("name"))[0]
    seat = Place("之侄女", "女", draft.rng.randint(25, 40))
    person = newcomer(draft.rng, draft.county.registry, seat, draft.county.moment, surname, "")
    values = draft.county.words.said(person.values(draft.county.moment))
    record = values | {HOUSEHOLD_KEY: spot.household_code}
    for name, value in record.items():
        if name in spot.entry.columns and value is not None:
            spot.entry.put(at, name, as_cell(value))
    return _planted(draft, "inserted_row", "ROW-05", spot, at)


def subtotal_row(draft: Draft) -> Planted:
    """A line of totals below the last household."""
    entry = _household_sheet(draft, "head_name", "wage_income")
    at = max(entry.issued + entry.spare) + 1
    draft.unprotect(entry)
    income = sum(spot_income for row in entry.issued if (spot_income := _number(entry, row, "wage_income")))
    entry.put(at, "head_name", Text("合计"))
    entry.put(at, "wage_income", Number(round(income, 2)))
    return Planted("subtotal_row", "ROW-02", draft.filled.village.code, entry.sheet, at)


def deleted_row(draft: Draft) -> Planted:
    """The row of somebody who left, deleted instead of reported in 附件3."""
    spot = draft.pick(draft.tables.people, lambda row: not draft.says(row, "relation", HEAD))
    draft.unprotect(spot.entry)
    delete_row(draft.filled.workbook.workbook, spot.entry.sheet, spot.row)
    return _planted(draft, "deleted_row", "ROW-01", spot, 0)


def hidden_row(draft: Draft) -> Planted:
    """A household's row hidden and forgotten."""
    spot = draft.pick(draft.tables.homes)
    hide_row(draft.filled.workbook.workbook, spot.entry.sheet, spot.row)
    return Planted("hidden_row", "SHEET-02", draft.filled.village.code, spot.entry.sheet, spot.row)


def merged_cells(draft: Draft) -> Planted:
    """The village group merged over two households, "because it is the same"."""
    entry = _household_sheet(draft, "village_group")
    rows = {spot.row: spot for spot in draft.spots(entry.table)}
    neighbours = [row for row in rows if row + 1 in rows]
    if not neighbours:
        raise NoPlaceError(entry.table)
    first = draft.rng.choice(neighbours)
    draft.used |= {rows[first].household_code, rows[first + 1].household_code}
    draft.unprotect(entry)
    column = entry.columns["village_group"]
    merge_cells(draft.filled.workbook.workbook, entry.sheet, f"{column}{first}:{column}{first + 1}")
    return Planted("merged_cells", "CELL-11", draft.filled.village.code, entry.sheet, first, column)


def renamed_sheet(draft: Draft) -> Planted:
    """A sheet given a name of one's own."""
    name = f"{draft.filled.village.name}户表"
    rename_sheet(draft.filled.workbook.workbook, _household_sheet(draft).sheet, name)
    return Planted("renamed_sheet", "SHEET-03", draft.filled.village.code, name)


def stray_sheet(draft: Draft) -> Planted:
    """A sheet with one's own notes left in the workbook."""
    rows = [["户主", "电话", "还缺什么"], ["待入户", "", "收入没有核完"]]
    add_sheet(draft.filled.workbook.workbook, "草稿", rows)
    return Planted("stray_sheet", "SHEET-01", draft.filled.village.code, "草稿")


def old_template(draft: Draft) -> Planted:
    """Last year's form filled once more."""
    entry = _household_sheet(draft)
    mark = table_mark(entry.table, f"{draft.county.moment.year - 1}.1")
    entry.worksheet.put(1, 0, content(Text(mark), entry.workbook.strings))
    return Planted("old_template", "FILE-35", draft.filled.village.code)


def unknown_village(draft: Draft) -> Planted:
    """The workbook of a village that is not on the list."""
    _set_identity(draft, {"village_code": f"{draft.county.registry.area}999999", "village": "无名村"})
    return Planted("unknown_village", "FILE-34", draft.filled.village.code)


def foreign_village(draft: Draft) -> Planted:
    """The data of this village sent in under the name of another one."""
    own = draft.filled.village.code
    other = next(sample.village for sample in draft.county.villages if sample.village.code != own)
    _set_identity(draft, {"village_code": other.code, "village": other.name, "township": other.township})
    return Planted("foreign_village", "FILE-37", own)


def _household_sheet(draft: Draft, *asks: str) -> EntrySheet:
    """The first sheet of registered households that asks these indicators."""
    fitting = [table.id for table in draft.tables.homes if draft.tables.asks(table, *asks)]
    if not fitting:
        raise NotAskedError(", ".join(asks))
    return draft.filled.workbook.entry(fitting[0])


def _set_identity(draft: Draft, values: dict[str, str]) -> None:
    """Edits the identity sheet, of a workbook as the first versions issued it: without a seal that would show it."""
    workbook = draft.filled.workbook.workbook
    values = {**values, IDENTITY_SEAL: ""}
    sheet = workbook.sheet(IDENTITY_SHEET)
    for row in list(sheet.rows):
        name = sheet.text(row, 0)
        if name in values:
            sheet.put(row, 1, content(Text(values[name]), workbook.strings))


def _number(entry: EntrySheet, row: int, name: str) -> float:
    text = entry.text(row, name)
    return float(text) if text.replace(".", "", 1).isdigit() else 0.0


def _planted(draft: Draft, mistake: str, check: str, spot: Spot, row: int) -> Planted:
    return Planted(mistake, check, draft.filled.village.code, spot.entry.sheet, row, "", spot.household_code)
