"""What a check-up says of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether something is as it should be."""

    GOOD = "通过"
    CARE = "注意"
    BAD = "不行"


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at: what was found, what that means, and what to do, if anything."""

    title: str
    verdict: Verdict
    found: str
    advice: str = ""

    @property
    def line(self) -> str:
        """All of it as one line."""
        return f"【{self.verdict}】{self.title}：{self.found}{self.advice}"


def good(title: str, found: str, advice: str = "") -> Examined:
    """Nothing is wrong; ``advice`` may say what to know."""
    return Examined(title, Verdict.GOOD, found, advice)


def care(title: str, found: str, advice: str) -> Examined:
    """Something may go wrong, or one of the ways does not work."""
    return Examined(title, Verdict.CARE, found, advice)


def bad(title: str, found: str, advice: str) -> Examined:
    """It will not work before something is done."""
    return Examined(title, Verdict.BAD, found, advice)
