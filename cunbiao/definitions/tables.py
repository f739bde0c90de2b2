"""Open tables (``tables.yaml``): what rows are about, which rows belong to which, and the account of persons."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from cunbiao.definitions.confidential import Confidential
from cunbiao.definitions.models import Definition, Rows
from cunbiao.expressions.types import Join


class Subject(Definition):
    """What rows can be about: a household, a person, a village, a project …

    ``key`` is the indicator that tells its rows apart or ties them to their home, ``unit`` what they are counted in;
    ``person`` are the indicators that tell a person: number and name.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    key: str
    unit: str
    person: list[str] = []


class RelationDefinition(Definition):
    """A group of rows that an expression may count: those of the same home, village or county in tables of ``rows``.

    ``join: county`` is known only where villages are merged. ``unit`` is what a row is counted in (as its subject).
    ``none_elsewhere``: homes below which there is no such table have no such rows; otherwise what counts them is not
    about those homes.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    join: Join
    rows: Rows
    unit: str | None = None
    none_elsewhere: bool = False


class AccountSide(Definition):
    """One side of the account: what it is called, and the rows that are counted."""

    label: str
    rows: Rows


class AccountItem(AccountSide):
    """One column of the account; ``where`` is an expression that must hold on its rows."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    where: str | None = None


class AccountChange(AccountItem):
    """People who come or go; ``by`` is the indicator whose codes say why, and by which they are counted as well."""

    by: str | None = None


class Move(AccountItem):
    """Whole households that go to another village of the county: persons leave here and arrive there.

    ``arriving`` is what the other village calls it; ``to`` is the indicator that names the village.
    """

    arriving: str
    to: str


class Account(Definition):
    """账账相符: opening + plus − minus = closing, in persons, for every household and village.

    ``opening`` are persons issued; ``new`` persons of homes that were not issued; ``beside`` is counted and not
    subtracted.
    """

    title: str
    opening: AccountSide
    plus: list[AccountChange]
    minus: list[AccountChange]
    new: AccountSide
    beside: list[AccountItem] = []
    moves: list[Move] = []

    @property
    def plus_labels(self) -> list[str]:
        """What is added, in the order of the columns."""
        return [item.label for item in self.plus] + [move.arriving for move in self.moves]

    @property
    def minus_labels(self) -> list[str]:
        """What is taken off, in the order of the columns."""
        return [item.label for item in (*self.minus, *self.moves)]


class HouseholdItem(AccountItem):
    """A way households come or go; ``persons_stay``: they are not said to be gone one by one."""

    persons_stay: bool = False


class HouseholdAccount(Definition):
    """The same in households: opening + plus − minus + new = closing, by village, moves as in the account of persons.

    Closing are the households in which somebody is and of which nothing is said by which persons stay.
    """

    title: str
    opening: AccountSide
    new: AccountSide
    plus: list[HouseholdItem] = []
    minus: list[HouseholdItem] = []


class AccountPart(Definition):
    """What one layer says of the account; columns are added by id, sides take the place of earlier ones."""

    title: str | None = None
    opening: AccountSide | None = None
    plus: list[AccountChange] = []
    minus: list[AccountChange] = []
    new: AccountSide | None = None
    beside: list[AccountItem] = []
    moves: list[Move] = []


class Counts(Definition):
    """What 户数 and 人数 mean."""

    households: Rows
    persons: Rows


class PersonColumns(Definition):
    """Two columns that say who a person is, wherever they stand: a number and a name."""

    number: str
    name: str


class Corrections(Definition):
    """How locked cells are corrected.

    Wherever a ``locked`` cell is found wrong, ``remedy`` is said; of a column that nobody proposes corrections of,
    ``elsewhere``: who changes it, and where. ``persons`` are the columns that say the same person: where one of them is
    corrected, all are.
    """

    locked: str
    remedy: str
    elsewhere: str
    persons: list[PersonColumns]

    @property
    def instruction(self) -> str:
        """What is to be done about a locked cell that is wrong, where not only locked ones may be."""
        return f"{self.locked}，{self.remedy}"

    def same(self, name: str) -> set[str]:
        """The columns that say of a person what this one says, itself among them."""
        numbers, names = {own.number for own in self.persons}, {own.name for own in self.persons}
        return next((own for own in (numbers, names) if name in own), {name})


class TableFile(Definition):
    """``tables.yaml`` of a layer.

    ``gone`` is the indicator that says that a person has left its home; ``slots`` are columns that ask the same thing
    several times (name → indicators), for ``any_in`` and ``filled_any``.
    """

    about: str = ""
    subjects: list[Subject] = []
    relations: list[RelationDefinition] = []
    slots: dict[str, list[str]] = {}
    gone: str | None = None
    counts: Counts | None = None
    account: AccountPart | None = None
    household_account: HouseholdAccount | None = None
    corrections: Corrections | None = None
    confidential: list[Confidential] = []


def account_of(parts: Sequence[AccountPart]) -> Account | None:
    """The account that the layers' parts make together; None where no layer speaks of one.

    Raises:
        ValidationError: a side is said by no layer.
    """
    if not parts:
        return None
    together: dict[str, object] = {}
    for name in ("title", "opening", "new"):
        together[name] = next((value for part in reversed(parts) if (value := getattr(part, name)) is not None), None)
    for name in ("plus", "minus", "beside", "moves"):
        together[name] = list({item.id: item for part in parts for item in getattr(part, name)}.values())
    return Account.model_validate(together)
