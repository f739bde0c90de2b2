"""The village workbook: locked, prefilled from the roster, checking itself while it is filled in."""

from generators.village.capacity import SIZES, Capacity, capacity_for, capacity_of
from generators.village.house import VillageHouse, draw_house, password_of
from generators.village.issue import (
    IssuedFile,
    build_houses,
    issue_villages,
    village_workbook,
    village_workbooks,
)

__all__ = [
    "SIZES",
    "Capacity",
    "IssuedFile",
    "VillageHouse",
    "build_houses",
    "capacity_for",
    "capacity_of",
    "draw_house",
    "issue_villages",
    "password_of",
    "village_workbook",
    "village_workbooks",
]
