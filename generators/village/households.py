"""The household codes that drop-downs offer, issued and temporary ones, on a veryHidden sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cunbiao.definitions import Campaign
from generators.style import Drawing
from generators.village.layout import quoted_sheet
from generators.village.names import HOUSEHOLDS, define
from workbooks.references import column_letters
from workbooks.stamp import Band

_FIRST_ROW = 2


@dataclass(frozen=True)
class HouseholdLists:
    """One column for each set of household tables that something picks from, in the order of the sheet."""

    tables: tuple[tuple[str, ...], ...]

    def name(self, tables: tuple[str, ...]) -> str:
        """The defined name of the codes of these tables."""
        return f"households_{self.tables.index(tables) + 1}"


def household_lists(campaign: Campaign) -> HouseholdLists:
    """The sets of household tables that members and changes belong to, and that print faces choose from."""
    wanted = [scope.parents for scope in campaign.scopes.values() if scope.parents]
    faces = [form.print_face for form in campaign.forms.values() if form.print_face is not None]
    wanted += [(face.household_table,) for face in faces]
    return HouseholdLists(tuple(dict.fromkeys(wanted)))


def draw_households(drawing: Drawing, lists: HouseholdLists, capacity: Mapping[str, int]) -> None:
    """Draws the empty sheet and defines the names; a list ends at its last code, so drop-downs show no blanks."""
    page = drawing.sheet(HOUSEHOLDS)
    page.very_hidden()
    look = drawing.format(num_format="@")
    for index, tables in enumerate(lists.tables):
        letter = column_letters(index)
        page.write_string(0, index, "+".join(tables), look)
        page.write_blank(_FIRST_ROW - 1, index, None, look)
        last = _FIRST_ROW + sum(capacity[table] for table in tables) - 1
        cells = f"{quoted_sheet(HOUSEHOLDS)}!${letter}${_FIRST_ROW}"
        column = f"{cells}:${letter}${last}"
        end = f"INDEX({column},MAX(1,COUNTA({column})))"
        define(drawing, lists.name(tables), f"{cells}:{end}")


def households_band(lists: HouseholdLists, codes: Mapping[str, Sequence[str]]) -> Band:
    """The codes of one village: household table → its codes in row order."""
    columns = [[code for table in tables for code in codes[table]] for tables in lists.tables]
    count = max(map(len, columns), default=0)
    return Band(
        _FIRST_ROW,
        count,
        {column_letters(i): [*column, *[None] * (count - len(column))] for i, column in enumerate(columns)},
    )
