"""What a notice and an edition say in their opening files: ``notice.yaml``, ``edition.yaml``; a county's settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from cunbiao.definitions.cover import CoverPart
from cunbiao.definitions.models import Columns, Definition, FilledAt, ParameterType, Required, Status
from cunbiao.definitions.operations import Decider
from cunbiao.definitions.rosters import RosterChange
from cunbiao.findings import Category, Level

LevelName = Literal["province", "prefecture", "county", "township"]
LEVELS: tuple[LevelName, ...] = ("province", "prefecture", "county", "township")
# Digits of the area code that a place of each level has.
AREA_DIGITS: dict[LevelName, int] = {"province": 2, "prefecture": 4, "county": 6, "township": 9}

Value = date | bool | float | str
Row = dict[str, Value]


class UnitValue(Definition):
    """The value of a parameter in one county or township."""

    value: date | bool | float | str
    clause: str


class Lookup(Definition):
    """Where a parameter's value stands in a table parameter: its rows have area, year, kind, value and document."""

    table: str
    kind: str


class Parameter(Definition):
    """A value the notice (or the county) sets. ``value: null`` means the notice does not give it.

    ``unit`` is 元, 人, 天 …; ``clause`` is the notice's clause or the county's source note; ``by_unit`` are values of
    single counties or townships, by name or area code; ``rows`` are the rows of a table parameter, ``lookup`` finds the
    value there by area, year and kind.
    """

    label: str
    type: ParameterType
    value: date | bool | float | str | None = None
    unit: str | None = None
    clause: str
    note: str = ""
    status: Status | None = None
    by_unit: dict[str, UnitValue] = {}
    rows: list[Row] = []
    lookup: Lookup | None = None


class ParameterFile(Definition):
    """``parameters.yaml`` of a layer."""

    about: str = ""
    parameters: dict[str, Parameter]


class ParameterPatch(Definition):
    """What a notice says of a parameter: its value and clause; what is left out stays as the edition has it."""

    label: str | None = None
    type: ParameterType | None = None
    value: date | bool | float | str | None = None
    unit: str | None = None
    clause: str | None = None
    note: str | None = None
    status: Status | None = None
    by_unit: dict[str, UnitValue] | None = None
    rows: list[Row] | None = None


class Stage(Definition):
    """A stage of the campaign. Dates are inclusive; a deadline of 24时 is the end of ``end``.

    ``tags`` say what falls into it (collect, enter …), for whoever looks for the deadline.
    """

    id: str
    title: str
    start: date | None = None
    end: date | None = None
    ends_at_24: bool = True
    clause: str
    what: str
    tags: list[str] = []


class Clause(Definition):
    """A rule of the notice in our own words; ``effect`` says what the product does about it.

    ``home`` are ids of the definitions that carry it out; without any, ``why_not`` says why there are none.
    """

    id: str
    clause: str
    kind: str
    text: str
    effect: str
    home: list[str] = []
    why_not: str = ""


class Attachment(Definition):
    """附件 of the notice: its number (where it has one) and title, what it is for, and what carries it.

    It is carried by a form, by documents, or by both.
    """

    number: str | None = None
    title: str
    form: str | None
    documents: list[str] = []
    purpose: str
    clause: str


class NoticeVerdict(Definition):
    """Which criteria of a verdict this notice uses, each with the clause it rests on."""

    verdict: str
    criteria: dict[str, str]


class Jurisdiction(Definition):
    """Where the notice is in force: the names of its places down to ``level``, and the area code of that level.

    ``area_code`` has 2 digits for a province, 4 for a prefecture, 6 for a county, 9 for a township.
    """

    level: LevelName
    province: str
    prefecture: str | None = None
    county: str | None = None
    township: str | None = None
    area_code: str = Field(pattern=r"^\d{2}(\d{2}(\d{2}(\d{3})?)?)?$")

    @model_validator(mode="after")
    def _named_down_to_its_level(self) -> Jurisdiction:
        names = {level: getattr(self, level) for level in LEVELS[: LEVELS.index(self.level) + 1]}
        missing = [level for level, name in names.items() if not name]
        if missing:
            raise ValueError(f"level 是 {self.level}，还要写 {'、'.join(missing)}")
        below = [level for level in LEVELS[LEVELS.index(self.level) + 1 :] if getattr(self, level)]
        if below:
            raise ValueError(f"level 是 {self.level}，不能写 {'、'.join(below)}")
        return self

    @property
    def name(self) -> str:
        """The place the notice is for."""
        return str(getattr(self, self.level))


class CheckPatch(Definition):
    """Fields of a check that a later layer says otherwise."""

    level: Level | None = None
    category: Category | None = None
    when: str | None = None
    fields: list[str] | None = None
    message: str | None = None
    fix: str | None = None
    source: str | None = None
    status: Status | None = None


class IndicatorPatch(Definition):
    """Fields of an indicator that a later layer says otherwise."""

    label: str | None = None
    help: str | None = None
    unit: str | None = None
    number: str | None = None
    min: float | None = None
    max: float | None = None
    derived: str | None = None
    source: str | None = None
    status: Status | None = None


class ColumnPatch(Definition):
    """How a form's column is treated otherwise."""

    label: str | None = None
    required: Required | None = None
    locked: bool | None = None
    filled_at: FilledAt | None = None


class VerdictPatch(Definition):
    """Fields of a verdict that a later layer says otherwise."""

    title: str | None = None
    applies: str | None = None
    otherwise: str | None = None


class CriterionPatch(Definition):
    """Fields of a criterion that a later layer says otherwise."""

    label: str | None = None
    met: str | None = None
    inputs: list[str] | None = None
    threshold: str | None = None
    fix: str | None = None
    source: str | None = None
    status: Status | None = None


class OperationPatch(Definition):
    """Fields of an operation that a later layer says otherwise."""

    label: str | None = None
    undecided: Literal["wait", "allow_with_reason"] | None = None
    decided_by: Decider | None = None
    not_after: str | None = None
    source: str | None = None


class TabPatch(Definition):
    """Fields of an upload tab that a later layer says otherwise."""

    title: str | None = None
    platform: str | None = None
    note: str | None = None
    source: str | None = None


class MeasurePatch(Definition):
    """Fields of a measure that a later layer says otherwise."""

    label: str | None = None
    unit: str | None = None


class Overrides(Definition):
    """Small changes to what earlier layers define, addressed by id.

    ``columns`` are named table.column, ``criteria`` by their own id. ``words`` are replaced in every text a person
    reads; ids are not touched and the old word is still read.
    """

    checks: dict[str, CheckPatch] = {}
    indicators: dict[str, IndicatorPatch] = {}
    columns: dict[str, ColumnPatch] = {}
    verdicts: dict[str, VerdictPatch] = {}
    criteria: dict[str, CriterionPatch] = {}
    operations: dict[str, OperationPatch] = {}
    uploads: dict[str, TabPatch] = {}
    measures: dict[str, MeasurePatch] = {}
    words: dict[str, str] = {}


class AddedColumns(Definition):
    """Columns put into a table after the column ``after``, in its group or in a group of their own."""

    table: str
    after: str
    group: str | None = None
    columns: Columns


class RemovedColumns(Definition):
    """Columns taken out of a table."""

    table: str
    columns: list[str]


class FormChange(Definition):
    """What a notice changes in a form it inherits.

    ``roster``, ``parents``, ``tags`` and ``spare_rows`` are by table id and take the place of what the form says.
    """

    add: list[AddedColumns] = []
    remove: list[RemovedColumns] = []
    roster: dict[str, dict[str, list[str]]] = {}
    parents: dict[str, list[str]] = {}
    tags: dict[str, list[str]] = {}
    spare_rows: dict[str, int] = {}
    title: str | None = None
    short: str | None = None
    purpose: str | None = None
    source: str | None = None
    status: Status | None = None


class UploadHead(Definition):
    """What the upload workbook is called and says at its beginning; what is left out is said by the layer below."""

    title: str = ""
    note: str = ""
    source: str = ""
    status: Status | None = None


class Head(Definition):
    """What opening files of editions and notices have in common.

    ``sets`` are the rule sets in force; ``[+x, -y]`` adds to and takes from those of the layer below. ``replaces`` are
    ids of definitions below that this layer defines anew, whole: an id that is used again by mistake takes no place.
    ``given_forms`` are forms that every notice above has that lists the form they go with; one that writes ``-x`` does
    without x.
    """

    id: str
    title: str
    year: int
    extends: str | None = None
    about: str = ""
    sets: list[str] = []
    replaces: list[str] = []
    given_forms: dict[str, str] = {}
    form_changes: dict[str, FormChange] = {}
    overrides: Overrides = Overrides()
    roster: str | None = None
    roster_changes: RosterChange = RosterChange()
    upload: UploadHead = UploadHead()
    cover: CoverPart = CoverPart()


class Edition(Head):
    """``edition.yaml``: what the national system shares in one year."""


class Notice(Head):
    """``notice.yaml``: one notice.

    ``reference`` names the seed file and the document number. ``form_edition`` is stamped into the workbooks;
    ``accepts`` are former ones that are still read. ``asks`` are the parameters the county is asked for. ``off``
    switches off rules on purpose; ``acknowledge`` names rules that cannot apply here, ``absent`` relations without any
    table, whose rows then count as none; each with the reason. ``outline`` are the numbers of the text's clauses.
    """

    issuer: str
    issued: date
    reference: str
    form_edition: str
    accepts: list[str] = []
    jurisdiction: Jurisdiction
    asks: list[str] = []
    parameters: dict[str, ParameterPatch] = {}
    stages: list[Stage]
    clauses: list[Clause]
    outline: list[str] = []
    attachments: list[Attachment]
    forms: list[str]
    verdicts: list[NoticeVerdict] = []
    off: dict[str, str] = {}
    acknowledge: dict[str, str] = {}
    absent: dict[str, str] = {}


Supplied = tuple[str | float | bool, str]


_COUNTY_CODE = re.compile(r"^\d{6}$")


class SettingValue(Definition):
    """A county's value for a parameter the notice leaves open, with the document it comes from."""

    value: date | bool | float | str
    source: str


# More of them make a workbook slow; who needs more issues a further one of the same village.
_MOST_SPARE_ROWS = 400


class Settings(Definition):
    """County settings: which county, the parameters the notice leaves open, and how many spare rows sheets get.

    ``spare_rows`` are by the name of the sheet (附件4-户: 40).
    """

    county: str
    area_code: str | None = Field(default=None, pattern=_COUNTY_CODE)
    parameters: dict[str, SettingValue] = {}
    spare_rows: dict[str, Annotated[int, Field(ge=1, le=_MOST_SPARE_ROWS)]] = {}

    def supplied(self) -> dict[str, Supplied]:
        """Name → value and source in plain form (a date as 2020-09-30), as workbooks carry them."""
        return {
            name: (setting.value.isoformat() if isinstance(setting.value, date) else setting.value, setting.source)
            for name, setting in self.parameters.items()
        }

    @classmethod
    def of(cls, county: str, area_code: str, supplied: Mapping[str, Supplied]) -> Settings:
        """The settings from that plain form; ``area_code`` is "" where the county did not say it."""
        values = {name: SettingValue(value=value, source=source) for name, (value, source) in supplied.items()}
        return cls(county=county, area_code=area_code if _COUNTY_CODE.fullmatch(area_code) else None, parameters=values)
