"""How much is proved: a sample drawn by the commit, so that many commits prove everything; with --prove all of it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Sampling:
    """Draws samples; ``seed`` says which, None that everything is taken."""

    seed: str | None

    def of(self, items: Iterable[T], most: int) -> list[T]:
        """At most so many of the items, in their order; for one seed always the same of the same items."""
        everything = list(items)
        if self.seed is None or len(everything) <= most:
            return everything
        drawn = Random(self.seed).sample(range(len(everything)), most)
        return [everything[place] for place in sorted(drawn)]


def commit() -> str:
    """The short name of the commit that is checked out; "" where there is none to ask for."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, cwd=Path(__file__).parent, capture_output=True, text=True, check=False).stdout.strip()
