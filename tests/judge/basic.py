"""VBA modules run by LibreOffice Basic, as the macros of an empty workbook."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.judge.office import Office

_LIBRARY = "Tried"


class Modules:
    """Modules of one library whose public functions can be called."""

    def __init__(self, document: Any, sources: Mapping[str, str]) -> None:
        self._document = document
        libraries = document.BasicLibraries
        libraries.VBACompatibilityMode = True
        libraries.createLibrary(_LIBRARY)
        library = libraries.getByName(_LIBRARY)
        for name, source in sources.items():
            library.insertByName(name, _for_office(source))

    def call(self, function: str, *arguments: Any) -> Any:
        """The value of ``Module.Function(…)``; sequences are arrays, None is Empty."""
        place = f"vnd.sun.star.script:{_LIBRARY}.{function}?language=Basic&location=document"
        return self._document.getScriptProvider().getScript(place).invoke(arguments, (), ())[0]


@contextlib.contextmanager
def running(office: Office, sources: Mapping[str, str]) -> Iterator[Modules]:
    """Modules (name → VBA) in a new workbook, which is thrown away afterwards."""
    with office.new() as book:
        yield Modules(book.document, sources)


def _for_office(source: str) -> str:
    """As LibreOffice itself marks the modules of an Excel workbook when it loads one."""
    lines: Sequence[str] = [line for line in source.splitlines() if not line.startswith("Attribute ")]
    return "\n".join(["Option VBASupport 1", *lines])
