"""Anything a person can type, in any cell that is not locked: what screen and merge make of it.

``python -m tests.campaign.screen.nonsense --edits 2000`` makes so many edits, shared out over all notices, and prints
every cell and every row of which the two do not say the same; ``--seed`` draws others.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from cunbiao.characters import DOTS, INVISIBLE, SPACES
from cunbiao.definitions import Campaign, ResolvedColumn, policy_ids
from cunbiao.definitions.messages import load_messages
from cunbiao.kinds import CHOICE_KINDS
from cunbiao.merging.merge import merge
from cunbiao.submissions.reading import read_submissions
from generators.village import village_workbooks
from sample.county import invent_county
from sample.roster import as_roster
from tests.campaign.screen.both_sides import Rows, in_merge, on_screen, watched
from tests.campaign.screen.filled import FilledCampaign, Shown, given_everything
from tests.campaign.screen.told import unlike
from tests.campaign.screen.typing import EntryPage, entry_pages, open_cells
from tests.judge import Book, Office

# Edits in one workbook: few enough that most rows around them stay as they were.
_TOGETHER = 100
_HOUSEHOLDS = 6

_NUMBERS = (
    0.0, -0.0, 1.0, -1.0, 0.1, 2.5, 12.0, 13.0, 1999.0, 2020.0, 3999.995, 20200930.0, 20201301.0, 43952.0,
    43952.75, 59.0, 61.0, 73416.0, 1e15, 1.5e15, 341302199001011200.0, 1e-7, 1e300, -5e9, 13900001234.0,
)  # fmt: skip
_AMOUNTS = (
    "0", "-0", "+5", "-12.5", "007", "12.", ".5", "1.2.3", "4000", "3999.995", "１２３", "１２．５", "1 200", "1,200",
    "4万", "4万元", "¥300", "1e5", "①", "²", "½", "一千", "〇", "80㎡", "80m2", "80m²", "100%", "(5)", "0x10", "--5",
    "3-", "123456789012345", "1234567890123456", "9" * 30, "12　", "\xa012", "1\xa02", "12\n", "\t12", "٣", "１e3",
)  # fmt: skip
_DATES = (
    "2020年9月1号", "2020。9。1", "2020-09-01T00:00:00", "2020-9-1", "2020.9.1.", "2020/9/1 星期二", "2020/9/1 星期三",
    "2020-9-1（周二）", "2020年9月1日 10:30", "2020-9-1 25:00", "二〇二〇年九月一日", "二○二○年十二月三十一号",
    "2020 年 9 月 1 日", "２０２０－９－１", "20200901", "202091", "20.9.1", "9月1日", "2020年9月", "2020-2-30",
    "2020-13-1", "1900-1-1", "1899-9-9", "2101-1-1", "2020-9-1-", "2020-9-1 0:00", "2020-9-1Z", "2020-9-1 1",
    "2020-09-01T00:00:00.000Z", "2020--9-1", "1/9/2020", "2020-09-01T10:30:15", "2020年09月01日上午", "2020-9-31",
    "2021-2-29", "2020-2-29", "２０２０年１０月３日", "2020年十月三日",
)  # fmt: skip
_CHOICES = (
    "是", "否", " 是", "否 ", "是\n", "　否", "Ｃ级", "c 级", "*", "?", "~*", "是*", "残疾，长期慢性病", "残疾、残疾",
    "Y", "yes", "√", "对",
)  # fmt: skip
_NAMES = (
    "张三", "张 三", "张\n三", "张\t三", "张\xa0三", "张\u200b三", "张\u3000三", "\u202e张三", "阿依﹒买买提",
    "阿依•买买提", "阿依 · 买买提", "Anna Maria", "王2", "张三（亡）", "姓", "👨\u200d👩\u200d👧", "𠮷田",
    "李\ufeff四", "'张三", "=1+1", "@王", "无", "同上", " 〃 ", "合计", "填表人：张三",
)  # fmt: skip
_CODES = (
    "341302197504120111", "34130219750412011x", "３４１３０２１９７５０４１２０１１１", "341302 19750412 0111", "①",
    "'341302197504120111", "341302197504120111\u200b", "34130219750412011", "34130219750412O111", "字第20123456号",
    "H12345678", "341302197504120111*", "34130219750412011143", "139 0000 1234", "0557-1234567", "*", "?", "3*", "新01",
    "341302197504120111\n", "\u202d13900001234\u202c",
)  # fmt: skip
_OTHERS = (
    " ", "　", "\xa0", "\n", "\u200b", "同上", "#N/A", "#DIV/0!", "TRUE", '"', "''", "a" * 300, "长" * 5000,
    "<b>&amp;</b>", "\\", "0", "-",
)  # fmt: skip
_FORMULAS = (
    "=1/0", "=NA()", "=1+1", '="是"', '=""', "=TRUE()", '=VALUE("x")', '="2020-9-1"', "=DATE(2020;9;1)", "=A6",
    "=1E400", '=" "',
)  # fmt: skip
_LOGICAL = "=TRUE()"


@dataclass(frozen=True)
class Edit:
    """What was done, in words, and the cells it changed."""

    table: str
    what: str


def edits(rng: Random, campaign: Campaign, book: Book, number: int) -> list[Edit]:
    """So many edits of open cells, made in the workbook."""
    book.document.enableAutomaticCalculation(False)
    typists = [_Typist(rng, campaign, book, table, page) for table, page in entry_pages(book).items()]
    typists = [own for own in typists if own.open]
    return [rng.choice(typists).edit() for _ in range(number)]


class _Typist:
    """Types into the open cells of one sheet."""

    def __init__(self, rng: Random, campaign: Campaign, book: Book, table: str, page: EntryPage) -> None:
        self._rng, self._table, self._page = rng, table, page
        self._sheet = book.sheet(page.sheet)
        marks = open_cells(book, page)
        columns = {page.columns[own.name]: own for own in campaign.columns(table) if own.derived is None}
        rows = page.rows("R") + page.rows("S")[:4]
        self._columns = columns
        self.open = [(row, column) for row in rows for column in columns if marks[row][column]]

    def edit(self) -> Edit:
        """One edit: nonsense mostly, at times what stands beside it, a whole row, or one value filled down."""
        row, column = self._rng.choice(self.open)
        chance = self._rng.random()
        if chance < 0.05:
            return self._copied_row(row)
        if chance < 0.15:
            other = self._rng.choice([place for place in self.open if place[0] == row])
            return self._typed(row, column, self._cell(*other).getDataArray()[0][0])
        if chance < 0.25:
            return self._formula(row, column, self._rng.choice(_FORMULAS))
        if chance < 0.35:
            return self._filled_down(row, column)
        return self._typed(row, column, self._nonsense(self._columns[column]))

    def _cell(self, row: int, column: int) -> Any:
        return self._sheet.getCellByPosition(column, row)

    def _copied_row(self, row: int) -> Edit:
        """Another row pasted over this one: the open cells take it."""
        other = self._rng.choice([place for place, _ in self.open])
        for place, column in self.open:
            if place == row:
                self._put(row, column, self._cell(other, column).getDataArray()[0][0])
        return Edit(self._table, f"第 {row + 1} 行 ← 第 {other + 1} 行")

    def _filled_down(self, row: int, column: int) -> Edit:
        """The same in some rows of a column, as filling down leaves it: what cannot be read is no fact of two rows."""
        value = self._nonsense(self._columns[column])
        rows = [place for place, own in self.open if own == column]
        chosen = {row, *self._rng.choices(rows, k=2)}
        for place in chosen:
            self._put(place, column, value)
        places = "、".join(str(place + 1) for place in sorted(chosen))
        return Edit(self._table, f"第 {places} 行 {self._columns[column].name} ← {value!r:.60}")

    def _formula(self, row: int, column: int, formula: str) -> Edit:
        if formula == _LOGICAL and self._columns[column].kind not in CHOICE_KINDS:
            # LibreOffice no longer knows it from 1 in a cell with a number format of its own; Excel does.
            formula = "=1+1"
        self._cell(row, column).setFormula(formula)
        return Edit(self._table, f"第 {row + 1} 行 {self._columns[column].name} ← {formula}")

    def _typed(self, row: int, column: int, value: str | float | None) -> Edit:
        self._put(row, column, value)
        return Edit(self._table, f"第 {row + 1} 行 {self._columns[column].name} ← {value!r:.60}")

    def _put(self, row: int, column: int, value: str | float | None) -> None:
        """``None`` is what an error shows to programs."""
        cell = self._cell(row, column)
        if value is None:
            cell.setFormula("=NA()")
        elif isinstance(value, str):
            # In a text of several lines LibreOffice gives formulas CHAR(1) for a tab; Excel gives them the tab.
            cell.setString(value.replace("\t", " ") if "\n" in value else value)
        else:
            cell.setValue(value)

    def _nonsense(self, column: ResolvedColumn) -> str | float:
        """Of its own kind as often as of any other."""
        own = {"date": _DATES, "text": _NAMES, "choice": _CHOICES, "choices": _CHOICES}.get(column.kind, _CODES)
        if column.kind in ("integer", "number", "money"):
            own = _AMOUNTS
        lists: Sequence[Sequence[str | float]] = (
            own,
            own,
            own,
            _NUMBERS,
            _AMOUNTS,
            _DATES,
            _CHOICES,
            _NAMES,
            _CODES,
            _OTHERS,
        )
        value = self._rng.choice(self._rng.choice(lists))
        if isinstance(value, str) and self._rng.random() < 0.1:
            place = self._rng.randint(0, len(value))
            return value[:place] + self._rng.choice(SPACES + INVISIBLE + DOTS) + value[place:]
        return value


def filled_with_nonsense(
    office: Office, campaign: Campaign, folder: Path, number: int, rng: Random
) -> tuple[FilledCampaign, list[Edit]]:
    """A workbook with so many edits, and what both sides say of it."""
    roster = as_roster(invent_county(campaign, 1, _HOUSEHOLDS, seed=rng.randint(1, 10**6), townships=1))
    (own, data), *_ = village_workbooks(campaign, roster)
    issued, returned = folder / "下发.xlsx", folder / "交回"
    issued.write_bytes(data)
    returned.mkdir()
    code = own.village.code
    pages: dict[str, tuple[str, Rows]] = {}
    with office.open(issued, recalculated=False) as book:
        made = edits(rng, campaign, book, number)
        book.calculate()
        for table, page in entry_pages(book).items():
            pages[table] = page.sheet, on_screen(page, watched(campaign, table))
        book.save(returned / f"{own.village.name}_{code}.xlsx")
    intake, messages = read_submissions([returned], campaign), load_messages(campaign)
    register = merge(intake, campaign, "county", messages)
    shown = [
        Shown(code, table, sheet, screen, in_merge(register, table, code, messages))
        for table, (sheet, screen) in pages.items()
    ]
    return FilledCampaign(campaign, intake, register, shown, {}, number), made


def said_differently(filled: FilledCampaign) -> list[str]:
    """Every cell, and every row, of which screen and merge do not say the same."""
    refused = [f"{own.reason} {own.message}" for own in filled.intake.quarantined]
    cells = [str(difference) for own in filled.shown for difference in own.differences]
    return refused + cells + unlike(filled)


def main() -> None:
    """Makes the edits and prints what differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--edits", type=int, default=2000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--notice", choices=policy_ids(), action="append")
    asked = parser.parse_args()
    notices = asked.notice or policy_ids()
    left, wrong, rows = asked.edits, 0, 0
    with Office() as office:
        for turn in count():
            if left <= 0:
                break
            notice = notices[turn % len(notices)]
            number = min(_TOGETHER, left)
            left -= number
            with tempfile.TemporaryDirectory() as folder:
                rng = Random(f"{asked.seed}/{turn}")
                filled, made = filled_with_nonsense(office, given_everything(notice), Path(folder), number, rng)
            found = said_differently(filled)
            rows += sum(len(own.screen) for own in filled.shown)
            wrong += len(found)
            print(f"{notice} 第 {turn + 1} 份：{number} 处改动，{len(found)} 处不同", flush=True)
            for line in found:
                print("  " + line)
            if found:
                print("\n".join(f"    {own.table} {own.what}" for own in made))
    print(f"{asked.edits} 处改动，{rows} 行，{wrong} 处不同")


if __name__ == "__main__":
    main()
