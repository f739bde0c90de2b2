"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

# Told how many files are done and how many there are; whoever is told may stop the work by an exception.
Advance = Callable[[int, int], None]
