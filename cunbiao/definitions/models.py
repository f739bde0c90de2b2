"""The shapes of everything under ``templates/``: one class a kind of definition.

Every definition names its source (seed file and clause, or the research table it was carried from); what no official
text confirms carries ``status: 待核对`` and is shown with that mark wherever staff see it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cunbiao.findings import Category, Level
from cunbiao.kinds import Kind

Status = Literal["待核对"]
TableKind = Literal["household", "member", "change"]
Role = Literal["register", "new", "edge", "increase", "decrease", "unstable", "support", "clearout"]
Required = Literal["must", "verify", "no"]
ParameterType = Literal["money", "number", "integer", "flag", "date"]


class Definition(BaseModel):
    """Base of every definition: unknown keys are mistakes, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Indicator(Definition):
    """指标: one fact about a household, person or village; the same in every form that asks it.

    ``derived`` is an expression; such an indicator is computed, shown locked, and never typed.
    ``unit`` is 元, 亩, 人, 月, 平方米 or 公里; ``width`` is in characters.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    kind: Kind
    codes: str | None = None
    unit: str | None = None
    decimals: int | None = None
    min: float | None = None
    max: float | None = None
    derived: str | None = None
    help: str = ""
    number: str | None = None
    national_code: str | None = None
    source: str
    status: Status | None = None
    width: int | None = None


class IndicatorFile(Definition):
    """A file under ``templates/indicators/``."""

    about: str
    indicators: list[Indicator]


class Code(Definition):
    """One value of a code list. ``parent`` ties it to a value of the parent list (a cascading drop-down).

    ``aliases`` are spellings seen in exports and older forms; they are read as ``label`` and the change is listed.
    """

    label: str
    code: str | None = None
    aliases: list[str] = []
    parent: str | None = None


def _codes(items: object) -> object:
    if isinstance(items, list):
        return [{"label": item} if isinstance(item, str) else item for item in items]
    return items


class CodeListVersion(Definition):
    """The values in force from year ``from`` on (until a later version)."""

    from_year: int
    items: Annotated[list[Code], BeforeValidator(_codes)]
    source: str
    status: Status | None = None


class CodeList(Definition):
    """代码表. ``combinable``: several values may hold at once; ``exclusive`` names the one that stands alone (健康)."""

    id: str
    label: str
    versions: list[CodeListVersion]
    parent: str | None = None
    combinable: bool = False
    exclusive: str | None = None


class CodeFile(Definition):
    """A file under ``templates/codes/``."""

    about: str
    lists: list[CodeList]


class Column(Definition):
    """A column of an entry table: which indicator, and how this form treats it."""

    indicator: str
    locked: bool = False
    required: Required = "no"
    label: str | None = None


def _columns(items: object) -> object:
    if isinstance(items, list):
        return [{"indicator": item} if isinstance(item, str) else item for item in items]
    return items


class ColumnGroup(Definition):
    """Columns under one heading; ``required`` and ``locked`` are the default of its columns."""

    title: str
    columns: Annotated[list[Column], BeforeValidator(_columns)]


class Table(Definition):
    """One entry sheet.

    ``parents`` are the household tables its rows belong to. ``roster`` says which roster households are issued in it
    (indicator → accepted values, all must hold); empty means nothing is prefilled. ``part`` names it within a form of
    two tables. ``new_keys`` is the prefix of the locked keys of spare rows (新 → 新01, 新02 …).
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    sheet: str = Field(max_length=20)
    part: str | None = None
    kind: TableKind
    role: Role
    parents: list[str] = []
    roster: dict[str, list[str]] = {}
    spare_rows: int = 0
    new_keys: str | None = None
    groups: list[ColumnGroup]

    @property
    def columns(self) -> list[Column]:
        """All columns in sheet order."""
        return [column for group in self.groups for column in group.columns]


class PrintFace(Definition):
    """The official one-household layout printed from a household table and its member table."""

    sheet: str = Field(max_length=20)
    household_table: str
    member_table: str
    member_rows: int
    household_groups: list[str]
    member_columns: list[str]
    signatures: list[str]


class Form(Definition):
    """附件: an attachment form of one year, with its entry tables and print face.

    ``title`` is given only by forms that no notice lists as an attachment; the others bear that attachment's title.
    """

    id: str
    title: str | None = None
    version: str
    purpose: str
    source: str
    status: Status | None = None
    tables: list[Table]
    print_face: PrintFace | None = None
    signatures: list[str] = []


class Check(Definition):
    """A check: fires where ``when`` is definitely true; ``fields`` are painted, the first is the cell a finding names.

    ``parameter`` names a policy flag that must be true for the check to be in force.
    """

    id: str
    level: Level
    category: Category
    on: list[TableKind]
    roles: list[Role] = []
    when: str
    fields: list[str]
    message: str
    fix: str
    source: str
    status: Status | None = None
    parameter: str | None = None


class CheckFile(Definition):
    """A file under ``templates/rules/`` holding checks."""

    about: str
    checks: list[Check]


class Criterion(Definition):
    """One line of a verdict: ``met`` is true, false or unknown.

    ``inputs`` are the indicators shown with it, ``threshold`` the parameter they are compared with.
    """

    id: str
    label: str
    met: str
    inputs: list[str]
    threshold: str | None = None
    source: str
    status: Status | None = None


class Verdict(Definition):
    """A three-valued verdict over rows of one kind and role.

    ``applies`` selects the rows it is about; others show ``otherwise``.
    """

    id: str
    title: str
    on: TableKind
    roles: list[Role]
    applies: str
    otherwise: str
    criteria: list[Criterion]


class VerdictFile(Definition):
    """A file under ``templates/rules/`` holding verdicts."""

    about: str
    verdicts: list[Verdict]


class Parameter(Definition):
    """A value the notice (or the county) sets. ``value: null`` means the notice does not give it.

    ``unit`` is 元, 人, 天 …; ``clause`` is the notice's clause or the county's source note.
    """

    label: str
    type: ParameterType
    value: date | bool | float | None
    unit: str | None = None
    clause: str
    note: str = ""
    status: Status | None = None


class Stage(Definition):
    """A stage of the campaign. Dates are inclusive; a deadline of 24时 is the end of ``to``."""

    id: str
    title: str
    start: date | None = None
    end: date | None = None
    ends_at_24: bool = True
    clause: str
    what: str


class Clause(Definition):
    """A rule of the notice in our own words; ``effect`` says what the product does about it."""

    id: str
    clause: str
    kind: str
    text: str
    effect: str


class Attachment(Definition):
    """附件 of the notice: its number and title, what it is for, and the form that carries it (none: not built here)."""

    number: str
    title: str
    form: str | None
    purpose: str
    clause: str


class PolicyVerdict(Definition):
    """Which criteria of a verdict this notice uses, each with the clause it rests on."""

    verdict: str
    criteria: dict[str, str]


class Jurisdiction(Definition):
    """Where the notice is in force. ``area_code`` is the 6-digit division code of the county."""

    province: str
    prefecture: str
    county: str
    area_code: str = Field(pattern=r"^\d{6}$")


class Policy(Definition):
    """政策包: one notice as data."""

    id: str
    title: str
    issuer: str
    issued: date
    notice: str
    year: int
    jurisdiction: Jurisdiction
    parameters: dict[str, Parameter]
    stages: list[Stage]
    clauses: list[Clause]
    attachments: list[Attachment]
    forms: list[str]
    verdicts: list[PolicyVerdict]
    checks_off: dict[str, str] = {}
    upload: str
    roster: str


Supplied = tuple[str | float | bool, str]


class SettingValue(Definition):
    """A county's value for a parameter the notice leaves open, with the document it comes from."""

    value: date | bool | float
    source: str


class Settings(Definition):
    """County settings: parameters the notice leaves open."""

    county: str
    parameters: dict[str, SettingValue] = {}

    def supplied(self) -> dict[str, Supplied]:
        """Name → value and source in plain form (a date as 2020-09-30), as workbooks carry them."""
        return {
            name: (setting.value.isoformat() if isinstance(setting.value, date) else setting.value, setting.source)
            for name, setting in self.parameters.items()
        }
