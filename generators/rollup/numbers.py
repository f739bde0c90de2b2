"""A number of a rollup that another sheet shows, too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A formula, without "=", with what it gives and its unit; ``sheet`` is where it is counted."""

    formula: str
    shown: float | str
    unit: str
    sheet: str
