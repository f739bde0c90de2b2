"""What a form is made of: indicators, code lists, columns, tables; the base of all definitions.

Every definition names its source (seed file and clause, or the research table it was carried from); what no official
text confirms carries ``status: 待核对`` and is shown with that mark wherever staff see it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.kinds import Kind

Status = Literal["待核对"]
Required = Literal["must", "verify", "no"]
ParameterType = Literal["money", "number", "integer", "flag", "date", "text", "table"]
FilledAt = Literal["village", "township", "county"]

HOUSEHOLD = "household"
MEMBER = "member"
# The tag of the tables that hold the register, which decide how large a village is.
REGISTER = "register"
# What checks and verdicts call tables whose rows say something about a household of another table.
ABOUT = "about"


class Definition(BaseModel):
    """Base of every definition: unknown keys are mistakes, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Indicator(Definition):
    """指标: one fact about a household, person or village; the same in every form that asks it.

    ``derived`` is an expression; such an indicator is computed, shown locked, and never typed.
    ``unit`` is 元, 亩, 人, 月, 平方米 or 公里; ``width`` is in characters; ``person``: a text that is a person's name.

    ``chosen_from`` (``relation.field``) offers what stands in that column in the rows of the same household; where
    ``several`` may be named, the merge sees to it that all are there.
    ``names_village``: a text that names another village of the county, chosen from the list of them.
    ``corrects`` names the indicator whose value this one says right: it takes a value of just the same kind
    (`as_corrected`). ``awaits`` names the indicators for which a computed 是 says that somebody has proposed a
    correction.
    ``remedy``: who changes a locked value that is wrong, and where, if it is not as with all others that cannot be
    corrected.
    ``asked_anew``: what the register says is last year's; villages get the cell empty, and the value for comparison.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    kind: Kind = "text"
    codes: str | None = None
    unit: str | None = None
    decimals: int | None = None
    min: float | None = None
    max: float | None = None
    derived: str | None = None
    person: bool = False
    chosen_from: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
    several: bool = False
    names_village: bool = False
    corrects: str | None = None
    awaits: list[str] = []
    remedy: str = ""
    asked_anew: bool = False
    help: str = ""
    number: str | None = None
    national_code: str | None = None
    source: str
    status: Status | None = None
    width: int | None = None

    @model_validator(mode="after")
    def _of_some_kind(self) -> Indicator:
        if "kind" not in self.model_fields_set and self.corrects is None:
            raise ValueError("要写 kind（种类）；只有更正别的指标的可以不写")
        return self

    def as_corrected(self, other: Indicator) -> Indicator:
        """This indicator, which corrects ``other``, with the kind, codes, range and width of it."""
        own = ("kind", "codes", "unit", "decimals", "min", "max", "person", "width")
        return self.model_copy(update={name: getattr(other, name) for name in own})


class Code(Definition):
    """One value of a code list. ``parent`` ties it to a value of the parent list (a cascading drop-down).

    ``id`` is the one word for the value through all years, by which expressions and conditions name it; ``label`` is
    the word of the year. ``aliases`` are spellings seen in exports and older forms; they are read as ``label`` and the
    change is listed.
    """

    id: str
    label: str
    code: str | None = None
    aliases: list[str] = []
    parent: str | None = None


def _codes(items: object) -> object:
    """Where only a label is written, it is the id, too."""
    if not isinstance(items, list):
        return items
    whole = [{"label": item} if isinstance(item, str) else item for item in items]
    return [{"id": item["label"], **item} if isinstance(item, dict) and "label" in item else item for item in whole]


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


class Column(Definition):
    """A column of an entry table: which indicator, and how this form treats it.

    ``filled_at``: who fills it where that is not who fills the table; what the township or the county fills is locked
    in a village's workbook. ``filled_when`` is an expression: of which rows they are asked, of all without one.
    """

    indicator: str
    locked: bool = False
    required: Required = "no"
    label: str | None = None
    filled_at: FilledAt = "village"
    filled_when: str | None = None

    @model_validator(mode="after")
    def _asked_of_others(self) -> Column:
        if self.filled_when is not None and self.filled_at == "village":
            raise ValueError("filled_when 是问乡镇、县里的，要和 filled_at 一起写")
        return self


def _columns(items: object) -> object:
    if isinstance(items, list):
        return [{"indicator": item} if isinstance(item, str) else item for item in items]
    return items


Columns = Annotated[list[Column], BeforeValidator(_columns)]


class ColumnGroup(Definition):
    """Columns under one heading; ``required`` and ``locked`` are the default of its columns."""

    title: str
    columns: Columns


class Pick(Definition):
    """A person of the parents' households is chosen from a list, and the columns ``fills`` follow by formula.

    ``label`` and ``help`` are those of the column in which one is chosen. What is typed over a formula holds.
    """

    label: str
    help: str
    fills: list[str]


class Table(Definition):
    """One entry sheet.

    ``subject`` says what its rows are about (see `Subject`), ``tags`` what part they play (register, new, edge …);
    rules and relations choose tables by both. ``key`` is the column by which its rows are told apart, or tied to their
    parent: that of the subject, or of the parent's subject. ``parents`` are the tables its rows belong to; a table
    without parents is a home: its rows are the households, villages … themselves. ``roster`` says which roster rows are
    issued in it (indicator → accepted code ids, all must hold); empty means nothing is prefilled. ``part`` names it
    within a form of several tables. ``new_keys`` is the prefix of the locked keys of spare rows (新 → 新01, 新02 …).
    ``pick``: rows are about a person who is chosen from a list.
    ``{number}`` in ``sheet`` is the number of the form's attachment. ``filled_at``: a table of the township's or the
    county's own has one row for each of them and is in no village's workbook; its columns are indicators to be filled.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    sheet: str = Field(max_length=28)
    filled_at: FilledAt = "village"
    part: str | None = None
    subject: str
    key: str = HOUSEHOLD_KEY
    tags: list[str] = []
    parents: list[str] = []
    roster: dict[str, list[str]] = {}
    spare_rows: int = 0
    new_keys: str | None = None
    pick: Pick | None = None
    groups: list[ColumnGroup]

    @property
    def columns(self) -> list[Column]:
        """All columns in sheet order."""
        return [column for group in self.groups for column in group.columns]

    @property
    def is_home(self) -> bool:
        """Whether its rows are the things themselves, not something about them."""
        return not self.parents

    @property
    def kind(self) -> str:
        """What checks and verdicts call it: its subject, or ``about`` for rows about a household."""
        return self.subject if self.is_home or self.subject != HOUSEHOLD else ABOUT


class Rows(Definition):
    """A choice of tables: of one subject, homes or not, with any of ``tags`` and none of ``without``, or by id."""

    subject: str | None = None
    home: bool | None = None
    tags: list[str] = []
    without: list[str] = []
    tables: list[str] = []

    def has(self, table: Table) -> bool:
        """Whether the table is chosen."""
        return (
            (self.subject is None or table.subject == self.subject)
            and (self.home is None or table.is_home == self.home)
            and (not self.tags or bool(set(self.tags) & set(table.tags)))
            and not set(self.without) & set(table.tags)
            and (not self.tables or table.id in self.tables)
        )


class PrintFace(Definition):
    """One record on paper as an attachment has it: a household with its members, or a row of any table.

    ``household_table`` holds the record, ``member_table`` the persons listed below it, where there are any.
    ``checked``: beside each value of the record stands an empty cell for what a visit finds, with the options to choose
    from. ``sorted_by``: pages of several records lie in the order of this column. ``also``: columns of other groups
    that are printed in a group, where the form has them.
    """

    sheet: str = Field(max_length=28)
    household_table: str
    member_table: str | None = None
    member_rows: int = 0
    household_groups: list[str]
    member_columns: list[str] = []
    signatures: list[str]
    checked: bool = False
    sorted_by: str | None = None
    also: dict[str, list[str]] = {}


class Form(Definition):
    """附件: an attachment form, with its entry tables and print face.

    ``title`` is given only by forms that no notice lists as an attachment; the others bear that attachment's title.
    ``short`` stands for the attachment's number in sheet names where the notice gives none, ``tab`` follows the number
    where it gives one.
    """

    id: str
    title: str | None = None
    short: str = ""
    tab: str = ""
    purpose: str
    source: str
    status: Status | None = None
    tables: list[Table]
    print_face: PrintFace | None = None
    signatures: list[str] = []
