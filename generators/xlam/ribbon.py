"""The tab of the add-in: its XML and the VBA Subs its buttons call, from one definition."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cunbiao.definitions.library import notice as policy
from cunbiao.definitions.library import policy_ids
from cunbiao.definitions.ribbon import RibbonButton, load_ribbon
from generators.xlam.macros import render

_UI = "customUI14.xml.j2"
_MODULE = "Ribbon.bas.j2"


@dataclass(frozen=True)
class Press:
    """One thing to click: its id in the XML, the text on it, the Sub it calls and the one line of that Sub."""

    id: str
    label: str
    statement: str

    @property
    def sub(self) -> str:
        """Name of the Sub."""
        return f"On_{self.id}"


def presses(button: RibbonButton) -> list[Press]:
    """What a button offers to click: itself, or the entries of its menu."""
    if button.menu is not None:
        return [_campaign(button, policy_id) for policy_id in policy_ids()]
    if button.asks is None:
        statement = f'RunPython "{button.id}"'
    elif button.asks.what == "folder":
        statement = f'RunWithFolder "{button.id}"'
    else:
        statement = f'RunWithFile "{button.id}", "{button.asks.files}"'
    return [Press(button.id, button.label, statement)]


def _campaign(button: RibbonButton, policy_id: str) -> Press:
    pack = policy(policy_id)
    if not re.fullmatch(r"[a-z0-9-]+", policy_id):
        raise pack.error(f"“{policy_id}”要做成 Excel 按钮，编号（文件名）只能用小写字母、数字和连字符", "id")
    name = policy_id.replace("-", "_")
    return Press(f"{button.id}_{name}", pack.item.title, f'RunWith "{button.id}", "{policy_id}"')


def ribbon_module() -> str:
    """Source of the VBA module with a Sub for everything that can be clicked."""
    return render(_MODULE, presses=[press for button in load_ribbon().buttons for press in presses(button)])


def ribbon_xml() -> str:
    """``customUI14.xml``: the tab as Office 2010 and later read it."""
    ribbon = load_ribbon()
    return render(_UI, ribbon=ribbon, presses={button.id: presses(button) for button in ribbon.buttons})
