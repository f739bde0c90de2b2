"""Cell references: rows count from 1 as on the screen, columns from 0 (A is 0)."""

from __future__ import annotations

from functools import lru_cache

from workbooks.excel import MAX_COLUMNS, MAX_ROWS


@lru_cache(MAX_COLUMNS)
def column_letters(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA; that of `xlsxwriter.utility`, whose import would cost every reading process a quarter."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(MAX_COLUMNS)
def column_index(letters: str) -> int:
    """A → 0, in either case; -1 for anything that is no column of a worksheet."""
    index = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            return -1
        index = index * 26 + ord(letter) - 64
        if index > MAX_COLUMNS:
            return -1
    return index - 1


def whole(text: str) -> int:
    """A whole number written in plain digits, -1 for anything else (or for more digits than any sheet needs)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def split_reference(reference: str) -> tuple[int, int]:
    """Row and column of a cell reference: B3 → (3, 1).

    Raises:
        ValueError: it is no cell of a worksheet.
    """
    letters = reference.rstrip("0123456789")
    row, column = whole(reference[len(letters) :]), column_index(letters)
    if not (1 <= row <= MAX_ROWS and 0 <= column < MAX_COLUMNS):
        raise ValueError(reference)
    return row, column
