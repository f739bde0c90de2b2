"""The veryHidden sheet by whose words formulas read typed cells: all spellings of all values, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cunbiao.definitions import Campaign
from cunbiao.definitions.intake import intake_file, signature_words, subtotal_words
from cunbiao.submissions.dates import ENDINGS
from generators.style import Drawing
from generators.village.layout import quoted_sheet
from generators.village.names import (
    DATE_ENDINGS,
    DITTO,
    SIGNATURES,
    SPELLINGS,
    SUBTOTALS,
    define,
    meant_name,
    spelled_name,
)
from workbooks.references import column_letters


def draw_spellings(drawing: Drawing, campaign: Campaign) -> None:
    """Draws the sheet and defines its names."""
    page = drawing.sheet(SPELLINGS)
    page.very_hidden()
    look = drawing.format(num_format="@")
    for index, (name, words) in enumerate(_lists(campaign)):
        letter = column_letters(index)
        page.write_string(0, index, name, look)
        page.write_column(1, index, words, look)
        define(drawing, name, f"{quoted_sheet(SPELLINGS)}!${letter}$2:${letter}${len(words) + 1}")


def _lists(campaign: Campaign) -> Iterator[tuple[str, Sequence[str]]]:
    words = intake_file().words
    yield DITTO, words.ditto
    yield SUBTOTALS, sorted(subtotal_words())
    yield SIGNATURES, signature_words()
    yield DATE_ENDINGS, ENDINGS
    used = {column.codes for table in campaign.tables for column in campaign.columns(table) if column.codes}
    for name, codes in campaign.codes.items():
        if name in used:
            spelled = {**codes.spellings, **{label: label for label in codes.labels}}
            yield spelled_name(name), list(spelled)
            yield meant_name(name), list(spelled.values())
