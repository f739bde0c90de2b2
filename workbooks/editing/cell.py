"""One cell of a sheet: what is put into it, and how it stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from workbooks.editing.xml_part import Spelling, attributes, elements, without_attributes
from workbooks.reading.shared_strings import read_strings
from workbooks.references import whole
from workbooks.xml_text import SPACE, resolve_entities, space_of, unescape

# Type, cell metadata and value metadata: they describe the content that is replaced.
_OF_CONTENT = (b"t", b"cm", b"vm")
# How nearly every program writes nearly every cell; a fifth of the work of taking it apart tag by tag.
_USUAL = re.compile(
    rb'(<c r="[A-Z]{1,3}\d+"(?: s="(\d{1,9})")?)(?: t="(\w+)")?'
    rb"(?:/>|>((<f(?: [^<>]*)?>[^<]*</f>|<f [^<>]*/>)?(?:<v>([^<]*)</v>|<is>(<t>[^<]*</t>)</is>)?)</c>)"
)
_PLAIN = re.compile(rb"<t>([^<&_\r]*)</t>")
_PIECE = re.compile(rb"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<\?.*?\?>|([^<]+)", re.DOTALL)


class Content(NamedTuple):
    """What is put into a cell.

    Attributes:
        kind: its type (the attribute ``t``), "" for a number.
        value: as XML character data, the number, the text of an ``inlineStr``, the index of a shared string (``s``) or
            what a formula shows; ``None`` leaves the cell without any.
        formula: as XML character data, without the equals sign.
    """

    kind: str = ""
    value: str | None = None
    formula: str | None = None

    def cell(self, opening: str, formula: str = "", prefix: str = "") -> str:
        """The whole cell.

        Args:
            opening: its start tag up to its format: ``<c r="B3" s="7"``.
            formula: the ``<f>`` element it keeps.
            prefix: what the names of its elements begin with.
        """
        kind = f' t="{self.kind}"' if self.kind else ""
        if self.formula is not None:
            formula = f"<{prefix}f>{self.formula}</{prefix}f>"
        if self.value is None:
            return f"{opening}{kind}>{formula}</{prefix}c>" if formula else f"{opening}{kind}/>"
        space = space_of(self.value)
        if self.kind == "inlineStr":
            return f"{opening}{kind}><{prefix}is><{prefix}t{space}>{self.value}</{prefix}t></{prefix}is></{prefix}c>"
        return f"{opening}{kind}>{formula}<{prefix}v{space}>{self.value}</{prefix}v></{prefix}c>"


@dataclass(frozen=True, slots=True)
class Cell:
    """A written cell taken apart; it can be filled any number of times.

    Attributes:
        opening: its start tag up to its format.
        style: the number of its format, ``None`` where it names none.
        kind: its type, "" for a number.
        inside: everything between its tags.
        formula: its ``<f>`` element, "" when it has none.
        value: the content of its ``<v>``, ``None`` when it has none.
        inline: the content of its ``<is>``, ``None`` when it has none.
        behind: what stands between it and the next cell.
        prefix: what the names of its elements begin with.
    """

    opening: str
    style: int | None
    kind: str
    inside: bytes
    formula: str
    value: bytes | None
    inline: bytes | None
    behind: bytes = b""
    prefix: str = ""

    def text(self, shared: Callable[[int], str]) -> str:
        """What the cell holds or shows, numbers as they are stored, "" when it is blank; ``shared`` finds a string."""
        if self.kind == "inlineStr":
            return _inline_text(self.inline) if self.inline is not None else ""
        if self.value is None:
            return ""
        text = _characters(self.value)
        if self.kind == "s":
            return shared(whole(text.strip()))
        return unescape(text) if self.kind == "str" else text

    def holding(self, content: Content) -> bytes:
        """The cell with this content; a formula it had is gone."""
        return content.cell(self.opening, "", self.prefix).encode() + self.behind

    def showing(self, result: Content) -> bytes:
        """The cell with its formula and this result."""
        return result.cell(self.opening, self.formula, self.prefix).encode() + self.behind


def read_cell(xml: bytes, spelling: Spelling) -> Cell:
    """Takes a cell apart; ``xml`` is its element and whatever stands between it and the next one."""
    usual = _USUAL.fullmatch(xml)
    if usual is None:
        return _read_any_cell(xml, spelling)
    opening, style, kind, inside, formula, value, inline = usual.groups()
    return Cell(
        opening.decode(),
        int(style) if style is not None else None,
        "" if kind in (None, b"n") else kind.decode(),
        inside or b"",
        formula.decode() if formula is not None else "",
        value,
        inline,
    )


def _read_any_cell(xml: bytes, spelling: Spelling) -> Cell:
    """A cell however it is written."""
    own = next(elements(xml, spelling.tags(b"c")))
    tag = xml[: own.inside]
    written = dict(attributes(tag))
    style, kind = written.get("s"), written.get("t", "n")
    opening = without_attributes(tag, *_OF_CONTENT)
    inner = {child.name: child for child in elements(xml, spelling.tags(b"f", b"v", b"is"), own.inside, own.outside)}
    formula, value, inline = inner.get(b"f"), inner.get(b"v"), inner.get(b"is")
    return Cell(
        opening=opening[: -2 if opening.endswith(b"/>") else -1].decode(),
        style=whole(style) if style is not None else None,
        kind="" if kind == "n" else kind,
        inside=xml[own.inside : own.outside],
        formula=xml[formula.start : formula.end].decode() if formula is not None else "",
        value=xml[value.inside : value.outside] if value is not None else None,
        inline=xml[inline.inside : inline.outside] if inline is not None else None,
        behind=xml[own.end :],
        prefix=tag[1:].split(maxsplit=1)[0].rstrip(b"/>").decode().removesuffix("c"),
    )


def _characters(xml: bytes) -> str:
    """The text of an element that has only text."""
    if b"<" not in xml and b"&" not in xml:
        return xml.decode()
    return "".join(cdata.decode() or resolve_entities(text.decode(), "") for cdata, text in _PIECE.findall(xml))


def _inline_text(xml: bytes) -> str:
    """The text of an ``<is>`` element, which is made like a shared string."""
    plain = _PLAIN.fullmatch(xml)
    return plain[1].decode().strip(SPACE) if plain else read_strings(b"<sst><si>%b</si></sst>" % xml)[0]
