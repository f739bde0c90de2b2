"""Records of the villages, locked, with the columns that a township or county fills in beside their heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import Table
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.expressions import truth
from cunbiao.merging.levels import by_field, record_keys, said
from cunbiao.merging.register import Register
from cunbiao.merging.rollup_sheets import TOKEN
from cunbiao.records.frames import Bools
from cunbiao.records.identity_sheet import ABOUT, RECORD, table_mark
from cunbiao.records.submission import LevelEntry
from generators.listing import ListColumn, Listing, printable
from generators.rollup.rows import TEXT, Part, heads, indicator_column, verdict_columns
from generators.style import ARRANGED, INPUT, LOCKED, MIDDLE, RED_TEXT, WRAPPED, Drawing
from generators.village.validation import typed_rule
from workbooks.stamp import Band

Columns = tuple[ResolvedColumn, ...]

_STATE = "情况"
_GONE = "村里交来的表里没有“{about}”这一条了。真的没有了的，把这一行填的清空。"


@dataclass(frozen=True)
class Sheet:
    """The records of one table, and which of its columns may be filled in."""

    table: Table
    listing: Listing
    columns: Columns

    def draw(self, drawing: Drawing, campaign: Campaign, footer: str, password: str) -> None:
        """Draws the sheet, locked but for those columns."""
        listing = self.listing
        page = listing.draw(drawing, footer)
        first, last = listing.first_row, listing.last_row
        for column in self.columns:
            rule = typed_rule(campaign, self.table, column, lambda name: f"${listing.letter(name)}{first}")
            letter = listing.letter(column.name)
            if page.data_validation(f"{letter}{first}:{letter}{last}", rule) != 0:
                raise ValueError(f"表“{listing.sheet}”的“{column.label}”：数据有效性超出 Excel 的限制")
        page.protect(password, ARRANGED)

    def bands(self) -> list[Band]:
        """The records, for the stamp; cells to be filled in are open though they are empty."""
        return [replace(band, blanks=True) for band in self.listing.bands()]


def record_sheet(
    register: Register, table_id: str, columns: Columns, place: str, before: Sequence[LevelEntry]
) -> Sheet:
    """The sheet of one table: whose record, what to fill in, what is to be said of it, the rest of the record.

    It has the records of which something is asked, and those that were answered. At its end stand the answers about
    records that are gone, so that none of them is lost.
    """
    campaign, frame = register.campaign, register.frames[table_id]
    table = campaign.tables[table_id]
    open_names = {column.name for column in columns}
    keys = record_keys(frame)
    asked = _asked(register, table_id, columns)
    entries = register.answers.entries
    answered = {entry.record for entry in entries if entry.table == table_id and entry.name in open_names}
    index = [number for number, key in enumerate(keys) if key and (asked[number] or key in answered)]
    rows = _Rows(register, table_id, [keys[number] for number in index], open_names, before)
    part = Part(frame, Part.all_of(frame).index[index])
    spare = [None] * len(rows.lost)
    locked = {"bg_color": LOCKED}

    def listed(label: str, values: Sequence[Any], **more: Any) -> ListColumn:
        return ListColumn(label, [*values, *spare], {**TEXT, **locked}, **more)

    def shown(column: ResolvedColumn, group: str) -> ListColumn:
        own = indicator_column(column, [*part.values(column.name), *spare], group)
        return replace(own, name="", total="", look={**own.look, **locked})

    places = {name: frame.take(name)[part.index].tolist() for name in ("township", "village")}
    codes, people = frame.codes[part.index].tolist(), heads(register, part)
    abouts = ["".join(whom) for whom in zip(places["village"], codes, people, strict=True)]
    whose = table.groups[0].title
    resolved = campaign.columns(table_id)
    level = vocabulary().deciders[register.level]
    identity = [column for column in resolved if column.group == whose]
    others = [column for column in resolved if column.group != whose and column.name not in open_names]
    listing = Listing(
        sheet=table.sheet,
        title=f"{place}{campaign.titles[table_id]}",
        columns=(
            ListColumn("", [""] * rows.count, TEXT, name=TOKEN, width=8, hidden=True),
            ListColumn("", rows.keys, TEXT, name=RECORD, width=12, hidden=True),
            ListColumn("", [*abouts, *rows.lost.values()], TEXT, name=ABOUT, width=12, hidden=True),
            listed(vocabulary().township, places["township"], group=whose, most=14),
            listed(vocabulary().village, places["village"], group=whose, most=14),
            *(shown(column, whose) for column in identity),
            *(_open(column, rows.values(column), f"{level}填写") for column in columns),
            ListColumn(_STATE, rows.states(), {**WRAPPED, **locked, "font_color": RED_TEXT}, width=30),
            *(shown(column, column.group) for column in others),
            *(
                _verdict(column, len(spare))
                for column in verdict_columns(register.verdicts.get(table_id, ()), part.index)
            ),
        ),
        count=rows.count,
        note=f"浅黄色的由{level}填，填好放在原处，再汇总一次。",
        mark=table_mark(table_id, campaign.notice.form_edition),
        frozen=5 + len(identity),
        printed=6 + len(identity) + len(columns),
        tab_colour=MIDDLE,
    )
    return Sheet(table, listing, columns)


def _asked(register: Register, table: str, columns: Columns) -> Bools:
    """The records of which at least one column is asked."""
    frame, prepared = register.frames[table], register.tables.prepared
    asked = np.zeros(frame.size, dtype=np.bool_)
    for column in columns:
        when = column.filled_when
        asked |= True if when is None else truth(when, prepared[table], prepared).true
    return asked


def _open(column: ResolvedColumn, values: Sequence[Any], group: str) -> ListColumn:
    own = indicator_column(column, values, group)
    look = {**own.look, "bg_color": INPUT, "locked": False, "text_wrap": column.kind == "text"}
    width = max(float(column.width or 12), 24.0 if column.kind == "text" else 14.0)
    return replace(own, look=look, width=width, total="count")


def _verdict(column: ListColumn, spare: int) -> ListColumn:
    return replace(column, name="", values=[*column.values, *[""] * spare])


class _Rows:
    """The rows of the sheet: the records that are there, then those that answers are about and that are gone."""

    def __init__(
        self, register: Register, table: str, keys: list[str], names: set[str], before: Sequence[LevelEntry]
    ) -> None:
        self._answers, self._campaign, self._table = register.answers, register.campaign, table
        self._before = by_field(before)
        gone = [entry for entry in register.answers.lost if entry.table == table and entry.name in names]
        self.lost = {entry.record: entry.about for entry in gone}
        self._gone = by_field(gone)
        self.keys = [*keys, *self.lost]
        self.count = len(self.keys)

    def values(self, column: ResolvedColumn) -> list[str | float | None]:
        """What stands in a column to be filled in."""
        return [self._value((self._table, key, column.name)) for key in self.keys]

    def _value(self, field: tuple[str, str, str]) -> str | float | None:
        answers = self._answers
        if field in answers.values:
            return answers.values[field]
        standing = self._before.get(field) or answers.unreadable.get(field) or self._gone.get(field)
        value = standing[0].value if standing else None
        return printable(value, len(value)) if isinstance(value, str) else value

    def states(self) -> list[str]:
        """What is to be said of each row."""
        return [printable("\n".join(self._state(key))) for key in self.keys]

    def _state(self, key: str) -> list[str]:
        if key in self.lost:
            return [_GONE.format(about=self.lost[key] or "没有编号的一行")]
        told = []
        for problem, fields in (("几份填得不一样", self._answers.differing), ("认不出来", self._answers.unreadable)):
            for (table, record, name), entries in fields.items():
                if (table, record) == (self._table, key):
                    label = self._campaign.column(table, name).label
                    told.append(f"“{label}”{problem}：{'；'.join(said(self._campaign, own) for own in entries)}")
        return told
