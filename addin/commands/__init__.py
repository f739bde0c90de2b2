"""The command of every button: one thin function over the library, imported at the click.

``COMMANDS`` names the module and the function behind each button id of ``templates/addin/ribbon.yaml``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from addin.session import Session

    Command = Callable[[Session], None]

COMMANDS: dict[str, tuple[str, str]] = {
    "choose_campaign": ("addin.commands.settings", "choose_campaign"),
    "choose_settings": ("addin.commands.settings", "choose_settings"),
    "stop": ("addin.commands.settings", "stop"),
    "generate": ("addin.commands.issue", "generate_from_roster"),
    "merge_township": ("addin.commands.collect", "merge_township"),
    "merge_county": ("addin.commands.collect", "merge_county"),
    "progress": ("addin.commands.collect", "show_progress"),
    "check_workbook": ("addin.commands.review", "check_workbook"),
    "household_income": ("addin.commands.review", "household_income"),
    "sheet_income": ("addin.commands.review", "sheet_income"),
    "exit_check": ("addin.commands.review", "exit_check"),
    "go_to_source": ("addin.commands.source", "go_to_source"),
    "print_household": ("addin.commands.printing", "print_household"),
    "print_all": ("addin.commands.printing", "print_all"),
    "problem_list": ("addin.commands.report", "list_problems"),
    "upload": ("addin.commands.report", "write_upload"),
    "manual": ("addin.commands.help", "manual"),
    "doctor": ("addin.commands.help", "doctor"),
    "about": ("addin.commands.help", "about"),
}


def command(button: str) -> Command:
    """The command of a button; raises `KeyError` for an id that no button has."""
    module, function = COMMANDS[button]
    found: Command = getattr(importlib.import_module(module), function)
    return found
