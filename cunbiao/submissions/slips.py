"""Slips that come back from villages: corrected values as values of their columns, and written reasons."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.records.slip import DONE, LINE, MENDED, REASON, WHO, SlipAnswer, SlipLine
from cunbiao.records.submission import WrittenReason
from cunbiao.submissions.cells import parse_column, shown_raw, written_line
from cunbiao.submissions.schema import ColumnSchema, Schema
from workbooks.reading.listed_rows import ListedRow, listed_rows
from workbooks.reading.raw import Raw
from workbooks.reading.sheets import Sheets
from workbooks.references import column_letters

_HEADINGS = (LINE, MENDED, REASON, WHO, DONE)


def read_answers(sheets: Sheets, lines: list[SlipLine], schema: Schema) -> tuple[str, list[SlipAnswer]]:
    """The sheet that the lines stand on, and what was written on each of them.

    Raises:
        Refused: the slip cannot be read.
    """
    answers: list[SlipAnswer] = []
    name = ""
    for name in sheets.names:
        for listed in listed_rows(sheets.read(name), _HEADINGS):
            number = written_line(listed.cells[LINE])
            if number.isdecimal() and 0 < int(number) <= len(lines):
                answers.append(_answer(lines[int(number) - 1], listed, schema))
        if answers:
            break
    return name, answers


def _answer(line: SlipLine, listed: ListedRow, schema: Schema) -> SlipAnswer:
    cells = listed.cells
    column = _column(line, schema)
    value, bad = _value(column, cells[MENDED], schema) if column is not None else (None, "")
    return SlipAnswer(
        line,
        listed.row,
        column_letters(listed.columns[MENDED]),
        value,
        shown_raw(cells[MENDED]) if column is not None else "",
        bad,
        written_line(cells[REASON]),
        written_line(cells[WHO]),
        written_line(cells[DONE]),
    )


def _column(line: SlipLine, schema: Schema) -> ColumnSchema | None:
    """The column to be corrected; none where the line asks for none, or the notice has it no more."""
    table = schema.tables.get(line.table)
    return next((own for own in table.columns if own.name == line.field), None) if table is not None else None


def _value(column: ColumnSchema, raw: Raw, schema: Schema) -> tuple[str | float | None, str]:
    """A cell as a value of its kind, or the message that says why it is none; what is in no list is told later."""
    parsed = parse_column(column, [raw], schema.words, schema.limits.text_length.most)
    if not parsed.bad:
        return parsed.values[0], ""
    return None, next(own.message for own in reversed(parsed.remarks))


def reasons_of(file: str, answers: list[SlipAnswer]) -> Iterator[WrittenReason]:
    """The reasons written for findings that are only to be verified."""
    for answer in answers:
        for finding in answer.line.findings if answer.line.reasoned and answer.reason else ():
            yield WrittenReason(finding.key, finding.fact, answer.reason, finding.known, file)
