"""The shapes of ``rollups/*.yaml``: figures, lists and the first page of a rollup."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cunbiao.definitions.models import Definition


class Measure(Definition):
    """One figure of the totals sheets. ``ratio`` names numerator and denominator measures.

    ``where`` maps columns to code ids (or outcomes of verdicts and criteria), any of which they must have.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    unit: str
    group: str
    operation: Literal["count", "sum", "ratio"]
    tables: tuple[str, ...] = ()
    column: str | None = None
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    filled: tuple[str, ...] = ()
    ratio: tuple[str, ...] = ()


class ViewColumn(Definition):
    """A column of a view: the first of ``names`` that a table has (an indicator, a verdict or one of its criteria)."""

    names: list[str] = Field(alias="from", min_length=1)
    label: str = ""


class View(Definition):
    """A list over the rows of some tables, one table below the other."""

    sheet: str = Field(max_length=20)
    title: str
    tables: list[str] = Field(min_length=1)
    columns: list[ViewColumn] = Field(min_length=1)


class BandChart(Definition):
    """A chart of how many rows of ``tables`` have their ``column`` in each band.

    Around the first of ``line`` (parameters) that is given, bands are ``step`` wide: ``below`` of them under it and
    ``above`` over it. Where nobody gives any they go from one of ``bounds`` to the next.
    """

    id: str
    title: str
    tables: list[str] = Field(min_length=1)
    column: str
    line: list[str] = []
    step: float = Field(default=500, gt=0)
    below: int = Field(default=3, ge=1)
    above: int = Field(default=5, ge=1)
    bounds: list[float] = Field(min_length=1)


# What the first page counts besides measures (`generators.rollup.page_figures`).
FIGURES = frozenset(
    {
        "villages_expected", "villages_received", "villages_missing", "villages_returned",
        "counted_households", "counted_persons", "must", "verify", "explained", "hints",
    }
)  # fmt: skip


class PageFigure(Definition):
    """One number of the first page: a measure, or one of `FIGURES`.

    ``label`` is needed where it is no measure; ``beside`` is a second number said below it (人 under 户).
    """

    figure: str
    label: str = ""
    beside: str = ""


class PageBlock(Definition):
    """A line of numbers on the first page; with ``account`` those of the account of persons instead of ``figures``.

    ``note`` says how the first of them is counted; ``{tables}`` in it are the sheets whose rows are. One that is
    ``last`` stands below those of all layers.
    """

    id: str
    title: str = Field(max_length=8)
    figures: list[PageFigure] = []
    account: bool = False
    note: str = ""
    last: bool = False
