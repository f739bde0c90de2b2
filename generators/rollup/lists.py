"""The lists a person reads first: progress, persons in two villages, views."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from cunbiao.definitions.rollups import View
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.findings import DELIVERY, STANDINGS
from cunbiao.merging.progress import STATE_LABELS, VillageProgress, delivery, due
from cunbiao.merging.register import Register
from cunbiao.merging.totals import text_column
from generators.links import LINK_LOOK, OPEN, link_formula
from generators.listing import ListColumn, Listing
from generators.rollup.rows import (
    RESULT_COLOURS,
    TEXT,
    Part,
    codes_column,
    heads,
    indicator_column,
    origin_columns,
    place_columns,
)
from generators.style import (
    CENTRED,
    GREEN,
    GREEN_TEXT,
    GREY,
    GREY_TEXT,
    OUTCOME_COLOURS,
    RED,
    RED_TEXT,
    WRAPPED,
    YELLOW,
    YELLOW_TEXT,
)

_COUNT = {**CENTRED, "num_format": "0"}
_NO_VILLAGE, _NO_VILLAGE_WHY = "（不分村）", "不是哪一个村的问题，见问题清单"
STATE_COLOURS = {
    STATE_LABELS["received"]: (GREEN, GREEN_TEXT),
    STATE_LABELS["missing"]: (GREY, GREY_TEXT),
    STATE_LABELS["unread"]: (GREY, RED_TEXT),
    STATE_LABELS["quarantined"]: (RED, RED_TEXT),
    STATE_LABELS["conflict"]: (YELLOW, YELLOW_TEXT),
}


# Headings of 进度 that other sheets count by.
DUE, STATE, MUST = "应交", "状态", "必改"


def progress_listing(register: Register) -> Listing:
    """进度: one row a village, expected or received, and one for what is to be changed and is no village's."""
    villages = register.progress
    to_hand_in = {village.village_code for village in due(villages)}
    standings = register.ledger.standings
    counts = {
        MUST: [village.must for village in villages],
        "核实": [village.verify for village in villages],
        "已写理由": [village.explained for village in villages],
        "提示": [village.hints for village in villages],
    }
    apart = {
        heading: standings.get(standing, 0) - sum(counts[heading])
        for heading, standing in zip(counts, (own for own in STANDINGS if own != DELIVERY), strict=True)
    }
    rest: list[None] = [None] if any(apart.values()) else []

    def counted(label: str, values: Sequence[int | None]) -> ListColumn:
        return ListColumn(label, [*values, *rest], _COUNT, width=9, total="sum")

    def said(
        label: str, values: Sequence[str], at_rest: str = "", look: Mapping[str, Any] = TEXT, **more: Any
    ) -> ListColumn:
        return ListColumn(label, [*values, *(at_rest for _ in rest)], look, **more)

    columns = (
        said(vocabulary().township, [village.township for village in villages], most=14),
        said(vocabulary().village, [village.village for village in villages], _NO_VILLAGE, most=14),
        said("村代码", [village.village_code for village in villages], width=15),
        counted(DUE, [1 if village.village_code in to_hand_in else None for village in villages]),
        said(STATE, [village.state_label for village in villages], "", CENTRED, width=18, colours=STATE_COLOURS),
        counted(vocabulary().households, [village.households for village in villages]),
        counted(vocabulary().persons, [village.persons for village in villages]),
        counted("改动户数", [village.changed for village in villages]),
        counted("未动户数", [village.untouched for village in villages]),
        *(
            ListColumn(heading, [*values, *(apart[heading] for _ in rest)], _COUNT, width=9, total="sum")
            for heading, values in counts.items()
        ),
        said("文件", ["\n".join(village.files) for village in villages], "", WRAPPED, most=34),
        said("说明", [_remark(village, to_hand_in) for village in villages], _NO_VILLAGE_WHY, WRAPPED, width=50),
    )
    own = delivery(villages)
    note = f"应交 {own.expected} 个村，已交 {own.received} 个，未交 {own.missing} 个，退回重交 {own.returned} 个。"
    return Listing("进度", "各村进度", columns, len(villages) + len(rest), note, frozen=2, empty="没有村。")


def _remark(village: VillageProgress, to_hand_in: Collection[str]) -> str:
    return "；".join(filter(None, ["" if village.village_code in to_hand_in else "不在村名单里", village.reason]))


def duplicate_listing(register: Register) -> Listing:
    """重复人员: the same person, or the same household code, in two villages; every place is a row."""
    places = [(number, group, place) for number, group in enumerate(register.duplicates, 1) for place in group.places]
    kinds = {"person": "同一个人", "household": f"同一个{vocabulary().household_code}"}
    columns = [
        ListColumn("组", [number for number, _, _ in places], _COUNT, width=6),
        ListColumn("重复的是", [kinds[group.kind] for _, group, _ in places], CENTRED, width=14),
        ListColumn(f"证件号码或{vocabulary().household_code}", [group.key for _, group, _ in places], TEXT, width=23),
        ListColumn(vocabulary().person, [place.name for _, _, place in places], TEXT, width=10),
        ListColumn(vocabulary().township, [place.township for _, _, place in places], TEXT, most=14),
        ListColumn(vocabulary().village, [place.village for _, _, place in places], TEXT, most=14),
        ListColumn(vocabulary().household_code, [place.household_code for _, _, place in places], TEXT, width=18),
        ListColumn("文件", [place.place.file for _, _, place in places], TEXT, most=34),
        ListColumn("表", [place.place.sheet for _, _, place in places], TEXT, most=12),
        ListColumn("行", [place.place.row for _, _, place in places], _COUNT, width=7),
        ListColumn("列", [place.place.column for _, _, place in places], CENTRED, width=5),
        ListColumn("链接", [OPEN] * len(places), LINK_LOOK, link_formula("H", "I", "J", "K"), width=7),
    ]
    note = "同一组的几处请两个村当面核对，由一个村保留；系统不替你删。"
    return Listing("重复人员", "跨村重复", tuple(columns), len(places), note, frozen=4, empty="没有跨村重复的人和户。")


def view_listing(register: Register, view: View) -> Listing:
    """A list over the rows of some tables, with the columns the definition names."""
    parts = [Part.all_of(register.frames[table]) for table in view.tables]
    tables = [register.campaign.tables[part.frame.table].sheet for part in parts for _ in part.index]
    columns = [
        *place_columns(parts),
        codes_column(parts),
        ListColumn(vocabulary().head, [name for part in parts for name in heads(register, part)], TEXT, width=10),
        ListColumn("出自", tables, TEXT, most=14),
    ]
    for wanted in view.columns:
        columns.append(_view_column(register, parts, wanted.names, wanted.label))
    columns += origin_columns(parts, len(columns))
    return Listing(view.sheet, view.title, tuple(columns), len(tables), f"{len(tables)} 户。", frozen=5)


def _view_column(register: Register, parts: list[Part], names: list[str], label: str) -> ListColumn:
    values: list[str | float | None] = []
    shown = None
    for part in parts:
        table = part.frame.table
        name = next((name for name in names if part.frame.has(name)), None)
        if name is not None:
            shown = shown or part.frame.column(name)
            values += part.values(name)
            continue
        judged = next((name for name in names if _judged(register, table, name)), None)
        if judged is None:
            values += [None] * len(part.index)
        else:
            values += text_column(register.tables, register.verdicts, table, judged)[part.index].tolist()
    if shown is not None:
        return indicator_column(shown, values, label=label)
    return ListColumn(label or names[0], values, CENTRED, width=12, colours={**OUTCOME_COLOURS, **RESULT_COLOURS})


def _judged(register: Register, table: str, name: str) -> bool:
    return any(
        name == verdict.id or any(name == own.compiled.criterion.id for own in verdict.criteria)
        for verdict in register.verdicts.get(table, ())
    )
