"""The shared strings part: the texts that cells refer to by number."""

from __future__ import annotations

import re
from xml.parsers import expat

from workbooks import refusal
from workbooks.xml_text import BROKEN_XML, SPACE, cell_text, resolve_entities

_PLAIN_PART = re.compile(rb"\s*<(?:\?xml(?![^<>]*encoding=[\"'](?!utf-8|UTF-8))[^<>]*\?>\s*<)?sst[ >]")
_PLAIN_STRING = re.compile(rb'<si><t( xml:space="preserve")?>([^<]*)</t></si>')
# In texts joined by U+0000: an entity, an escape, white space that counts only when it is marked.
_NOT_AS_IS = ("&", "_x", *(f"\0{space}" for space in SPACE), *(f"{space}\0" for space in SPACE))
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n")


def read_strings(xml: bytes) -> list[str]:
    """All shared strings in order; formatted runs are joined, reading aids (phonetic text) are left out.

    Raises:
        Refused: the part is not well-formed XML.
    """
    if not xml:
        return []
    plain = _plain_strings(xml)
    if plain is not None:
        return plain
    reader = _Strings()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(xml, True)
    except BROKEN_XML as error:
        raise refusal.broken_markup("sharedStrings.xml", error) from error
    return reader.strings


def _plain_strings(xml: bytes) -> list[str] | None:
    """The strings of a part in which each is one plain text, ``None`` for any other part."""
    if not _PLAIN_PART.match(xml) or b"<!" in xml or len(xml.translate(None, _CONTROLS)) < len(xml):
        return None
    found = _PLAIN_STRING.findall(xml)
    if len(found) != xml.count(b"<si"):
        return None
    try:
        joined = b"\0".join([text for _, text in found]).decode("utf-8")
    except UnicodeDecodeError:
        return None
    texts = joined.split("\0") if found else []
    ends = f"\0{joined}\0"
    if not any(mark in ends for mark in _NOT_AS_IS):
        return texts
    return [
        cell_text(resolve_entities(text, "sharedStrings.xml"), bool(preserve))
        for (preserve, _), text in zip(found, texts, strict=True)
    ]


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
