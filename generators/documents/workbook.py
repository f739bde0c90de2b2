"""A document that is a workbook: its lists as sheets, for lists that are compared, typed or passed on by machine.

Identity numbers stand in it as text. It says nothing of the village files it comes from, as it leaves the office.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cunbiao.records.display import show_money
from cunbiao.records.identity_sheet import RESULTS
from generators.documents.facts import DocumentFacts, Listed
from generators.listing import ListColumn, Listing
from generators.publishing import Output, workbook
from generators.rollup.rows import TEXT
from generators.style import CENTRED, Drawing, value_look
from workbooks.stamp import Template, stamp_to

_SEQUENCE = "序号"


def list_workbook(path: Path, facts: DocumentFacts) -> Output:
    """The lists of a document, to be put at ``path``.

    Raises:
        StampError: a row holds what no cell can hold.
    """
    title = str(facts.context["title"])
    listings = [_listing(one, title, f"{facts.place.name}　依据：{facts.context['clause']}") for one in facts.lists]
    drawing = Drawing(title, category=RESULTS)
    for listing in listings:
        listing.draw(drawing, title)
    template = Template(drawing.finish())
    bands = {listing.sheet: listing.bands() for listing in listings}
    return workbook(path, lambda file: stamp_to(file, template, bands))


def _listing(one: Listed, title: str, note: str) -> Listing:
    columns = [ListColumn(_SEQUENCE, list(range(1, len(one.rows) + 1)), CENTRED, width=6)]
    for place, column in enumerate(one.columns):
        numbers = [row.numbers[place] for row in one.rows]
        values = [
            row.cells[place] if math.isnan(number) else number for row, number in zip(one.rows, numbers, strict=True)
        ]
        texts = [(row.cells[place], number) for row, number in zip(one.rows, numbers, strict=True) if number == number]
        columns.append(ListColumn(column.label, values, _look(texts), most=30))
    name = one.compiled.definition.title or title[:20]
    return Listing(name, title, tuple(columns), len(one.rows), f"{len(one.rows)} 行。{note}", printed=len(columns))


def _look(shown: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """The look of a column by its numbers and how documents show them: amounts to the cent, if that says enough.

    Numbers keep their distance from the words to their right.
    """
    if not shown:
        return TEXT
    amounts = all(text == show_money(number) and text[-3:-2] == "." for text, number in shown)
    return {**value_look("money" if amounts else "number"), "align": "right", "indent": 1}
