"""The markup of a worksheet as arrays: every cell of an ordinary sheet found, checked and located at once.

Reading cell by cell in Python costs microseconds a cell. Here the bytes of the XML are one array, and the position of
every ``<`` with the two characters behind it tells which tag stands there; each step works on all tags together, so a
sheet of 20,000 cells takes a few milliseconds.

Nothing is skipped. `scan` accepts a sheet only when every tag of its row data follows the one before it as the grammar
below allows, every row and cell is written as Excel, WPS, LibreOffice, XlsxWriter and openpyxl write it, rows and cells
ascend and no reference contradicts its row. Anything else is left to the careful reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbooks.excel import MAX_COLUMNS, MAX_ROWS

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Kinds of cells, by their attribute t.
NUMBER, SHARED, TEXT, INLINE, BOOLEAN, ERROR = range(6)

# Opening tags; the number after each is the same tag without content (<c …/>). Then the closing ones.
_CELL, _ROW, _VALUE, _FORMULA, _INLINE, _T, _DATA = 1, 3, 5, 7, 9, 11, 13
_END_CELL, _END_ROW, _END_VALUE, _END_FORMULA, _END_INLINE, _END_T, _END_DATA = range(20, 27)
_CODES = 32
_TAGS = {
    "c ": _CELL,
    "ro": _ROW,
    "v>": _VALUE,
    "v ": _VALUE,
    "v/": _VALUE,
    "f>": _FORMULA,
    "f ": _FORMULA,
    "f/": _FORMULA,
    "is": _INLINE,
    "t>": _T,
    "t ": _T,
    "t/": _T,
    "sh": _DATA,
    "/c": _END_CELL,
    "/r": _END_ROW,
    "/v": _END_VALUE,
    "/f": _END_FORMULA,
    "/i": _END_INLINE,
    "/t": _END_T,
    "/s": _END_DATA,
}
_NEXT_CELL = (_CELL, _CELL + 1, _END_ROW)
_NEXT_ROW = (_ROW, _ROW + 1, _END_DATA)
_AFTER_FORMULA = (_VALUE, _VALUE + 1, _END_CELL)
_FOLLOWERS = {
    _DATA: _NEXT_ROW,
    _ROW: _NEXT_CELL,
    _ROW + 1: _NEXT_ROW,
    _END_ROW: _NEXT_ROW,
    _CELL: (_VALUE, _VALUE + 1, _FORMULA, _FORMULA + 1, _INLINE, _END_CELL),
    _CELL + 1: _NEXT_CELL,
    _END_CELL: _NEXT_CELL,
    _FORMULA: (_END_FORMULA,),
    _FORMULA + 1: _AFTER_FORMULA,
    _END_FORMULA: _AFTER_FORMULA,
    _VALUE: (_END_VALUE,),
    _VALUE + 1: (_END_CELL,),
    _END_VALUE: (_END_CELL,),
    _INLINE: (_T, _T + 1),
    _T: (_END_T,),
    _T + 1: (_END_INLINE,),
    _END_T: (_END_INLINE,),
    _END_INLINE: (_END_CELL,),
}
_WITH_TEXT = (_VALUE, _FORMULA, _T)

START, END = b"<sheetData>", b"</sheetData>"
# How far behind a "<" anything is looked at: <c r="XFD1048576" s="12345" t="inlineStr">
_REACH = 64
_ROW_DIGITS = 7
_STYLE_DIGITS = 5
_STRING_DIGITS = 7
_NO_KIND = 255
_LONGEST_KIND = 15
_PRESERVED = len('<t xml:space="preserve">')
_ESCAPED = re.compile(rb"_x[0-9A-Fa-f]{4}_")
_ESCAPE = len("_x000D_")
_QUOTE, _SPACE, _MORE, _SLASH, _EQUALS = (ord(character) for character in '" >/=')
# What lies below it becomes a number far above 9 when it is taken away from a byte.
_ZERO = np.uint8(ord("0"))


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells that hold something or have a formula, in sheet order; all arrays have one entry a cell.

    Attributes:
        body: the bytes ``start`` and ``end`` point into.
        row: Excel row number. column: column from 0.
        kind: `NUMBER`, `SHARED`, `TEXT`, `INLINE`, `BOOLEAN` or `ERROR`.
        style: the cell format.
        start, end: where the value stands; equal when there is none.
        string: number of the shared string, 0 in cells of other kinds.
        formula: the cell has a formula.
        loose: white space around the value does not count.
        hidden: numbers of the hidden rows.
    """

    body: bytes
    row: Ints
    column: Ints
    kind: Bytes
    style: Ints
    start: Ints
    end: Ints
    string: Ints
    formula: Bools
    loose: Bools
    hidden: frozenset[int]

    def only(self, chosen: Ints) -> Cells:
        """The cells at these places."""
        return Cells(
            body=self.body,
            row=self.row[chosen],
            column=self.column[chosen],
            kind=self.kind[chosen],
            style=self.style[chosen],
            start=self.start[chosen],
            end=self.end[chosen],
            string=self.string[chosen],
            formula=self.formula[chosen],
            loose=self.loose[chosen],
            hidden=self.hidden,
        )


def scan(xml: bytes, first: int, last: int) -> Cells | None:
    """The cells of the rows ``xml[first:last]`` of a sheet, ``None`` unless all is ordinary."""
    body = b"".join((START, memoryview(xml)[first:last], END, bytes(_REACH)))
    text: Bytes = np.frombuffer(body, np.uint8)
    if _has_odd_characters(text, body):
        return None
    tags: Ints = np.flatnonzero(text == ord("<"))
    following = np.append(tags[1:], len(body) - _REACH)
    codes = _tag_codes(text, tags, following)
    if codes is None:
        return None
    is_row = (codes == _ROW) | (codes == _ROW + 1)
    rows = _row_numbers(text, tags[is_row])
    cells = np.flatnonzero(codes == _CELL)
    if rows is None:
        return None
    row_of_cell = np.repeat(rows, np.diff(np.searchsorted(cells, np.append(np.flatnonzero(is_row), len(codes)))))
    places = _references(text, tags[cells], row_of_cell)
    if places is None:
        return None
    column, behind = places
    if (np.diff(row_of_cell * (1 << 15) + column) <= 0).any():
        return None
    attributes = _attributes(text, behind, following[cells] - 1)
    values = _values(text, tags, following, codes, cells)
    if attributes is None or values is None:
        return None
    kind, style = attributes
    start, end, loose, holder = values
    formula = (codes[cells + 1] == _FORMULA) | (codes[cells + 1] == _FORMULA + 1)
    if ((kind == INLINE) != (holder == _T))[end > start].any():
        return None
    for place in np.flatnonzero(loose).tolist():
        if not body[start[place] : end[place]].strip(b" \n\t"):
            end[place] = start[place]
    # A formula without any value was never computed, whatever kind of result it announces.
    kind[formula & (holder == _END_CELL)] = NUMBER
    if ((kind == SHARED) & (end == start) & ~formula & np.isin(holder, (_VALUE, _VALUE + 1))).any():
        # A shared text without a number is no blank.
        return None
    string = _strings(text, kind, start, end)
    if string is None:
        return None
    holds = (end > start) | (formula & (kind != TEXT) & (kind != INLINE))
    hidden = _hidden_rows(body, tags[is_row], following[is_row], rows)
    found = Cells(body, row_of_cell, column, kind, style, start, end, string, formula, loose, hidden)
    return found if holds.all() else found.only(np.flatnonzero(holds))


def _has_odd_characters(text: Bytes, body: bytes) -> bool:
    """Control characters, which XML refuses or changes, and escapes (``_x000D_``), which stand for other characters."""
    controls = np.count_nonzero(text < _SPACE) - _REACH
    if controls and controls != body.count(b"\n") + body.count(b"\t"):
        return True
    underscores = np.flatnonzero(text == ord("_"))
    perhaps = (text[underscores + 1] == ord("x")) & (text[underscores + _ESCAPE - 1] == ord("_"))
    return bool(perhaps.any()) and _ESCAPED.search(body) is not None


def _tag_codes(text: Bytes, tags: Ints, following: Ints) -> Bytes | None:
    """Which tag stands at each ``<``, ``None`` unless every one follows the one before it as the grammar allows."""
    pairs = (text[tags + 1].astype(np.uint16) << 8) | text[tags + 2]
    # `take` looks small integers up several times faster than indexing does.
    codes = _TAG_TABLE.take(pairs)
    touching = text[following - 1] == _MORE
    perhaps = np.flatnonzero(touching & _CAN_BE_EMPTY.take(codes))
    codes[perhaps] += text[following[perhaps] - 2] == _SLASH
    length = _LENGTH.take(codes)
    if (
        (_TOUCHES.take(codes) & ~touching).any()
        or ((length > 0) & (length != np.minimum(following - tags, 255).astype(np.uint8)))[:-1].any()
        or not len(codes)
        or codes[0] != _DATA
        or codes[-1] != _END_DATA
    ):
        return None
    steps = codes[:-1].astype(np.int16) * _CODES + codes[1:]
    return codes if _ALLOWED.take(steps).all() else None


def _row_numbers(text: Bytes, rows: Ints) -> Ints | None:
    """The number of each row, ``None`` unless all have one and they ascend: ``<row r="12"``."""
    at = rows + len("<row ")
    if not ((text[at] == ord("r")) & (text[at + 1] == _EQUALS) & (text[at + 2] == _QUOTE)).all():
        return None
    numbers, behind = numbers_at(text, at + 3, _ROW_DIGITS)
    plain = (text[at - 1] == _SPACE) & (text[behind] == _QUOTE) & (numbers > 0) & (numbers <= MAX_ROWS)
    return numbers if plain.all() and not (np.diff(numbers) <= 0).any() else None


def _references(text: Bytes, cells: Ints, rows: Ints) -> tuple[Ints, Ints] | None:
    """Column of each cell and the place behind its reference, ``None`` unless all are in their row: ``<c r="AB12"``."""
    at = cells + len("<c ")
    letters = [_LETTER_TABLE.take(text[at + 3 + place]) for place in range(3)]
    two = letters[1] > 0
    three = two & (letters[2] > 0)
    column = np.where(two, letters[0] * 26 + letters[1], letters[0])
    column = np.where(three, column * 26 + letters[2], column) - 1
    numbers, behind = numbers_at(text, at + 4 + two + three, _ROW_DIGITS)
    plain = (text[at] == ord("r")) & (text[at + 1] == _EQUALS) & (text[at + 2] == _QUOTE) & (letters[0] > 0)
    plain &= (text[behind] == _QUOTE) & (numbers == rows) & (column < MAX_COLUMNS)
    return (column, behind + 1) if plain.all() else None


def numbers_at(text: Bytes, at: Ints, digits: int) -> tuple[Ints, Ints]:
    """The whole numbers standing at these positions (0 where there is none) and the positions behind them."""
    numbers = np.zeros(len(at), np.int64)
    behind = at.copy()
    going = np.ones(len(at), np.bool_)
    for _ in range(digits):
        digit = text[behind] - _ZERO
        going &= digit <= 9
        if not going.any():
            break
        numbers = np.where(going, numbers * 10 + digit, numbers)
        behind += going
    return numbers, behind


def _attributes(text: Bytes, at: Ints, end: Ints) -> tuple[Bytes, Ints] | None:
    """Kind and style of cells from what stands before ``>``: nothing, ``s="7"``, ``t="s"`` or both in this order."""
    styled = (text[at] == _SPACE) & (text[at + 1] == ord("s")) & (text[at + 2] == _EQUALS)
    style, behind = numbers_at(text, np.where(styled, at + 4, end), _STYLE_DIGITS)
    plain = ~styled | ((text[at + 3] == _QUOTE) & (text[behind] == _QUOTE))
    at = np.where(styled, behind + 1, at)
    left = end - at
    typed = (text[at] == _SPACE) & (text[at + 1] == ord("t")) & (text[at + 2] == _EQUALS) & (text[at + 3] == _QUOTE)
    plain &= ~typed | (text[end - 1] == _QUOTE)
    letter = np.where(typed, text[at + 4], 0).astype(np.int64)
    kind = _KIND_TABLE.take(letter * (_LONGEST_KIND + 1) + np.minimum(left, _LONGEST_KIND))
    plain &= (kind != _NO_KIND) & (~typed | (text[at + 5] == _SECOND_LETTER.take(kind)))
    return (kind, np.where(styled, style, 0)) if plain.all() else None


def _values(
    text: Bytes, tags: Ints, following: Ints, codes: Bytes, cells: Ints
) -> tuple[Ints, Ints, Bools, Bytes] | None:
    """Where the value of each cell stands, whether white space around it does not count, and the tag it stands in."""
    step = _VALUE_AFTER.take(codes[cells + 1])
    # The tags of a cell never reach beyond the end of the row data, so these positions exist.
    holder = codes[cells + step]
    filled = (step > 0) & ((holder == _VALUE) | (holder == _T))
    at = tags[cells + step]
    marked = filled & (text[at + 2] == _SPACE)
    if (marked & ~((text[at + 3] == ord("x")) & (text[at + _PRESERVED - 1] == _MORE))).any():
        return None
    start = np.where(filled, at + np.where(marked, _PRESERVED, 3), at)
    end = np.where(filled, following[cells + step], at)
    space_around = (text[start] <= _SPACE) | (text[end - 1] <= _SPACE)
    return start, end, (holder == _T) & ~marked & space_around, holder


def _strings(text: Bytes, kind: Bytes, start: Ints, end: Ints) -> Ints | None:
    """The number of the shared string of each cell, ``None`` when one is not written as digits alone."""
    shared = np.flatnonzero((kind == SHARED) & (end > start))
    numbers, behind = numbers_at(text, start[shared], _STRING_DIGITS)
    if (behind != end[shared]).any():
        return None
    string = np.zeros(len(kind), np.int64)
    string[shared] = numbers
    return string


def _hidden_rows(body: bytes, rows: Ints, following: Ints, numbers: Ints) -> frozenset[int]:
    heads = [body[start:end] for start, end in zip(rows.tolist(), following.tolist(), strict=True)]
    if b" hidden=" not in b"".join(heads):
        return frozenset()
    return frozenset(
        number
        for number, head in zip(numbers.tolist(), heads, strict=True)
        if b' hidden="1"' in head or b' hidden="true"' in head
    )


def _tag_table() -> Bytes:
    table = np.zeros(1 << 16, np.uint8)
    for name, code in _TAGS.items():
        table[(ord(name[0]) << 8) | ord(name[1])] = code
    return table


def _kind_table() -> Bytes:
    """The kind of a cell by the first letter of its type (0 without one) and the length of the attribute."""
    table = np.full((256, _LONGEST_KIND + 1), _NO_KIND, np.uint8)
    table[0, 0] = NUMBER
    names = {"s": SHARED, "str": TEXT, "inlineStr": INLINE, "b": BOOLEAN, "e": ERROR, "n": NUMBER}
    for name, kind in names.items():
        table[ord(name[0]), len(f' t="{name}"')] = kind
    return table


def _grammar() -> Bools:
    allowed = np.zeros(_CODES * _CODES, np.bool_)
    for code, followers in _FOLLOWERS.items():
        for follower in followers:
            allowed[code * _CODES + follower] = True
    return allowed


def _among(codes: tuple[int, ...]) -> Bools:
    return np.isin(np.arange(_CODES), codes)


_TAG_TABLE = _tag_table()
_ALLOWED = _grammar()
_LETTER_TABLE = np.array([code - 64 if 65 <= code <= 90 else 0 for code in range(256)], np.int64)
_TOUCHES = _among(tuple(_FOLLOWERS)) & ~_among(_WITH_TEXT)
_CAN_BE_EMPTY = _among((_CELL, _ROW, _VALUE, _FORMULA, _T))
_KIND_TABLE = _kind_table()
_SECOND_LETTER = np.full(256, _QUOTE, np.uint8)
_SECOND_LETTER[[TEXT, INLINE]] = ord("t"), ord("n")
# How many tags behind the cell's own its value stands, by the first tag inside; 0 where there is none.
_VALUE_AFTER = np.zeros(_CODES, np.int64)
_VALUE_AFTER[[_VALUE, _FORMULA, _FORMULA + 1, _INLINE]] = 1, 3, 2, 2
# Closing tags are nothing but their names.
_LENGTH = np.zeros(_CODES, np.uint8)
_LENGTH[[_END_CELL, _END_VALUE, _END_FORMULA, _END_T]] = len("</c>")
_LENGTH[[_END_INLINE, _END_ROW]] = len("</is>"), len("</row>")
