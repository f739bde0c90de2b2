"""The words on the buttons, for messages that send a person to one."""

from __future__ import annotations

from cunbiao.definitions.ribbon import load_ribbon


def label(button: str) -> str:
    """The label of a button, in the quotes it is spoken of with; raises `KeyError` for an id no button has."""
    labels = {each.id: each.label for each in load_ribbon().buttons}
    return f"“{labels[button]}”"
