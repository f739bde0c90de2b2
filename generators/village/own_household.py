"""Drop-downs that offer what stands in the rows of the same household: a new head is one of its members."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.picks import offered
from generators.village.layout import column_name, typed_name

# Names of lists are short: a drop-down's formula has room for 255 characters.
_CODES, _OFFERED = "keys_{}", "offers_{}"


def own_lists(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """Defined names, and the names of the columns they are another name for."""
    for number, (table, field) in enumerate(_sources(campaign), start=1):
        yield _CODES.format(number), column_name(table, campaign.tables[table].key)
        yield _OFFERED.format(number), typed_name(table, field)


def own_list(campaign: Campaign, table: str, column: ResolvedColumn, key: str) -> str:
    """The formula of a column's drop-down: the rows of the household whose code stands in ``key``.

    The rows of a household stand together, as they were issued. What is offered from the whole village is one column.
    """
    sources = _sources(campaign)
    formula = ""
    relation = campaign.scopes[table].relations[str(column.chosen_from).partition(".")[0]]
    if relation.join == "village":
        return _OFFERED.format(sources.index(offered(campaign.scopes[table], column)[0]) + 1)
    for source in reversed(offered(campaign.scopes[table], column)):
        number = sources.index(source) + 1
        codes, values = _CODES.format(number), _OFFERED.format(number)
        place = f"MATCH({key},{codes},0)"
        own = f"INDEX({values},{place}):INDEX({values},{place}+SUMPRODUCT(--({codes}={key}))-1)"
        formula = f"IF(ISNUMBER({place}),{own},{formula})" if formula else own
    return formula


def _sources(campaign: Campaign) -> list[tuple[str, str]]:
    found = (
        source
        for table in campaign.tables
        for column in campaign.columns(table)
        for source in offered(campaign.scopes[table], column)
    )
    return list(dict.fromkeys(found))
