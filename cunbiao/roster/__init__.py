"""Roster intake: register exports (花名册) and the county's list of villages."""

from cunbiao.roster.errors import RosterError
from cunbiao.roster.intake import read_roster
from cunbiao.roster.model import ColumnLists, Roster, Village

__all__ = ["ColumnLists", "Roster", "RosterError", "Village", "read_roster"]
