"""A sender's list, recognised by its headings; nothing of it is changed, rows that are no data are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cunbiao.definitions.rosters import RosterFile, header_key
from cunbiao.definitions.suspected import suspected_file
from cunbiao.lists.roster.body import Body, RowKind
from cunbiao.lists.roster.convert import read_codes, shown
from cunbiao.lists.roster.grids import Grid
from cunbiao.lists.roster.headings import Headings
from cunbiao.lists.roster.titles import Headlines, Title
from cunbiao.lists.suspected.model import Suspect, SuspectedList, SuspectedSheet
from workbooks.references import column_letters

_PLACES = ("county", "township", "village", "village_code")


def read_suspected(file: str, sha256: str, grids: Iterable[Grid]) -> SuspectedList:
    """The sheets of a file that name persons; none where no heading is known."""
    layout = suspected_file().layout
    headlines = Headlines(layout)
    sheets = (_sheet(grid, layout, headlines) for grid in grids)
    return SuspectedList(file, sha256, tuple(sheet for sheet in sheets if sheet is not None))


def _sheet(grid: Grid, layout: RosterFile, headlines: Headlines) -> SuspectedSheet | None:
    block = headlines.block(grid)
    if block is None:
        return None
    places = {name: at for name in _PLACES if (at := _column(block.titles, getattr(layout.places, name))) is not None}
    household = dict(_columns(block.titles, [layout.household_key, *layout.household]))
    member = dict(_columns(block.titles, layout.member))
    if not member:
        return None
    headings = Headings("persons", block.first, block.last, places, household, member, titles=block.titles)
    body = Body(grid, headings, layout)
    titles = {column: title.shown for column, title in sorted(block.titles.items())}
    return SuspectedSheet(grid, titles, block.last, tuple(_suspects(grid, body, headings)))


def _columns(titles: dict[int, Title], wanted: Sequence[object]) -> Iterator[tuple[str, int]]:
    for column in wanted:
        at = _column(titles, column.headers)  # type: ignore[attr-defined]  # columns of a layout
        if at is not None:
            yield column.indicator, at  # type: ignore[attr-defined]


def _column(titles: dict[int, Title], headers: Sequence[str]) -> int | None:
    """The first column called like the first of these headings that is there."""
    for header in headers:
        key = header_key(header)
        found = next((index for index, title in sorted(titles.items()) if key in (*title.keys, *title.loose)), None)
        if found is not None:
            return found
    return None


def _suspects(grid: Grid, body: Body, headings: Headings) -> Iterator[Suspect]:
    member, household, places = headings.member, headings.household, headings.places
    at = member.get("id_number")
    numbers = read_codes("id", body.column(at))
    lost = {index: column_letters(at) for index, _, _ in numbers.issues} if at is not None else {}
    totals = body.totals(set(headings.titles))
    said = {
        "name": body.column(member.get("name", household.get("head_name"))),
        "township": body.column(places.get("township")),
        "village": body.column(places.get("village")),
        "village_code": body.column(places.get("village_code")),
        "household": body.column(household.get("household_code")),
    }
    for position, row in enumerate(body.rows):
        texts = {name: "".join(shown(cells[position]).split()) for name, cells in said.items()}
        number = str(numbers.values[position] or "")
        is_person = bool(number or position in lost or (texts["name"] and position not in totals))
        if is_person or body.kind(position) is RowKind.DATA:
            numeric = f"{lost[position]}{row}" if position in lost else ""
            yield Suspect((grid.sheet, row), number=number, numeric=numeric, **texts)
