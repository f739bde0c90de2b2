"""问题清单: every finding on one row, in the order in which people work it off, with a link to the cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions import Campaign
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.findings import DELIVERY, EXPLAINED, LEVELS, STANDINGS, Finding
from cunbiao.merging.reasons import known_reasons
from cunbiao.records.identity_sheet import FACT, KEY, KNOWN, PROBLEM_LIST, PROBLEMS_SHEET, REASON, named_value
from cunbiao.records.submission import WrittenReason
from generators.links import LINK_LOOK, OPEN, draw_folder, link_formula
from generators.listing import ListColumn, Listing, printable
from generators.publishing import Output, workbook
from generators.style import (
    CELL,
    CENTRED,
    HEADING,
    INPUT,
    STANDING_COLOURS,
    TITLE,
    TOTAL,
    WRAPPED,
    Drawing,
    filled,
    landscape,
    lines_of,
    row_height,
)
from workbooks.references import column_letters
from workbooks.stamp import Template, stamp_to

LIST, COUNTS = PROBLEM_LIST, "统计"
# File name of the list about something: 谷雨镇_问题清单.xlsx.
FILE_NAME = f"{{about}}_{LIST}.xlsx"
# Shown, and counted, where a finding is about no township or village that could be recognised.
UNKNOWN = "（认不出）"
_LEVEL = "级别"
_LONGEST_REASON = 200
# Of the columns of 统计, in characters.
_COUNT_WIDTHS = (16, 24, 10, 10, 10, 10, 10, 10, 60)


@dataclass(frozen=True)
class ReasonKeeping:
    """What makes a list take reasons for what is to be verified: the notice it is of, and the reasons there are."""

    campaign: Campaign
    reasons: Sequence[WrittenReason]


def problems_file(
    path: Path,
    title: str,
    findings: Iterable[Finding],
    sources: Mapping[str, str],
    folder: str = "",
    keeping: ReasonKeeping | None = None,
) -> Output:
    """The problem list of a township or county.

    Args:
        path: where to.
        title: heading of the list, such as 埇桥区2020年问题清单.
        findings: in any order; they are sorted by village, household and level.
        sources: check id → where the rule comes from.
        folder: the folder of the village files as seen from the workbook, ending in "/".
        keeping: with it reasons can be written into the list, and are read back by the next merge.

    Raises:
        StampError: a finding has a text that no cell can hold.
    """
    ordered = sorted(findings, key=_order)
    listing = _listing(title, ordered, sources, keeping)
    drawing = Drawing(title, PROBLEM_LIST, PROBLEM_LIST)
    sheet = listing.draw(drawing, footer=title)
    sheet.activate()
    if keeping is not None:
        _open_for_reasons(drawing, sheet, listing)
    _Counts(drawing, listing, ordered, sources).draw(title, folder)
    if keeping is not None:
        _draw_identity(drawing, keeping.campaign)
    template = Template(drawing.finish())
    return workbook(path, lambda file: stamp_to(file, template, {LIST: listing.bands()}))


def _order(finding: Finding) -> tuple[object, ...]:
    return (
        finding.township,
        finding.village_code,
        finding.village,
        finding.household_code,
        finding.head_name,
        LEVELS.index(finding.level),
        finding.name,
        finding.place.file,
        finding.place.sheet,
        finding.place.row,
        finding.check,
        finding.place.column,
        finding.message,
    )


def _listing(
    title: str, findings: Sequence[Finding], sources: Mapping[str, str], keeping: ReasonKeeping | None
) -> Listing:
    text = {**CELL, "num_format": "@", "valign": "top"}
    centred = {**CENTRED, "valign": "top"}
    wrapped = {**WRAPPED, "num_format": "@"}
    standing = {**centred, "text_wrap": True}
    place = [finding.place for finding in findings]

    def column(label: str, values: list[str], look: Mapping[str, object] = text, **more: object) -> ListColumn:
        return ListColumn(label, [printable(value) for value in values], look, **more)  # type: ignore[arg-type]

    columns = [
        column(vocabulary().township, [finding.township or UNKNOWN for finding in findings], most=14),
        column(vocabulary().village, [finding.village or UNKNOWN for finding in findings], most=14),
        column(vocabulary().head, [finding.head_name for finding in findings], most=12),
        column(vocabulary().person, [finding.name for finding in findings], most=12),
        column("问题", [finding.message for finding in findings], wrapped, width=40),
        column("怎么改", [_to_do(finding) for finding in findings], wrapped, width=36),
        column("现在填的", [_filled(finding) for finding in findings], wrapped, width=26),
        column(_LEVEL, [finding.standing for finding in findings], standing, width=9, colours=STANDING_COLOURS),
        *_reason_column(findings, keeping),
        column("类别", [finding.category for finding in findings], centred, width=7),
        column("文件", [where.file for where in place], wrapped, most=34),
        column("表", [where.sheet for where in place], most=12),
        ListColumn("行", [where.row or None for where in place], centred, width=6),
        column("列", [where.column for where in place], centred, width=6),
    ]
    printed = len(columns)
    file, sheet, row, letter = (column_letters(printed - behind) for behind in (4, 3, 2, 1))
    columns += [
        ListColumn(
            "链接",
            [OPEN if where.file else "" for where in place],
            {**LINK_LOOK, "valign": "top"},
            link_formula(file, sheet, row, letter),
            width=7,
        ),
        column(vocabulary().household_code, [finding.household_code for finding in findings], most=16),
        column("编号", [finding.check for finding in findings], centred, width=11),
        column("规则来源", [sources.get(finding.check, "") for finding in findings], wrapped, most=30),
        *_hidden_columns(findings, keeping),
    ]
    counted = Counter(finding.standing for finding in findings)
    shown = [own for own in STANDINGS if own in LEVELS or counted[own]]
    note = f"共 {len(findings)} 条：" + "，".join(f"{own} {counted[own]} 条" for own in shown)
    verified = "核实的查实后可以保留" + ("，理由写在“核实理由”一栏，随下次汇总一起交回" if keeping is not None else "")
    note += f"。必改的改好才能上报；{verified}；提示的看一看"
    note += f"；{DELIVERY}的催报、重交。" if counted[DELIVERY] else "。"
    note += "点“打开”跳到那个格子。"
    return Listing(LIST, title, tuple(columns), len(findings), note, frozen=4, empty="没有发现问题。", printed=printed)


def _to_do(finding: Finding) -> str:
    """How to mend it, after what is to be said about the reasons written for it."""
    return f"{finding.remark}。\n{finding.fix}" if finding.remark else finding.fix


def _reason_column(findings: Sequence[Finding], keeping: ReasonKeeping | None) -> list[ListColumn]:
    if keeping is None:
        return []
    look = {**WRAPPED, "num_format": "@", "locked": False}
    return [ListColumn(REASON, [printable(finding.reason) for finding in findings], look, width=26)]


def _hidden_columns(findings: Sequence[Finding], keeping: ReasonKeeping | None) -> list[ListColumn]:
    """What the next merge needs to know whose reason it is; they go along when the list is sorted."""
    if keeping is None:
        return []
    known = known_reasons(keeping.reasons)
    values = {
        KEY: [finding.key for finding in findings],
        FACT: [finding.fact for finding in findings],
        KNOWN: [" ".join(known.get((finding.key, finding.fact), ())) for finding in findings],
    }
    return [ListColumn(name, own, {**CELL, "num_format": "@"}, width=12, hidden=True) for name, own in values.items()]


def _open_for_reasons(drawing: Drawing, sheet: Worksheet, listing: Listing) -> None:
    """Only beside what is to be verified a reason can be written; there the cell shows it."""
    first, last = listing.first_row, listing.last_row
    level, reason = f"${listing.letter(_LEVEL)}{first}", f"${listing.letter(REASON)}{first}"
    verified = f'LEFT({level},2)="核实"'
    cells = f"{listing.letter(REASON)}{first}:{listing.letter(REASON)}{last}"
    rule = {
        "validate": "custom",
        "value": f"=AND({verified},LEN({reason})<={_LONGEST_REASON})",
        "input_title": REASON,
        "input_message": "查实后要保留的，写明理由。只有“核实”的才写；必改的要改好。",
        "error_title": "这里不写理由",
        "error_message": f"只有级别是“核实”的才写理由，最多 {_LONGEST_REASON} 个字。必改的改好再报。",
    }
    sheet.data_validation(cells, rule)
    colour = drawing.book.add_format({"bg_color": INPUT})
    sheet.conditional_format(cells, {"type": "formula", "criteria": f"={verified}", "format": colour})


def _draw_identity(drawing: Drawing, campaign: Campaign) -> None:
    """The hidden sheet that says of which notice the list is."""
    sheet = drawing.book.add_worksheet(PROBLEMS_SHEET)
    sheet.very_hidden()
    entries = {"policy": campaign.notice.id, "title": campaign.notice.title, "year": str(campaign.year)}
    for row, (name, value) in enumerate(entries.items()):
        sheet.write_row(row, 0, named_value(name, value))


def _filled(finding: Finding) -> str:
    """What stands in the cell now, with the name of its column."""
    if not finding.field:
        return finding.value
    return f"{finding.field}：{finding.value or '（空）'}"


class _Counts:
    """The sheet 统计: findings by village and by check, counted by formulas over the list."""

    def __init__(
        self, drawing: Drawing, listing: Listing, findings: Sequence[Finding], sources: Mapping[str, str]
    ) -> None:
        self._drawing, self._listing, self._findings, self._sources = drawing, listing, findings, sources
        self._sheet: Worksheet = drawing.sheet(COUNTS)

    def draw(self, title: str, folder: str) -> None:
        """Draws the sheet."""
        sheet, style = self._sheet, self._drawing.format
        for column, width in enumerate(_COUNT_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 27)
        sheet.write_string(0, 0, f"{title}　统计", style(TITLE))
        draw_folder(self._drawing, sheet, 1, 1, folder)
        below = self._by_village(3)
        self._by_check(below + 2)
        sheet.freeze_panes(2, 0)
        landscape(sheet, 0, 0, title)

    def _by_village(self, row: int) -> int:
        """Counts by village from ``row`` (from 0) on; returns the row below them."""
        words = vocabulary()
        self._headings(row, [words.township, words.village, *STANDINGS, "合计"])
        counted = Counter(
            (finding.township or UNKNOWN, finding.village or UNKNOWN, finding.standing) for finding in self._findings
        )
        codes = {
            (finding.township or UNKNOWN, finding.village or UNKNOWN): finding.village_code
            for finding in self._findings
        }
        first = row + 1
        for township, village in sorted(codes, key=lambda key: (key[0], codes[key], key[1])):
            row += 1
            text = self._drawing.format(CELL, num_format="@")
            self._sheet.write_string(row, 0, township, text)
            self._sheet.write_string(row, 1, village, text)
            for index, standing in enumerate(STANDINGS):
                heading = f"{column_letters(2 + index)}${first}"
                own = {words.township: f"$A{row + 1}", words.village: f"$B{row + 1}", _LEVEL: heading}
                formula = self._count(own)
                self._number(row, 2 + index, formula, counted[township, village, standing], CELL)
            total = sum(counted[township, village, standing] for standing in STANDINGS)
            last = column_letters(1 + len(STANDINGS))
            self._number(row, 2 + len(STANDINGS), f"SUM(C{row + 1}:{last}{row + 1})", total, CELL)
        return self._totals(row + 1, first, Counter(finding.standing for finding in self._findings))

    def _totals(self, row: int, first: int, standings: Mapping[str, int]) -> int:
        look = self._drawing.format(TOTAL)
        self._sheet.write_string(row, 0, "合计", look)
        self._sheet.write_blank(row, 1, None, look)
        for index, number in enumerate([*(standings.get(own, 0) for own in STANDINGS), len(self._findings)]):
            letter = column_letters(2 + index)
            formula = f"SUM({letter}{first + 1}:{letter}{row})" if row > first else "0"
            self._number(row, 2 + index, formula, number, TOTAL)
        return row + 1

    def _by_check(self, row: int) -> None:
        """Counts by check; the message is one example of it."""
        self._headings(row, ["编号", "规则来源", "级别", "类别", "条数", "已写理由", "涉及村数", "例子", ""])
        examples: dict[str, Finding] = {}
        villages: dict[str, set[tuple[str, str]]] = {}
        for finding in self._findings:
            examples.setdefault(finding.check, finding)
            villages.setdefault(finding.check, set()).add((finding.township, finding.village))
        counted = Counter(finding.check for finding in self._findings)
        explained = Counter(finding.check for finding in self._findings if finding.reason)
        for check in sorted(examples, key=lambda name: (LEVELS.index(examples[name].level), -counted[name], name)):
            row += 1
            example = examples[check]
            message = printable(example.message)
            lines = max(
                lines_of(self._sources.get(check, ""), _COUNT_WIDTHS[1]), lines_of(message, sum(_COUNT_WIDTHS[7:]))
            )
            self._sheet.set_row(row, row_height(lines))
            text, wrapped = self._drawing.format(CELL, num_format="@"), self._drawing.format(WRAPPED, num_format="@")
            self._sheet.write_string(row, 0, check, text)
            self._sheet.write_string(row, 1, self._sources.get(check, ""), wrapped)
            level = self._drawing.format(CENTRED, filled(STANDING_COLOURS[example.demand]))
            self._sheet.write_string(row, 2, example.demand, level)
            self._sheet.write_string(row, 3, example.category, self._drawing.format(CENTRED))
            self._number(row, 4, self._count({"编号": f"$A{row + 1}"}), counted[check], CELL)
            with_reason = self._count({"编号": f"$A{row + 1}", _LEVEL: f'"{EXPLAINED}"'})
            self._number(row, 5, with_reason, explained[check], CELL)
            self._sheet.write_number(row, 6, len(villages[check]), self._drawing.format(CELL))
            self._sheet.merge_range(row, 7, row, 8, message, wrapped)

    def _headings(self, row: int, labels: Sequence[str]) -> None:
        self._sheet.set_row(row, row_height(max(map(lines_of, labels, _COUNT_WIDTHS))))
        for index, label in enumerate(labels):
            self._sheet.write_string(row, index, label, self._drawing.format(HEADING))

    def _number(self, row: int, column: int, formula: str, value: int, look: Mapping[str, object]) -> None:
        self._sheet.write_formula(row, column, f"={formula}", self._drawing.format(dict(look)), value)

    def _count(self, conditions: Mapping[str, str]) -> str:
        """The formula that counts the records whose columns, by heading, equal these cells."""
        pairs = ",".join(f"{self._listing.reference(label)},{cell}" for label, cell in conditions.items())
        return f"COUNTIFS({pairs})"
