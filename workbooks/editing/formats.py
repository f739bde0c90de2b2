"""The cell formats of a workbook (its styles part), to which formats are added."""

from __future__ import annotations

from workbooks.editing.xml_part import EditingError, XmlPart, with_attribute

_SOLID = (
    '<{0}fill><{0}patternFill patternType="solid"><{0}fgColor rgb="FF{1}"/><{0}bgColor indexed="64"/>'
    "</{0}patternFill></{0}fill>"
)


class CellFormats:
    """The formats that cells refer to by number."""

    def __init__(self, part: XmlPart) -> None:
        self.part = part
        self._fills: dict[str, int] = {}
        self._filled: dict[tuple[int, str], int] = {}

    def filled(self, style: int, colour: str) -> int:
        """The number of the format that is format ``style`` on a background of this colour (``FFEB9C``).

        Raises:
            EditingError: there is no such format.
        """
        key = style, colour
        if key not in self._filled:
            fill = self._fill(colour)
            formats = list(self.part.elements("xf", self.part.first("cellXfs")))
            if not 0 <= style < len(formats):
                raise EditingError(self.part.spelling.part, f"没有第 {style} 号格式")
            own, content = formats[style], self.part.content
            tag = with_attribute(content[own.start : own.inside], b"fillId", b"%d" % fill)
            tag = with_attribute(tag, b"applyFill", b"1")
            self._add("cellXfs", tag + content[own.inside : own.end], len(formats) + 1)
            self._filled[key] = len(formats)
        return self._filled[key]

    def to_bytes(self) -> bytes:
        """The part with the formats that were added."""
        return self.part.content

    def _fill(self, colour: str) -> int:
        if colour not in self._fills:
            number = len(list(self.part.elements("fill", self.part.first("fills"))))
            self._add("fills", _SOLID.format(self.part.spelling.prefix, colour).encode(), number + 1)
            self._fills[colour] = number
        return self._fills[colour]

    def _add(self, name: str, xml: bytes, count: int) -> None:
        self.part.append(name, xml)
        self.part.set_attribute(name, "count", str(count))
