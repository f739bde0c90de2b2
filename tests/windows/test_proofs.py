"""What the proofs under Wine cover, seen without Wine: every launcher, and whatever is clicked in the journey."""

from __future__ import annotations

from types import ModuleType

from cunbiao.definitions.launchers import load_launchers
from tests.addin.journey import test_journey
from tests.windows import prove_buttons
from tests.windows.launched import SET_UP, WORK


def test_every_launcher_is_proved() -> None:
    assert WORK.keys() | SET_UP.keys() == {one.command for one in load_launchers().launchers}


def test_what_the_journey_proves_of_every_button_is_proved() -> None:
    assert proofs(test_journey) - proofs(prove_buttons) == set()


def proofs(module: ModuleType) -> set[str]:
    return {name for name in vars(module) if name.startswith("test_")}
