"""The shape of ``templates/rosters/*.yaml``: how the columns of a register export (花名册) are recognised and read."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from cunbiao.definitions.models import Definition, Status


def header_key(text: str) -> str:
    """A heading as it is compared: letters, digits and characters in one width, without blanks and punctuation."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text))).casefold()


class RosterColumn(Definition):
    """One column that is read: the indicator it fills and the headings under which exports carry it.

    ``required``: a roster without it cannot be used. Of several headings that are there the first named wins.
    ``values`` are spellings of this export beyond the aliases of the code list (spelling → value of the indicator; an
    empty value means "nothing stated").
    """

    indicator: str
    headers: list[str] = Field(min_length=1)
    required: bool = False
    values: dict[str, str] = Field(default_factory=dict)


class PlaceHeaders(Definition):
    """Headings of the columns that say which village a row belongs to."""

    county: list[str]
    township: list[str] = Field(min_length=1)
    village: list[str] = Field(min_length=1)
    village_code: list[str]


class VillageList(Definition):
    """How the list of villages (村名单) is recognised: by sheet name, or by village and code without household code."""

    sheets: list[str]
    code_digits: int


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


class Derivation(Definition):
    """Fills ``indicator`` with ``value`` for households where it is still blank and ``when`` holds.

    ``when`` maps indicators to accepted values, all must hold; the word 有值 accepts any filled value. Rules are tried
    in order.
    """

    indicator: str
    value: str
    when: dict[str, Annotated[list[str], BeforeValidator(_as_list)]]


class HeadingGroup(Definition):
    """What may stand above several columns.

    ``of``: whose the columns are, the household's (what stands under 户主 is no column about each person) or each
    member's. ``prefix`` is put before a heading to find what it is called on its own: 户主 above 姓名 is 户主姓名.
    """

    words: list[str] = Field(min_length=1)
    prefix: str = ""
    of: Literal["household", "member", "any"] = "any"


class RosterFile(Definition):
    """A file under ``templates/rosters/``: one family of export layouts, whatever the order of columns.

    ``household`` and ``member`` list what is read a household and a person; ``household_key`` joins the two.
    ``person_row`` names the indicators that only a row about a person carries. ``ignored`` are headings that are known
    and not needed, ``dated`` those of columns that say of which year the data are.

    What only says how a column is filled: ``notes`` at an end of its heading, ``bracketed_notes`` somewhere in
    brackets, ``units`` alone in brackets. ``no_data_words`` in its first cell mark a row that is no data. ``unasked``
    are columns that the year of a notice does not have.
    """

    id: str
    about: str
    source: str
    status: Status | None = None
    header_search_rows: int = Field(ge=3, le=50)
    places: PlaceHeaders
    village_list: VillageList
    household_key: RosterColumn
    household: list[RosterColumn]
    member: list[RosterColumn]
    person_row: list[str] = Field(min_length=1)
    head_relation: str
    derive: list[Derivation] = Field(default_factory=list)
    ignored: list[str] = Field(default_factory=list)
    dated: list[str] = Field(default_factory=list)
    groups: list[HeadingGroup] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    bracketed_notes: list[str] = Field(default_factory=list)
    units: list[str] = Field(default_factory=list)
    no_data_words: list[str] = Field(default_factory=list)
    unasked: list[RosterColumn] = Field(default_factory=list)


ANY_VALUE = "有值"


class RosterChange(Definition):
    """What a layer adds to the columns an inherited roster format reads, or reads otherwise (by indicator)."""

    household: list[RosterColumn] = []
    member: list[RosterColumn] = []
    derive: list[Derivation] = []
    ignored: list[str] = []


def changed(layout: RosterFile, change: RosterChange) -> RosterFile:
    """The roster format with a layer's changes; what it reads now is no longer ignored."""
    read = {header_key(header) for column in [*change.household, *change.member] for header in column.headers}
    return layout.model_copy(
        update={
            "household": _replaced(layout.household, change.household),
            "member": _replaced(layout.member, change.member),
            "derive": [*change.derive, *layout.derive],
            "ignored": [*(one for one in layout.ignored if header_key(one) not in read), *change.ignored],
        }
    )


def _replaced(columns: list[RosterColumn], changes: list[RosterColumn]) -> list[RosterColumn]:
    by_indicator = {column.indicator: column for column in columns}
    return list((by_indicator | {column.indicator: column for column in changes}).values())


def ambiguous_heading(layout: RosterFile) -> tuple[str, str] | None:
    """A heading that means two columns, as the part it stands in and what is wrong; None when there is none."""
    for part, columns in (("household", [layout.household_key, *layout.household]), ("member", layout.member)):
        seen: dict[str, str] = {}
        for column in columns:
            for header in column.headers:
                other = seen.setdefault(header_key(header), column.indicator)
                if other != column.indicator:
                    return part, f"表头“{header}”既指“{other}”又指“{column.indicator}”"
    return None
