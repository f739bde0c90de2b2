"""Operations in the national system, and the limits a county must keep, as data."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from cunbiao.definitions.models import Definition, Status

Decider = Literal["village", "township", "county", "prefecture", "province", "nation"]


class Need(Definition):
    """The verdict an operation needs, and the outcome it must have."""

    verdict: str
    outcome: Literal["符合", "不符合"] = "符合"


class Undecided(Definition):
    """What happens while the verdict is undecided: the operation waits, or goes with a written reason.

    ``blocks`` is the id under which the village is told that something is missing, ``fix`` what to do about it.
    """

    do: Literal["wait", "allow_with_reason"]
    blocks: str
    fix: str


class Elsewhere(Definition):
    """What a village is told that asks for an operation where it is not possible, under the id ``blocks``."""

    blocks: str
    message: str
    fix: str


class Operation(Definition):
    """What may be asked for a household: who asks, from which state, and the verdict that gates it.

    ``asked_by`` is an expression over the rows of ``tables`` that holds where the operation is asked for; ``fields``
    are the columns it is asked by. The checks that block it are made from the criteria of the verdict it ``needs``.
    ``from_states`` and ``to`` map an indicator to code ids; who asks from another state is told ``elsewhere``.
    ``request_only`` goes up as a list of requests and is done
    by somebody else. ``not_after`` is the tag of a stage after whose end it may no longer be done. ``tab`` is the
    upload tab it goes to.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    set: str
    label: str
    tables: list[str]
    asked_by: str
    fields: list[str] = Field(min_length=1)
    from_states: dict[str, list[str]] = Field(default={}, alias="from")
    to: dict[str, str] = {}
    elsewhere: Elsewhere | None = None
    needs: Need | None = None
    undecided: Undecided | None = None
    decided_by: Decider
    request_only: bool = False
    not_after: str | None = None
    tab: str
    source: str
    status: Status | None = None

    @model_validator(mode="after")
    def _says_what_while_undecided(self) -> Operation:
        if (self.needs is None) != (self.undecided is None):
            raise ValueError("写了 needs 就要写 undecided，没有 needs 就不写")
        if self.elsewhere is not None and not self.from_states:
            raise ValueError("写了 elsewhere 就要写 from：从什么状态才能提出")
        return self
