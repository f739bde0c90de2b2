"""The markup of a worksheet as arrays: every cell of an ordinary sheet found, checked and located at once.

Reading cell by cell in Python costs microseconds a cell. Here the bytes of the XML are one array, and each step works
on all rows or all cells together, eight bytes at a time, so a sheet of 20,000 cells takes a few milliseconds.

Nothing is skipped. `scan` accepts a sheet only when between one row and the next, and one cell and the next, there is
nothing but what belongs to them, every row and cell that holds something is written as Excel, WPS, LibreOffice,
XlsxWriter and openpyxl write it, rows and cells ascend and no reference contradicts its row. Anything else is left to
the careful reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from workbooks.excel import MAX_COLUMNS, MAX_ROWS
from workbooks.reading.cells import BOOLEAN, END, ERROR, INLINE, NUMBER, SHARED, START, TEXT, Cells
from workbooks.reading.eight_bytes import (
    SIZE,
    Bools,
    Bytes,
    Ints,
    Words,
    begins,
    digits,
    lowest,
    number_of,
    words_of,
)

# How far behind a "<" anything is looked at: <c r="XFD1048576" s="12345" t="inlineStr">
_REACH = 64
_ROW, _END_ROW = b'<row r="', b"</row>"
_LONGEST_ROW = 7
_CELL, _END_CELL = b'<c r="', b"</c>"
_ALPHABET = 26
_STYLE = b' s="'
_LONGEST_STYLE = 5
_LONGEST_STRING = 7
_VALUE, _END_VALUE, _EMPTY_VALUE = b"<v>", b"</v></c>", b"<v/></c>"
_TEXT, _END_TEXT, _EMPTY_TEXT = b"<is><t>", b"</t></is></c>", b"<is><t/></is></c>"
_END_FORMULA = b"</f>"
_PRESERVED = b' xml:space="preserve">'
_ESCAPED = re.compile(rb"_x[0-9A-Fa-f]{4}_")
_SPACE, _MORE, _SLASH, _QUOTE = b' >/"'
_HIDDEN = b" hidden="
_TRUE = re.compile(rb' hidden="(?:1|true)"')
_ENDS_NAME = np.isin(np.arange(256), list(b" >/"))
_NO_LETTER = np.uint64(0x0000_FF00_FFFF_FFFF)
_SHORT = np.uint64(int.from_bytes(b' t="\0"', "little"))
_NO_KIND = 255
_SHORT_KINDS = np.full(256, _NO_KIND, np.uint8)
_SHORT_KINDS[list(b"snbe")] = SHARED, NUMBER, BOOLEAN, ERROR


class _OutOfTheOrdinary(Exception):
    """Something is written in a way that only the careful reader understands."""


def _expect(ordinary: Bools) -> None:
    if not ordinary.all():
        raise _OutOfTheOrdinary


def scan(xml: bytes, first: int, last: int) -> Cells | None:
    """The cells of the rows ``xml[first:last]`` of a sheet, ``None`` unless all is ordinary."""
    body = b"".join((START, memoryview(xml)[first:last], END, bytes(_REACH)))
    try:
        return _Markup(body).cells()
    except _OutOfTheOrdinary:
        return None


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows by number, the words in which that is written with a quote behind it, how long that is, and the numbers
    of the hidden ones.
    """

    number: Ints
    written: Words
    length: Ints
    hidden: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Contents:
    """What stands in cells: where the value is, whether there is an element of values or one of texts, whether white
    space around it does not count, and whether there is a formula.
    """

    start: Ints
    end: Ints
    has_value: Bools
    is_text: Bools
    loose: Bools
    formula: Bools


class _Markup:
    """The steps of taking row data apart; each raises `_OutOfTheOrdinary`.

    ``tags`` are the places of all "<", ``letters`` what stands behind them; rows and cells are known by the number of
    their tag.
    """

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._text: Bytes = np.frombuffer(body, np.uint8)
        self._words = words_of(body)
        self._refuse_odd_characters()
        self._tags: Ints = np.flatnonzero(self._text == ord("<"))
        self._letters = self._text[self._tags + 1]

    def cells(self) -> Cells:
        """The cells that hold something or have a formula."""
        rows, row, cells, stops = self._filled()
        behind = self._tags[cells + 1]
        _expect(self._text[behind - 1] == _MORE)
        column, at = self._references(self._tags[cells], rows, row)
        _expect(np.diff(row << 15 | column) > 0)
        kind, style = self._attributes(at, behind - 1)
        held = self._contents(cells, stops)
        filled = held.end > held.start
        _expect(~filled | ((kind == INLINE) == held.is_text))
        # A formula without any value was never computed, whatever kind of result it announces.
        kind[held.formula & ~held.has_value] = NUMBER
        # A shared text without a number is no blank.
        _expect(filled | (kind != SHARED) | held.formula | ~held.has_value)
        numbers = np.flatnonzero((kind == NUMBER) & filled)
        styles = np.zeros(len(cells), np.int64)
        styles[numbers] = number_of(style[numbers])
        found = Cells(
            body=self._body,
            row=rows.number[row],
            column=column,
            kind=kind,
            style=styles,
            start=held.start,
            end=held.end,
            string=self._strings(np.flatnonzero((kind == SHARED) & filled), held),
            formula=held.formula,
            loose=held.loose,
            hidden=rows.hidden,
        )
        holds = filled | (held.formula & (kind != TEXT) & (kind != INLINE))
        return found if holds.all() else found.only(np.flatnonzero(holds))

    def _refuse_odd_characters(self) -> None:
        """Control characters, which XML refuses or changes, and escapes (``_x000D_``), which stand for others."""
        text = self._text[:-_REACH]
        if text.min() < _SPACE and np.count_nonzero(text < _SPACE) != self._body.count(b"\n") + self._body.count(b"\t"):
            raise _OutOfTheOrdinary
        if _ESCAPED.search(self._body):
            raise _OutOfTheOrdinary

    def _filled(self) -> tuple[_Rows, Ints, Ints, Ints]:
        """The rows, and of each cell that is no empty element: its row, its tag and the tag behind the cell."""
        tags = self._tags
        cells = np.flatnonzero(self._letters == ord("c"))
        # The row data begin with a row, and behind each there is the next or the end.
        bounds = np.append(np.flatnonzero(self._letters == ord("r")), len(tags) - 1)
        _expect(bounds[:1] == 1)
        rows, behind = bounds[:-1], bounds[1:]
        self._expect_touching(bounds)
        empty = self._text[tags[rows + 1] - 2] == _SLASH
        close = behind - 1
        _expect(np.where(empty, close == rows, self._is_alone(close, _END_ROW)))
        # Its cells stand directly behind its head, up to its end.
        before = np.searchsorted(cells, bounds)
        amount = np.diff(before)
        some = np.flatnonzero(amount)
        _expect(np.where(amount > 0, np.append(cells, 0)[before[:-1]] == rows + 1, empty | (close == rows + 1)))
        stops = np.append(cells[1:], 0)
        stops[before[1:][some] - 1] = close[some]
        inside = stops - cells
        self._expect_empty(cells[inside == 1])
        filled = np.flatnonzero(inside > 1)
        return self._rows(rows), np.repeat(np.arange(len(rows)), amount)[filled], cells[filled], stops[filled]

    def _expect_touching(self, bounds: Ints) -> None:
        """Nothing stands before the first row, between the head of a row and what follows, and before the end."""
        tags = self._tags
        _expect(tags[1:2] == len(START))
        _expect(self._text[tags[bounds[:-1] + 1] - 1] == _MORE)

    def _is_alone(self, tag: Ints, literal: bytes) -> Bools:
        """Which of these tags are this, at most eight bytes, with nothing behind it before the next."""
        at = self._tags[tag]
        alone: Bools = self._tags[tag + 1] - at == len(literal)
        return alone & begins(self._words[at], literal)

    def _expect_empty(self, cells: Ints) -> None:
        """These cells are empty elements: ``<c …/>``."""
        behind = self._tags[cells + 1]
        _expect(self._text[behind - 1] == _MORE)
        _expect(self._text[behind - 2] == _SLASH)
        _expect(self._text[self._tags[cells] + len("<c")] == _SPACE)

    def _rows(self, rows: Ints) -> _Rows:
        """What is written in the heads of the rows: ``<row r="12"``; they ascend."""
        at = self._tags[rows]
        _expect(begins(self._words[at], _ROW))
        at += len(_ROW)
        length = np.zeros(len(at), np.int64)
        for _ in range(_LONGEST_ROW):
            length += self._text[at + length] != _QUOTE
        _expect(self._text[at + length] == _QUOTE)
        number = number_of(self._digits(at, length, _LONGEST_ROW))
        _expect((number > 0) & (number <= MAX_ROWS))
        _expect(np.diff(number) > 0)
        return _Rows(number, self._words[at], length + 1, self._hidden(rows, number))

    def _references(self, at: Ints, rows: _Rows, row: Ints) -> tuple[Ints, Ints]:
        """Column of each cell and the place behind its reference, which is in its row: ``<c r="AB12"``."""
        words = self._words[at]
        _expect(begins(words, _CELL))
        letters = _LETTERS.take((words >> np.uint64(8 * len(_CELL))).astype(np.int64))
        _expect(letters > 0)
        column, amount = letters >> 2, letters & 3
        number = at + len(_CELL) + amount
        written, length = rows.written[row], rows.length[row]
        wide = np.flatnonzero((self._words[number] ^ written) & lowest(length))
        third = self._text[number[wide]].astype(np.int64) - ord("A")
        _expect((amount[wide] == 2) & (third >= 0) & (third < _ALPHABET))
        column[wide] = (column[wide] + 1) * _ALPHABET + third
        number[wide] += 1
        _expect((self._words[number[wide]] ^ written[wide]) & lowest(length[wide]) == 0)
        _expect(column[wide] < MAX_COLUMNS)
        return column, number + length

    def _attributes(self, at: Ints, end: Ints) -> tuple[Bytes, Words]:
        """Kind and style of cells, the style as its digits, from what stands before ``>``: nothing, ``s="7"``,
        ``t="s"`` or both in this order.
        """
        last = self._words[end - SIZE]
        short = (last >> np.uint64(16)) & _NO_LETTER == _SHORT
        kind = np.where(short, _SHORT_KINDS.take((last >> np.uint64(48)).astype(np.uint8)), np.uint8(NUMBER))
        _expect(kind != _NO_KIND)
        length = np.where(short, len(' t="s"'), 0)
        texts = np.flatnonzero(begins(last, b' t="str"'))
        kind[texts], length[texts] = TEXT, len(' t="str"')
        inline = np.flatnonzero(begins(last, b'lineStr"'))
        _expect(self._stands(end[inline] - len(' t="inlineStr"'), b' t="inlineStr"'))
        kind[inline], length[inline] = INLINE, len(' t="inlineStr"')
        style = end - at - length
        styled = style != 0
        _expect(~styled | (begins(self._words[at], _STYLE) & (self._text[at + style - 1] == _QUOTE)))
        size = np.where(styled, style - len(' s=""'), 0)
        _expect((size > 0) == styled)
        return kind, self._digits(at + len(_STYLE), size, _LONGEST_STYLE)

    def _digits(self, at: Ints, length: Ints, most: int) -> Words:
        """The numbers that stand at these places, as their digits."""
        values = digits(self._words[at], length) if (length <= most).all() else None
        if values is None:
            raise _OutOfTheOrdinary
        return values

    def _contents(self, cells: Ints, stops: Ints) -> _Contents:
        """What stands in the cells: perhaps a formula, then a value or nothing, or one text."""
        inner = self._letters[cells + 1]
        formula, inline = inner == ord("f"), inner == ord("i")
        held = cells + 1
        held[formula] = self._behind_formulas(held[formula])
        amount = stops - held
        _expect(np.where(inline, (amount == 4) | (amount == 5), (amount >= 1) & (amount <= 3)))
        start = self._tags[held]
        end = start.copy()
        loose = np.zeros(len(cells), np.bool_)
        for chosen, whole in (
            (~inline & (amount == 1), _END_CELL),
            (~inline & (amount == 2), _EMPTY_VALUE),
            (inline & (amount == 4), _EMPTY_TEXT),
        ):
            place = np.flatnonzero(chosen)
            self._expect_between(start[place], self._tags[stops[place]], whole)
        values = np.flatnonzero(amount == 3)
        start[values], end[values], _ = self._held(held[values], stops[values], _VALUE, _END_VALUE)
        texts = np.flatnonzero(amount == 5)
        start[texts], end[texts], plain = self._held(held[texts], stops[texts], _TEXT, _END_TEXT)
        space = (self._text[start[texts]] <= _SPACE) | (self._text[end[texts] - 1] <= _SPACE)
        loose[texts] = plain & space & (end[texts] > start[texts])
        for own in np.flatnonzero(loose).tolist():
            if not self._body[start[own] : end[own]].strip(b" \n\t"):
                end[own] = start[own]
        return _Contents(start, end, ~inline & (amount > 1), inline, loose, formula)

    def _behind_formulas(self, formulas: Ints) -> Ints:
        """The tags behind these formulas: ``<f …/>`` or ``<f …>…</f>``."""
        at, behind = self._tags[formulas], self._tags[formulas + 1]
        _expect(_ENDS_NAME.take(self._text[at + len("<f")]))
        empty = (self._text[behind - 1] == _MORE) & (self._text[behind - 2] == _SLASH)
        _expect(empty | self._is_alone(formulas + 1, _END_FORMULA))
        return formulas + np.where(empty, 1, 2)

    def _held(self, tags: Ints, stops: Ints, opening: bytes, closing: bytes) -> tuple[Ints, Ints, Bools]:
        """Where the value between an opening, whose last tag may say that white space counts, and a closing begins and
        ends, and whether the opening says nothing.
        """
        at, end = self._tags[tags], self._tags[tags + opening.count(b"<")]
        plain = self._stands(at, opening)
        marked = np.flatnonzero(~plain)
        _expect(self._stands(at[marked], opening[:-1] + _PRESERVED))
        self._expect_between(end, self._tags[stops], closing)
        return at + np.where(plain, len(opening), len(opening) - 1 + len(_PRESERVED)), end, plain

    def _expect_between(self, at: Ints, behind: Ints, literal: bytes) -> None:
        """Between two places nothing stands but this."""
        _expect(behind - at == len(literal))
        _expect(self._stands(at, literal))

    def _stands(self, at: Ints, literal: bytes) -> Bools:
        """At which of the places this stands."""
        found = begins(self._words[at], literal[:SIZE])
        for place in range(SIZE, len(literal), SIZE):
            found &= begins(self._words[at + place], literal[place : place + SIZE])
        return found

    def _strings(self, shared: Ints, held: _Contents) -> Ints:
        """The number of the shared string of each cell; it is written as digits alone."""
        start = held.start[shared]
        string = np.zeros(len(held.start), np.int64)
        string[shared] = number_of(self._digits(start, held.end[shared] - start, _LONGEST_STRING))
        return string

    def _hidden(self, rows: Ints, numbers: Ints) -> frozenset[int]:
        """The numbers of the rows that are not shown."""
        places = zip(self._tags[rows].tolist(), self._tags[rows + 1].tolist(), strict=True)
        heads = [self._body[start:end] for start, end in places]
        said = [place for place, head in enumerate(heads) if _HIDDEN in head]
        return frozenset(numbers[place].item() for place in said if _TRUE.search(heads[place]))


def _letters() -> Ints:
    """What the first two characters of a reference say: column from 0 times 4, and how many of them are letters; -1
    where the first is none.
    """
    table = np.full(1 << 16, -1, np.int64)
    for first in range(_ALPHABET):
        for other in range(256):
            table[ord("A") + first | other << 8] = first << 2 | 1
        for second in range(_ALPHABET):
            table[ord("A") + first | (ord("A") + second) << 8] = ((first + 1) * _ALPHABET + second) << 2 | 2
    return table


_LETTERS = _letters()
