"""Roster intake: register exports (花名册) and the county's list of villages."""

from cunbiao.lists.roster.errors import RosterError
from cunbiao.lists.roster.intake import read_roster
from cunbiao.lists.roster.model import ColumnLists, Roster, Village

__all__ = ["ColumnLists", "Roster", "RosterError", "Village", "read_roster"]
