"""The lists a person reads first: progress, verdicts with reasons, natural change, persons in two villages, views."""

from __future__ import annotations

import numpy as np

from cunbiao.checking.eligibility import explain
from cunbiao.definitions.rollups import View
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.progress import STATE_LABELS
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
STATE_COLOURS = {
    STATE_LABELS["received"]: (GREEN, GREEN_TEXT),
    STATE_LABELS["missing"]: (GREY, GREY_TEXT),
    STATE_LABELS["unread"]: (GREY, RED_TEXT),
    STATE_LABELS["quarantined"]: (RED, RED_TEXT),
    STATE_LABELS["conflict"]: (YELLOW, YELLOW_TEXT),
}


def progress_listing(register: Register) -> Listing:
    """进度: one row a village, expected or received."""
    villages = register.progress
    received = sum(village.state == "received" for village in villages)
    expected = sum(village.expected for village in villages)

    def counted(label: str, values: list[int]) -> ListColumn:
        return ListColumn(label, values, _COUNT, width=9, total="sum")

    columns = (
        ListColumn(vocabulary().township, [village.township for village in villages], TEXT, most=14),
        ListColumn(vocabulary().village, [village.village for village in villages], TEXT, most=14),
        ListColumn("村代码", [village.village_code for village in villages], TEXT, width=15),
        ListColumn("状态", [village.state_label for village in villages], CENTRED, width=18, colours=STATE_COLOURS),
        counted(vocabulary().households, [village.households for village in villages]),
        counted(vocabulary().persons, [village.persons for village in villages]),
        counted("改动户数", [village.changed for village in villages]),
        counted("未动户数", [village.untouched for village in villages]),
        counted("必改", [village.must for village in villages]),
        counted("核实", [village.verify for village in villages]),
        counted("已写理由", [village.explained for village in villages]),
        counted("提示", [village.hints for village in villages]),
        ListColumn("文件", ["\n".join(village.files) for village in villages], WRAPPED, most=34),
        ListColumn("说明", [_remark(village.expected, village.reason) for village in villages], WRAPPED, width=50),
    )
    note = f"应交 {expected} 个村，已收到 {received} 个村。"
    return Listing("进度", "各村进度", columns, len(villages), note, frozen=2, empty="没有村。")


def _remark(expected: bool, reason: str) -> str:
    return reason if expected else "；".join(filter(None, ["不在村名单里", reason]))


def verdict_listing(register: Register) -> Listing:
    """核验结论: every verdict that was given, with one line a criterion."""
    parts: list[Part] = []
    titles: list[str] = []
    outcomes: list[str] = []
    reasons: list[str] = []
    missing: list[str] = []
    for table, verdicts in register.verdicts.items():
        frame = register.frames[table]
        for verdict in verdicts:
            part = Part(frame, np.flatnonzero(verdict.applies))
            parts.append(part)
            titles += [verdict.title] * len(part.index)
            outcomes += verdict.outcome[part.index].tolist()
            for index in part.index.tolist():
                lines = explain(register.campaign, frame, verdict, index)
                reasons.append("\n".join(line.sentence() for line in lines))
                missing.append("、".join(dict.fromkeys(name for line in lines for name in line.missing)))
    columns = [
        *place_columns(parts),
        codes_column(parts),
        ListColumn(vocabulary().head, [name for part in parts for name in heads(register, part)], TEXT, width=10),
        ListColumn("核验事项", titles, TEXT, most=22),
        ListColumn("结论", outcomes, CENTRED, width=10, colours=OUTCOME_COLOURS),
        ListColumn("逐条说明", reasons, {**WRAPPED, "num_format": "@"}, width=80),
        ListColumn("缺什么", missing, {**WRAPPED, "num_format": "@"}, width=26),
    ]
    columns += origin_columns(parts, len(columns))
    note = "结论只是建议，由人决定。无法判定的，把“缺什么”补上再汇总一次。"
    return Listing("核验结论", "核验结论", tuple(columns), len(titles), note, frozen=5, empty="没有要核验的户。")


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
