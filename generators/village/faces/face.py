"""What stands on a page: where the values of one record are, and, of a page filled in for good, the values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cunbiao.definitions.models import PrintFace
from generators.village.faces.grid import GRID
from workbooks.references import column_letters
from workbooks.stamp.values import Value

SELECTOR_ROW = 1
SELECTOR_COLUMN, SELECTOR_UNITS = 5, 7
# The cell that says which household is shown, by name or code, and the hidden one with its code.
SELECTOR = f"{column_letters(SELECTOR_COLUMN)}{SELECTOR_ROW}"
CODE = f"{column_letters(GRID)}{SELECTOR_ROW}"


@dataclass
class Face:
    """Where on a print face the values of one household stand.

    ``household`` and ``members`` map a cell to an indicator, to ``last.x`` where it shows the value x was issued with;
    ``places`` are the hidden cells with row positions.
    """

    sheet: str
    household_table: str
    member_table: str | None
    member_rows: int
    village: str = ""
    note: str = ""
    household: dict[str, str] = field(default_factory=dict)
    members: list[dict[str, str]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def cells(
        self,
        village: str,
        name: str,
        code: str,
        household: Mapping[str, Value],
        members: Sequence[tuple[int, Mapping[str, Value]]],
    ) -> dict[str, Value]:
        """Cell → value while the household of this name and code is selected.

        ``household`` are its values by indicator (with its position under ``""``), ``members`` the positions and values
        of its members in sheet order.
        """
        values: dict[str, Value] = {SELECTOR: name, CODE: code, self.village: village}
        values[self.places[0]] = household.get("", 0)
        values.update({cell: household.get(name, "") for cell, name in self.household.items()})
        for number, cells in enumerate(self.members):
            position, person = members[number] if number < len(members) else (0, {})
            values[self.places[number + 1]] = position
            values.update({cell: person.get(name, "") for cell, name in cells.items()})
        if self.note:
            values[self.note] = too_many(len(members), self.member_rows)
        return values


@dataclass(frozen=True)
class Filled:
    """One record on pages of its own: place, code, its values and those of its members by indicator.

    ``before``: so many members stand on earlier pages, and this page holds members only.
    """

    village: str
    code: str
    household: Mapping[str, Value]
    members: Sequence[Mapping[str, Value]] = ()
    before: int = 0

    def member(self, number: int) -> Mapping[str, Value]:
        """The member on a line of this page, counted from 1; nothing on a line that is left."""
        place = self.before + number
        return self.members[place - 1] if place <= len(self.members) else {}

    def note(self, definition: PrintFace) -> str:
        """What the page says when other pages hold further members."""
        pages = len(list(self.pages(definition.member_rows)))
        return f"本户登记成员 {len(self.members)} 人，共 {pages} 页。" if pages > 1 else ""

    def pages(self, rows: int) -> Iterator[Filled]:
        """The page, and further ones for members beyond the ``rows`` lines that a page has."""
        for before in range(0, max(len(self.members), 1), rows or len(self.members) + 1):
            yield replace(self, before=before)


def too_many(count: int, rows: int) -> str:
    """What the page says when the household has more members than it has lines."""
    before, after = too_many_words(rows)
    return f"{before}{count}{after}" if count > rows else ""


def too_many_words(rows: int) -> tuple[str, str]:
    """Those words before and after the number of members."""
    return "本户登记成员 ", f" 人，本页只印前 {rows} 人，其余另附。"
