"""回执: a workbook with a row for every file that was received, and one for every difference from the former file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.receipts import KINDS, Change, Receipt
from cunbiao.records.identity_sheet import RESULTS
from generators.listing import ListColumn, Listing, printable
from generators.publishing import Output, workbook
from generators.style import BLUE, BLUE_TEXT, CELL, CENTRED, GREEN, GREEN_TEXT, GREY, GREY_TEXT, WRAPPED, Drawing
from workbooks.stamp import Template, stamp_to

RECEIPTS, CHANGES = "回执", "和上一份的不同"
# File name of the receipts of a place: 谷雨镇_回执.xlsx.
FILE_NAME = f"{{about}}_{RECEIPTS}.xlsx"
_TEXT = {**CELL, "num_format": "@", "valign": "top"}
_NUMBER = {**CENTRED, "num_format": "0", "valign": "top"}
_SHOWN_DIGITS = 8
KIND_COLOURS = {"增加": (GREEN, GREEN_TEXT), "减少": (GREY, GREY_TEXT), "改动": (BLUE, BLUE_TEXT)}


def receipts_file(path: Path, title: str, receipts: Sequence[Receipt]) -> Output:
    """The receipts of a township or county.

    Args:
        path: where to.
        title: heading, such as 谷雨镇2020年度回执.
        receipts: in the order in which they are listed.
    """
    listings = [_listing(title, receipts), _changes(title, receipts)]
    drawing = Drawing(title, RESULTS, RESULTS)
    for listing in listings:
        listing.draw(drawing, title)
    template = Template(drawing.finish())
    return workbook(path, lambda file: stamp_to(file, template, {own.sheet: own.bands() for own in listings}))


def sentence(receipt: Receipt) -> str:
    """What can be sent to the village: how much came, without a person's name or number."""
    what = f"{receipt.households} 户 {receipt.persons} 人，{receipt.rows} 行，校验码 {receipt.sha256[:_SHOWN_DIGITS]}"
    when = f"（{receipt.saved} 保存）" if receipt.saved else ""
    return (
        f"{receipt.township}{receipt.village}：收到“{Path(receipt.file).name}”{when}，{what}；{difference(receipt)}。"
    )


def difference(receipt: Receipt) -> str:
    """How much is different from the former file."""
    if receipt.first:
        return "第一次收到"
    counts = "，".join(f"{kind} {receipt.count(kind)} 处" for kind in KINDS if receipt.count(kind))
    return f"和上一份比：{counts}" if counts else "和上一份一样"


def _listing(title: str, receipts: Sequence[Receipt]) -> Listing:
    words, wrapped = vocabulary(), {**WRAPPED, "num_format": "@"}
    columns = (
        ListColumn(words.township, [own.township for own in receipts], _TEXT, most=14),
        ListColumn(words.village, [own.village for own in receipts], _TEXT, most=14),
        ListColumn("文件", [printable(own.file) for own in receipts], wrapped, most=34),
        ListColumn("保存时间", [own.saved for own in receipts], _TEXT, width=18),
        ListColumn(words.households, [own.households for own in receipts], _NUMBER, width=8),
        ListColumn(words.persons, [own.persons for own in receipts], _NUMBER, width=8),
        ListColumn("行数", [own.rows for own in receipts], _NUMBER, width=8),
        ListColumn("校验码", [own.sha256[:_SHOWN_DIGITS] for own in receipts], _TEXT, width=11),
        ListColumn("和上一份比", [difference(own) for own in receipts], wrapped, width=30),
        ListColumn(
            "发给村里的话", [printable(sentence(own)) for own in receipts], {**WRAPPED, "num_format": "@"}, width=50
        ),
    )
    note = "每份收下的采集表一行，记住不丢；校验码不同就不是同一份文件。"
    return Listing(RECEIPTS, title, columns, len(receipts), note, frozen=2, empty="还没有收下采集表。")


def _changes(title: str, receipts: Sequence[Receipt]) -> Listing:
    """Every difference: who is new or gone, which cell was changed from what to what."""
    words = vocabulary()
    rows: list[tuple[Receipt, Change]] = [(own, change) for own in receipts for change in own.changes]
    columns = (
        ListColumn(words.township, [own.township for own, _ in rows], _TEXT, most=14),
        ListColumn(words.village, [own.village for own, _ in rows], _TEXT, most=14),
        ListColumn("保存时间", [own.saved for own, _ in rows], _TEXT, width=18),
        ListColumn("表", [change.sheet for _, change in rows], _TEXT, most=16),
        ListColumn(words.household_code, [printable(change.household) for _, change in rows], _TEXT, width=18),
        ListColumn("户主或姓名", [printable(change.name) for _, change in rows], _TEXT, width=12),
        ListColumn("不同", [change.kind for _, change in rows], CENTRED, width=8, colours=KIND_COLOURS),
        ListColumn("栏目", [change.field for _, change in rows], _TEXT, most=24),
        ListColumn("上一份", [printable(change.before) for _, change in rows], _TEXT, most=28),
        ListColumn("这一份", [printable(change.after) for _, change in rows], _TEXT, most=28),
    )
    return Listing(CHANGES, title, columns, len(rows), f"{len(rows)} 处。", frozen=2, empty="没有不同。")
