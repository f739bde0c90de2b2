"""How cells look: number formats and what is hidden."""

from __future__ import annotations

from office.addresses import Area
from office.guard import guarded
from office.places import Place
from workbooks.excel import MAX_COLUMNS


@guarded
class Appearance(Place):
    """The looks of a range."""

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
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden, filtered rows too; None when some are."""
        return _hidden(self._visible_in(Area(self.row, 1, self.shape[0], MAX_COLUMNS)), self.row, self.shape[0])

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.need_unprotected()
        self.cells.Rows.IsVisible = not value

    def _visible_in(self, area: Area) -> list[Area]:
        cells = self._sheet.document_sheet.getCellRangeByPosition(*area.bounds)
        return [Area.of(part) for part in cells.queryVisibleCells().RangeAddresses]


def _hidden(visible: list[Area], first: int, count: int) -> bool | None:
    """Whether the ``count`` rows from ``first`` on are hidden, given what of them is seen; None when some are."""
    shown = {row for area in visible for row in range(area.row, area.row + area.rows)}
    within = sum(row in shown for row in range(first, first + count))
    return within == 0 if within in (0, count) else None
