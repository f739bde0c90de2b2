"""VBA modules run by LibreOffice Basic, as the macros of an empty workbook."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.judge.office import Office

# The library whose public functions cells may call, too.
_LIBRARY = "Standard"


class Modules:
    """Modules of one library whose public functions can be called."""

    def __init__(self, document: Any, sources: Mapping[str, str]) -> None:
        self._document = document
        libraries = document.BasicLibraries
        libraries.VBACompatibilityMode = True
        if not libraries.hasByName(_LIBRARY):
            libraries.createLibrary(_LIBRARY)
        library = libraries.getByName(_LIBRARY)
        for name, source in sources.items():
            library.insertByName(name, _for_office(source))

    def call(self, function: str, *arguments: Any) -> Any:
        """The value of ``Module.Function(…)``; sequences are arrays, None is Empty."""
        place = f"vnd.sun.star.script:{_LIBRARY}.{function}?language=Basic&location=document"
        return self._document.getScriptProvider().getScript(place).invoke(arguments, (), ())[0]

    def write(self, sheet: str, cells: Sequence[Sequence[Any]]) -> str:
        """Puts values on a new sheet from A1 on; gives their address."""
        sheets = self._document.Sheets
        sheets.insertNewByName(sheet, sheets.Count)
        page = sheets.getByName(sheet)
        place = page.getCellRangeByPosition(0, 0, len(cells[0]) - 1, len(cells) - 1)
        place.setDataArray([["" if cell is None else cell for cell in row] for row in cells])
        return f"${place.AbsoluteName.lstrip('$')}"

    def shown(self, formulas: Sequence[str]) -> list[str]:
        """What cells of the first sheet show that hold these formulas, semicolons between arguments."""
        page = self._document.Sheets.getByIndex(0)
        cells = [page.getCellByPosition(0, row) for row in range(len(formulas))]
        for cell, formula in zip(cells, formulas, strict=True):
            cell.setFormula(f"={formula}")
        return [cell.String for cell in cells]


@contextlib.contextmanager
def running(office: Office, sources: Mapping[str, str]) -> Iterator[Modules]:
    """Modules (name → VBA) in a new workbook, which is thrown away afterwards."""
    with office.new() as book:
        yield Modules(book.document, sources)


def _for_office(source: str) -> str:
    """As LibreOffice itself marks the modules of an Excel workbook when it loads one."""
    lines: Sequence[str] = [line for line in source.splitlines() if not line.startswith("Attribute ")]
    return "\n".join(["Option VBASupport 1", *lines])
