"""The shape of ``templates/desk/definition_workbook.yaml``: the sheets of a definition workbook, column by column."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import TEMPLATES, Document

ColumnKind = Literal[
    "text", "long", "expression", "date", "number", "yes_no", "choice", "value", "ids", "several", "lines"
]
ListName = Literal[
    "editions", "parameters", "forms", "tables", "indicators", "codes", "measures", "tabs", "document_lists"
]


class SheetColumn(Definition):
    """One column, or one row of a sheet that lists single items.

    ``choices`` are what is seen → what is kept; ``of`` names a list that the notice gives instead. ``shown`` is never
    typed, ``new`` only in rows that are added; ``needed`` may not be empty. A ``value`` is of the kind its row says.
    A text must be as ``pattern``, a regular expression, has it; ``hint`` says so in words.
    """

    id: str
    label: str
    kind: ColumnKind
    width: float = 20
    hint: str = ""
    shown: bool = False
    new: bool = False
    needed: bool = False
    pattern: str = ""
    choices: dict[str, str] = {}
    of: ListName | None = None


class DefinitionSheet(Definition):
    """One sheet: ``purpose`` says in one line what it is for, ``spare`` rows are left for what is added.

    ``items`` are the rows of a sheet that has one row an item, each of a kind of its own. ``keeps`` are the parts of
    the notice's opening file that it stands for, and with "/" at the end its other files and folders. No two rows may
    have the same in the columns ``unique``.
    """

    id: str
    sheet: Annotated[str, Field(max_length=31)]
    purpose: str
    spare: int = 0
    keeps: list[str] = []
    unique: list[str] = []
    columns: list[SheetColumn] = Field(min_length=1)
    items: list[SheetColumn] = []

    def column(self, name: str) -> SheetColumn:
        """The column of that id; raises `KeyError` for another."""
        for column in self.columns:
            if column.id == name:
                return column
        raise KeyError(name)


class Guide(Definition):
    """The first sheet: how to work with the others."""

    sheet: str
    title: str
    lines: list[str]
    contents: str


class DefinitionWorkbook(Definition):
    """``templates/desk/definition_workbook.yaml``."""

    about: str
    title: str
    guide: Guide
    sheets: list[DefinitionSheet]

    def sheet(self, name: str) -> DefinitionSheet:
        """The sheet of that id; raises `KeyError` for another."""
        for sheet in self.sheets:
            if sheet.id == name:
                return sheet
        raise KeyError(name)


@cache
def definition_workbook() -> DefinitionWorkbook:
    """The sheets as they are defined.

    Raises:
        DefinitionError: with file and line of the mistake.
    """
    return Document(TEMPLATES / "desk" / "definition_workbook.yaml").model(DefinitionWorkbook)
