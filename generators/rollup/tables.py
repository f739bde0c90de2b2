"""The data sheets: every table of the campaign with the rows of all villages, readable by people and by `restore`."""

from __future__ import annotations

from cunbiao.definitions.models import Table
from cunbiao.merging.register import Register
from cunbiao.merging.rollup_sheets import BAD, ISSUED, TOKEN, bad_names, changed_cells, issued_values
from cunbiao.records.identity_sheet import table_mark
from generators.listing import ListColumn, Listing
from generators.rollup.rows import (
    TEXT,
    FindingCounts,
    Part,
    indicator_column,
    origin_columns,
    place_columns,
    verdict_columns,
)
from generators.style import DARK

_WHOSE = "哪个村"


def table_listings(register: Register, counts: FindingCounts) -> dict[str, Listing]:
    """Table id → its data sheet, in the order of the forms."""
    campaign = register.campaign
    return {name: _listing(register, table, counts) for name, table in campaign.tables.items()}


def _listing(register: Register, table: Table, counts: FindingCounts) -> Listing:
    campaign = register.campaign
    frame = register.frames[table.id]
    part = Part.all_of(frame)
    columns = [
        ListColumn("", frame.token.tolist(), TEXT, name=TOKEN, group=_WHOSE, width=8, hidden=True),
        *place_columns([part], _WHOSE),
    ]
    columns += [indicator_column(column, part.values(column.name), column.group) for column in frame.columns]
    columns += verdict_columns(register.verdicts.get(table.id, ()), part.index)
    columns += counts.columns([part])
    columns += origin_columns([part], len(columns))
    columns += _hidden(register, part)
    frozen = 4 + len(table.groups[0].columns)
    return Listing(
        sheet=table.sheet,
        title=campaign.titles[table.id],
        columns=tuple(columns),
        count=frame.size,
        note=f"{len(frame.sources)} 个村，{frame.size} 行。合计只算筛选后看得见的行。",
        mark=table_mark(table.id, campaign.notice.form_edition),
        frozen=frozen,
        tab_colour=DARK,
    )


def _hidden(register: Register, part: Part) -> list[ListColumn]:
    """What restores the rows as they were handed in: unreadable cells, and issued values of changed cells."""
    frame = part.frame
    positions = {
        (source, row): index
        for index, (source, row) in enumerate(zip(frame.source.tolist(), frame.row.tolist(), strict=True))
    }
    bad = [""] * frame.size
    issued = [""] * frame.size
    files = {source.file: number for number, source in enumerate(frame.sources)}
    for submission in register.submissions:
        rows = submission.tables.get(frame.table)
        if rows is None:
            continue
        source = files[submission.file]
        for index, names in bad_names(rows).items():
            bad[positions[source, rows.rows[index]]] = names
        for index, changes in changed_cells(rows).items():
            issued[positions[source, rows.rows[index]]] = issued_values(changes)
    return [
        ListColumn("读不出的格", bad, TEXT, name=BAD, group="备查", width=12, hidden=True),
        ListColumn("改动前的内容", issued, TEXT, name=ISSUED, group="备查", width=12, hidden=True),
    ]
