"""What a check-up looks at, and what it says of each thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from commands.setup.machine import Machine


class Verdict(StrEnum):
    """Whether something is as it should be."""

    GOOD = "通过"
    CARE = "注意"
    BAD = "不行"


@dataclass(frozen=True)
class Found:
    """What was found, what that means, and what to do, if anything."""

    verdict: Verdict
    found: str
    advice: str = ""


# Looks at one thing; several of its kind may be found.
Look = Callable[[Machine], Found | list[Found]]


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at, and what was found."""

    title: str
    verdict: Verdict
    found: str
    advice: str = ""

    @property
    def line(self) -> str:
        """All of it as one line."""
        return f"【{self.verdict}】{self.title}：{self.found}{self.advice}"


def examined(looks: Mapping[str, Look], machine: Machine) -> Iterator[Examined]:
    """Looks at everything, by title. A check-up is for odd machines: what cannot be looked at ends nothing."""
    for title, look in looks.items():
        try:
            found = look(machine)
        except Exception as error:
            found = care(f"没能查（{type(error).__name__}：{error}）。", "别的项照样有效。请把这一行发给技术人员。")
        for one in found if isinstance(found, list) else [found]:
            yield Examined(title, one.verdict, one.found, one.advice)


def good(found: str, advice: str = "") -> Found:
    """Nothing is wrong; ``advice`` may say what to know."""
    return Found(Verdict.GOOD, found, advice)


def care(found: str, advice: str) -> Found:
    """Something may go wrong, or one of the ways does not work."""
    return Found(Verdict.CARE, found, advice)


def bad(found: str, advice: str) -> Found:
    """It will not work before something is done."""
    return Found(Verdict.BAD, found, advice)
