"""Cells that name a person or a household by what stands in another row: where that is changed, they follow.

A village chooses the household that another one joins by the name of its head. Once a correction of that name is in
force, or another head was chosen, the household is known by the new one everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.corrections.cells import Edits, Original
from cunbiao.corrections.standing import Corrected, laid_over
from cunbiao.corrections.village import RecordRow, Village, by_village
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.picks import BETWEEN, names_in
from cunbiao.expressions.types import Relation

# File, table, Excel row and column of a cell → what it held as it was handed in.
_Originals = dict[tuple[str, str, int, str], Original]


def with_choices(campaign: Campaign, corrected: Corrected) -> Corrected:
    """The submissions with the choices that follow what was changed.

    A choice that several rows may be meant by stays as it is: a check says so.
    """
    originals = {(own.file, own.table, own.row, own.field): own for own in corrected.originals}
    changed = {own.file for own in corrected.originals}
    edits = []
    for workbooks in by_village(corrected.submissions).values():
        if any(workbook.file in changed for workbook in workbooks):
            village = Village(campaign, workbooks)
            edits.append((village, _Choices(village, originals).edits()))
    return laid_over(corrected, edits)


class _Choices:
    """The choices of one village."""

    def __init__(self, village: Village, originals: _Originals) -> None:
        self._village = village
        self._originals = originals

    def edits(self) -> Edits:
        """The cells that follow, and what they say then."""
        campaign, edits = self._village.campaign, Edits()
        for table in campaign.tables:
            for column in campaign.columns(table):
                if column.chosen_from is None:
                    continue
                name, _, field = column.chosen_from.partition(".")
                relation = campaign.scopes[table].relations[name]
                for row in self._village.all_rows(table):
                    now = self._following(row, column, relation, field)
                    if now != self._village.text(row, column.name):
                        edits.setdefault(row, {})[column.name] = now
        return edits

    def _following(self, row: RecordRow, column: ResolvedColumn, relation: Relation, field: str) -> str:
        """What a cell says once what it was chosen from is as it is now."""
        written = self._handed_in(row, column.name)
        names = names_in(written) if column.several else [written]
        now = [self._now(row, name, relation, field) or name for name in names]
        return BETWEEN.join(now) if now != names else self._village.text(row, column.name)

    def _now(self, row: RecordRow, name: str, relation: Relation, field: str) -> str:
        """What the only row says now that was handed in with a name; "" where there is none, or several."""
        if not name:
            return ""
        found = [own for own in self._offering(row, relation) if self._handed_in(own, field) == name]
        return self._village.text(found[0], field) if len(found) == 1 else ""

    def _offering(self, row: RecordRow, relation: Relation) -> Iterator[RecordRow]:
        """The rows a choice is made from."""
        if relation.join == "village":
            for table in relation.tables:
                yield from self._village.all_rows(table)
            return
        household = str(self._village.value(row, self._village.campaign.tables[row.table].key) or "")
        yield from self._village.rows_of(relation.tables, household)

    def _handed_in(self, row: RecordRow, name: str) -> str:
        """What a cell held as it was handed in."""
        workbook, number = self._village.workbooks[row.workbook], self._village.table(row).rows[row.index]
        original = self._originals.get((workbook.file, row.table, number, name))
        if original is None:
            return self._village.text(row, name)
        return str(original.value or "")
