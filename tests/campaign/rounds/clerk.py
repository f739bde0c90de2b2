"""Clerks at what goes to and fro: villages answer their slips, townships decide about corrections and give opinions."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import openpyxl

from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, ID_NUMBER, PERSON_NAMES
from cunbiao.definitions import Campaign
from cunbiao.records.display import show_number
from cunbiao.records.identity_sheet import (
    ACCEPTED,
    CORRECTION_LIST,
    DECIDED_BY,
    DECIDED_ON,
    DECIDED_WHY,
    FIRST_ROW,
    MARK_PREFIX,
    OUTCOME,
    REJECTED,
)
from cunbiao.records.origin import peek
from cunbiao.records.slip import DONE, MENDED, REASON, WHO, SlipAnswer, SlipHead, SlipLine, read_slip_rows
from cunbiao.submissions.definition import schema_for
from cunbiao.submissions.slips import read_answers
from generators.levels import KIND as LEVELS
from generators.send_back.slip import SHEET
from sample.answers import Record, Value
from sample.tables import MEMBER_CODE
from sample.wrong_register import HEAD_ID
from tests.campaign.rounds.county import Scene
from tests.campaign.rounds.truth import Truth
from workbooks.container import open_package
from workbooks.reading.sheets import FileSheets

# Of the lines of a slip, how many a hurried clerk passes over, and where he types something nobody can use.
_PASSED_OVER, _USELESS = 0.1, 0.04


@dataclass(frozen=True)
class Answered:
    """What a village did with its slip: values and reasons it wrote, and whether it has to mend its workbook itself."""

    corrected: int
    explained: int
    passed_over: int
    in_workbook: bool


def answer_slip(scene: Scene, slip: Path, to: Path, rng: Random | None) -> Answered:
    """Fills in a slip as the village knows it and puts it among what came back; ``rng`` is that of a hurried clerk."""
    head, answers = _read(slip, scene.campaign)
    book = openpyxl.load_workbook(slip)
    sheet = book[SHEET]
    columns = _columns(sheet.iter_rows(values_only=True), MENDED)
    known = _Known(scene, head.village_code)
    # A finding may be about several cells, each on a line of its own: a reason says that all of them are right.
    wrong = {own.key for answer in answers if known.is_wrong(answer.line) for own in answer.line.findings}
    counts = {"corrected": 0, "explained": 0, "passed_over": 0, "in_workbook": 0}
    for answer in answers:
        chance = 1.0 if rng is None else rng.random()
        if chance < _PASSED_OVER:
            counts["passed_over"] += 1
            continue
        if known.is_wrong(answer.line):
            mess = chance > 1 - _USELESS and rng is not None
            sheet.cell(answer.row, columns[MENDED]).value = "不清楚" if mess else known.typed(answer.line)
            sheet.cell(answer.row, columns[WHO]).value = "李书记"
            sheet.cell(answer.row, columns[DONE]).value = "2020-11-11"
            counts["corrected"] += 1
        elif answer.line.reasoned and wrong.isdisjoint(own.key for own in answer.line.findings):
            sheet.cell(answer.row, columns[REASON]).value = "入户查实，情况属实"
            counts["explained"] += 1
        elif answer.line.findings and known.says(answer.line) is None:
            counts["in_workbook"] += 1
    book.save(to / slip.name)
    return Answered(counts["corrected"], counts["explained"], counts["passed_over"], bool(counts["in_workbook"]))


def _read(slip: Path, campaign: Campaign) -> tuple[SlipHead, list[SlipAnswer]]:
    """Whose slip it is and what each line is about; nothing is written on it yet."""
    schema = schema_for(campaign)
    sheets = FileSheets(open_package(slip.read_bytes(), schema.limits), schema.limits, MARK_PREFIX)
    head, lines = read_slip_rows(peek(sheets).entries)
    return head, read_answers(sheets, lines, schema)[1]


class _Known:
    """What a village knows about the cells its slip is about."""

    def __init__(self, scene: Scene, village: str) -> None:
        self._campaign, self._truth, self._village = scene.campaign, Truth(scene), village

    def says(self, line: SlipLine) -> str | None:
        """What should stand in the cell of a line, as a text; None where the line is about no row that is known."""
        value = self._value(line)
        return show_number(value, self._kind(line)) if isinstance(value, float) else value

    def is_wrong(self, line: SlipLine) -> bool:
        """Whether something else should stand in the cell of a line."""
        return self.says(line) not in (None, line.before)

    def typed(self, line: SlipLine) -> Value:
        """The same as it is typed."""
        return self.says(line) if self._kind(line) == "date" else self._value(line)

    def _kind(self, line: SlipLine) -> str:
        return self._campaign.column(line.table, line.field).kind

    def _value(self, line: SlipLine) -> Value:
        if not line.field:
            return None
        rows = self._truth.rows(self._village, line.table)
        here = [row for row in rows if str(row.get(HOUSEHOLD_KEY) or "") == line.code and self._is(row, line)]
        return self._truth.says(line.table, here[0], line.field) if len(here) == 1 else None

    def _is(self, row: Record, line: SlipLine) -> bool:
        """Whether a row is about the person of a line."""
        if not (line.name or line.number):
            return True
        own = {str(row.get(field) or "") for field in (*PERSON_NAMES, HEAD_NAME, ID_NUMBER, HEAD_ID)} - {""}
        person = self._truth.person(str(row.get(MEMBER_CODE) or ""))
        own |= {person.name, person.document} if person is not None else set()
        return line.number in own or (not line.number and line.name in own)


def decide(scene: Scene, out: Path, day: str) -> tuple[int, int]:
    """The townships go through what waits for a decision: what is right is accepted, what is not is refused.

    How many were accepted, and how many refused.
    """
    accepted = rejected = 0
    right = {own.household: _text(own.right) for own in scene.wrong}
    for file in sorted(out.glob(f"*_{CORRECTION_LIST}.xlsx")):
        book = openpyxl.load_workbook(file)
        sheet = book[CORRECTION_LIST]
        columns = _columns(sheet.iter_rows(values_only=True), OUTCOME)
        heading = next(row for row, line in enumerate(sheet.iter_rows(values_only=True), 1) if OUTCOME in line)
        for row in range(heading + 1, sheet.max_row + 1):
            if sheet.cell(row, columns["情况"]).value not in ("待认定", "采纳了几种"):
                continue
            home = str(sheet.cell(row, columns["户编号"]).value)
            is_right = str(sheet.cell(row, columns["更正为"]).value) == right.get(home)
            accepted, rejected = accepted + is_right, rejected + (not is_right)
            sheet.cell(row, columns[OUTCOME]).value = ACCEPTED if is_right else REJECTED
            sheet.cell(row, columns[DECIDED_BY]).value = "周站长"
            sheet.cell(row, columns[DECIDED_ON]).value = day
            sheet.cell(row, columns[DECIDED_WHY]).value = "" if is_right else "和户口簿对不上"
        book.save(file)
    return accepted, rejected


def give_opinions(folder: Path) -> int:
    """Townships, or the county, write their opinion wherever their own workbooks wait for one; how many they wrote."""
    written = 0
    for file in sorted(folder.glob(f"*{LEVELS}.xlsx")):
        book = openpyxl.load_workbook(file)
        cells = (cell for sheet in book for row in sheet.iter_rows(min_row=FIRST_ROW) for cell in row)
        for cell in cells:
            if cell.value is None and not cell.protection.locked:
                cell.value = "同意"
                written += 1
        book.save(file)
    return written


def _text(value: Value) -> str:
    return show_number(value, "integer") if isinstance(value, float) else str(value)


def _columns(lines: Iterable[tuple[object, ...]], heading: str) -> Mapping[str, int]:
    """The columns of a list by heading."""
    line = next(line for line in lines if heading in line)
    return {str(text): place for place, text in enumerate(line, 1) if text}


def slips_in(folder: Path) -> list[Path]:
    """The slips that went out last."""
    return sorted(folder.glob("退回/*/*/*_整改*.xlsx"))


def empty(folder: Path) -> None:
    """Takes away what was sent back before."""
    shutil.rmtree(folder / "退回", ignore_errors=True)
