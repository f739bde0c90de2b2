"""The template: a workbook drawn by XlsxWriter, read once and filled as often as needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbooks.editing import Cell, EditableWorkbook, Row, Sheet
from workbooks.package import Member
from workbooks.references import column_letters
from workbooks.stamp.formulas import RowFormula, row_formula
from workbooks.stamp.values import StampError
from workbooks.xml_text import UnfitValueError


@dataclass(frozen=True)
class PrototypeCell:
    """A cell that further rows are made like: ``rest`` is everything after the row number.

    A formula cell also has ``formula``, ``kind`` (its type attribute) and ``shown`` (the result drawn with it).
    """

    style: str
    rest: str
    formula: RowFormula | None = None
    kind: str = ""
    shown: str = ""


class TemplateSheet:
    """A sheet as drawn, of which any row can be a prototype."""

    def __init__(self, name: str, sheet: Sheet) -> None:
        self.name = name
        self.sheet = sheet
        self._prototypes: dict[int, dict[str, PrototypeCell]] = {}
        self._singles: dict[tuple[int, int], Cell] = {}

    @property
    def part(self) -> str:
        """The name of its part."""
        return self.sheet.spelling.part

    @property
    def rows(self) -> dict[int, Row]:
        """The drawn rows by number."""
        return self.sheet.rows

    def row(self, number: int) -> Row:
        """A drawn row; raises `StampError` when nothing was drawn there."""
        try:
            return self.sheet.rows[number]
        except KeyError:
            raise StampError(self.name, number, "", "底稿里没有画这一行，不能当样板") from None

    def prototype(self, number: int) -> dict[str, PrototypeCell]:
        """The cells of a drawn row by column letters; raises `StampError` for a formula no row can hold."""
        if number not in self._prototypes:
            row = self.row(number)
            try:
                self._prototypes[number] = dict(_prototype_cells(row))
            except UnfitValueError as unfit:
                raise StampError(self.name, number, "", str(unfit)) from unfit
        return self._prototypes[number]

    def single(self, row: Row, column: int) -> Cell:
        """A cell of a row as drawn, to be filled by itself; the next time it is at hand."""
        key = row.number, column
        if key not in self._singles:
            cell = row.cell(column)
            assert cell is not None
            self._singles[key] = cell
        return self._singles[key]


class Template:
    """A workbook drawn by XlsxWriter (its bytes), ready to be filled any number of times.

    Sheets are parsed when first asked for.
    """

    def __init__(self, data: bytes) -> None:
        self._workbook = EditableWorkbook(data)
        self._sheets: dict[str, TemplateSheet] = {}

    @property
    def members(self) -> list[Member]:
        """What the package consists of."""
        return self._workbook.parts.members

    @property
    def sheet_names(self) -> list[str]:
        """Sheet names in workbook order."""
        return list(self._workbook.sheets)

    def sheet(self, name: str) -> TemplateSheet:
        """One sheet as drawn; raises `StampError` when there is none of that name."""
        if name not in self._sheets:
            if name not in self._workbook.sheets:
                raise StampError(name, 0, "", "底稿里没有这张表")
            self._sheets[name] = TemplateSheet(name, self._workbook.sheet(name))
        return self._sheets[name]


def _prototype_cells(row: Row) -> Iterator[tuple[str, PrototypeCell]]:
    for column in row.cells:
        cell = row.cell(column)
        assert cell is not None
        yield column_letters(column), _prototype_cell(cell)


def _prototype_cell(cell: Cell) -> PrototypeCell:
    style = f' s="{cell.style}"' if cell.style is not None else ""
    kind = f' t="{cell.kind}"' if cell.kind else ""
    rest = f'"{style}{kind}>{cell.inside.decode()}</c>' if cell.inside else f'"{style}{kind}/>'
    if not cell.formula.startswith("<f>"):
        return PrototypeCell(style, rest)
    formula = row_formula(cell.formula.removeprefix("<f>").removesuffix("</f>"))
    return PrototypeCell(style, rest, formula, kind, (cell.value or b"").decode())
