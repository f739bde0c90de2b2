"""The add-in opened by LibreOffice, whose Basic runs its VBA: the nearest thing to Excel on a build machine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.xlam.modules import modules
from tests.judge import Office

WINDOW = "1312"

# In place of the module Desk, the only one that needs Excel and Windows: dialogs answer at once, what would be started
# is written down.
_DESK = f"""Option Explicit
Public Picked As String, Asked As String, Started As String

Public Function WindowHandle() As String
    WindowHandle = "{WINDOW}"
End Function

Public Function PickFolder(ByVal Title As String) As String
    Asked = Title
    PickFolder = Picked
End Function

Public Function PickFile(ByVal Title As String, ByVal Patterns As String) As String
    Asked = Title & " " & Patterns
    PickFile = Picked
End Function

Public Function AskNumber(ByVal Question As String) As String
    Asked = Question
    AskNumber = Picked
End Function

Public Sub Start(ByVal CommandLine As String)
    Started = Started & CommandLine
End Sub
"""

_PRESS = """Public Function Press_{sub}(ByVal Answer As String)
    Picked = Answer
    Asked = ""
    Started = ""
    {sub} Nothing
    Press_{sub} = Array(Started, Asked)
End Function
"""


@dataclass(frozen=True)
class Pressed:
    """What came of a click: the command line that would be started ("" when none), and what was asked before."""

    command_line: str
    asked: str


class AddinInOffice:
    """An open add-in. Of a workbook LibreOffice shows no window, so the add-in's own file is the active workbook."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._project = document.BasicLibraries.ProjectName
        self._library = document.BasicLibraries.getByName(self._project)

    def put(self, name: str, source: str) -> None:
        """Adds a module, or replaces the one of that name."""
        if self._library.hasByName(name):
            self._library.removeByName(name)
        self._library.insertByName(name, f"Rem Attribute VBA_ModuleType=VBAModule\nOption VBASupport 1\n{source}")

    @property
    def modules(self) -> set[str]:
        """Names of its modules."""
        return set(self._library.ElementNames)

    def call(self, function: str, *arguments: Any) -> Any:
        """The value of ``Module.Function(…)``; None when any module of the add-in does not compile."""
        place = f"vnd.sun.star.script:{self._project}.{function}?language=Basic&location=document"
        return self._document.getScriptProvider().getScript(place).invoke(arguments, (), ())[0]

    def record(self, subs: Sequence[str]) -> None:
        """Makes the given Subs of the tab ready for `press`."""
        self.put("Desk", _DESK)
        self.put("Probe", "\n".join(_PRESS.format(sub=sub) for sub in subs))

    def press(self, sub: str, picked: str = "") -> Pressed:
        """Clicks what calls ``sub``, picking ``picked`` in the dialog where there is one ("" cancels it)."""
        return Pressed(*self.call(f"Probe.Press_{sub}", picked))


@contextlib.contextmanager
def opened(office: Office, addin: Path) -> Iterator[AddinInOffice]:
    """The add-in as LibreOffice loads it; its kind of file has to be told, as LibreOffice does not know add-ins."""
    how = {"FilterName": "Calc MS Excel 2007 VBA XML", "MacroExecutionMode": 4}
    with office.open(addin, recalculated=False, **how) as book:
        inside = AddinInOffice(book.document)
        assert modules().keys() <= inside.modules
        yield inside
