"""Moves the relative row references of a formula, as filling down in Excel does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape

from workbooks.excel import MAX_ROWS
from workbooks.stamp.values import MAX_FORMULA
from workbooks.xml_text import UnfitValueError

_TEXT = r'"(?:[^"]|"")*"'
_TOKEN = re.compile(
    _TEXT + r"|'(?:[^']|'')*'!"  # a quoted sheet name
    r"|(?P<rows>\$?\d+:\$?\d+)"  # whole rows, as in ROW($1:$17)
    r"|(?P<word>[\w.$\\?]+)(?P<after>\s*[(!])?"  # reference, name, number, function or sheet name
)
_CELL = re.compile(r"(\$?[A-Za-z]{1,3}\$?)(\d{1,7})")
_ROW = re.compile(r"(\$?)(\d+)")

# What Excel cannot keep in a shared formula ([MS-XLSB] 2.5.98.98): other sheets, constant arrays, error values, the
# intersection operator, and the range operator between anything but plain addresses.
_NOT_SHARED = re.compile(r"[!{#]|[)\w.]\s+[(\w$]")
_PLAIN_RANGE = re.compile(
    r"\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+|\$?\d+:\$?\d+|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}", re.IGNORECASE
)


@dataclass(frozen=True)
class RowFormula:
    """A formula cut at its relative rows: ``rows[i]`` stands between ``pieces[i]`` and ``pieces[i + 1]``.

    Pieces are XML-escaped. ``shareable``: Excel can keep it as one shared formula for all rows of a band.
    """

    pieces: tuple[str, ...]
    rows: tuple[int, ...]
    shareable: bool

    def at(self, shift: int) -> str:
        """The formula ``shift`` rows below; raises `UnfitValueError` when a reference leaves the sheet."""
        parts = [self.pieces[0]]
        for row, piece in zip(self.rows, self.pieces[1:], strict=True):
            if not 1 <= row + shift <= MAX_ROWS:
                raise UnfitValueError(None, "公式移到这一行以后，引用的行不存在")
            parts.append(f"{row + shift}{piece}")
        return "".join(parts)


def row_formula(xml: str) -> RowFormula:
    """Parses the content of an ``<f>`` element; raises `UnfitValueError` when it is over Excel's 8,192 characters."""
    formula = unescape(xml)
    if len(formula) > MAX_FORMULA:
        raise UnfitValueError(formula, f"公式太长（{len(formula)} 个字符），Excel 最多 {MAX_FORMULA} 个")
    pieces: list[str] = []
    rows: list[int] = []
    done = 0
    for token in _TOKEN.finditer(formula):
        for start, end in _relative_rows(token):
            pieces.append(escape(formula[done:start], quote=False))
            rows.append(int(formula[start:end]))
            done = end
    pieces.append(escape(formula[done:], quote=False))
    return RowFormula(tuple(pieces), tuple(rows), _shareable(formula))


def _relative_rows(token: re.Match[str]) -> list[tuple[int, int]]:
    """Where in the formula the relative row numbers of this token stand."""
    if token["rows"]:
        return [part.span(2) for part in _ROW.finditer(token.string, *token.span()) if not part[1]]
    if token["word"] and not token["after"]:
        cell = _CELL.fullmatch(token["word"])
        if cell and not cell[1].endswith("$"):
            start = token.start("word")
            return [(start + cell.start(2), start + cell.end(2))]
    return []


def _shareable(formula: str) -> bool:
    bare = re.sub(_TEXT, '""', formula)
    return not _NOT_SHARED.search(bare) and bare.count(":") == len(_PLAIN_RANGE.findall(bare))
