"""What cover and leaflet of a village workbook say, as data: deadlines, steps, counters, what not to do, who signs."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from cunbiao.definitions.models import Definition, Rows


class Deadline(Definition):
    """A line with the end of the stage that has a tag."""

    label: str
    tag: str


class Period(Definition):
    """The income period of some tables, in words; ``{param:x}`` are its days."""

    rows: Rows
    text: str


class Counter(Definition):
    """How many rows of some tables are so: ``when`` is an expression over a row, ``threshold`` the parameter shown."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    rows: Rows
    when: str
    threshold: str | None = None


class CoverPart(Definition):
    """What one layer says of cover and leaflet; what it leaves out is said by the layer below.

    ``steps``, ``pasted`` (when cells cannot be changed after something was pasted), ``never`` and ``contacts`` (whom to
    ask) stand on the leaflet. ``continues`` takes the place of the steps in a workbook that only adds rows to another
    one of the village.
    """

    deadlines: list[Deadline] = []
    periods: list[Period] = []
    steps: list[str] = []
    continues: str = ""
    pasted: list[str] = []
    never: list[str] = []
    contacts: list[str] = []
    counters: list[Counter] = []
    signature: str = ""


def cover_of(parts: Sequence[CoverPart]) -> CoverPart:
    """The cover that the layers' parts make together: the last word on each item holds."""
    fields: dict[str, object] = {}
    for part in parts:
        fields |= {name: getattr(part, name) for name in part.model_fields_set}
    return CoverPart.model_validate(fields)
