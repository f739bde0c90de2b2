"""The tab of the add-in: its XML and the VBA Subs its buttons call, from one definition."""

from __future__ import annotations

from cunbiao.definitions.ribbon import RibbonButton, load_ribbon
from generators.xlam.macros import render

_UI = "customUI14.xml.j2"
_MODULE = "Ribbon.bas.j2"


def sub_of(button: RibbonButton) -> str:
    """Name of the Sub that a click on a button calls."""
    return f"On_{button.id}"


def ribbon_module() -> str:
    """Source of the VBA module with the Sub of every button."""
    return render(_MODULE, buttons=load_ribbon().buttons, sub_of=sub_of, statement_of=_statement_of)


def ribbon_xml() -> str:
    """``customUI14.xml``: the tab as Office 2010 and later read it."""
    return render(_UI, ribbon=load_ribbon(), sub_of=sub_of)


def _statement_of(button: RibbonButton) -> str:
    """The one line of a button's Sub."""
    if button.asks is None:
        return f'RunPython "{button.id}"'
    if button.asks.what == "folder":
        return f'RunWithFolder "{button.id}"'
    if button.asks.what == "number":
        return f'RunWithNumber "{button.id}"'
    return f'RunWithFile "{button.id}", "{button.asks.files}"'
