"""The lists and charts of a rollup beside its tables, as ``templates/rollups/views.yaml`` names them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cunbiao.definitions import TEMPLATES, Campaign, Document, library
from cunbiao.definitions.models import Definition


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


class Bands(Definition):
    """A chart of how many rows of ``tables`` have their ``column`` below the first bound, …, from the last bound up."""

    title: str
    tables: list[str] = Field(min_length=1)
    column: str
    bounds: list[float] = Field(min_length=1)


class Views(Definition):
    """The file ``templates/rollups/views.yaml``."""

    about: str
    views: list[View]
    charts: list[Chart]
    bands: list[Bands]


def load_views(campaign: Campaign) -> Views:
    """The views as far as this campaign's forms can give them.

    Raises:
        DefinitionError: with file and line, for a name that no indicator and no verdict has.
    """
    document = Document(TEMPLATES / "rollups" / "views.yaml")
    all_views = document.model(Views)
    known = {*campaign.indicators, *_verdict_names()}
    views = []
    for index, view in enumerate(all_views.views):
        for number, column in enumerate(view.columns):
            for name in column.names:
                if name not in known:
                    raise document.error(("views", index, "columns", number), f"没有“{name}”这个指标或结论")
        tables = [table for table in view.tables if table in campaign.tables]
        if tables:
            views.append(view.model_copy(update={"tables": tables}))
    bands = [
        band.model_copy(update={"tables": [table for table in band.tables if table in campaign.tables]})
        for band in all_views.bands
    ]
    return all_views.model_copy(update={"views": views, "bands": [band for band in bands if band.tables]})


def _verdict_names() -> set[str]:
    """Ids of all verdicts and their criteria, also of those this notice does not use."""
    verdicts = [placed.item for placed in library.verdicts().values()]
    return {verdict.id for verdict in verdicts} | {own.id for verdict in verdicts for own in verdict.criteria}
