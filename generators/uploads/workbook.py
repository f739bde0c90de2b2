"""The upload workbook of a township: tabs, rows that wait with their reasons, and the account of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from cunbiao.columns import PERSON_NAMES
from cunbiao.definitions.notices import UploadHead
from cunbiao.definitions.operations import Operation
from cunbiao.definitions.uploads import ResolvedTab, upload_tabs
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.register import Register
from cunbiao.records.identity_sheet import UPLOAD_SHEETS
from generators.deadlines import deadline
from generators.file_names import file_name
from generators.links import LINK_LOOK, OPEN, draw_folder, link_formula
from generators.listing import ListColumn, Listing, printable
from generators.publishing import Output, workbook
from generators.rollup.rows import TEXT, Part, heads, origin_columns
from generators.selection import Selection
from generators.style import (
    CENTRED,
    GROUP,
    LINK,
    STANDING_COLOURS,
    SUBTITLE,
    TITLE,
    WRAPPED,
    Drawing,
    landscape,
    lines_of,
    row_height,
)
from generators.uploads.account import ACCOUNT, TAB, TabAccount, draw_account
from generators.uploads.corrections import corrections_listing
from generators.uploads.shares import Share, shares
from generators.uploads.tabs import SAME, TabColumns
from generators.uploads.ticks import DONE, FILE_END, STATE, Ticks
from workbooks.stamp import Template, stamp_to

GUIDE, WAITING, VERIFIED = "说明", "暂缓上报", "核实记录"
_GUIDE_WIDTHS = (20, 26, 70, 8, 8, 8)


def upload_files(
    folder: Path, register: Register, files: str = "", ticks: Ticks | None = None, typists: int = 1
) -> Iterator[Output]:
    """One upload workbook a township, or one for each typist there, to be put into ``folder``.

    Args:
        folder: where to.
        register: a township's or the county's.
        files: the folder of the village files as seen from the workbooks, ending in "/".
        ticks: what is typed already.
        typists: how many people type in each township; each has villages of his own.

    Raises:
        DefinitionError: the upload mapping has a mistake.
        StampError: a row holds what no cell can hold.
    """
    upload, tabs = upload_tabs(register.campaign)
    selection = Selection(register)
    columns = TabColumns(register)
    townships = sorted({source.township for source in register.sources})
    ticks = ticks or Ticks()
    for township in townships:
        if typists == 1:
            yield _Workbook(register, upload, tabs, selection, columns, ticks, Share(township)).file(folder, files)
            continue
        work: Counter[str] = Counter()
        for tab in tabs:
            work += columns.to_type(tab, selection.rows(tab, township))
        for share in shares(township, register.sources, work, typists):
            yield _Workbook(register, upload, tabs, selection, columns, ticks, share).file(folder, files)


class _Workbook:
    def __init__(
        self,
        register: Register,
        upload: UploadHead,
        tabs: Sequence[ResolvedTab],
        selection: Selection,
        columns: TabColumns,
        ticks: Ticks,
        share: Share,
    ) -> None:
        self._register, self._upload, self._tabs, self._share = register, upload, tabs, share
        self._selection, self._township = selection, share.township
        self._rows = [selection.rows(tab, share.township, share.villages) for tab in tabs]
        self._listings = [columns.listing(tab, rows, ticks) for tab, rows in zip(tabs, self._rows, strict=True)]
        self._corrections = corrections_listing(register, share)
        self._title = f"{share.township}{register.campaign.year}年度上报录入表{share.title}"

    def file(self, folder: Path, files: str) -> Output:
        """The workbook, to be put into ``folder``."""
        waiting = self._waiting()
        first = [self._corrections] if self._corrections is not None else []
        listings = [*first, *self._listings, waiting, self._verified()]
        drawing = Drawing(self._title, self._upload.title, UPLOAD_SHEETS)
        self._guide(drawing, files)
        for listing in listings:
            listing.draw(drawing, self._title)
        accounts = [
            TabAccount(
                listing=listing,
                sheets=[self._register.campaign.tables[table].sheet for table in tab.tables],
                total=sum(len(own.up) + len(own.waiting) + own.outside for own in rows),
                waiting=sum(len(own.waiting) for own in rows),
                outside=sum(own.outside for own in rows),
            )
            for tab, rows, listing in zip(self._tabs, self._rows, self._listings, strict=True)
        ]
        draw_account(drawing, accounts, waiting, self._title)
        template = Template(drawing.finish())
        bands = {listing.sheet: listing.bands() for listing in listings}
        path = folder / f"{file_name(self._township)}{self._share.file}{FILE_END}.xlsx"
        return workbook(path, lambda file: stamp_to(file, template, bands))

    def _waiting(self) -> Listing:
        """暂缓上报: every row of every tab that waits, with what must be changed."""
        parts: list[Part] = []
        titles: list[str] = []
        why: list[str] = []
        checks: list[str] = []
        for tab, rows in zip(self._tabs, self._rows, strict=True):
            for own in rows:
                parts.append(Part(own.frame, own.waiting))
                titles += [tab.tab.title] * len(own.waiting)
                for index in own.waiting.tolist():
                    reasons = self._selection.reasons(tab, own.frame, index)
                    why.append("\n".join(reason.text for reason in reasons))
                    checks.append("、".join(dict.fromkeys(reason.check for reason in reasons if reason.check)))

        def taken(attribute: str) -> list[str]:
            return [text for part in parts for text in part.frame.take(attribute)[part.index].tolist()]

        codes = [code for part in parts for code in part.frame.codes[part.index].tolist()]
        columns = [
            ListColumn(TAB, titles, TEXT, width=16),
            ListColumn(vocabulary().village, taken("village"), TEXT, most=14),
            ListColumn(vocabulary().household_code, codes, TEXT, width=18),
            ListColumn(
                vocabulary().head, [name for part in parts for name in heads(self._register, part)], TEXT, width=10
            ),
            ListColumn(vocabulary().person, [name for part in parts for name in _persons(part)], TEXT, width=10),
            ListColumn("为什么暂缓、怎么改", why, {**WRAPPED, "num_format": "@"}, width=70),
            ListColumn("编号", checks, TEXT, most=16),
        ]
        columns += origin_columns(parts, len(columns))
        note = f"{len(titles)} 行。改好以后重新交表、汇总，再生成上报表。"
        return Listing(
            WAITING, "暂缓上报的行", tuple(columns), len(titles), note, frozen=1, empty="没有暂缓的行。", printed=7
        )

    def _verified(self) -> Listing:
        """核实记录: what is to be verified, with the written reason why it may stay as it is."""
        found = [
            own
            for own in self._register.findings
            if own.level == "核实" and own.township == self._township and self._share.has(own.village_code)
        ]
        wrapped = {**WRAPPED, "num_format": "@"}
        words = vocabulary()
        columns = [
            ListColumn(words.village, [own.village for own in found], TEXT, most=14),
            ListColumn(words.household_code, [printable(own.household_code) for own in found], TEXT, width=18),
            ListColumn(words.head, [printable(own.head_name) for own in found], TEXT, width=10),
            ListColumn(words.person, [printable(own.name) for own in found], TEXT, width=10),
            ListColumn("问题", [printable(own.message) for own in found], wrapped, width=44),
            ListColumn("级别", [own.standing for own in found], wrapped, width=12, colours=STANDING_COLOURS),
            ListColumn("核实理由", [printable(own.reason) for own in found], wrapped, width=40),
            ListColumn("编号", [own.check for own in found], TEXT, most=16),
            ListColumn("文件", [own.place.file for own in found], TEXT, most=34),
            ListColumn("表", [own.place.sheet for own in found], TEXT, most=12),
            ListColumn("行", [own.place.row or None for own in found], CENTRED, width=7),
            ListColumn("列", [own.place.column for own in found], CENTRED, width=5),
            ListColumn("链接", [OPEN] * len(found), LINK_LOOK, link_formula("I", "J", "K", "L"), width=7),
        ]
        explained = sum(bool(own.reason) for own in found)
        note = f"{len(found)} 条，其中 {explained} 条已写理由。没有写的，在问题清单里写明，随下次汇总一起保留。"
        title = "核实的问题和写明的理由"
        return Listing(VERIFIED, title, tuple(columns), len(found), note, frozen=1, empty="没有要核实的。", printed=8)

    def _guide(self, drawing: Drawing, files: str) -> None:
        """说明: what to type where, and which villages are not in it."""
        sheet, style = drawing.sheet(GUIDE), drawing.format
        for column, width in enumerate(_GUIDE_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, self._title, style(TITLE))
        sheet.write_string(1, 0, self._upload.note, style(SUBTITLE))
        draw_folder(drawing, sheet, 2, 1, files)
        lines = [("上报表", "录入到", "说明")]
        if self._corrections is not None:
            lines.append((self._corrections.sheet, self._tabs[0].tab.platform, self._corrections.note))
        lines += [(tab.tab.title, tab.tab.platform, self._what_to_know(tab)) for tab in self._tabs]
        lines.append((WAITING, "", "有必改问题的户和人，改好再报。"))
        lines.append((VERIFIED, "", "查实后保留的，理由写在这里备查。"))
        lines.append((ACCOUNT, "", "每张上报表的行数和汇总表对得上。"))
        for row, texts in enumerate(lines, 4):
            for column, text in enumerate(texts):
                look = style(GROUP, align="left") if row == 4 else style(WRAPPED, num_format="@")
                sheet.write_string(row, column, text, look)
            if row > 4:
                sheet.write_url(row, 0, f"internal:'{texts[0]}'!A1", style(WRAPPED, LINK), texts[0])
            tallest = max(lines_of(text, width) for text, width in zip(texts, _GUIDE_WIDTHS, strict=False))
            sheet.set_row(row, row_height(tallest))
        self._progress(drawing, sheet)
        absent = [
            f"{village.village}（{village.state_label}）"
            for village in self._register.progress
            if village.township == self._township and village.state != "received"
        ]
        row = 5 + len(lines)
        sheet.write_string(row, 0, "没有收到的村", style(WRAPPED, bold=True))
        sheet.merge_range(
            row, 1, row, len(_GUIDE_WIDTHS) - 1, "、".join(absent) or "没有，全部收到。", style(WRAPPED, num_format="@")
        )
        sheet.hide_gridlines(2)
        landscape(sheet, 0, 0, self._title)
        sheet.fit_to_pages(1, 1)

    def _progress(self, drawing: Drawing, sheet: Worksheet) -> None:
        """How many rows of each tab are to be typed, how many are ticked and how many left: formulas over the tabs."""
        style = drawing.format
        first = len(_GUIDE_WIDTHS) - 3
        for column, heading in enumerate(("要录", DONE, "还剩"), first):
            sheet.write_string(4, column, heading, style(GROUP))
        for row, listing in enumerate(self._listings, 5):
            new = f'{listing.reference(STATE)},"?*",{listing.reference(STATE)},"<>{SAME}"'
            columns = {column.label: column.values for column in listing.columns}
            rows = list(zip(columns[STATE], columns[DONE], strict=True))
            counts = (
                (f"COUNTIFS({new})", sum(state != SAME for state, _ in rows)),
                (f'COUNTIFS({listing.reference(DONE)},"?*")', sum(done is not None for _, done in rows)),
                (f'COUNTIFS({new},{listing.reference(DONE)},"")', sum(s != SAME and d is None for s, d in rows)),
            )
            for column, (formula, shown) in enumerate(counts, first):
                sheet.write_formula(row, column, f"={formula}", style(CENTRED, num_format="0"), shown)

    def _what_to_know(self, tab: ResolvedTab) -> str:
        """The note of a tab, and of each operation in it who decides it and until when."""
        operations = {own.operation.id: own.operation for asked in tab.operations.values() for own in asked}
        return "".join([tab.tab.note, *(self._decided(operation) for operation in operations.values())])

    def _decided(self, operation: Operation) -> str:
        listed = "只报名单，" if operation.request_only else ""
        until = f"，{deadline(self._register.campaign, operation.not_after)}录完" if operation.not_after else ""
        return f"{operation.label}：{listed}由{vocabulary().deciders[operation.decided_by]}定{until}。"


def _persons(part: Part) -> list[str]:
    """The person each row is about; "" for a household."""
    for name in PERSON_NAMES:
        if part.frame.has(name):
            names: list[str] = part.frame.text(name)[part.index].tolist()
            return names
    return [""] * len(part.index)
