"""Invented slips as intake hands them over."""

from __future__ import annotations

from collections.abc import Iterable

from cunbiao.records.slip import Slip, SlipAnswer, SlipFinding, SlipHead, SlipLine
from cunbiao.records.submission import Submission, Value


def line(
    table: str,
    field: str,
    before: str,
    code: str,
    number: str = "",
    name: str = "",
    *,
    token: str = "R0001",
    locked: bool = False,
) -> SlipLine:
    """A line about one cell."""
    found = (SlipFinding(f"{code}/{field}"),)
    return SlipLine(found, False, table, token, code, number, name, field, before, locked)


def answer(about: SlipLine, value: Value, row: int = 5, bad: str = "") -> SlipAnswer:
    return SlipAnswer(about, row, "J", None if bad else value, str(value), bad)


def slip(of: Submission, answers: Iterable[SlipAnswer], sent: str = "2020-11-05", file: str = "整改.xlsx") -> Slip:
    """A slip of the village of a submission."""
    own = of.identity
    head = SlipHead(own.policy, "", own.year, own.county, own.township, own.village, own.village_code, sent)
    return Slip(file, file, 1, 0.0, 0.0, "整改单", head, list(answers), [])
