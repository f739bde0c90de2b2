"""Which of the files that were given are the rollups a prefecture or province is summed up from: one a county, of one
year.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from cunbiao import message_ids
from cunbiao.definitions.intake import list_limits
from cunbiao.definitions.notices import AREA_DIGITS
from cunbiao.records.origin import PRODUCT_LABELS, Origin
from cunbiao.submissions.definition import intake_rules
from cunbiao.submissions.gather import FoundFile, Gathered, content_of

# Whose summary it is.
SummaryLevel = Literal["prefecture", "province"]
CountyFate = Literal["merged", "left out", "ignored"]
COUNTY_FATES: dict[CountyFate, str] = {"merged": "已汇总", "left out": "没有汇总", "ignored": "忽略"}
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True)
class CountyRollup:
    """A county's rollup as it was found, what it says of itself, and the six digits of the county."""

    found: FoundFile
    origin: Origin
    area: str

    @property
    def prefecture(self) -> str:
        """The four digits of its prefecture."""
        return self.area[: AREA_DIGITS["prefecture"]]


@dataclass(frozen=True)
class GivenFile:
    """What became of a file that was given, why, and what to do about it."""

    file: str
    county: str
    fate: CountyFate
    reason: str = ""
    fix: str = ""

    @property
    def to_do(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.fate == "left out"


@dataclass
class Chosen:
    """The rollups to be summed up, by area code, and all other files."""

    counties: list[CountyRollup] = field(default_factory=list)
    others: list[GivenFile] = field(default_factory=list)


def choose_counties(found: Gathered, origins: Mapping[str, Origin], level: SummaryLevel) -> Chosen:
    """Sorts the files that were found; ``origins`` are what they say of themselves, by name.

    What most of them are decides: the year, and for a prefecture which one. Several rollups of a county that differ
    are all left out, as copies of a village are.
    """
    chosen = Chosen()
    chosen.others += [GivenFile(own.file, "", "left out", own.message, own.fix) for own in found.quarantined]
    chosen.others += [GivenFile(own.file, "", "ignored", own.reason, own.fix) for own in found.ignored]
    counties = []
    for own in found.files:
        origin = origins[own.name]
        if own.members or origin.product != "rollup" or origin.entries.get("level") != "county":
            kind = _kind(own, origin)
            chosen.others.append(_refused(own, "", message_ids.NO_COUNTY_ROLLUP, actual=kind))
        else:
            counties.append(CountyRollup(own, origin, _area(origin)))
    counties = _alike(counties, lambda own: own.origin.year, message_ids.OTHER_YEAR, chosen)
    if level == "prefecture":
        counties = _alike(counties, lambda own: own.prefecture, message_ids.OTHER_PREFECTURE, chosen)
    chosen.counties = sorted(_one_each(counties, chosen), key=lambda own: own.area)
    return chosen


def _alike(
    counties: Sequence[CountyRollup], key: Callable[[CountyRollup], _Key], message_id: str, chosen: Chosen
) -> list[CountyRollup]:
    """Those that have the ``key`` most of them have."""
    if not counties:
        return []
    most = _most(map(key, counties))
    for own in counties:
        if key(own) != most:
            said = {"county": own.origin.county, "actual": key(own), "expected": most}
            chosen.others.append(_refused(own.found, own.origin.county, message_id, **said))
    return [own for own in counties if key(own) == most]


def _one_each(counties: Sequence[CountyRollup], chosen: Chosen) -> list[CountyRollup]:
    by_area: dict[str, dict[str, CountyRollup]] = {}
    for county in counties:
        own = by_area.setdefault(county.area, {})
        digest = hashlib.sha256(content_of(county.found, list_limits())).hexdigest()
        first = own.setdefault(digest, county)
        if first is not county:
            other = first.found.name
            chosen.others.append(_refused(county.found, county.origin.county, message_ids.COUNTY_COPY, other=other))
    kept = []
    for different in ([*own.values()] for own in by_area.values()):
        if len(different) == 1:
            kept += different
            continue
        for county in different:
            name, others = county.origin.county, [one.found.name for one in different if one is not county]
            said = {"count": len(different), "other": "、".join(others)}
            chosen.others.append(_refused(county.found, name, message_ids.COUNTY_TWICE, county=name, **said))
    return kept


def _refused(found: FoundFile, name: str, message_id: str, **values: object) -> GivenFile:
    """A file that is not summed up; ``name`` is its county's, "" where it is none."""
    entry = intake_rules().messages[message_id]
    fate: CountyFate = "left out" if entry.level == "必改" else "ignored"
    return GivenFile(found.name, name, fate, *entry.worded(**values))


def _area(origin: Origin) -> str:
    """The six digits that the codes of most of its villages begin with."""
    codes = [
        str(code)[: AREA_DIGITS["county"]]
        for name, listed in origin.entries.items()
        if name.startswith("villages ")
        for code, *_ in json.loads(listed)
    ]
    return _most(codes) if codes else origin.area_code


def _most(keys: Iterable[_Key]) -> _Key:
    counted = Counter(keys)
    return max(counted, key=lambda key: (counted[key], str(key)))


def _kind(found: FoundFile, origin: Origin) -> str:
    if origin.product != "rollup":
        return PRODUCT_LABELS[origin.product]
    return "压缩包里的县汇总表" if found.members and origin.entries.get("level") == "county" else "乡镇汇总表"
