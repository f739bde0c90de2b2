"""What villages answered, and how the workbooks they answer in say which rows they are about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from cunbiao.definitions.suspected import suspected_file
from cunbiao.lists.roster.convert import shown
from cunbiao.lists.suspected.model import LINE, Answer, RowKey
from cunbiao.records.identity_sheet import (
    SUSPECTED_SHEET,
    Cell,
    ExpectedVillage,
    is_as_issued,
    named_entries,
    named_value,
    sealed,
)
from workbooks.reading.foreign import NamedSheet
from workbooks.reading.listed_rows import listed_rows
from workbooks.reading.raw import Raw, RawSheet


class AnswerError(ValueError):
    """The hidden sheet of an answer does not say what it must."""


def answer_rows(file: str, sha256: str, village: ExpectedVillage, rows: Sequence[RowKey]) -> list[list[Cell]]:
    """The rows of the hidden sheet, sealed: of which list which rows, line by line."""
    said = {
        "list": file,
        "sha256": sha256,
        "township": village.township,
        "village": village.village,
        "village_code": village.code,
        "rows": json.dumps(rows, ensure_ascii=False),
    }
    return sealed([named_value(name, value) for name, value in said.items()])


def read_answers(file: str, sheets: Sequence[NamedSheet]) -> list[Answer]:
    """What stands in a workbook that a village answered in.

    Raises:
        AnswerError: its hidden sheet was changed or is gone.
    """
    hidden = next((sheet.cells for sheet in sheets if sheet.name == SUSPECTED_SHEET), None)
    entries = named_entries(_cells(hidden)) if hidden is not None else {}
    if "rows" not in entries or not is_as_issued(entries):
        raise AnswerError
    rows: list[RowKey] = [(str(sheet), int(row)) for sheet, row in json.loads(entries["rows"])]
    shown = next((sheet.cells for sheet in sheets if not sheet.hidden), None)
    return list(_answers(file, entries, rows, shown)) if shown is not None else []


def _answers(file: str, entries: Mapping[str, str], rows: Sequence[RowKey], sheet: RawSheet) -> Iterator[Answer]:
    labels: dict[str, str] = {column.id: column.label for column in suspected_file().answers}
    for listed in listed_rows(sheet, (LINE, *labels.values())):
        number = _written(listed.cells[LINE])
        if number.isdecimal() and 0 < int(number) <= len(rows):
            values = {name: _written(listed.cells[label]) for name, label in labels.items()}
            yield Answer(entries["sha256"], rows[int(number) - 1], values, file)


def _cells(sheet: RawSheet) -> Iterator[list[Cell]]:
    for position in range(len(sheet.rows)):
        cells = sheet.row(position)
        yield [text if isinstance(text := cells.get(column), str) else None for column in range(max(cells) + 1)]


def _written(raw: Raw) -> str:
    """A cell as one line: what a person wrote may stand on several."""
    return " ".join(shown(raw).split())
