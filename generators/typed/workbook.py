"""录入核对.xlsx: every difference on one row, and how many there are by village and by typist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from cunbiao.definitions.vocabulary import vocabulary
from generators.listing import ListColumn, Listing, printable
from generators.publishing import Output, workbook
from generators.style import (
    CELL,
    CENTRED,
    RED,
    RED_TEXT,
    YELLOW,
    YELLOW_TEXT,
    Drawing,
)
from generators.typed.comparison import Comparison, Difference, DifferenceKind
from workbooks.stamp import Template, stamp_to

SHEET, BY_VILLAGE, BY_TYPIST = "录入核对", "按村", "按录入人"
KINDS: dict[DifferenceKind, str] = {"missing": "漏录", "different": "录错", "extra": "多录"}
_COLOURS = {
    KINDS["missing"]: (YELLOW, YELLOW_TEXT),
    KINDS["different"]: (RED, RED_TEXT),
    KINDS["extra"]: (RED, RED_TEXT),
}
_TEXT = {**CELL, "num_format": "@"}
_COUNT = {**CENTRED, "num_format": "0"}
_NOBODY = "（没有写录入人）"


def typed_file(path: Path, title: str, found: Comparison, typist: Callable[[Difference], str]) -> Output:
    """The workbook with all differences; ``typist`` says who ticked the row that should have been typed, or "".

    Raises:
        StampError: a field has a text that no cell can hold.
    """
    differences = sorted(found.differences, key=_order)
    typists = [typist(one) for one in differences]
    listing = _listing(title, found, differences, typists)
    counts = [_counts(BY_VILLAGE, listing, [(one.township, one.village) for one in differences], differences)]
    if any(typists):
        counts.append(_counts(BY_TYPIST, listing, [(who or _NOBODY,) for who in typists], differences))
    drawing = Drawing(title, SHEET)
    for own in (listing, *counts):
        own.draw(drawing, title)
    template = Template(drawing.finish())
    bands = {own.sheet: own.bands() for own in (listing, *counts)}
    return workbook(path, lambda file: stamp_to(file, template, bands))


def _order(one: Difference) -> tuple[object, ...]:
    return one.township, one.village, one.household_code, one.person, list(KINDS).index(one.kind), one.tab, one.label


def _listing(title: str, found: Comparison, differences: Sequence[Difference], typists: Sequence[str]) -> Listing:
    words = vocabulary()

    def column(label: str, values: Sequence[str], **more: object) -> ListColumn:
        return ListColumn(label, [printable(value) for value in values], _TEXT, **more)  # type: ignore[arg-type]

    columns = [
        ListColumn("结果", [KINDS[one.kind] for one in differences], CENTRED, width=8, colours=_COLOURS),
        column(words.township, [one.township for one in differences], most=12),
        column(words.village, [one.village for one in differences], most=12),
        column(words.household_code, [one.household_code for one in differences], width=17),
        column(words.head, [one.head for one in differences], width=10),
        column(words.person, [one.person for one in differences], width=10),
        column("上报表", [one.tab for one in differences], most=18),
        column("问题", [one.what for one in differences], width=26),
        column("栏目", [one.label for one in differences], width=18),
        column("下发时", [one.before for one in differences], width=20),
        column("应当录", [one.should for one in differences], width=20),
        column("系统里", [one.found for one in differences], width=20),
    ]
    if any(typists):
        columns.append(column("录入人", [who or _NOBODY for who in typists], width=14))
    counted = Counter(one.kind for one in differences)
    counts = "，".join(f"{label} {counted[kind]} 条" for kind, label in KINDS.items())
    done = f"核对了 {found.households} 户 {found.persons} 人的 {found.fields} 格"
    note = f"{counts}。{done}。照“应当录”在系统里改，改完再导出、再核对。"
    return Listing(SHEET, title, tuple(columns), len(differences), note, frozen=4, empty=f"{done}，都一样。")


def _counts(
    sheet: str, listing: Listing, keys: Sequence[tuple[str, ...]], differences: Sequence[Difference]
) -> Listing:
    """How many differences of each kind each village, or typist, has: formulas over the list."""
    words = vocabulary()
    labels = (words.township, words.village) if sheet == BY_VILLAGE else ("录入人",)
    names = sorted(set(keys))
    counted = Counter((*key, one.kind) for key, one in zip(keys, differences, strict=True))
    columns = [
        ListColumn(label, [name[number] for name in names], {**CELL, "num_format": "@"}, width=18)
        for number, label in enumerate(labels)
    ]
    own = ",".join(f"{listing.reference(label)},${'AB'[number]}{{row}}" for number, label in enumerate(labels))
    for kind, label in KINDS.items():
        formula = f'COUNTIFS({own},{listing.reference("结果")},"{label}")'
        values = [counted[*name, kind] for name in names]
        columns.append(ListColumn(label, values, _COUNT, formula, width=10, total="sum"))
    return Listing(sheet, f"{SHEET}：{sheet}", tuple(columns), len(names), "", frozen=len(labels), empty="没有差别。")
