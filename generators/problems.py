"""问题清单: every finding on one row, in the order in which people work it off, with a link to the cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.findings import LEVELS, Finding
from cunbiao.records.identity_sheet import PROBLEM_LIST
from generators.links import LINK_LOOK, OPEN, draw_folder, link_formula
from generators.listing import ListColumn, Listing
from generators.publish import Published, publish_workbook
from generators.style import (
    CELL,
    CENTRED,
    HEADING,
    LEVEL_COLOURS,
    TITLE,
    TOTAL,
    WRAPPED,
    Drawing,
    filled,
    landscape,
)
from workbooks.references import column_letters
from workbooks.stamp import Template, stamp_to

LIST, COUNTS = PROBLEM_LIST, "统计"
# File name of the list about something: 谷雨镇_问题清单.xlsx.
FILE_NAME = f"{{about}}_{LIST}.xlsx"
# Shown, and counted, where a finding is about no township or village that could be recognised.
UNKNOWN = "（认不出）"
# Columns up to the place are printed; the link, the number and the source are for the screen.
_PRINTED = 13


def write_problems(
    path: Path, title: str, findings: Iterable[Finding], sources: Mapping[str, str], folder: str = ""
) -> Published:
    """Writes the problem list of a township or county.

    Args:
        path: where to.
        title: heading of the list, such as 埇桥区2020年问题清单.
        findings: in any order; they are sorted by village, household and level.
        sources: check id → where the rule comes from.
        folder: the folder of the village files as seen from the workbook, ending in "/".

    Raises:
        PublishError: nothing was changed.
        StampError: a finding has a text that no cell can hold.
    """
    ordered = sorted(findings, key=_order)
    listing = _listing(title, ordered, sources)
    drawing = Drawing(title, PROBLEM_LIST, PROBLEM_LIST)
    sheet = listing.draw(drawing, footer=title)
    sheet.activate()
    _Counts(drawing, listing, ordered, sources).draw(title, folder)
    template = Template(drawing.finish())
    return publish_workbook(path, lambda file: stamp_to(file, template, {LIST: listing.bands()}))


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


def _listing(title: str, findings: Sequence[Finding], sources: Mapping[str, str]) -> Listing:
    text = {**CELL, "num_format": "@", "valign": "top"}
    centred = {**CENTRED, "valign": "top"}
    wrapped = {**WRAPPED, "num_format": "@"}
    place = [finding.place for finding in findings]

    def column(label: str, values: list[str], look: Mapping[str, object] = text, **more: object) -> ListColumn:
        return ListColumn(label, [_printable(value) for value in values], look, **more)  # type: ignore[arg-type]

    columns = (
        column(vocabulary().township, [finding.township or UNKNOWN for finding in findings], most=14),
        column(vocabulary().village, [finding.village or UNKNOWN for finding in findings], most=14),
        column(vocabulary().head, [finding.head_name for finding in findings], most=12),
        column(vocabulary().person, [finding.name for finding in findings], most=12),
        column("问题", [finding.message for finding in findings], wrapped, width=44),
        column("怎么改", [finding.fix for finding in findings], wrapped, width=40),
        column("现在填的", [_filled(finding) for finding in findings], wrapped, width=26),
        column("级别", [finding.level for finding in findings], centred, width=7, colours=LEVEL_COLOURS),
        column("类别", [finding.category for finding in findings], centred, width=7),
        column("文件", [where.file for where in place], wrapped, most=34),
        column("表", [where.sheet for where in place], most=12),
        ListColumn("行", [where.row or None for where in place], centred, width=6),
        column("列", [where.column for where in place], centred, width=6),
        ListColumn(
            "链接",
            [OPEN if where.file else "" for where in place],
            {**LINK_LOOK, "valign": "top"},
            link_formula("J", "K", "L", "M"),
            width=7,
        ),
        column(vocabulary().household_code, [finding.household_code for finding in findings], most=16),
        column("编号", [finding.check for finding in findings], centred, width=11),
        column("规则来源", [sources.get(finding.check, "") for finding in findings], wrapped, most=30),
    )
    levels = Counter(finding.level for finding in findings)
    note = f"共 {len(findings)} 条：" + "，".join(f"{level} {levels[level]} 条" for level in LEVELS)
    explained = "。必改的改好才能上报；核实的查实后可以保留，写明理由；提示的看一看。点“打开”跳到那个格子。"
    return Listing(
        LIST, title, columns, len(findings), note + explained, frozen=4, empty="没有发现问题。", printed=_PRINTED
    )


def _filled(finding: Finding) -> str:
    """What stands in the cell now, with the name of its column."""
    if not finding.field:
        return finding.value
    return f"{finding.field}：{finding.value or '（空）'}"


def _printable(text: str) -> str:
    """A text a cell can hold: control characters are shown as their symbols, what no character is as a white square."""
    if text.isprintable():
        return text[:_LONGEST]
    return "".join(_symbol(letter) for letter in text[:_LONGEST])


_LONGEST = 2_000


def _symbol(letter: str) -> str:
    if letter == "\n":
        return letter
    if letter < " ":
        return chr(0x2400 + ord(letter))
    return "□" if "\ud800" <= letter <= "\udfff" or letter in "\ufffe\uffff" else letter


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
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 22)
        sheet.set_column(2, 5, 10)
        sheet.set_column(6, 6, 60)
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
        self._headings(row, [words.township, words.village, *LEVELS, "合计"])
        counted = Counter(
            (finding.township or UNKNOWN, finding.village or UNKNOWN, finding.level) for finding in self._findings
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
            for index, level in enumerate(LEVELS):
                heading = f"{column_letters(2 + index)}${first}"
                own = {words.township: f"$A{row + 1}", words.village: f"$B{row + 1}", "级别": heading}
                formula = self._count(own)
                self._number(row, 2 + index, formula, counted[township, village, level], CELL)
            total = sum(counted[township, village, level] for level in LEVELS)
            self._number(row, 5, f"SUM(C{row + 1}:E{row + 1})", total, CELL)
        return self._totals(row + 1, first, Counter(finding.level for finding in self._findings))

    def _totals(self, row: int, first: int, levels: Mapping[str, int]) -> int:
        look = self._drawing.format(TOTAL)
        self._sheet.write_string(row, 0, "合计", look)
        self._sheet.write_blank(row, 1, None, look)
        for index, number in enumerate([*(levels.get(level, 0) for level in LEVELS), len(self._findings)]):
            letter = column_letters(2 + index)
            formula = f"SUM({letter}{first + 1}:{letter}{row})" if row > first else "0"
            self._number(row, 2 + index, formula, number, TOTAL)
        return row + 1

    def _by_check(self, row: int) -> None:
        """Counts by check; the message is one example of it."""
        self._headings(row, ["编号", "规则来源", "级别", "类别", "条数", "涉及村数", "例子"])
        examples: dict[str, Finding] = {}
        villages: dict[str, set[tuple[str, str]]] = {}
        for finding in self._findings:
            examples.setdefault(finding.check, finding)
            villages.setdefault(finding.check, set()).add((finding.township, finding.village))
        counted = Counter(finding.check for finding in self._findings)
        for check in sorted(examples, key=lambda name: (LEVELS.index(examples[name].level), -counted[name], name)):
            row += 1
            example = examples[check]
            text, wrapped = self._drawing.format(CELL, num_format="@"), self._drawing.format(WRAPPED, num_format="@")
            self._sheet.write_string(row, 0, check, text)
            self._sheet.write_string(row, 1, self._sources.get(check, ""), wrapped)
            level = self._drawing.format(CENTRED, filled(LEVEL_COLOURS[example.level]))
            self._sheet.write_string(row, 2, example.level, level)
            self._sheet.write_string(row, 3, example.category, self._drawing.format(CENTRED))
            self._number(row, 4, self._count({"编号": f"$A{row + 1}"}), counted[check], CELL)
            self._sheet.write_number(row, 5, len(villages[check]), self._drawing.format(CELL))
            self._sheet.write_string(row, 6, _printable(example.message), wrapped)

    def _headings(self, row: int, labels: Sequence[str]) -> None:
        for index, label in enumerate(labels):
            self._sheet.write_string(row, index, label, self._drawing.format(HEADING))

    def _number(self, row: int, column: int, formula: str, value: int, look: Mapping[str, object]) -> None:
        self._sheet.write_formula(row, column, f"={formula}", self._drawing.format(dict(look)), value)

    def _count(self, conditions: Mapping[str, str]) -> str:
        """The formula that counts the records whose columns, by heading, equal these cells."""
        pairs = ",".join(f"{self._listing.reference(label)},{cell}" for label, cell in conditions.items())
        return f"COUNTIFS({pairs})"
