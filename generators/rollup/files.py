"""文件去向: every file that was found, whose it is and what became of it; files and rows add up."""

from __future__ import annotations

from typing import get_args

from cunbiao import message_ids
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.ledger import FATE_LABELS, Fate, FileFate
from cunbiao.merging.register import Register
from generators.listing import ListColumn, Listing
from generators.rollup.rows import TEXT
from generators.style import CENTRED, GREEN, GREEN_TEXT, GREY, GREY_TEXT, RED, RED_TEXT, WRAPPED, YELLOW, YELLOW_TEXT

SHEET, RESULT = "文件去向", "结果"
_COLOURS: dict[Fate, tuple[str, str]] = {
    "merged": (GREEN, GREEN_TEXT),
    "joined": (GREEN, GREEN_TEXT),
    "quarantined": (RED, RED_TEXT),
    "conflicting": (YELLOW, YELLOW_TEXT),
    "ignored": (GREY, GREY_TEXT),
}


def _needs_somebody(file: FileFate) -> bool:
    """Whether something has to be done: not for what was put aside while the village is there."""
    return file.fate in ("quarantined", "conflicting") and file.check != message_ids.ASIDE_AND_THERE


def file_listing(register: Register) -> Listing:
    """The list, those files first for which something is to be done."""
    fates = get_args(Fate)
    files = sorted(register.files, key=lambda file: (not _needs_somebody(file), file.file))
    wrapped = {**WRAPPED, "num_format": "@"}
    colours = {FATE_LABELS[fate]: own for fate, own in _COLOURS.items()}
    columns = (
        ListColumn("文件", [file.file for file in files], wrapped, width=44),
        ListColumn(vocabulary().township, [file.township for file in files], TEXT, most=14),
        ListColumn(vocabulary().village, [file.village for file in files], TEXT, most=14),
        ListColumn(RESULT, [FATE_LABELS[file.fate] for file in files], CENTRED, width=24, colours=colours),
        ListColumn("原因", [file.reason for file in files], wrapped, width=50),
        ListColumn("怎么办", [file.fix for file in files], wrapped, width=36),
        ListColumn("行数", [file.rows for file in files], {**CENTRED, "num_format": "0"}, width=8, total="sum"),
        ListColumn("校验码", [file.sha256[:12] for file in files], TEXT, width=15),
    )
    ledger = register.ledger
    counted = "，".join(f"{FATE_LABELS[fate]} {ledger.count(fate)}" for fate in fates if ledger.count(fate))
    registered = sum(ledger.rows_in_register.values())
    note = (
        f"找到 {ledger.files_found} 个文件：{counted}。"
        f"读入 {ledger.rows_in} 行 = 登记 {registered} 行 + 没有采用的文件里 {ledger.rows_named} 行。"
    )
    return Listing(SHEET, "每个文件的去向", columns, len(files), note, frozen=1, empty="没有找到文件。")
