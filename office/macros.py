"""Running a Basic macro of an open workbook by the name Excel's ``Application.Run`` takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from office.errors import OfficeError

if TYPE_CHECKING:
    from office.application import App

_NAME = re.compile(r"(?:'?(?P<book>[^'!]+)'?!)?(?:(?P<module>\w+)\.)?(?P<procedure>\w+)")


def run(app: App, macro: str, arguments: tuple[Any, ...]) -> Any:
    """Runs a macro of an open workbook; LibreOffice runs only those of workbooks opened with macros allowed.

    Args:
        app: where the workbook is open.
        macro: ``Procedure``, ``Module.Procedure`` or either after ``'Book.xlsm'!``.
        arguments: what it is given.

    Returns:
        What a function gives back; None for a Sub.

    Raises:
        OfficeError: there is no such macro.
    """
    wanted = _NAME.fullmatch(macro)
    if wanted is None:
        raise OfficeError(f"“{macro}”不是宏的名字。")
    documents = [app.books(wanted["book"]).document] if wanted["book"] else app.documents()
    for document in documents:
        for library, module in _modules(document):
            source = document.BasicLibraries.getByName(library).getByName(module)
            if wanted["module"] in (None, module) and _has(source, wanted["procedure"]):
                place = f"{library}.{module}.{wanted['procedure']}?language=Basic&location=document"
                return (
                    document.getScriptProvider().getScript(f"vnd.sun.star.script:{place}").invoke(arguments, (), ())[0]
                )
    raise OfficeError(f"打开的工作簿里没有宏“{macro}”。")


def _modules(document: Any) -> list[tuple[str, str]]:
    libraries = document.BasicLibraries
    found = []
    for library in libraries.ElementNames:
        libraries.loadLibrary(library)
        found += [(library, module) for module in libraries.getByName(library).ElementNames]
    return found


def _has(source: str, procedure: str) -> bool:
    return bool(re.search(rf"^\s*(?:Public\s+)?(?:Sub|Function)\s+{procedure}\b", source, re.IGNORECASE | re.MULTILINE))
