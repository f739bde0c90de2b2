"""整改台账: what became of every finding, one row each, with counts by township in front."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from cunbiao.definitions import Campaign
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.records.identity_sheet import LIVES_SHEET
from cunbiao.records.life import CLOSED, DUE, KEY, NOTE, STATE_LABELS, WHO, Life, life_rows
from generators.listing import ListColumn, Listing, printable
from generators.publishing import Output, workbook
from generators.style import (
    CELL,
    CENTRED,
    GREEN,
    GREEN_TEXT,
    GREY,
    GREY_TEXT,
    INPUT,
    LEVEL_COLOURS,
    RED,
    RED_TEXT,
    WRAPPED,
    YELLOW,
    YELLOW_TEXT,
    Drawing,
)
from workbooks.references import column_letters
from workbooks.stamp import Template, stamp_to

LEDGER = "整改台账"
# File name of the ledger of a place: 谷雨镇_整改台账.xlsx.
FILE_NAME = f"{{about}}_{LEDGER}.xlsx"
COUNTS = "各处进度"
_STATE = "结果"
STATE_COLOURS = {
    STATE_LABELS["found"]: (GREY, GREY_TEXT),
    STATE_LABELS["sent"]: (YELLOW, YELLOW_TEXT),
    STATE_LABELS["reopened"]: (RED, RED_TEXT),
    STATE_LABELS["explained"]: (GREEN, GREEN_TEXT),
    STATE_LABELS["mended"]: (GREEN, GREEN_TEXT),
}
_TEXT = {**CELL, "num_format": "@", "valign": "top"}
_MIDDLE = {**CENTRED, "num_format": "@", "valign": "top"}
_TYPED = {**WRAPPED, "num_format": "@", "bg_color": INPUT, "locked": False}


def lives_file(path: Path, title: str, lives: Sequence[Life], campaign: Campaign) -> Output:
    """The ledger of a township or county.

    Args:
        path: where to.
        title: its heading, such as 埇桥区2020年度整改台账.
        lives: in the order in which they are listed.
        campaign: whose they are.

    Raises:
        StampError: a finding has a text that no cell can hold.
    """
    listing = _listing(title, lives)
    counts = _counts(title, lives, listing)
    drawing = Drawing(title, LEDGER)
    counts.draw(drawing, title)
    listing.draw(drawing, title)
    hidden = drawing.book.add_worksheet(LIVES_SHEET)
    hidden.very_hidden()
    text = drawing.format(num_format="@")
    for row, cells in enumerate(life_rows(campaign.notice.id, campaign.notice.title, campaign.year, lives)):
        hidden.write_row(row, 0, cells, text)
    template = Template(drawing.finish())
    bands = {own.sheet: own.bands() for own in (counts, listing)}
    return workbook(path, lambda file: stamp_to(file, template, bands))


def _listing(title: str, lives: Sequence[Life]) -> Listing:
    words = vocabulary()

    def column(label: str, values: Sequence[str], look: Mapping[str, object] = _TEXT, **more: object) -> ListColumn:
        return ListColumn(label, [printable(value) for value in values], look, **more)  # type: ignore[arg-type]

    columns = (
        column(words.township, [life.township for life in lives], most=12),
        column(words.village, [life.village for life in lives], most=12),
        column(words.head, [life.head_name for life in lives], most=10),
        column(words.person, [life.name for life in lives], most=10),
        column("问题", [life.message for life in lives], {**WRAPPED, "num_format": "@"}, width=40),
        column("级别", [life.level for life in lives], _MIDDLE, width=7, colours=LEVEL_COLOURS),
        column("首次发现", [life.found for life in lives], _MIDDLE, width=12),
        column("退回日期", ["\n".join(life.sent) for life in lives], {**_MIDDLE, "text_wrap": True}, width=12),
        column(WHO, [life.who for life in lives], _TYPED, width=10),
        column(DUE, [life.due for life in lives], {**_TYPED, "align": "center"}, width=12),
        column(_STATE, [life.state_label for life in lives], _MIDDLE, width=9, colours=STATE_COLOURS),
        column("完成日期", [life.done for life in lives], _MIDDLE, width=12),
        column("销号日期", [life.closed for life in lives], _MIDDLE, width=12),
        ListColumn("又出现\n（次）", [life.reopened or None for life in lives], CENTRED, width=8),
        column(NOTE, [life.note for life in lives], _TYPED, width=20),
        column("编号", [life.check for life in lives], _MIDDLE, width=10),
        column(KEY, [life.key for life in lives], width=12, hidden=True),
    )
    note = f"“{WHO}”“{DUE}”“{NOTE}”可以填写，下次汇总时保留；其余由汇总自动登记，一条也不会丢。"
    return Listing(LEDGER, title, columns, len(lives), note, frozen=4, empty="还没有要整改的问题。", printed=15)


def _counts(title: str, lives: Sequence[Life], listing: Listing) -> Listing:
    """How many findings stand how, by township; where there is only one, by village."""
    words = vocabulary()
    by = words.township if len({life.township for life in lives}) > 1 else words.village
    place_of = {life.key: life.township if by == words.township else life.village for life in lives}
    places = list(dict.fromkeys(place_of[life.key] for life in lives))
    counted: Counter[tuple[str, str]] = Counter((place_of[life.key], life.state) for life in lives)
    look = {**CENTRED, "num_format": "0"}

    def column(label: str, numbers: list[int], formula: str) -> ListColumn:
        return ListColumn(label, numbers, look, formula, width=10, total="sum")

    where = listing.reference(by)
    columns = [ListColumn(by, places, _TEXT, width=18)]
    for state, label in STATE_LABELS.items():
        formula = f'COUNTIFS({where},$A{{row}},{listing.reference(_STATE)},"{label}")'
        columns.append(column(label, [counted[place, state] for place in places], formula))
    first, last = column_letters(1), column_letters(len(STATE_LABELS))
    closed = [column_letters(1 + list(STATE_LABELS).index(state)) for state in STATE_LABELS if state in CLOSED]
    done = [sum(counted[place, state] for state in CLOSED) for place in places]
    totals = [sum(counted[place, state] for state in STATE_LABELS) for place in places]
    columns.append(column("合计", totals, f"SUM({first}{{row}}:{last}{{row}})"))
    columns.append(column("已销号", done, "+".join(f"{letter}{{row}}" for letter in closed)))
    columns.append(
        column("没销号", [own - off for own, off in zip(totals, done, strict=True)], _difference(len(columns)))
    )
    note = "每条问题从第一次发现记起，改好了或者写明理由才销号；销过号又出现的，重新算没销号。"
    return Listing(COUNTS, title, tuple(columns), len(places), note, frozen=1, empty="还没有要整改的问题。")


def _difference(columns: int) -> str:
    """The formula that takes the last of so many columns from the one before it."""
    return f"{column_letters(columns - 2)}{{row}}-{column_letters(columns - 1)}{{row}}"
