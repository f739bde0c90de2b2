"""Limits of a county, township or village over its totals: kept, not kept, or undecided because a figure is not given.

A township's rollup knows nothing of the county's figures, so a county's limit is told at the county only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cunbiao.checking.eligibility import FITS, FITS_NOT, UNDECIDED
from cunbiao.definitions import Campaign
from cunbiao.definitions.compiled import CompiledLimit
from cunbiao.definitions.limits import LimitLevel
from cunbiao.expressions import prepare, truth, value
from cunbiao.findings import Finding, Place
from cunbiao.merging.totals import TotalLine, Totals
from cunbiao.merging.villages import RollupLevel


@dataclass(frozen=True)
class LimitLine:
    """One limit at one place; ``value`` and ``bound`` are None where they are not known."""

    compiled: CompiledLimit
    township: str
    village_code: str
    village: str
    value: float | None
    bound: float | None
    result: str

    @property
    def missing(self) -> tuple[str, ...]:
        """Labels of the parameters nobody has given."""
        return self.compiled.kept.null_parameters


def held_to_limits(campaign: Campaign, totals: Totals, level: RollupLevel) -> tuple[LimitLine, ...]:
    """Every limit at every place it is for, in the order of the notice."""
    return tuple(
        line for compiled in campaign.limits for line in _lines(compiled, _places(totals, compiled.limit.at, level))
    )


def _places(totals: Totals, at: LimitLevel, level: RollupLevel) -> Sequence[TotalLine]:
    match at:
        case "village":
            return totals.villages
        case "township":
            return totals.townships
        case "county":
            return [totals.overall] if level == "county" else []


def _lines(compiled: CompiledLimit, places: Sequence[TotalLine]) -> Iterator[LimitLine]:
    if not places:
        return
    rows = prepare(_TotalRows(places))
    kept = truth(compiled.kept, rows, {})
    bounds = value(compiled.bound, rows, {})
    for index, place in enumerate(places):
        known = bool(np.broadcast_to(bounds.known, rows.size)[index])
        yield LimitLine(
            compiled,
            place.township,
            place.village_code,
            place.village,
            place.values.get(compiled.limit.measure),
            float(np.broadcast_to(bounds.data, rows.size)[index]) if known else None,
            FITS if _at(kept.true, index, rows.size) else FITS_NOT if _at(kept.false, index, rows.size) else UNDECIDED,
        )


def _at(flags: NDArray[np.bool_], index: int, size: int) -> bool:
    return bool(np.broadcast_to(flags, size)[index])


def about_limits(lines: Sequence[LimitLine]) -> Iterator[Finding]:
    """A finding for every limit that is not kept."""
    for line in lines:
        if line.result == FITS_NOT:
            limit = line.compiled.limit
            figures = f"（{_shown(line.value)}，应{limit.must_be} {_shown(line.bound)}）"
            yield Finding(
                check=limit.id,
                level=limit.level,
                category="跨表",
                message=limit.message + figures,
                fix=limit.fix,
                place=Place(""),
                village_code=line.village_code,
                village=line.village,
                township=line.township,
                field=limit.label,
                value=_shown(line.value),
            )


def _shown(number: float | None) -> str:
    return "未知" if number is None else f"{number:,.12g}".replace(",", "")


class _TotalRows:
    """Places as rows, their measures as number columns."""

    table = "totals"

    def __init__(self, places: Sequence[TotalLine]) -> None:
        self._places = places
        self.size = len(places)
        self.household = self.village = self.county = np.zeros(self.size, dtype=np.int64)

    def number(self, field: str) -> NDArray[np.float64]:
        """A measure; NaN where the campaign's forms cannot give it."""
        found = (place.values.get(field) for place in self._places)
        return np.array([np.nan if number is None else number for number in found], dtype=np.float64)

    def text(self, field: str) -> NDArray[np.object_]:
        """Totals have no texts."""
        return np.full(self.size, "", dtype=object)

    def bad(self, field: str) -> NDArray[np.bool_] | None:
        """Totals have no unreadable cells."""
        return None
