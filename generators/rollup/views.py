"""The lists and the first page of a rollup beside its tables, as far as a campaign's forms can give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cunbiao.definitions import Campaign
from cunbiao.definitions.layers import Placed
from cunbiao.definitions.library import every_indicator, every_measure, every_verdict
from cunbiao.definitions.rollups import FIGURES, BandChart, PageBlock, View
from cunbiao.definitions.source import Mistakes


@dataclass(frozen=True)
class Views:
    """Lists, lines of numbers of the first page, and charts of a column's values in bands."""

    views: tuple[View, ...]
    blocks: tuple[PageBlock, ...]
    bands: tuple[BandChart, ...]


def load_views(campaign: Campaign) -> Views:
    """The views with the tables the campaign has, in its words.

    Raises:
        DefinitionError: with file and line, for every name that no indicator, verdict or measure has.
    """
    library, words = campaign.library, campaign.texts.words
    mistakes = Mistakes()
    views = []
    for placed in library.views.values():
        _refuse_unknown(placed, campaign, mistakes)
        view = placed.item
        tables = [table for table in view.tables if table in campaign.tables]
        if tables:
            columns = [
                column for column in view.columns if any(_gives(campaign, tables, name) for name in column.names)
            ]
            said = {"sheet": words(view.sheet), "title": words(view.title), "tables": tables, "columns": columns}
            views.append(view.model_copy(update=said))
    blocks = []
    for block in library.blocks.values():
        _refuse_unknown_figures(block, campaign, mistakes)
        figures = [one.model_copy(update={"label": words(one.label)}) for one in block.item.figures]
        said = {"title": words(block.item.title), "note": words(block.item.note), "figures": figures}
        blocks.append(block.item.model_copy(update=said))
    mistakes.refuse()
    bands = [
        one.item.model_copy(
            update={
                "title": words(one.item.title),
                "tables": [table for table in one.item.tables if table in campaign.tables],
            }
        )
        for one in library.bands.values()
    ]
    return Views(
        tuple(views), tuple(sorted(blocks, key=lambda block: block.last)), tuple(band for band in bands if band.tables)
    )


def _gives(campaign: Campaign, tables: Sequence[str], name: str) -> bool:
    """Whether any of the tables can give an indicator, a verdict or one of its criteria."""
    judged = [compiled for table in tables for compiled in campaign.verdicts(table)]
    lines = {line.criterion.id for compiled in judged for line in compiled.criteria}
    asked = {field for table in tables for field in campaign.scopes[table].fields}
    return name in asked | lines | {compiled.verdict.id for compiled in judged}


def _refuse_unknown(placed: Placed[View], campaign: Campaign, mistakes: Mistakes) -> None:
    known = {*campaign.indicators, *every_indicator(), *_verdict_names(campaign)}
    for number, column in enumerate(placed.item.columns):
        for name in column.names:
            if name not in known:
                mistakes.add(placed.error(f"没有“{name}”这个指标或结论", "columns", number))


def _refuse_unknown_figures(placed: Placed[PageBlock], campaign: Campaign, mistakes: Mistakes) -> None:
    measures = {*campaign.library.measures, *every_measure()}
    for number, figure in enumerate(placed.item.figures):
        for name in filter(None, (figure.figure, figure.beside)):
            if name not in measures and name not in FIGURES:
                mistakes.add(placed.error(f"没有“{name}”这个汇总数", "figures", number))
        if figure.figure in FIGURES and not figure.label:
            mistakes.add(placed.error(f"“{figure.figure}”要写 label", "figures", number))


def _verdict_names(campaign: Campaign) -> set[str]:
    """Ids of all verdicts and their criteria, also of those this notice or its year does not use."""
    verdicts = [*every_verdict(), *(placed.item for placed in campaign.library.verdicts.values())]
    return {verdict.id for verdict in verdicts} | {own.id for verdict in verdicts for own in verdict.criteria}
