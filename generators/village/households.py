"""The veryHidden sheet that drop-downs of households, persons and villages look at: names and codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, NAME
from cunbiao.definitions import Campaign
from cunbiao.records.household_names import household_names, person_names
from cunbiao.records.identity_sheet import ExpectedVillage
from generators.style import Drawing
from generators.village.household_lists import called_name, household_lists, person_lists, persons_name
from generators.village.layout import column_name, quoted_sheet, typed_name
from generators.village.names import HOUSEHOLDS, VILLAGES, define
from generators.village.prefill import Prefill
from workbooks.references import column_letters
from workbooks.stamp import Band
from workbooks.stamp.values import Value

_FIRST_ROW = 2
# No county has so many.
_MOST_VILLAGES = 5_000


@dataclass(frozen=True)
class Called:
    """What one village calls its households and persons.

    ``households``: household table → code and name of every row, a spare row's name being its code; ``persons``:
    member table → the name of every issued row.
    """

    households: Mapping[str, Sequence[tuple[str, str]]]
    persons: Mapping[str, Sequence[str]]


def called(own: Prefill) -> Called:
    """What a village is issued with calls its households and persons."""
    campaign = own.campaign
    homes = [table for table in campaign.tables.values() if table.is_home and table.key == HOUSEHOLD_KEY]
    issued = {table.id: own.pairs(table.id, HOUSEHOLD_KEY, HEAD_NAME) for table in homes if table.roster}
    names = household_names(chain.from_iterable(issued.values()))
    households = {
        table.id: [(code, names[code]) for code, _ in issued.get(table.id, ())]
        + [(key, key) for key in own.spare_keys(table.id, table.spare_rows)]
        for table in homes
    }
    sources = {source.id for sources in person_lists(campaign).values() for source in sources}
    return Called(
        households, {source: person_names(names, own.pairs(source, HOUSEHOLD_KEY, NAME)) for source in sources}
    )


def draw_households(drawing: Drawing, campaign: Campaign, capacity: Mapping[str, int]) -> None:
    """Draws the empty sheet and defines the names; a list ends at its last entry, so drop-downs show no blanks."""
    page = drawing.sheet(HOUSEHOLDS)
    page.very_hidden()
    look = drawing.format(num_format="@")
    lists = household_lists(campaign)
    for index, tables in enumerate(lists.tables):
        called, code, issued = (column_letters(3 * index + place) for place in range(3))
        page.write_string(0, 3 * index, "+".join(tables), look)
        page.write_formula(_FIRST_ROW - 1, 3 * index, f"={_called(campaign, tables, code, issued)}", look, "")
        page.write_blank(_FIRST_ROW - 1, 3 * index + 1, None, look)
        page.write_blank(_FIRST_ROW - 1, 3 * index + 2, None, look)
        rows = sum(capacity[table] for table in tables)
        define(drawing, lists.name(tables), _filled(called, code, rows))
        define(drawing, lists.codes(tables), _filled(code, code, rows))
    for index, (name, rows) in enumerate(_columns(campaign, capacity), start=3 * len(lists.tables)):
        letter = column_letters(index)
        page.write_string(0, index, name, look)
        page.write_blank(_FIRST_ROW - 1, index, None, look)
        define(drawing, name, _filled(letter, letter, rows))


def _filled(letter: str, by: str, rows: int) -> str:
    """The cells of a column down to the last one that is filled in column ``by``."""
    sheet = quoted_sheet(HOUSEHOLDS)
    column, count = (f"{sheet}!${own}${_FIRST_ROW}:${own}${_FIRST_ROW + rows - 1}" for own in (letter, by))
    return f"{sheet}!${letter}${_FIRST_ROW}:INDEX({column},MAX(1,COUNTA({count})))"


def _called(campaign: Campaign, tables: Sequence[str], code: str, issued: str) -> str:
    """An issued household's name as it was issued, a spare row's code with the head that is typed there."""
    head = '""'
    for table in reversed(tables):
        if campaign.tables[table].new_keys is None or HEAD_NAME not in campaign.scopes[table].fields:
            continue
        place = f"MATCH({code}{_FIRST_ROW},{column_name(table, campaign.tables[table].key)},0)"
        head = f"IFERROR(INDEX({typed_name(table, HEAD_NAME)},{place}),{head})"
    return f'IF({issued}{_FIRST_ROW}<>"",{issued}{_FIRST_ROW},TRIM({code}{_FIRST_ROW}&" "&{head}))'


def _columns(campaign: Campaign, capacity: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Defined name and length of every list that is one column."""
    for table, sources in person_lists(campaign).items():
        yield persons_name(table), sum(capacity[own.id] for own in sources)
    for source in dict.fromkeys(own.id for sources in person_lists(campaign).values() for own in sources):
        yield called_name(source), capacity[source]
    if _names_villages(campaign):
        yield VILLAGES, _MOST_VILLAGES


def _names_villages(campaign: Campaign) -> bool:
    return any(column.names_village for table in campaign.tables for column in campaign.columns(table))


def households_band(
    campaign: Campaign, called: Called, village: ExpectedVillage, villages: Sequence[ExpectedVillage]
) -> Band:
    """The lists of one village, and the other villages of its county, those of its township first."""
    columns: list[Sequence[Value]] = []
    for tables in household_lists(campaign).tables:
        rows = [row for table in tables for row in called.households[table]]
        columns.append([name for _, name in rows])
        columns.append([code for code, _ in rows])
        columns.append([name if name != code else None for code, name in rows])
    lists = person_lists(campaign)
    columns += [[name for own in sources for name in called.persons[own.id]] for sources in lists.values()]
    sources = dict.fromkeys(own.id for sources in lists.values() for own in sources)
    columns += [called.persons[source] for source in sources]
    if _names_villages(campaign):
        others = [own for own in villages if own.code != village.code]
        others.sort(key=lambda own: own.township != village.township)
        columns.append([f"{own.township}{own.village}" for own in others])
    lines: list[tuple[Value, ...]] = list(zip_longest(*columns))
    letters = {column_letters(index): list(column) for index, column in enumerate(zip(*lines, strict=True))}
    return Band(_FIRST_ROW, len(lines), letters, blanks=False)
