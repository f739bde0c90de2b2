"""The shapes of ``rollups/measures.yaml`` and ``rollups/views.yaml``: figures, lists and charts of a rollup."""

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


class Chart(Definition):
    """A chart of measures over townships or villages; ``colours`` names outcomes whose colours the bars take."""

    title: str
    kind: Literal["columns", "stacked"]
    measures: list[str] = Field(min_length=1)
    colours: list[str] = Field(default_factory=list)


class BandChart(Definition):
    """A chart of how many rows of ``tables`` have their ``column`` below the first bound, …, from the last bound up."""

    title: str
    tables: list[str] = Field(min_length=1)
    column: str
    bounds: list[float] = Field(min_length=1)
