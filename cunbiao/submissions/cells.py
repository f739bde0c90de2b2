"""Raw cells as values of their kind.

Nothing is guessed and nothing becomes a silent blank: what can be read in one way only is read and remarked on;
anything else keeps the text it has and is bad.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from cunbiao import message_ids
from cunbiao.characters import plain_code, plain_digits, tidy
from cunbiao.days import LAST_DAY, serial
from cunbiao.kinds import CHOICE_KINDS
from cunbiao.records import identity
from cunbiao.records.submission import Value
from cunbiao.submissions import dates, texts
from cunbiao.submissions.amounts import plain_number, shown_number, suggested_number
from cunbiao.submissions.remarks import CellRemark
from cunbiao.submissions.schema import ColumnSchema, Words
from workbooks.reading.raw import Fault, Raw, Serial

EXACT = 10**15
"""A spreadsheet keeps every whole number below; identity and account numbers are longer."""

_PLAIN_DIGITS = {"id": identity.normalise, "phone": plain_digits, "bank": plain_digits, "code": plain_code}
_BLANK = {str, type(None)}
_NUMBERS = {float, type(None)}
_SHOWN_LENGTH = 200


@dataclass(slots=True)
class ParsedColumn:
    """The values of a column; indices of bad cells (there the value is the raw text) and of texts not in its list."""

    values: list[Value]
    bad: list[int] = field(default_factory=list)
    remarks: list[CellRemark] = field(default_factory=list)
    unlisted: list[int] = field(default_factory=list)


# What the sheet itself says of a cell that cannot be read; it sees less exactly what an amount or a date may mean.
_ON_SHEET = {
    message_ids.ERROR_VALUE: message_ids.ERROR_VALUE,
    message_ids.DITTO: message_ids.DITTO,
    message_ids.NUMBER_FOR_IDENTITY: message_ids.NUMBER_FOR_IDENTITY,
    message_ids.NUMBER_FOR_CODE: message_ids.NUMBER_FOR_CODE,
    message_ids.WRONG_KIND: message_ids.WRONG_KIND,
    message_ids.WITH_UNIT: message_ids.WRONG_KIND,
    message_ids.WRONG_DATE: message_ids.WRONG_KIND,
}


def told_on_sheet(column: ParsedColumn) -> dict[int, str]:
    """Index of a bad cell → the message by which the sheet, too, says why it cannot be read."""
    return {own.index: _ON_SHEET[own.message] for own in column.remarks if own.message in _ON_SHEET}


def parse_column(column: ColumnSchema, raw: list[Raw], words: Words, longest: int) -> ParsedColumn:
    """All cells of a column as values of its kind; ``longest`` is the most characters a cell may hold."""
    if column.labels is not None:
        # One text object a label instead of one a cell: less to send between processes and to keep.
        one = dict(zip(raw, raw, strict=True))
        if one.keys() - {None} <= column.labels:
            return ParsedColumn([one[cell] for cell in raw])  # type: ignore[misc]  # labels and blanks
    parsed = _PLAIN[column.kind](column, raw, words, longest)
    if parsed is None:
        parsed = _cell_by_cell(column, raw, words, longest)
    if column.labels is not None:
        _find_unlisted(parsed, column.labels)
    return parsed


def _all_text(raw: list[Raw], words: Words, longest: int, plain: Callable[[Sequence[str]], bool]) -> bool:
    """Whether a column of texts needs no second look at any cell."""
    if not set(map(type, raw)) <= _BLANK:
        return False
    # Most columns hold few different texts.
    filled: list[str] = [text for text in set(raw) if text]  # type: ignore[misc]  # only texts are left
    return plain(filled) and words.ditto.isdisjoint(filled) and texts.all_fit(filled, longest)


def _plain_texts(column: ColumnSchema, raw: list[Raw], words: Words, longest: int) -> ParsedColumn | None:
    plain = partial(texts.all_plain_texts, person=column.person)
    return ParsedColumn(raw) if _all_text(raw, words, longest, plain) else None  # type: ignore[arg-type]


def _plain_codes(column: ColumnSchema, raw: list[Raw], words: Words, longest: int) -> ParsedColumn | None:
    return ParsedColumn(raw) if _all_text(raw, words, longest, texts.all_plain_codes) else None  # type: ignore[arg-type]


def _plain_numbers(column: ColumnSchema, raw: list[Raw], words: Words, longest: int) -> ParsedColumn | None:
    if not set(map(type, raw)) <= _NUMBERS:
        return None
    total: float = sum(filter(None, raw))  # type: ignore[arg-type]  # only numbers are left
    return ParsedColumn(raw) if math.isfinite(total) else None  # type: ignore[arg-type]


def _plain_dates(column: ColumnSchema, raw: list[Raw], words: Words, longest: int) -> ParsedColumn | None:
    return ParsedColumn(raw) if raw.count(None) == len(raw) else None  # type: ignore[arg-type]


_PLAIN = {
    "text": _plain_texts,
    "choice": _plain_texts,
    "choices": _plain_texts,
    "id": _plain_codes,
    "phone": _plain_codes,
    "bank": _plain_codes,
    "code": _plain_codes,
    "integer": _plain_numbers,
    "number": _plain_numbers,
    "money": _plain_numbers,
    "date": _plain_dates,
}


def _find_unlisted(parsed: ParsedColumn, labels: frozenset[str]) -> None:
    unlisted = set(parsed.values) - labels - {None}
    if unlisted:
        bad = set(parsed.bad)
        parsed.unlisted = [i for i, value in enumerate(parsed.values) if value in unlisted and i not in bad]


def _cell_by_cell(column: ColumnSchema, raw: list[Raw], words: Words, longest: int) -> ParsedColumn:
    parsed = ParsedColumn([None] * len(raw))
    cell = _Cell(column, words, longest, parsed)
    for index, value in enumerate(raw):
        if value is not None:
            cell.read(index, value)
    return parsed


class _Cell:
    """Reads one cell after the other into ``parsed``."""

    def __init__(self, column: ColumnSchema, words: Words, longest: int, parsed: ParsedColumn) -> None:
        self._column = column
        self._words = words
        self._longest = longest
        self._parsed = parsed
        self._index = 0
        self._shown = ""

    def read(self, index: int, raw: Raw) -> None:
        """Reads the cell of one row."""
        self._index = index
        self._shown = shown_raw(raw)
        if isinstance(raw, Fault):
            self._fault(raw)
        elif isinstance(raw, str):
            self._text(raw)
        elif self._column.kind == "date":
            self._date(raw)
        elif self._column.kind in ("integer", "number", "money"):
            self._number(raw)
        else:
            self._number_for_text(raw)

    def _keep(self, value: Value) -> None:
        self._parsed.values[self._index] = value

    def _remark(self, message: str, **values: object) -> None:
        self._parsed.remarks.append(CellRemark(self._index, message, values, self._shown))

    def _bad(self, message: str, **values: object) -> None:
        """The cell keeps its raw text and is marked."""
        self._parsed.values[self._index] = self._shown
        self._parsed.bad.append(self._index)
        self._remark(message, **values)

    def _fault(self, fault: Fault) -> None:
        if fault.kind == "no_number":
            self._text(fault.text)
        elif fault.kind == "error":
            self._bad(message_ids.ERROR_VALUE, value=fault.text)
        else:
            self._bad(message_ids.NO_RESULT)

    def _wrong_kind(self) -> None:
        self._bad(message_ids.WRONG_KIND, expected=self._words.expected[self._column.kind])

    def _text(self, text: str) -> None:
        kind = self._column.kind
        plain = tidy(text)
        if not plain:
            return
        if plain in self._words.ditto:
            self._bad(message_ids.DITTO, value=plain)
        elif texts.length(text) > self._longest:
            self._bad(message_ids.TOO_LONG, actual=texts.length(text), limit=self._longest)
        elif texts.has_unfit(text):
            self._bad(message_ids.INVISIBLE, value=texts.hidden_characters(text))
        elif kind == "date":
            self._date_text(plain)
        elif kind in ("integer", "number", "money"):
            self._number_text(plain)
        elif kind in ("id", "phone", "bank", "code"):
            self._normalised(text, _PLAIN_DIGITS[kind](text))
            self._characters(text)
        elif kind in ("choice", "choices"):
            self._keep(plain)
        else:
            self._normalised(text, texts.read_text(text, self._column.person))
            self._characters(text)

    def _normalised(self, before: str, after: str) -> None:
        self._keep(after or None)
        if before != after:
            self._remark(message_ids.NORMALISED, before=texts.visible(_shortened(before)), after=_shortened(after))

    def _characters(self, text: str) -> None:
        """Remarks on what no reading settles."""
        if hidden := texts.hidden_characters(text):
            self._remark(message_ids.INVISIBLE, value=hidden)
        if garbled := texts.garbled_characters(text):
            self._remark(message_ids.GARBLED, value=garbled)

    def _number_text(self, text: str) -> None:
        number = plain_number(text)
        if number is not None:
            self._keep(number)
            self._remark(message_ids.NUMBER_AS_TEXT, value=text)
            return
        suggestion = suggested_number(text, self._words.units)
        if suggestion is None:
            self._wrong_kind()
        else:
            self._bad(message_ids.WITH_UNIT, value=text, suggestion=suggestion)

    def _number(self, number: float | bool | None) -> None:
        if type(number) is float and math.isfinite(number):
            self._keep(number)
        else:
            self._wrong_kind()

    def _date_text(self, text: str) -> None:
        day = dates.written_date(text)
        if day is not None:
            self._keep(serial(day))
            self._remark(message_ids.DATE_AS_TEXT, before=text, after=dates.shown(day))
        elif dates.looks_like_date(text):
            self._bad(message_ids.WRONG_DATE, value=text)
        else:
            self._wrong_kind()

    def _date(self, raw: float | bool | None) -> None:
        if isinstance(raw, bool) or raw is None:
            self._wrong_kind()
        elif raw > LAST_DAY:
            self._date_text(_written(raw))
        elif (day := dates.date_of(raw)) is None:
            self._bad(message_ids.WRONG_DATE, value=self._shown)
        else:
            self._keep(serial(day))
            if not isinstance(raw, Serial):
                self._remark(message_ids.DATE_AS_TEXT, before=self._shown, after=dates.shown(day))
            elif raw % 1:
                self._remark(message_ids.TIME_OF_DAY, value=self._shown)

    def _number_for_text(self, raw: float | bool | None) -> None:
        kind = self._column.kind
        if kind in CHOICE_KINDS:
            # No label is a number: the list will say so.
            self._keep(self._shown)
        elif isinstance(raw, Serial):
            self._bad(message_ids.TURNED_INTO_DATE, value=self._shown)
        elif kind == "id":
            self._bad(message_ids.NUMBER_FOR_IDENTITY)
        elif kind in ("phone", "bank", "code"):
            # Leading zeros may be gone, and for the sheet's own formulas a number is no phone and finds no household.
            if raw is not None and not isinstance(raw, bool) and 0 <= raw < EXACT and raw.is_integer():
                self._shown = str(int(raw))
            self._bad(message_ids.NUMBER_FOR_CODE)
        elif isinstance(raw, bool) or raw is None:
            self._keep(self._shown)
            self._remark(message_ids.TEXT_AS_NUMBER, value=self._shown)
        elif not abs(raw) < EXACT:
            self._bad(message_ids.NUMBER_FOR_CODE)
        else:
            text = _written(raw)
            self._keep(text)
            self._remark(message_ids.TEXT_AS_NUMBER, value=text)


def _written(number: float) -> str:
    """A number as a spreadsheet joins it to a text: no more digits than it keeps."""
    return f"{Decimal(f'{number:.15g}'):f}"


def shown_raw(raw: Raw) -> str:
    """A raw cell as a person sees it in the sheet; a long number never with more digits than Excel keeps."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return texts.visible(_shortened(raw))
    if isinstance(raw, Fault):
        return texts.visible(_shortened(raw.text))
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, Serial):
        day = dates.date_of(raw)
        if day is not None:
            minutes = round((raw - int(raw)) * 1440)
            return dates.shown(day) + (f" {minutes // 60}:{minutes % 60:02d}" if minutes else "")
    return shown_number(raw)


def written_line(raw: Raw) -> str:
    """A raw cell as one line of text: what a person wrote may stand on several."""
    return " ".join(shown_raw(raw).split())


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN_LENGTH else f"{text[:_SHOWN_LENGTH]}…（共{len(text)}字）"
