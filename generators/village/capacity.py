"""How many rows each sheet gets: a few sizes fit all villages, so that few templates have to be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from cunbiao.definitions import Campaign
from cunbiao.definitions.models import MEMBER, REGISTER, Table

# Households of the register; a larger village gets the next multiple of the last step.
SIZES = (20, 50, 100, 150, 200, 300, 400)
_STEP = 200
# A household has four members at most on average; other issued lists hold at most a quarter of the households.
_MEMBERS = 4
_PART = 4
_LEAST = 10


@dataclass(frozen=True)
class Capacity:
    """Data rows of every table (spare ones included) in villages of up to ``size`` registered households."""

    size: int
    tables: tuple[tuple[str, int], ...]

    @cached_property
    def rows(self) -> dict[str, int]:
        """Table id → number of data rows."""
        return dict(self.tables)


def capacity_of(campaign: Campaign, size: int) -> Capacity:
    """The capacity of one size."""
    tables = campaign.tables.values()
    return Capacity(size, tuple((table.id, issued_rows(table, size) + table.spare_rows) for table in tables))


def capacity_for(campaign: Campaign, issued: Mapping[str, int]) -> Capacity:
    """The smallest capacity that leaves a village all its spare rows below its issued rows (table id → number)."""
    tables = campaign.tables.values()
    fitting = (
        size for size in _sizes() if all(issued.get(table.id, 0) <= issued_rows(table, size) for table in tables)
    )
    return capacity_of(campaign, next(fitting))


def issued_rows(table: Table, size: int) -> int:
    """How many rows of a table can be issued to a village of ``size`` households; 0 when nothing is prefilled."""
    if not table.roster:
        return 0
    households = size if REGISTER in table.tags else max(_LEAST, size // _PART)
    return households * (_MEMBERS if table.kind == MEMBER else 1)


def _sizes() -> Iterator[int]:
    yield from SIZES
    yield from count(SIZES[-1] + _STEP, _STEP)
