"""The invented county as last year's register: as a `Roster`, and as a workbook in the national export layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import xlsxwriter

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.definitions.roster_layouts import roster_layout
from cunbiao.definitions.rosters import RosterColumn, RosterFile
from cunbiao.lists.roster.model import ColumnLists, Roster, Value
from sample.county import County, SampleVillage
from sample.household import Household
from sample.tables import MEMBER_CODE

VILLAGE = "village"
_COLLECTED = frozenset({"food_secure", "clothes_secure", "risk1", "risk2", "risk3", "disaster_type", "risk_note"})
_PLACES = ("county", "township", VILLAGE)
# A cell of the export: household code, member code ("" for the household's own row), indicator or kind of place.
Cell = tuple[str, str, str]
Said = str | float
_AS_IT_IS: Mapping[Cell, Said] = {}


def as_roster(county: County) -> Roster:
    """What reading the county's roster workbook gives, without the workbook."""
    layout = _layout(county)
    households = _lists(layout.household)
    members = _lists(layout.member)
    for village, household in _all(county):
        facts = register_facts(county, household)
        _append(households, facts | {"village_code": village.village.code, "household_code": household.code})
        for person in household.people:
            values = county.words.said(person.values(county.moment.last_year()))
            _append(members, values | {"village_code": village.village.code, "household_code": household.code})
    return Roster([village.village for village in county.villages], households, members)


def register_facts(county: County, household: Household) -> dict[str, Value]:
    """What the register of the year before says of a household, its classes included."""
    return county.standings.register(_known(household, county))


def write_roster(county: County, file: Path, wrong: Mapping[Cell, Said] = _AS_IT_IS) -> None:
    """Writes the register of the year before: households, persons, list of villages; all cells text.

    As in the national exports two title rows stand above the headings, which are on row 3. ``wrong`` are cells that say
    something else than is so; a number among them is written as one.
    """
    layout = _layout(county)
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as workbook:
        _write(
            workbook,
            "户信息",
            layout,
            county,
            [layout.household_key, *_columns(layout.household)],
            _household_rows(county),
            wrong,
        )
        persons = [layout.household_key, *layout.member]
        _write(workbook, "人口信息", layout, county, persons, _person_rows(county), wrong)
        sheet = workbook.add_worksheet(layout.village_list.sheets[0])
        sheet.write_row(0, 0, ["乡镇", layout.places.village[0], layout.places.village_code[1]])
        for row, village in enumerate(county.villages, start=1):
            place = village.village
            for column, text in enumerate((place.township, place.name, place.code)):
                sheet.write_string(row, column, text)


def _layout(county: County) -> RosterFile:
    return roster_layout(county.campaign)


def _columns(columns: Sequence[RosterColumn]) -> list[RosterColumn]:
    """What last year's export carries: not what this campaign asks for the first time."""
    return [column for column in columns if column.indicator not in _COLLECTED]


def _lists(columns: Sequence[RosterColumn]) -> ColumnLists:
    return {name: [] for name in ("village_code", "household_code", *(column.indicator for column in columns))}


def _append(lists: ColumnLists, values: dict[str, Value]) -> None:
    for name, column in lists.items():
        column.append(values.get(name))


def _all(county: County) -> Iterator[tuple[SampleVillage, Household]]:
    for village in county.villages:
        for household in village.households:
            yield village, household


def _known(household: Household, county: County) -> dict[str, Value]:
    values = household.values(county.moment.last_year())
    return {name: value for name, value in values.items() if name not in _COLLECTED}


def _household_rows(county: County) -> Iterator[tuple[SampleVillage, dict[str, Value]]]:
    for village, household in _all(county):
        yield village, county.standings.exported(_known(household, county))


def _person_rows(county: County) -> Iterator[tuple[SampleVillage, dict[str, Value]]]:
    last_year = county.moment.last_year()
    for village, household in _all(county):
        for person in household.people:
            yield village, county.words.said(person.values(last_year)) | {"household_code": household.code}


def _write(
    workbook: xlsxwriter.Workbook,
    name: str,
    layout: RosterFile,
    county: County,
    columns: Sequence[RosterColumn],
    rows: Iterator[tuple[SampleVillage, dict[str, Value]]],
    wrong: Mapping[Cell, Said],
) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.write_string(0, 0, f"{county.villages[0].village.county}{name}")
    sheet.write_string(1, 0, f"{county.moment.year - 1}年度 示例数据，人和村都是虚构的")
    places = [getattr(layout.places, place)[1 if place != "village" else 0] for place in _PLACES]
    headings = ["序号", *places, *(column.headers[0] for column in columns)]
    for index, heading in enumerate(headings):
        sheet.write_string(2, index, heading)
    for row, (village, values) in enumerate(rows, start=3):
        place = village.village
        about = str(values[HOUSEHOLD_KEY]), str(values.get(MEMBER_CODE) or "")
        facts = {"county": place.county, "township": place.township, VILLAGE: place.name, **values}
        sheet.write_string(row, 0, str(row - 2))
        for index, name in enumerate((*_PLACES, *(column.indicator for column in columns)), start=1):
            said = wrong.get((*about, name), _text(facts.get(name)))
            if isinstance(said, float):
                sheet.write_number(row, index, said)
            elif said:
                sheet.write_string(row, index, said)


def _text(value: Value) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return str(int(value)) if value == int(value) else repr(value)
