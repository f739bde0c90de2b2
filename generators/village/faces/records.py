"""How the records of a form are printed one by one: as the form says, or each of its tables a row a page."""

from __future__ import annotations

from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Form, PrintFace
from generators.village.entry import hidden_columns
from generators.village.layout import entry_layout


def faces_of(campaign: Campaign, form: Form) -> list[PrintFace]:
    """The print faces of a form; one that says none is printed with all that its sheets show."""
    if form.print_face is not None:
        return [form.print_face]
    return [_whole_row(campaign, form, table.id) for table in form.tables]


def _whole_row(campaign: Campaign, form: Form, table: str) -> PrintFace:
    layout = entry_layout(campaign, table, 0)
    hidden = hidden_columns(layout)
    shown = [column for column in layout.visible if column.column is not None and column.name not in hidden]
    return PrintFace(
        sheet=f"打印-{layout.sheet}"[:28],
        household_table=table,
        household_groups=list(dict.fromkeys(column.group for column in shown)),
        signatures=form.signatures,
    )
