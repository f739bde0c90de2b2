"""The shared strings of a workbook, to which texts are added."""

from __future__ import annotations

from workbooks.editing.xml_part import EditingError, XmlPart
from workbooks.reading.shared_strings import read_strings
from workbooks.xml_text import escaped, space_of


class SharedStrings:
    """The texts that cells refer to by number.

    A text is added once, but never looked for among those that were there before, which may be formatted.
    """

    def __init__(self, part: XmlPart) -> None:
        self.part = part
        self._texts = read_strings(part.content)
        self._before = len(self._texts)
        self._added: dict[str, int] = {}

    def text(self, number: int) -> str:
        """The text of a number; raises `EditingError` when there is none."""
        if not 0 <= number < len(self._texts):
            raise EditingError(self.part.spelling.part, f"没有第 {number} 条文字")
        return self._texts[number]

    def number(self, text: str) -> int:
        """The number of a text; raises `UnfitValueError` for one that no cell can hold."""
        if text not in self._added:
            self._added[text] = len(self._texts)
            self._texts.append(text)
        return self._added[text]

    def to_bytes(self) -> bytes:
        """The part with the texts that were added."""
        if not self._added:
            return self.part.content
        count = str(len(self._texts))
        part = XmlPart(self.part.spelling.part, self.part.content)
        part.append("sst", "".join(map(self._item, self._texts[self._before :])).encode())
        part.set_attribute("sst", "count", count)
        part.set_attribute("sst", "uniqueCount", count)
        return part.content

    def _item(self, text: str) -> str:
        prefix = self.part.spelling.prefix
        xml = escaped(text)
        return f"<{prefix}si><{prefix}t{space_of(xml)}>{xml}</{prefix}t></{prefix}si>"
