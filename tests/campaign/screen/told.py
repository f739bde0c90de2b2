"""Which checks the screen names in a row, and which findings the merge has of it."""

from __future__ import annotations

from collections import Counter

from generators.village.layout import MESSAGE
from tests.campaign.screen.both_sides import CHECK_ID
from tests.campaign.screen.filled import FilledCampaign

# One finding a column, told in one sentence for the row.
LISTS = frozenset({"CELL-01", "CELL-01V", "CELL-08", "CELL-10", "CELL-15"})
# Reading knows better what a cell holds that the screen can only call unreadable: an amount with its unit, no date.
MORE_EXACTLY = {"CELL-21": "CELL-03", "CELL-18": "CELL-03"}
# What nobody can see from inside one workbook, names within a text, characters no formula can hold, and how a cell was
# written that is read.
NOT_ON_SCREEN = frozenset({
    "MERGE-01", "MERGE-09", "MERGE-30", "MERGE-31", "MERGE-32", "MERGE-33", "MERGE-35", "MERGE-36",
    "CELL-06", "CELL-07", "CELL-14", "CELL-17", "CELL-20", "CELL-22", "CELL-23", "CELL-26", "CELL-27",
    "ROW-02", "ROW-03", "ROW-04",
})  # fmt: skip

Place = tuple[str, str, int]


def found_by_merge(filled: FilledCampaign) -> dict[Place, Counter[str]]:
    """The findings of every row that has any; those about what townships and counties fill in are no village's."""
    found: dict[Place, Counter[str]] = {}
    elsewhere = NOT_ON_SCREEN | filled.campaign.checks_of_levels
    for finding in filled.register.findings:
        if finding.place.row and finding.place.sheet and finding.check not in elsewhere:
            key = finding.village_code, finding.place.sheet, finding.place.row
            found.setdefault(key, Counter())[MORE_EXACTLY.get(finding.check, finding.check)] += 1
    return found


def told_on_screen(filled: FilledCampaign) -> dict[Place, Counter[str]]:
    """The checks that every row names."""
    return {
        (own.village, own.sheet, number): Counter(CHECK_ID.findall(str(row[MESSAGE])))
        for own in filled.shown
        for number, row in own.screen.items()
    }


def unlike(filled: FilledCampaign) -> list[str]:
    """Every row of which the screen does not name what the merge finds."""
    told, found = told_on_screen(filled), found_by_merge(filled)
    return [
        f"{place}: 屏幕 {_once(told.get(place))} 汇总 {_once(found.get(place))}"
        for place in sorted(told.keys() | found.keys())
        if _once(told.get(place)) != _once(found.get(place))
    ]


def _once(ids: Counter[str] | None) -> dict[str, int]:
    return {check: 1 if check in LISTS else times for check, times in sorted((ids or {}).items())}
