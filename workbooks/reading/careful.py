"""The reader of record: one cell at a time, nothing taken for granted, nothing lost without a word.

It streams through the sheet's XML and keeps only cells that hold something, so neither a declared dimension nor a stray
cell at the end of the sheet costs memory. It is used for every sheet in which the quick reader might lose something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from xml.parsers import expat

from workbooks import refusal
from workbooks.excel import DAY_ZERO, MAX_COLUMNS, MAX_ROWS
from workbooks.limits import Limit
from workbooks.reading.context import Context
from workbooks.reading.raw import (
    DAYS_1904,
    TRUE,
    Fault,
    Merge,
    Raw,
    Serial,
    merge_of,
    raw_number,
)
from workbooks.references import column_index, column_letters, whole
from workbooks.refusal import Refused
from workbooks.xml_text import BROKEN_XML, cell_text, unescape

# A whole sheet of formatted but empty cells is a common habit; in large parts they are dropped before parsing.
_LARGE = 4 * 2**20
_EMPTY_CELL = re.compile(rb"<c [^<>]*/>")
_EMPTY_ROW = re.compile(rb"<row [^<>]*(?:/>|>\s*</row>)")
_MIDNIGHT = datetime.combine(DAY_ZERO, time())


@dataclass(slots=True)
class CarefulSheet:
    """A `RawSheet` as the careful reader found it: the rows as dicts of their cells."""

    rows: list[int]
    hidden: set[int]
    merges: list[Merge]
    protected: bool
    cells: list[dict[int, Raw]]
    formulas: dict[int, set[int]]

    def column(self, index: int) -> list[Raw]:
        """See `RawSheet.column`."""
        return [row.get(index) for row in self.cells]

    def row(self, position: int) -> dict[int, Raw]:
        """See `RawSheet.row`."""
        return self.cells[position]

    def used_columns(self) -> list[int]:
        """See `RawSheet.used_columns`."""
        return sorted({index for row in self.cells for index in row})

    def formula_rows(self, index: int) -> set[int]:
        """See `RawSheet.formula_rows`."""
        return self.formulas.get(index, set())


def read_carefully(name: str, xml: bytes, context: Context) -> CarefulSheet:
    """All non-empty cells of a sheet, with its merged ranges and hidden rows.

    Raises:
        Refused: the XML is broken or nested too deeply, a row or cell stands in it twice, a reference leads nowhere,
            or there are more cells than the limits allow.
    """
    reader = _Reader(name, context)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    if len(xml) > _LARGE:
        xml = _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", xml))
    try:
        parser.Parse(xml, True)
    except BROKEN_XML as error:
        raise refusal.broken_markup(name, error) from error
    return reader.sheet()


class _Reader:
    """The handlers of one pass over a sheet."""

    def __init__(self, name: str, context: Context) -> None:
        self._name = name
        self._context = context
        self._rows: dict[int, dict[int, Raw]] = {}
        self._hidden: set[int] = set()
        self._merges: list[Merge] = []
        self._formulas: dict[int, set[int]] = {}
        self._protected = False
        self._depth = 0
        self._row = 0
        self._seen_rows: set[int] = set()
        self._cells: dict[int, Raw] = {}
        self._column = -1
        self._columns: set[int] = set()
        self._kind = ""
        self._style = ""
        self._value: str | None = None
        self._inline: list[str] | None = None
        self._has_formula = False
        self._in_cell = False
        self._phonetic = False
        self._preserve = False
        self._characters: list[str] | None = None
        self._count = 0

    def sheet(self) -> CarefulSheet:
        """What was read."""
        rows = sorted(self._rows)
        return CarefulSheet(
            rows=rows,
            hidden=self._hidden & self._rows.keys(),
            merges=self._merges,
            protected=self._protected,
            cells=[self._rows[row] for row in rows],
            formulas=self._formulas,
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._context.limits.depth.most:
            raise Refused(
                refusal.BROKEN_STRUCTURE, sheet=self._name, actual=self._context.limits.depth.shown(self._depth)
            )
        name = name[name.find(":") + 1 :]
        if self._in_cell:
            self._start_in_cell(name, attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "sheetProtection":
            self._protected = attributes.get("sheet") in TRUE

    def text(self, characters: str) -> None:
        if self._characters is not None:
            self._characters.append(characters)

    def end(self, name: str) -> None:
        self._depth -= 1
        name = name[name.find(":") + 1 :]
        if self._in_cell:
            self._end_in_cell(name)
        elif name == "row" and self._cells:
            self._rows[self._row] = self._cells
            self._cells = {}

    def _start_row(self, attributes: dict[str, str]) -> None:
        text = attributes.get("r")
        self._row = self._row + 1 if text is None else whole(text)
        if not 1 <= self._row <= MAX_ROWS:
            raise self._broken(f"row {text}")
        if self._row in self._seen_rows:
            raise Refused(refusal.DUPLICATE_INSIDE, actual=f"{self._name}!{self._row}:{self._row}")
        self._seen_rows.add(self._row)
        if len(self._rows) > self._context.limits.rows.most:
            raise self._too_many(self._context.limits.rows, len(self._rows))
        if attributes.get("hidden") in TRUE:
            self._hidden.add(self._row)
        self._cells = {}
        self._columns = set()
        self._column = -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            name = reference.rstrip("0123456789")
            self._column = column_index(name) if reference[len(name) :] == str(self._row) else -1
        if not 0 <= self._column < MAX_COLUMNS:
            raise self._broken(reference or column_letters(self._column))
        if self._column in self._columns:
            raise Refused(refusal.DUPLICATE_INSIDE, actual=f"{self._name}!{column_letters(self._column)}{self._row}")
        self._columns.add(self._column)
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._value = None
        self._inline = None
        self._has_formula = False
        self._in_cell = True

    def _start_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("v", "t"):
            self._characters = []
            self._preserve = attributes.get("xml:space") == "preserve"
        elif name == "is":
            self._inline = []
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._phonetic = True

    def _end_in_cell(self, name: str) -> None:
        if name == "v":
            self._value = "".join(self._characters or ())
            self._characters = None
        elif name == "t":
            if self._inline is not None and not self._phonetic:
                self._inline.append(cell_text("".join(self._characters or ()), self._preserve))
            self._characters = None
        elif name == "rPh":
            self._phonetic = False
        elif name == "c":
            self._in_cell = False
            self._end_cell()

    def _end_cell(self) -> None:
        value = self._raw()
        if value is None or value == "":
            return
        if self._has_formula:
            self._formulas.setdefault(self._column, set()).add(self._row)
        self._cells[self._column] = value
        self._count += 1
        if self._count > self._context.limits.cells.most:
            raise self._too_many(self._context.limits.cells, self._count)

    def _raw(self) -> Raw:
        kind, text = self._kind, self._value
        if kind == "inlineStr":
            return "".join(self._inline or ())
        if text == "" and kind == "s" and not self._has_formula:
            # A shared text without a number is no blank: it is refused.
            return self._shared(text)
        if text is None or (text == "" and kind != "str"):
            return Fault("no_result", "") if self._has_formula else None
        if kind == "s":
            return self._shared(text)
        if kind == "str":
            return unescape(text)
        if kind == "b":
            return text.strip() in TRUE
        if kind == "e":
            return Fault("error", text)
        if kind == "d":
            return _iso_serial(text)
        return self._number(text.strip())

    def _number(self, text: str) -> Raw:
        number = raw_number(text)
        styles, style = self._context.date_styles, whole(self._style)
        if isinstance(number, Fault) or not (0 <= style < len(styles) and styles[style]):
            return number
        return Serial(number + DAYS_1904 if self._context.date1904 else number)

    def _shared(self, text: str) -> str:
        strings = self._context.strings
        index = whole(text.strip())
        if not 0 <= index < len(strings):
            column = column_letters(self._column)
            raise Refused(refusal.TEXT_NOT_THERE, sheet=self._name, column=column, row=self._row)
        return strings[index]

    def _merge(self, reference: str) -> None:
        try:
            self._merges.append(merge_of(reference))
        except ValueError:
            raise self._broken(reference) from None

    def _broken(self, what: str) -> Refused:
        return Refused(refusal.BROKEN_STRUCTURE, sheet=self._name, actual=what)

    def _too_many(self, limit: Limit, amount: int) -> Refused:
        return Refused(refusal.TOO_MANY_CELLS, sheet=self._name, actual=amount, limit=limit.most)


def _iso_serial(text: str) -> Raw:
    """A date cell of a Strict workbook, written as 2020-09-30 or 2020-09-30T08:00:00."""
    for read in (datetime.fromisoformat, lambda part: datetime.combine(DAY_ZERO, time.fromisoformat(part))):
        try:
            moment = read(text.strip().removesuffix("Z"))
        except ValueError:
            continue
        return Serial((moment.replace(tzinfo=None) - _MIDNIGHT).total_seconds() / 86400)
    return Fault("no_number", text)
