"""The seal of a rollup: whether it still says what it said when it was made.

A rollup is there to be read, filtered, sorted and printed. A number typed into it would reach the county without the
village, or be lost without a word, so whoever makes a rollup keeps a checksum of every sheet that is read back in the
row ``seal`` of ``_rollup``, as JSON: table id, or name of a hidden sheet → [sheet name, checksum].

The sheets that are only shown (totals, verdicts, incomes …) are computed again by whoever merges, so a number typed
into one is no reason to refuse the rollup; but it is printed and passed on, so it is noticed. Their checksums stand in
rows ``shown``, as JSON: [checksum, first row, number of rows, letters of the columns that count].

Only what the cells say counts. The order of rows and columns, widths, filters, colours and columns of one's own do not,
nor which program saved the file last: 3 and 3.0 are the same, an empty text is an empty cell, numbers count to 15
digits (what every program keeps). This finds slips, not forgers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from operator import itemgetter

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.records.identity_sheet import FIRST_ROW, ROLLUP_SHEET, TOKEN_COLUMN, Cell, read_mark
from workbooks.reading.raw import Raw, RawSheet, Serial
from workbooks.references import column_index

SEAL, SHOWN = "seal", "shown"
# Columns of a data sheet: whose a record is and where it stood, and a formula that every program works out anew.
TOWNSHIP, VILLAGE_CODE, ROW, LINK = "_township", "_village_code", "_row", "_link"
# The order in which a register keeps its records; no two are alike in all of them. Villages have no household code.
_ORDER = (TOWNSHIP, VILLAGE_CODE, HOUSEHOLD_KEY, ROW)

# In front of whatever is no text: no cell can hold it, so the number 3 is not the text 3.
_NO_TEXT = "\x02"
# Stands for a formula, whatever it shows at the moment: programs work it out anew, and do not agree on how one with an
# empty text as its result is kept. A number typed over it is none.
FORMULA: Raw = None
# What a rollup is made of; anything else was typed into it.
_USUAL = {str, float, int, Serial}

Columns = Mapping[str, Sequence[Raw]]
Seals = dict[str, tuple[str, str]]


def table_digest(columns: Columns) -> str:
    """SHA-256 (hex) of a data sheet: machine name → the cells of all records, in any order of the records."""
    sealed = {name: column for name, column in columns.items() if name != LINK}
    try:
        places = list(zip(*([cell or "" for cell in sealed[name]] for name in _order(sealed)), strict=True))
        if places != sorted(places):
            in_order = itemgetter(*sorted(range(len(places)), key=places.__getitem__))
            sealed = {name: in_order(column) for name, column in sealed.items()}
    except (KeyError, TypeError):  # a record without its place is none of ours
        return ""
    return _digest(sealed)


def _order(columns: Columns) -> tuple[str, ...]:
    return tuple(name for name in _ORDER if name in columns or name != HOUSEHOLD_KEY)


def rows_digest(rows: Iterable[Sequence[Raw]]) -> str:
    """SHA-256 (hex) of a hidden sheet: its rows from top to bottom."""
    columns = {f"{index:05}": column for index, column in enumerate(zip_longest(*rows))}
    return _digest({name: column for name, column in columns.items() if any(cell not in (None, "") for cell in column)})


@dataclass(frozen=True)
class ShownRows:
    """What counts on a sheet that is only shown: some columns (by letters) of the rows from ``first`` on.

    A cell with a formula is `FORMULA`.
    """

    first: int
    columns: Mapping[str, Sequence[Raw]]

    def sealed(self) -> list[object]:
        """Its entry in the row ``shown``."""
        columns = list(self.columns.values())
        return [_rows_in_any_order(columns), self.first, len(columns[0]) if columns else 0, list(self.columns)]


def shown_rows(sheets: Mapping[str, Sequence[ShownRows]]) -> list[list[Cell]]:
    """The rows ``shown``: sheet name → what counts on it."""
    return [
        [SHOWN, name, json.dumps(own.sealed(), separators=(",", ":"))]
        for name, counting in sheets.items()
        for own in counting
    ]


def edited_sheets(rollup: RawSheet | None, read: Callable[[str], RawSheet | None]) -> list[str]:
    """The sheets that are only shown and do not say any more what they said.

    Args:
        rollup: the hidden sheet of that name.
        read: reads a sheet by name; ``None`` where there is none.
    """
    edited = []
    for row in [] if rollup is None else map(rollup.row, range(len(rollup.rows))):
        if row.get(0) != SHOWN:
            continue
        name = str(row.get(1))
        digest, first, count, letters = json.loads(str(row.get(2)))
        sheet = read(name)
        if sheet is None or _rows_in_any_order(_region(sheet, first, count, letters)) != digest:
            edited.append(name)
    return list(dict.fromkeys(edited))


def _region(sheet: RawSheet, first: int, count: int, letters: Sequence[str]) -> Sequence[Sequence[Raw]]:
    """The columns as they stand now in the rows that were sealed, empty rows included."""
    place = {row: position for position, row in enumerate(sheet.rows)}
    rows = range(first, first + count)
    columns: list[list[Raw]] = []
    for index in map(column_index, letters):
        cells, formulas = sheet.column(index), sheet.formula_rows(index)
        columns.append([FORMULA if row in formulas else cells[place[row]] if row in place else None for row in rows])
    return columns


def _rows_in_any_order(columns: Sequence[Sequence[Raw]]) -> str:
    """SHA-256 (hex) of the rows, whatever their order: people sort these lists."""
    texts = [_texts(column) for column in columns]
    rows = sorted("\x1f".join(row) for row in zip(*texts, strict=True))
    said = "\x1e".join(rows).replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def seal_row(tables: Mapping[str, tuple[str, Columns]], hidden: Mapping[str, Sequence[Sequence[Raw]]]) -> list[Cell]:
    """The row ``seal``: ``tables`` maps table id to sheet name and columns, ``hidden`` sheet name to rows."""
    seals: Seals = {table: (sheet, table_digest(columns)) for table, (sheet, columns) in tables.items()}
    seals |= {name: (name, rows_digest(rows)) for name, rows in hidden.items()}
    return [SEAL, json.dumps(seals, ensure_ascii=False, separators=(",", ":"))]


def changed_sheets(sheets: Mapping[str, RawSheet]) -> list[str]:
    """The sheets of a rollup, by name, that were changed, added or removed since it was made."""
    seals = _seals(sheets)
    if seals is None:
        return [ROLLUP_SHEET]
    changed = []
    found = set()
    for name, sheet in sheets.items():
        first = sheet.row(0).get(0) if sheet.rows[:1] == [1] else None
        mark = read_mark(first) if isinstance(first, str) else None
        key = name if mark is None else mark[0]
        if mark is None and key not in seals:  # some add-ins keep a hidden sheet of their own
            continue
        found.add(key)
        digest = rows_digest(_hidden_rows(sheet)) if mark is None else table_digest(_data_columns(sheet))
        if key not in seals or seals[key][1] != digest:
            changed.append(name)
    return [*changed, *(sheet for key, (sheet, _) in seals.items() if key not in found)]


def _seals(sheets: Mapping[str, RawSheet]) -> Seals | None:
    sheet = sheets.get(ROLLUP_SHEET)
    rows = [] if sheet is None else map(sheet.row, range(len(sheet.rows)))
    text = next((row.get(1) for row in rows if row.get(0) == SEAL), None)
    try:
        return {str(key): (str(name), str(digest)) for key, (name, digest) in json.loads(str(text)).items()}
    except (ValueError, TypeError, AttributeError):
        return None


def _hidden_rows(sheet: RawSheet) -> list[list[Raw]]:
    rows = map(sheet.row, range(len(sheet.rows)))
    return [[row.get(index) for index in range(max(row) + 1)] for row in rows if row.get(0) != SEAL]


def _data_columns(sheet: RawSheet) -> dict[str, Sequence[Raw]]:
    """Machine name → cells of the rows that hold anything in one of these columns."""
    above = sum(row < FIRST_ROW for row in sheet.rows)
    names = {index: name for index, name in sheet.row(0).items() if isinstance(name, str)} | {0: TOKEN_COLUMN}
    columns = {name: sheet.column(index)[above:] for index, name in names.items()}
    strange = [position for position, row in enumerate(columns.get(ROW, ())) if row is None]
    notes = {position for position in strange if all(column[position] is None for column in columns.values())}
    if not notes:
        return dict(columns)
    kept = [position for position in range(len(sheet.rows) - above) if position not in notes]
    return {name: [column[position] for position in kept] for name, column in columns.items()}


def _digest(columns: Columns) -> str:
    digest = hashlib.sha256()
    for name in sorted(columns):
        text = _joined(columns[name])
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        digest.update(f"\x1d{name}\x1e".encode())
        digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _joined(column: Sequence[Raw]) -> str:
    with suppress(TypeError):  # most columns are all text, and this is the fast way to see it
        return "\x1f".join(column)  # type: ignore[arg-type]
    return "\x1f".join(_texts(column))


def _texts(column: Sequence[Raw]) -> list[str]:
    texts = ["" if cell is None else cell for cell in column]
    kinds = set(map(type, texts))
    if kinds <= {str}:
        return texts  # type: ignore[return-value]  # only texts are left
    if not kinds <= _USUAL:  # True equals 1
        return [cell if isinstance(cell, str) else f"{_NO_TEXT}{cell!r}" for cell in texts]
    known = {
        cell: cell if isinstance(cell, str) else f"{_NO_TEXT}{cell + 0.0:.15g}"  # type: ignore[operator]
        for cell in set(texts)
    }
    return list(map(known.__getitem__, texts))
