"""The sheet ``cunbiao.conf`` of the add-in: the one place that says what is started and what Excel says without it."""

from __future__ import annotations

from dataclasses import dataclass

from cunbiao.definitions.ribbon import load_ribbon
from cunbiao.version import VERSION

SHEET = "cunbiao.conf"


@dataclass(frozen=True)
class AddinHome:
    """Where 村表通 stands on the machine the add-in is for, both written as that machine writes paths.

    ``python`` is the full path of its interpreter, ``home`` the folder with the launchers.
    """

    python: str
    home: str


def conf_rows(home: AddinHome) -> list[tuple[str, str]]:
    """Name and value of every row.

    ``PYTHON``, ``HOME``, ``VERSION``; ``TEXT_<command>`` the title of the dialog a button opens first; ``TEXT_title``,
    ``TEXT_missing`` and ``TEXT_blocked`` what a message box says when the program did not start.
    """
    ribbon = load_ribbon()
    rows = [("PYTHON", home.python), ("HOME", home.home), ("VERSION", VERSION)]
    rows += [(f"TEXT_{button.id}", button.asks.title) for button in ribbon.buttons if button.asks is not None]
    for name, text in ribbon.texts:
        rows.append((f"TEXT_{name}", text.format(python=home.python, home=home.home)))
    return rows
