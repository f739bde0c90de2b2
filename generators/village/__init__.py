"""The village workbook: locked, prefilled from the roster, checking itself while it is filled in."""

from generators.village.capacity import SIZES, Capacity, capacity_for, capacity_of
from generators.village.issue import (
    Further,
    IssuedFile,
    build_templates,
    issue_villages,
    village_workbook,
    village_workbooks,
    workbook_name,
)
from generators.village.template import VillageTemplate, draw_template, password_of

__all__ = [
    "SIZES",
    "Capacity",
    "Further",
    "IssuedFile",
    "VillageTemplate",
    "build_templates",
    "capacity_for",
    "capacity_of",
    "draw_template",
    "issue_villages",
    "password_of",
    "village_workbook",
    "village_workbooks",
    "workbook_name",
]
