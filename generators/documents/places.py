"""The places a document is made for: every village, every township, the county, as far as a register knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cunbiao.definitions.documents import DocumentLevel
from cunbiao.merging.limits import LimitLine
from cunbiao.merging.register import Register
from cunbiao.merging.totals import TotalLine
from cunbiao.records.frames import Bools, TableFrame


@dataclass(frozen=True)
class Place:
    """A village, a township (no village) or the county (neither)."""

    level: DocumentLevel
    county: str
    township: str = ""
    village: str = ""
    village_code: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.village or self.township or self.county

    def rows(self, frame: TableFrame) -> Bools:
        """The rows of a table that are of this place."""
        if self.level == "county":
            return np.ones(frame.size, dtype=np.bool_)
        own = "village_code" if self.level == "village" else "township"
        return np.asarray(frame.take(own) == getattr(self, own), dtype=np.bool_)

    def totals(self, register: Register) -> TotalLine:
        """Its figures."""
        totals = register.totals
        match self.level:
            case "village":
                return next(line for line in totals.villages if line.village_code == self.village_code)
            case "township":
                return next(line for line in totals.townships if line.township == self.township)
            case "county":
                return totals.overall

    def limits(self, register: Register) -> list[LimitLine]:
        """The limits it is held to."""
        return [
            line
            for line in register.limits
            if line.compiled.limit.at == self.level
            and (line.township, line.village_code) == (self.township, self.village_code)
        ]


def places(register: Register, village: str = "") -> Sequence[Place]:
    """The places of a register, villages first by township; only those named ``village`` where one is asked for.

    A township's register knows nothing of the county as a whole.
    """
    county = register.campaign.county
    found = [
        Place("village", county, source.township, source.village, source.village_code)
        for source in register.tables.villages
        if village in ("", source.village)
    ]
    if village:
        return found
    townships = dict.fromkeys(source.township for source in register.tables.villages)
    found += [Place("township", county, township) for township in townships]
    return [*found, Place("county", county)] if register.level == "county" else found
