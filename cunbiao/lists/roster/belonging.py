"""Whether a roster is that of the notice's place and year; what speaks against it is asked before anything goes out."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.definitions import Campaign
from cunbiao.findings import Finding, Place
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.errors import catalogue
from cunbiao.lists.roster.model import Roster, Village

# Villages that are named in one sentence.
_SHOWN = 10
# Years that the register says of a household; none lies after the year of the notice.
_YEARS = ("identified_year", "exit_year", "return_year")


def doubts(roster: Roster, campaign: Campaign) -> list[Finding]:
    """What does not fit the notice: area codes, names of county or township, years still to come or long gone."""
    return [
        *_codes(roster, campaign),
        *_names(roster, campaign),
        *_years(roster, campaign),
        *_stated(roster, campaign),
    ]


def without_households(roster: Roster) -> Iterator[Finding]:
    """Says once which villages of the list have no household in the roster: it may be that of other villages."""
    inhabited = set(roster.households["village_code"])
    empty = [village for village in roster.villages if village.code not in inhabited]
    if empty:
        values = {"count": len(empty), "value": "、".join(village.shown for village in empty[:_SHOWN])}
        yield _finding(message_ids.NO_HOUSEHOLDS_HERE, empty[0], values)


def _codes(roster: Roster, campaign: Campaign) -> Iterator[Finding]:
    place, settings = campaign.notice.jurisdiction, campaign.settings
    expected = place.area_code
    if settings is not None and settings.area_code is not None and len(settings.area_code) > len(expected):
        expected = settings.area_code
    other = [village for village in roster.villages if not village.code.startswith(expected)]
    if other:
        example = f"{other[0].township}{other[0].name} {other[0].code}"
        values = {"count": len(other), "expected": expected, "value": example, "limit": place.name}
        yield _finding(message_ids.OTHER_AREA, other[0], values)


def _names(roster: Roster, campaign: Campaign) -> Iterator[Finding]:
    place = campaign.notice.jurisdiction
    wanted = {"county": campaign.county, "township": place.township or ""}
    for level, name in wanted.items():
        other = [village for village in roster.villages if name and getattr(village, level) != name]
        if other:
            found = "、".join(list(dict.fromkeys(getattr(village, level) for village in other))[:3])
            values = {"count": len(other), "value": found, "expected": name}
            yield _finding(message_ids.OTHER_PLACE, other[0], values)


def _years(roster: Roster, campaign: Campaign) -> Iterator[Finding]:
    for name in _YEARS:
        years = [year for year in roster.households.get(name, []) if isinstance(year, float) and year > campaign.year]
        if years:
            label = campaign.indicators[name].label
            values = {"count": len(years), "label": label, "value": f"{max(years):.0f}", "expected": campaign.year}
            yield _finding(message_ids.LATER_YEAR, None, values)


def _stated(roster: Roster, campaign: Campaign) -> Iterator[Finding]:
    """The register before a campaign is that of the year before, or of the year itself as long as it is not changed."""
    fitting = {campaign.year - 1, campaign.year}
    other = [stated for stated in roster.stated if not stated.years & fitting]
    if other:
        texts = "、".join(list(dict.fromkeys(stated.text for stated in other))[:3])
        values: dict[str, object] = {"value": texts, "expected": campaign.year, "before": campaign.year - 1}
        yield catalogue().finding(message_ids.OTHER_YEAR, other[0].place, values)


def _finding(message: str, village: Village | None, values: dict[str, object]) -> Finding:
    about = {"township": village.township, "village": village.name} if village is not None else {}
    return catalogue().finding(message, Place(""), values, **about)
