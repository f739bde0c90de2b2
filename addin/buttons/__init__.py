"""The command of every button: one thin function over the library, imported at the click.

``COMMANDS`` names the module and the function behind each button id of ``templates/desk/ribbon.yaml``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from addin.session import Session

    Command = Callable[[Session], None]

COMMANDS: dict[str, tuple[str, str]] = {
    "choose_campaign": ("addin.buttons.notices", "choose_campaign"),
    "choose_settings": ("addin.buttons.settings", "choose_settings"),
    "export_notice": ("addin.buttons.definition", "export_notice"),
    "apply_notice": ("addin.buttons.definition", "apply_notice"),
    "stop": ("addin.buttons.settings", "stop"),
    "generate": ("addin.buttons.issue", "generate_from_roster"),
    "further": ("addin.buttons.issue", "continue_village"),
    "merge_township": ("addin.buttons.collect", "merge_township"),
    "merge_county": ("addin.buttons.collect", "merge_county"),
    "progress": ("addin.buttons.collect", "show_progress"),
    "check_workbook": ("addin.buttons.review", "check_workbook"),
    "restamp": ("addin.buttons.review", "restamp_workbook"),
    "household_income": ("addin.buttons.review", "household_income"),
    "sheet_income": ("addin.buttons.review", "sheet_income"),
    "exit_check": ("addin.buttons.review", "exit_check"),
    "go_to_source": ("addin.buttons.source", "go_to_source"),
    "print_household": ("addin.buttons.printing", "print_household"),
    "print_all": ("addin.buttons.printing", "print_all"),
    "problem_list": ("addin.buttons.report", "list_problems"),
    "return_villages": ("addin.buttons.report", "return_villages"),
    "suspected": ("addin.buttons.report", "answer_suspected"),
    "upload": ("addin.buttons.report", "write_upload"),
    "typed": ("addin.buttons.report", "check_typed"),
    "documents": ("addin.buttons.report", "write_documents"),
    "manual": ("addin.buttons.help", "manual"),
    "doctor": ("addin.buttons.help", "doctor"),
    "about": ("addin.buttons.help", "about"),
}


def command(button: str) -> Command:
    """The command of a button; raises `KeyError` for an id that no button has."""
    module, function = COMMANDS[button]
    found: Command = getattr(importlib.import_module(module), function)
    return found
