"""The shared strings part: the texts that cells refer to by number."""

from __future__ import annotations

from xml.parsers import expat

from cunbiao.submissions import refusal
from cunbiao.submissions.refusal import Refused
from cunbiao.submissions.xml_text import cell_text


def read_strings(xml: bytes) -> list[str]:
    """All shared strings in order; formatted runs are joined, reading aids (phonetic text) are left out.

    Raises:
        Refused: the part is not well-formed XML.
    """
    if not xml:
        return []
    reader = _Strings()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Refused(refusal.BROKEN_STRUCTURE, sheet="sharedStrings.xml", actual=str(error)) from error
    return reader.strings


class _Strings:
    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._characters: list[str] | None = None
        self._preserve = False
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name[name.find(":") + 1 :]
        if name == "t":
            self._characters = []
            self._preserve = attributes.get("xml:space") == "preserve"
        elif name == "rPh":
            self._phonetic = True
        elif name == "si":
            self._pieces = []

    def text(self, characters: str) -> None:
        if self._characters is not None:
            self._characters.append(characters)

    def end(self, name: str) -> None:
        name = name[name.find(":") + 1 :]
        if name == "t" and self._characters is not None:
            if not self._phonetic:
                self._pieces.append(cell_text("".join(self._characters), self._preserve))
            self._characters = None
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.strings.append("".join(self._pieces))
