"""A workbook whose sheets are edited by name and written back together."""

from __future__ import annotations

from workbooks.deflate import LEVEL
from workbooks.editing.formats import CellFormats
from workbooks.editing.parts import Parts
from workbooks.editing.sheet import Sheet
from workbooks.editing.strings import SharedStrings
from workbooks.editing.xml_part import EditingError
from workbooks.relations import start_tags
from workbooks.xml_text import BROKEN_XML

_SHARED_STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


class EditableWorkbook:
    """The sheets of a workbook, each cut when it is first asked for.

    Attributes:
        parts: of the package; `save` before a part of an edited sheet is changed there directly.
        part: the name of the workbook part.
        relationships: the namespace of ``r:id``, with which the types of relations begin.

    Raises:
        EditingError: it is no workbook that could be edited.
    """

    def __init__(self, data: bytes) -> None:
        self.parts = Parts(data)
        own = self.parts.related("", "officeDocument")
        if own is None:
            raise EditingError("文件", "不是工作簿")
        self.part = own.target
        self.relationships = own.type.removesuffix("/officeDocument")
        self._parts_of_sheets: dict[str, str] | None = None
        self._open: dict[str, Sheet] = {}
        self._strings: SharedStrings | None = None
        self._formats: CellFormats | None = None

    @property
    def sheets(self) -> dict[str, str]:
        """Sheet name → its part, in workbook order, hidden ones included."""
        if self._parts_of_sheets is None:
            self._parts_of_sheets = self._found_sheets()
        return self._parts_of_sheets

    def sheet(self, name: str) -> Sheet:
        """A sheet by name; raises `KeyError` when there is none."""
        if name not in self._open:
            part = self.sheets[name]
            self._open[name] = Sheet(part, self.parts[part], lambda number: self.strings.text(number))
        return self._open[name]

    @property
    def cut_sheets(self) -> list[Sheet]:
        """The sheets that were asked for and not yet written back."""
        return list(self._open.values())

    @property
    def strings(self) -> SharedStrings:
        """The shared strings; a workbook that has none gets a part for them."""
        if self._strings is None:
            found = self.parts.related(self.part, "sharedStrings")
            self._strings = SharedStrings(self.parts.xml(found.target if found is not None else self._new_strings()))
        return self._strings

    @property
    def formats(self) -> CellFormats:
        """The cell formats."""
        if self._formats is None:
            found = self.parts.related(self.part, "styles")
            if found is None:
                raise EditingError(self.part, "没有单元格格式")
            self._formats = CellFormats(self.parts.xml(found.target))
        return self._formats

    def save(self) -> None:
        """Writes what was edited back into the parts; sheets are cut anew when they are asked for again."""
        for sheet in self._open.values():
            self.parts[sheet.spelling.part] = sheet.to_bytes()
        for edited in (self._strings, self._formats):
            if edited is not None:
                self.parts[edited.part.spelling.part] = edited.to_bytes()
        self._open.clear()
        self._parts_of_sheets = None

    def to_bytes(self, level: int = LEVEL) -> bytes:
        """The workbook; ``level`` is how hard its changed parts are packed."""
        self.save()
        return self.parts.to_bytes(level)

    def _found_sheets(self) -> dict[str, str]:
        parts = {own.id: own.target for own in self.parts.relations(self.part) if own.kind == "worksheet"}
        try:
            sheets = start_tags(self.parts[self.part], ("sheet",))
        except BROKEN_XML as error:
            raise EditingError(self.part, f"不是完好的 XML，{error}") from error
        return {own.get("name", ""): parts[own["id"]] for _, own in sheets if own.get("id") in parts}

    def _new_strings(self) -> str:
        # The only name under which some readers look for it, whatever the relations say.
        name = "xl/sharedStrings.xml"
        namespace = self.parts.xml(self.part).spelling.namespace
        content = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{namespace}"/>'
        self.parts.add(name, content.encode(), _SHARED_STRINGS)
        self.parts.relate(self.part, f"{self.relationships}/sharedStrings", name)
        return name
