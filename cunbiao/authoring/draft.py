"""A notice while it is being changed: its files, the cell each changed value comes from, and the mistakes found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.files import HEAD, Data, Files
from cunbiao.definitions.layers import Kind, Placed
from cunbiao.definitions.settings import SETTINGS_FILE
from cunbiao.definitions.source import Location
from cunbiao.findings import Place
from workbooks.references import column_letters

# Beside the files of the notice: what a workbook adds to it, one file a kind.
_OWN = "own.yaml"


@dataclass(frozen=True)
class Mistake:
    """Something a person must mend in the workbook: where, and what is wrong and what to do."""

    place: Place
    problem: str

    def __str__(self) -> str:
        row = f"第{self.place.row}行" if self.place.row else ""
        column = f" {self.place.column}列" if self.place.column else ""
        return f"“{self.place.sheet}”{row}{column}：{self.problem}"


@dataclass(frozen=True)
class Typed:
    """A row of a sheet as it was typed: ``key`` is "" in an added row, ``columns`` are where its cells stand."""

    key: str
    file: str
    sheet: str
    row: int
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]

    def __getitem__(self, column: str) -> Cell:
        return self.cells.get(column)

    def text(self, column: str) -> str:
        """A cell as a text, "" where it is empty."""
        cell = self.cells.get(column)
        return "" if cell is None else str(cell)

    def several(self, column: str) -> tuple[str, ...]:
        """A cell that holds several values."""
        cell = self.cells.get(column)
        return cell if isinstance(cell, tuple) else ()

    def place(self, column: str = "") -> Place:
        """The address of a cell, or of the row."""
        at = self.columns.get(column)
        return Place(self.file, self.sheet, self.row, column_letters(at) if at is not None else "")


class Draft:
    """The files of a notice being changed.

    Attributes:
        files: what the notice's files say now.
        mistakes: what has to be mended before it can be used.
        reasons: why attachments, columns, options are not used any more, as the person says.
        reshaped: whether columns or options of the forms are others now.
        rules: the rules that the person wrote or whose expression he changed, and where.
        rows: where every row of every sheet stands, by the sheet's id and the row's key.
    """

    def __init__(self, files: Files) -> None:
        self.files = files
        self.mistakes: list[Mistake] = []
        self.reasons: dict[str, Place] = {}
        self.reshaped = False
        self.rules: dict[str, Place] = {}
        self.rows: dict[tuple[str, str], Place] = {}
        self._places: dict[tuple[int, str | int | None], Place] = {}
        self._dropped: list[tuple[list[Any], object]] = []

    @property
    def notice(self) -> Data:
        """The opening file."""
        return _mapping(self.files[HEAD])

    @property
    def settings(self) -> Data:
        """The county's settings, made when they are first asked for."""
        return _mapping(self.files.setdefault(SETTINGS_FILE, {}))

    def part(self, *names: str) -> Data:
        """A mapping within the opening file, made where it is missing."""
        within = self.notice
        for name in names:
            within = within.setdefault(name, {})
        return within

    def put(self, within: Data, name: str, value: object, place: Place) -> None:
        """Sets a value that was typed at ``place``."""
        within[name] = list(value) if isinstance(value, tuple) else value
        self._places[id(within), name] = place

    def drop_key(self, within: Data, name: str, place: Place) -> None:
        """Takes a value out of a mapping."""
        within.pop(name, None)
        self._places[id(within), name] = place

    def append(self, within: list[Any], item: Data, typed: Typed, columns: Mapping[str, str]) -> None:
        """Adds an item whose values, by the columns they were typed in, come from one row."""
        within.append(item)
        self._places[id(item), None] = typed.place()
        for name, column in columns.items():
            self._places[id(item), name] = typed.place(column)

    def about(self, item: Data | list[Any], place: Place) -> None:
        """Says where a whole item was typed."""
        self._places.setdefault((id(item), None), place)

    def drop_later(self, within: list[Any], item: object) -> None:
        """Takes an item out of a list when all rows have been read: until then items are found by their number."""
        self._dropped.append((within, item))

    def settle(self) -> None:
        """Takes out what is to be taken out."""
        for within, item in self._dropped:
            within[:] = [one for one in within if one is not item]
        self._dropped.clear()

    def refuse(self, place: Place, problem: str) -> None:
        """Notes a mistake."""
        self.mistakes.append(Mistake(place, problem))

    def without(self, typed: Typed, what: str) -> bool:
        """Whether the person says why something is not used any more; refuses it without a word why."""
        reason = self.reasoned(typed, f"“{what}”不用了")
        if reason:
            self.reasons.setdefault(reason, typed.place("reason"))
        return bool(reason)

    def reasoned(self, typed: Typed, said: str) -> str:
        """The reason a person gives for what is ``said``; "", and refused, where there is none."""
        reason = typed.text("reason")
        if not reason:
            self.refuse(typed.place("reason"), f"{said}，在“不用的理由”里写明为什么")
        return reason

    def own(self, kind: Kind[Any], placed: Placed[Any]) -> Data:
        """The item of ``placed`` in the notice's own files: that it defines, or a copy that takes its place whole."""
        name = kind.of(placed.item)
        for file, data in self.files.items():
            if _holds(file, kind):
                for item in data.get(kind.key, []):
                    if item.get(kind.id) == name:
                        return _mapping(item)
        copied: Data = placed.item.model_dump(mode="python", by_alias=True, exclude_unset=True)
        self.listed(kind).append(copied)
        self.notice.setdefault("replaces", []).append(name)
        return copied

    def brings(self, kind: Kind[Any], name: str) -> bool:
        """Whether the notice's own files have an item of that id."""
        listed = (item for file, data in self.files.items() if _holds(file, kind) for item in data.get(kind.key, []))
        return any(item.get(kind.id) == name for item in listed)

    def listed(self, kind: Kind[Any]) -> list[Any]:
        """The list that new items of a kind go to."""
        name = kind.pattern.replace("*.yaml", _OWN)
        file = self.files.setdefault(name, {})
        found: list[Any] = file.setdefault(kind.key, [])
        return found

    def place_of(self, file: str, location: Location) -> Place | None:
        """The cell that the value at ``location`` of a file comes from, or what it is a part of."""
        found: Place | None = None
        node: Any = self.files.get(file)
        for key in location:
            found = self._places.get((id(node), None), found)
            found = self._places.get((id(node), key), found)
            try:
                node = node[key]
            except (KeyError, IndexError, TypeError):
                return found
        return self._places.get((id(node), None), found)


def _mapping(item: Any) -> Data:
    assert isinstance(item, dict)
    return item


def _holds(file: str, kind: Kind[Any]) -> bool:
    """Whether a file of the notice's folder may hold items of the kind."""
    folder, _, name = kind.pattern.rpartition("/")
    return file.startswith(f"{folder}/") if name == "*.yaml" else file == kind.pattern
