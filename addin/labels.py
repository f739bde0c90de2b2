"""The words on the buttons, for messages that send a person to one."""

from __future__ import annotations


def label(button: str) -> str:
    """What stands on a button; raises `KeyError` for an id no button has."""
    # Clicks that need no other definition do without loading any.
    from cunbiao.definitions.ribbon import load_ribbon

    return {each.id: each.label for each in load_ribbon().buttons}[button]
