"""How cells look: formats, colours, sizes, what is hidden."""

from __future__ import annotations

from office import moving
from office.addresses import Area
from office.guard import guarded
from office.places import Place
from workbooks.excel import MAX_COLUMNS, MAX_ROWS

_FORMATS = 32 | 64  # com.sun.star.sheet.CellFlags: hard formats and styles
_NO_COLOUR = -1
_WIDTH_OF_A_CHARACTER = 1 / 195.0  # hundredths of a millimetre, at Excel's default font
_POINT = 72 / 2540  # hundredths of a millimetre


@guarded
class Appearance(Place):
    """The looks of a range."""

    def clear_formats(self) -> None:
        """Takes the formats away; contents stay."""
        self.need_unprotected()
        for part in self.parts:
            part.cells.clearContents(_FORMATS)

    @property
    def number_format(self) -> str | None:
        """Excel's format code; None when the cells differ."""
        codes = {code for part in self.parts for code in part.codes()}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        self.need_unprotected()
        for part in self.parts:
            part.cells.NumberFormat = self.book.formats.key(code)

    def codes(self) -> set[str]:
        """All format codes in the first rectangle."""
        formats = self.book.formats
        return {formats.code(key) for key, _ in formats.areas(self.cells)}

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Fill colour as red, green, blue; None without one."""
        colour = self.cells.CellBackColor
        return None if colour == _NO_COLOUR else (colour >> 16 & 255, colour >> 8 & 255, colour & 255)

    @color.setter
    def color(self, colour: tuple[int, int, int] | int | str | None) -> None:
        self.need_unprotected()
        for part in self.parts:
            part.cells.CellBackColor = _rgb(colour)

    @property
    def column_width(self) -> float:
        """Width of the first column in characters."""
        return float(round(self.cells.Columns.getByIndex(0).Width * _WIDTH_OF_A_CHARACTER, 2))

    @column_width.setter
    def column_width(self, characters: float) -> None:
        self.need_unprotected()
        self.cells.Columns.Width = round(characters / _WIDTH_OF_A_CHARACTER)

    @property
    def row_height(self) -> float:
        """Height of the first row in points."""
        return float(round(self.cells.Rows.getByIndex(0).Height * _POINT, 2))

    @row_height.setter
    def row_height(self, points: float) -> None:
        self.need_unprotected()
        self.cells.Rows.Height = round(points / _POINT)

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden, filtered rows too; None when some are."""
        return moving.hidden(
            self._visible_in(Area(self.row, 1, self.shape[0], MAX_COLUMNS)), self.row, self.shape[0], 0
        )

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.need_unprotected()
        self.cells.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden; None when some are."""
        return moving.hidden(
            self._visible_in(Area(1, self.column, MAX_ROWS, self.shape[1])), self.column, self.shape[1], 1
        )

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.need_unprotected()
        self.cells.Columns.IsVisible = not value

    def _visible_in(self, area: Area) -> list[Area]:
        cells = self._sheet.document_sheet.getCellRangeByPosition(*area.bounds)
        return [Area.of(part) for part in cells.queryVisibleCells().RangeAddresses]


def _rgb(colour: tuple[int, int, int] | int | str | None) -> int:
    if colour is None:
        return _NO_COLOUR
    if isinstance(colour, str):
        return int(colour.removeprefix("#"), 16)
    red, green, blue = (colour & 255, colour >> 8 & 255, colour >> 16) if isinstance(colour, int) else colour
    return red << 16 | green << 8 | blue
