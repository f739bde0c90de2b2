"""The classic mistakes of village staff, planted so that every one of them must be found again, and nothing else."""

from sample.mistakes.catalogue import BETWEEN, FILES, SHEETS, TYPING, FileMistake, Mistake
from sample.mistakes.draft import Draft, NoPlaceError, NotAskedError, Planted

__all__ = [
    "BETWEEN",
    "FILES",
    "SHEETS",
    "TYPING",
    "Draft",
    "FileMistake",
    "Mistake",
    "NoPlaceError",
    "NotAskedError",
    "Planted",
]
