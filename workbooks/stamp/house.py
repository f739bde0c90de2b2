"""The drawn workbook, read once: its package members and, for each sheet, the rows XlsxWriter wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from workbooks.package import read_members
from workbooks.stamp.formulas import RowFormula, row_formula
from workbooks.stamp.values import StampError, UnfitValueError

_SHEET = re.compile(r'<sheet name="([^"]*)"[^>]* r:id="([^"]*)"')
_RELATIONSHIP = re.compile(r'<Relationship Id="([^"]*)" Type="[^"]*/worksheet" Target="([^"]*)"')
_ROW = re.compile(r'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)\d+"( s="\d+")?(?: t="(\w+)")?(?:/>|>(.*?)</c>)', re.DOTALL)
_FORMULA = re.compile(r"<f>(.*?)</f>(?:<v>(.*?)</v>)?", re.DOTALL)
_SPANS = re.compile(r' spans="[^"]*"')
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')


def column_index(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index


def column_letters(index: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True)
class DrawnCell:
    """A cell as drawn: ``rest`` is everything after the row number.

    A formula cell also has ``formula``, ``kind`` (its type attribute) and ``shown`` (the result drawn with it).
    """

    style: str
    rest: str
    formula: RowFormula | None = None
    kind: str = ""
    shown: str = ""


@dataclass(frozen=True)
class DrawnRow:
    """A row as drawn: its number, its attributes (height, hidden, style) and its XML."""

    number: int
    attributes: str
    inside: str

    @cached_property
    def cells(self) -> dict[str, DrawnCell]:
        """Cells by column letters, in sheet order."""
        return {match[1]: _drawn_cell(match) for match in _CELL.finditer(self.inside)}


@dataclass(frozen=True)
class DrawnSheet:
    """A sheet part cut in three: what stands before the rows, the rows by number, what stands after them."""

    name: str
    member: str
    head: str
    rows: dict[int, DrawnRow]
    tail: str

    def row(self, number: int) -> DrawnRow:
        """The drawn row; raises `StampError` when nothing was drawn there."""
        try:
            return self.rows[number]
        except KeyError:
            raise StampError(self.name, number, "", "底稿里没有画这一行，不能当样板") from None

    def cells(self, number: int) -> dict[str, DrawnCell]:
        """Cells of a drawn row; raises `StampError` for a formula no row can hold."""
        try:
            return self.row(number).cells
        except UnfitValueError as unfit:
            raise StampError(self.name, number, "", str(unfit)) from unfit

    def head_with_dimension(self, reference: str) -> str:
        """The part before the rows, with the range the sheet now covers."""
        return _DIMENSION.sub(f'<dimension ref="{reference}"/>', self.head, count=1)


class House:
    """A workbook drawn by XlsxWriter (its bytes), ready to be stamped any number of times.

    Sheets are parsed when first asked for. Raises `StampError` for a sheet name that was not drawn.
    """

    def __init__(self, data: bytes) -> None:
        self.members = read_members(data)
        texts = {member.name: member.content for member in self.members}
        relationships = dict(_RELATIONSHIP.findall(texts["xl/_rels/workbook.xml.rels"]().decode()))
        sheets = _SHEET.findall(texts["xl/workbook.xml"]().decode())
        self._parts = {unescape(name): "xl/" + relationships[key] for name, key in sheets}
        self._texts = {part: texts[part]().decode() for part in self._parts.values()}
        self._sheets: dict[str, DrawnSheet] = {}

    @property
    def sheet_names(self) -> list[str]:
        """Sheet names in workbook order."""
        return list(self._parts)

    def sheet(self, name: str) -> DrawnSheet:
        """One sheet as drawn; raises `StampError` when there is none of that name."""
        if name not in self._sheets:
            if name not in self._parts:
                raise StampError(name, 0, "", "底稿里没有这张表")
            self._sheets[name] = _drawn_sheet(name, self._parts[name], self._texts.pop(self._parts[name]))
        return self._sheets[name]


def _drawn_sheet(name: str, member: str, xml: str) -> DrawnSheet:
    head, opened, rest = xml.partition("<sheetData>")
    if opened:
        inside, _, tail = rest.partition("</sheetData>")
    else:
        head, _, tail = xml.partition("<sheetData/>")
        inside = ""
    rows = {int(m[1]): DrawnRow(int(m[1]), _SPANS.sub("", m[2]), m[3] or "") for m in _ROW.finditer(inside)}
    return DrawnSheet(name, member, head, rows, tail)


def _drawn_cell(match: re.Match[str]) -> DrawnCell:
    style, kind, inside = match[2] or "", match[3] or "", match[4]
    shape = f' t="{kind}"' if kind else ""
    rest = f'"{style}{shape}/>' if inside is None else f'"{style}{shape}>{inside}</c>'
    formula = _FORMULA.match(inside) if inside else None
    if formula is None:
        return DrawnCell(style, rest)
    return DrawnCell(style, rest, row_formula(formula[1]), shape, formula[2] or "")
