"""Which lists of households and persons a workbook's drop-downs offer, and the defined names of these lists."""

from __future__ import annotations

from dataclasses import dataclass

from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Table
from cunbiao.definitions.picks import picked_from


@dataclass(frozen=True)
class HouseholdLists:
    """Each set of household tables that something chooses from, in the order of the sheet that holds the lists."""

    tables: tuple[tuple[str, ...], ...]

    def name(self, tables: tuple[str, ...]) -> str:
        """The defined name of what these households are called."""
        return f"households_{self.tables.index(tables) + 1}"

    def codes(self, tables: tuple[str, ...]) -> str:
        """The defined name of their codes, in the same order."""
        return f"household_codes_{self.tables.index(tables) + 1}"


def household_lists(campaign: Campaign) -> HouseholdLists:
    """The sets of household tables that members and changes belong to, and that print faces choose from."""
    wanted = [scope.parents for scope in campaign.scopes.values() if scope.parents]
    faces = [form.print_face for form in campaign.forms.values() if form.print_face is not None]
    wanted += [(face.household_table,) for face in faces]
    return HouseholdLists(tuple(dict.fromkeys(wanted)))


def person_lists(campaign: Campaign) -> dict[str, tuple[Table, ...]]:
    """Table in whose rows a person is chosen → the tables whose issued persons are on its list."""
    found = {table.id: tuple(picked_from(campaign.tables, table)) for table in campaign.tables.values()}
    return {table: sources for table, sources in found.items() if sources}


def persons_name(table: str) -> str:
    """The defined name of all persons that may be chosen in a table's rows."""
    return f"persons.{table}"


def called_name(table: str) -> str:
    """The defined name of what the issued persons of a table are called, one a row of its sheet."""
    return f"called.{table}"
