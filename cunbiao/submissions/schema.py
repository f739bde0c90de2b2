"""What intake must know of a campaign, as plain records: worker processes load no definitions and start fast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.findings import MessageCatalogue
from cunbiao.kinds import Kind
from workbooks.limits import Limits


@dataclass(frozen=True, slots=True)
class ColumnSchema:
    """One column of an entry sheet.

    ``labels`` are the values its code list allows, ``None`` without a code list; ``filled_by`` is who fills it where
    that is not the village; ``person``: it holds the name of a person; ``remedy``: what is to be done where a locked
    cell is wrong.
    """

    name: str
    label: str
    kind: Kind
    locked: bool = False
    derived: bool = False
    labels: frozenset[str] | None = None
    filled_by: str = ""
    person: bool = False
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One entry sheet: its form and the form's version, its columns, whether rows are issued in it.

    ``key`` is the column that says whose a row is, ``accepts`` are former versions that are still read; ``former`` are
    columns such a version may have and this one has not: name → label, "" of a computed one.

    ``new_keys``: spare rows carry keys that begin so, and such a key alone does not make one a record. ``homes`` are
    the tables whose keys its rows name; ``pick`` are the columns that follow when a person is chosen, ``persons`` the
    tables whose issued persons are on the list.
    """

    id: str
    form: str
    sheet: str
    version: str
    columns: tuple[ColumnSchema, ...]
    key: str = HOUSEHOLD_KEY
    accepts: frozenset[str] = frozenset()
    former: Mapping[str, str] = field(default_factory=dict)
    prefilled: bool = False
    new_keys: str | None = None
    homes: tuple[str, ...] = ()
    pick: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words rows and cells are recognised by, see templates/intake.yaml; ``units`` as `folded_unit` writes them."""

    ditto: frozenset[str]
    subtotal: frozenset[str]
    signature: tuple[str, ...]
    units: dict[str, float]
    expected: dict[str, str]
    contents: dict[str, str]


@dataclass(frozen=True, slots=True)
class IgnoredName:
    """A file or folder name that is not read: a shell pattern in lower case, the message, and what it is called.

    ``look``: a workbook may have got such a name by mistake, so the content is looked at first.
    """

    pattern: str
    message: str
    actual: str = ""
    look: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRules:
    """What holds for everything that is handed in, whatever the notice: see templates/intake.yaml."""

    messages: MessageCatalogue
    limits: Limits
    words: Words
    ignored_files: tuple[IgnoredName, ...] = ()
    ignored_folders: tuple[IgnoredName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema(IntakeRules):
    """Everything a reader needs: the rules of intake, and id, title, year and tables of the notice.

    ``levels``: table → the columns that the township or the county fills in. ``rollups``: rollup workbooks are read,
    too, and not passed over as our own output.
    """

    policy: str
    title: str
    year: int
    tables: dict[str, TableSchema]
    levels: dict[str, tuple[ColumnSchema, ...]] = field(default_factory=dict)
    rollups: bool = False
