"""更正认定: every proposed correction on one row, old and new beside each other, with cells to decide in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from cunbiao.corrections.model import OUTCOME_LABELS, Decision
from cunbiao.corrections.standing import Standing, Status
from cunbiao.definitions import Campaign
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.register import Register
from cunbiao.records.identity_sheet import (
    CORRECTION,
    CORRECTION_LIST,
    CORRECTIONS_SHEET,
    DECIDED_BY,
    DECIDED_ON,
    DECIDED_WHY,
    OUTCOME,
    named_value,
)
from generators.links import LINK_LOOK, OPEN, draw_folder, link_formula
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
    RED,
    RED_TEXT,
    WRAPPED,
    YELLOW,
    YELLOW_TEXT,
    Drawing,
)
from workbooks.references import column_letters
from workbooks.stamp import Template, stamp_to

# File name of the list about something: 谷雨镇_更正认定.xlsx.
FILE_NAME = f"{{about}}_{CORRECTION_LIST}.xlsx"
# How a correction stands, in the order in which people work them off.
STATUS_LABELS: dict[Status, str] = {
    "open": "待认定",
    "differing": "采纳了几种",
    "accepted": "已采纳",
    "rejected": "没有采纳",
    "outdated": "情况已变",
    "absent": "这次没有这条记录",
}
_COLOURS = {
    STATUS_LABELS["open"]: (YELLOW, YELLOW_TEXT),
    STATUS_LABELS["differing"]: (RED, RED_TEXT),
    STATUS_LABELS["accepted"]: (GREEN, GREEN_TEXT),
    STATUS_LABELS["rejected"]: (GREY, GREY_TEXT),
}
_LONGEST = 200
_DECIDE = "认定（填这几栏）"


def corrections_file(path: Path, title: str, register: Register, folder: str) -> Output:
    """The list of a township's or the county's corrections.

    Args:
        path: where to.
        title: its heading, such as 埇桥区2020年度更正认定.
        register: what was merged.
        folder: the folder of the village files as seen from the workbook, ending in "/".

    Raises:
        StampError: a correction has a text that no cell can hold.
    """
    order = list(STATUS_LABELS)
    standings = sorted(register.corrections.standings, key=lambda own: order.index(own.status))
    listing = _listing(title, standings, register)
    drawing = Drawing(title, CORRECTION_LIST, CORRECTION_LIST)
    sheet = listing.draw(drawing, footer=title)
    sheet.activate()
    _open_for_decisions(drawing, sheet, listing)
    _draw_guide(drawing, folder)
    _draw_identity(drawing, register.campaign, register.level)
    template = Template(drawing.finish())
    return workbook(path, lambda file: stamp_to(file, template, {CORRECTION_LIST: listing.bands()}))


def _listing(title: str, standings: Sequence[Standing], register: Register) -> Listing:
    words = vocabulary()
    corrections = [own.correction for own in standings]
    own = [_own(standing, register.level) for standing in standings]
    text, wrapped = {**CELL, "num_format": "@", "valign": "top"}, {**WRAPPED, "num_format": "@"}
    centred = {**CENTRED, "valign": "top", "text_wrap": True}

    def column(label: str, values: list[str], look: Mapping[str, object] = text, **more: object) -> ListColumn:
        return ListColumn(label, [printable(value) for value in values], look, **more)  # type: ignore[arg-type]

    def decided(label: str, values: list[str], width: float) -> ListColumn:
        look = {**wrapped, "bg_color": INPUT, "locked": False}
        return column(label, values, look, width=width, group=_DECIDE)

    columns = [
        column("情况", [STATUS_LABELS[standing.status] for standing in standings], centred, width=10, colours=_COLOURS),
        column(words.township, [one.township for one in corrections], most=14),
        column(words.village, [one.village for one in corrections], most=14),
        column(words.head, [one.head for one in corrections], most=12),
        column(words.person, [one.name for one in corrections], most=12),
        column("更正什么", [_label(register.campaign, standing) for standing in standings], centred, width=12),
        column("原来的", [one.old or "（空）" for one in corrections], wrapped, width=22),
        column("更正为", [one.new for one in corrections], {**wrapped, "bold": True}, width=22),
        column("依据", [one.basis for one in corrections], wrapped, width=12),
        column("村里的说明", [one.note for one in corrections], wrapped, width=22),
        decided(OUTCOME, [OUTCOME_LABELS[one.outcome] if one else "" for one in own], 10),
        decided(DECIDED_WHY, [one.reason if one else "" for one in own], 22),
        decided(DECIDED_BY, [one.by if one else "" for one in own], 10),
        decided(DECIDED_ON, [one.day if one else "" for one in own], 12),
        column("此前的认定", [_before(standing, register.level) for standing in standings], wrapped, width=26),
    ]
    printed = len(columns)
    columns += [
        column("提出日期", [one.day for one in corrections], centred, width=12),
        column("文件", [one.source.file for one in corrections], wrapped, most=34),
        column("表", [one.source.sheet for one in corrections], most=12),
        ListColumn("行", [one.source.row or None for one in corrections], centred, width=6),
        column("列", [one.source.column for one in corrections], centred, width=6),
    ]
    letters = (column_letters(len(columns) - behind) for behind in (4, 3, 2, 1))
    columns += [
        ListColumn(
            "链接",
            [OPEN if one.source.file else "" for one in corrections],
            {**LINK_LOOK, "valign": "top"},
            link_formula(*letters),
            width=7,
        ),
        column(words.household_code, [one.record.household for one in corrections], most=16),
    ]
    columns.append(ListColumn(CORRECTION, [one.to_text() for one in corrections], text, width=12, hidden=True))
    waiting = sum(standing.status in ("open", "differing") for standing in standings)
    note = (
        f"共 {len(standings)} 条，待认定 {waiting} 条。在“{OUTCOME}”一栏选，写上认定人和日期，保存后再汇总一次就生效。"
    )
    return Listing(
        CORRECTION_LIST, title, tuple(columns), len(standings), note, frozen=6, empty="没有更正。", printed=printed
    )


def _label(campaign: Campaign, standing: Standing) -> str:
    indicator = campaign.indicators.get(standing.correction.field)
    return indicator.label if indicator is not None else standing.correction.field


def _own(standing: Standing, level: str) -> Decision | None:
    """The decision of this level, which is written into the cells."""
    decision = standing.decision
    return decision if decision is not None and decision.level == level else None


def _before(standing: Standing, level: str) -> str:
    """What others have decided, or what was decided over another value."""
    said = []
    if standing.decision is not None and standing.decision.level != level:
        said.append(_words(standing.decision))
    if standing.before is not None:
        said.append(f"原来是“{standing.before.correction.old}”时：{_words(standing.before)}")
    return "\n".join(said)


def _words(decision: Decision) -> str:
    who = vocabulary().deciders[decision.level]
    details = "，".join(part for part in (decision.by, decision.day, decision.reason) if part)
    return f"{who}{OUTCOME_LABELS[decision.outcome]}" + (f"（{details}）" if details else "")


def _open_for_decisions(drawing: Drawing, sheet: Worksheet, listing: Listing) -> None:
    """A drop-down to decide by, and what belongs in the other cells."""

    def cells(name: str) -> str:
        return f"{listing.letter(name)}{listing.first_row}:{listing.letter(name)}{listing.last_row}"

    choices = list(OUTCOME_LABELS.values())
    sheet.data_validation(
        cells(OUTCOME),
        {
            "validate": "list",
            "source": choices,
            "input_title": OUTCOME,
            "input_message": "采纳的，以后汇总、上报都照更正的；不采纳的，下一次的问题清单会告诉村里。",
            "error_title": "请从下拉框里选",
            "error_message": f"只能选“{choices[0]}”或“{choices[1]}”；还没有定的空着。",
        },
    )
    messages = {
        DECIDED_WHY: "为什么采纳、不采纳。",
        DECIDED_BY: "认定人的姓名。",
        DECIDED_ON: "按“年-月-日”写，例如 2020-11-3。",
    }
    for name, message in messages.items():
        rule = {
            "validate": "length",
            "criteria": "<=",
            "value": _LONGEST,
            "input_title": name,
            "input_message": message,
        }
        sheet.data_validation(cells(name), rule)
    first = listing.first_row
    missing = drawing.book.add_format({"bg_color": RED})
    for name in (DECIDED_BY, DECIDED_ON):
        decided, own = f"${listing.letter(OUTCOME)}{first}", f"${listing.letter(name)}{first}"
        rule = {"type": "formula", "criteria": f'=AND({decided}<>"",{own}="")', "format": missing}
        sheet.conditional_format(cells(name), rule)


def _draw_guide(drawing: Drawing, folder: str) -> None:
    """Where the village files lie, for the links."""
    sheet = drawing.sheet("说明")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 60)
    draw_folder(drawing, sheet, 0, 1, folder)


def _draw_identity(drawing: Drawing, campaign: Campaign, level: str) -> None:
    """The hidden sheet that says of which notice the list is, and who decides in it."""
    sheet = drawing.book.add_worksheet(CORRECTIONS_SHEET)
    sheet.very_hidden()
    entries = {
        "policy": campaign.notice.id,
        "title": campaign.notice.title,
        "year": str(campaign.year),
        "level": level,
    }
    for row, (name, value) in enumerate(entries.items()):
        sheet.write_row(row, 0, named_value(name, value))
