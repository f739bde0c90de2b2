"""What a summary takes from a county's register: numbers, and no row about a household or a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cunbiao.definitions.rollups import Measure, PageBlock
from cunbiao.merging.figures import Figure, account_terms, figures
from cunbiao.merging.progress import delivery
from cunbiao.merging.register import Register
from cunbiao.merging.totals import TotalLine
from generators.rollup.views import load_views


@dataclass(frozen=True)
class PageNumber:
    """A number of a county's first page: the line it stands in, what it is called, whether counties add up."""

    block: str
    label: str
    unit: str
    value: float | None
    adds_up: bool = True


@dataclass(frozen=True)
class CountySummary:
    """A county's numbers.

    Attributes:
        area: the six digits of its area code.
        county, prefecture, province: names; the last two "" where its notice does not say them.
        notice: the title of its notice.
        file: its rollup, as seen from the folder that holds all of them.
        page: the name of the rollup's first sheet.
        expected, received: villages that are to hand in, and those that have.
        numbers: those of that sheet, in its order.
        measures: what is counted, of the whole county and of its townships.
    """

    area: str
    county: str
    prefecture: str
    province: str
    notice: str
    file: str
    page: str
    expected: int
    received: int
    numbers: tuple[PageNumber, ...]
    measures: tuple[Measure, ...]
    overall: TotalLine
    townships: tuple[TotalLine, ...]


def summary_of(register: Register, area: str, file: str, page: str) -> CountySummary:
    """What is taken from a county's register."""
    campaign, totals = register.campaign, register.totals
    place, villages = campaign.notice.jurisdiction, delivery(register.progress)
    return CountySummary(
        area=area,
        county=campaign.county,
        prefecture=place.prefecture or "",
        province=place.province,
        notice=campaign.notice.title,
        file=file,
        page=page,
        expected=villages.expected,
        received=villages.received,
        numbers=tuple(_page_numbers(register)),
        measures=totals.measures,
        overall=totals.overall,
        townships=totals.townships,
    )


def _page_numbers(register: Register) -> Iterator[PageNumber]:
    """The numbers of all lines of the first page, those that stand below another one after it."""
    own = figures(register)
    measures = {one.id: one for one in register.totals.measures}
    for block in load_views(register.campaign).blocks:
        if block.account:
            for term in account_terms(register):
                yield PageNumber(block.title, term.said, "人", term.value)
            continue
        for name, label in _named(block, measures):
            if name in own:
                yield _number(block.title, label, own[name], measures.get(name))


def _named(block: PageBlock, measures: dict[str, Measure]) -> Iterator[tuple[str, str]]:
    """The figures of a line with their labels; one said below another goes by the label of that one."""
    for figure in block.figures:
        label = figure.label or (measures[figure.figure].label if figure.figure in measures else "")
        yield figure.figure, label
        if figure.beside and figure.figure != figure.beside:
            yield figure.beside, label


def _number(block: str, label: str, figure: Figure, measure: Measure | None) -> PageNumber:
    adds_up = measure is None or measure.operation != "ratio"
    return PageNumber(block, label, figure.unit.removeprefix("个"), figure.value, adds_up)
