"""Clerks at what goes to and fro: villages answer their slips, townships decide about corrections."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import openpyxl

from cunbiao.definitions import Campaign
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.records.display import show_number
from cunbiao.records.identity_sheet import (
    ACCEPTED,
    CORRECTION_LIST,
    DECIDED_BY,
    DECIDED_ON,
    DECIDED_WHY,
    OUTCOME,
    REJECTED,
)
from cunbiao.records.slip import DONE, MENDED, REASON, WHO, SlipAnswer
from cunbiao.submissions.reading import read_submissions
from sample.answers import Record, Value
from sample.person import Person
from tests.campaign.rounds.county import Scene

_NAMES = ("name", "child_name", "head_name")
_NUMBERS = ("id_number", "head_id")
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
    [read] = read_submissions([slip], scene.campaign).slips
    book = openpyxl.load_workbook(slip)
    sheet = book[read.sheet]
    columns = _columns(sheet.iter_rows(values_only=True), MENDED)
    truth = Truth(scene, read.head.village_code)
    counts = {"corrected": 0, "explained": 0, "passed_over": 0, "in_workbook": 0}
    for answer in read.answers:
        chance = 1.0 if rng is None else rng.random()
        if chance < _PASSED_OVER:
            counts["passed_over"] += 1
            continue
        said = truth.says(answer)
        if said is not None and said != answer.line.before:
            mess = chance > 1 - _USELESS and rng is not None
            sheet.cell(answer.row, columns[MENDED]).value = "不清楚" if mess else truth.typed(answer)
            sheet.cell(answer.row, columns[WHO]).value = "李书记"
            sheet.cell(answer.row, columns[DONE]).value = "2020-11-11"
            counts["corrected"] += 1
        elif answer.line.reasoned:
            sheet.cell(answer.row, columns[REASON]).value = "入户查实，情况属实"
            counts["explained"] += 1
        elif answer.line.findings and said is None:
            counts["in_workbook"] += 1
    book.save(to / slip.name)
    return Answered(counts["corrected"], counts["explained"], counts["passed_over"], bool(counts["in_workbook"]))


class Truth:
    """What a village knows of its rows."""

    def __init__(self, scene: Scene, village: str) -> None:
        self._campaign: Campaign = scene.campaign
        self._answers = scene.answers[village]
        self._right = {(own.household, own.member, own.indicator): own.right for own in scene.wrong}
        self._people: dict[str, Person] = {p.code: p for home in scene.county.households for p in home.people}

    def says(self, answer: SlipAnswer) -> str | None:
        """What should stand in the cell of a line, as a text; None where the line is about no row that is known."""
        value = self._value(answer)
        if value is None:
            return None
        kind = self._campaign.column(answer.line.table, answer.line.field).kind
        return show_number(value, kind) if isinstance(value, float) else value

    def typed(self, answer: SlipAnswer) -> Value:
        """The same as it is typed."""
        kind = self._campaign.column(answer.line.table, answer.line.field).kind
        return self._value(answer) if kind in NUMBER_KINDS and kind != "date" else self.says(answer)

    def _value(self, answer: SlipAnswer) -> Value:
        line = answer.line
        if not line.field:
            return None
        rows = [row for row in self._rows(line.table) if str(row.get("household_code") or "") == line.code]
        if line.name or line.number:
            rows = [row for row in rows if self._is(row, line.number, line.name)]
        if len(rows) != 1:
            return None
        [row] = rows
        member = "" if self._campaign.tables[line.table].is_home else str(row.get("member_code") or "")
        return self._right.get((line.code, member, line.field), row.get(line.field))

    def _rows(self, table: str) -> Iterator[Record]:
        yield from self._answers.changes.get(table, {}).values()
        yield from self._answers.new_rows.get(table, [])

    def _is(self, row: Record, number: str, name: str) -> bool:
        own = {str(row.get(field) or "") for field in (*_NAMES, *_NUMBERS)} - {""}
        person = self._people.get(str(row.get("member_code") or ""))
        own |= {person.name, person.document} if person is not None else set()
        return number in own or (not number and name in own)


def decide(scene: Scene, out: Path, day: str) -> tuple[int, int]:
    """A township goes through what waits for a decision: what is right is accepted, what is not is refused."""
    accepted = rejected = 0
    right = {(own.household, own.indicator): own.right for own in scene.wrong}
    for file in sorted(out.glob(f"*_{CORRECTION_LIST}.xlsx")):
        book = openpyxl.load_workbook(file)
        sheet = book[CORRECTION_LIST]
        columns = _columns(sheet.iter_rows(values_only=True), OUTCOME)
        heading = next(row for row, line in enumerate(sheet.iter_rows(values_only=True), 1) if OUTCOME in line)
        for row in range(heading + 1, sheet.max_row + 1):
            if sheet.cell(row, columns["情况"]).value not in ("待认定", "采纳了几种"):
                continue
            new = str(sheet.cell(row, columns["更正为"]).value)
            is_right = any(new == _text(value) for value in right.values())
            accepted, rejected = accepted + is_right, rejected + (not is_right)
            sheet.cell(row, columns[OUTCOME]).value = ACCEPTED if is_right else REJECTED
            sheet.cell(row, columns[DECIDED_BY]).value = "周站长"
            sheet.cell(row, columns[DECIDED_ON]).value = day
            sheet.cell(row, columns[DECIDED_WHY]).value = "" if is_right else "和户口簿对不上"
        book.save(file)
    return accepted, rejected


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


__all__ = ["Answered", "Truth", "answer_slip", "decide", "empty", "slips_in"]
