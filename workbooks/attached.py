"""What a workbook carries beside its data: macros refuse it, the rest is left alone and said.

Excel and WPS leave links and embedded objects behind after a lookup in another file or a pasted drawing. Nothing of
that is ever opened or followed; the values in the cells are those of the last saving.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from workbooks import refusal
from workbooks.refusal import Refused
from workbooks.relations import Tag, read_relations, referring_part, start_tags
from workbooks.xml_text import BROKEN_XML

_CONTENT_TYPES = "[content_types].xml"
_MACRO = "macro"
# Content by what stands in the name of a part, in its content type, or in the type of a relation (lower case).
_NAMES = {
    "vbaproject": _MACRO,
    "xl/macrosheets/": _MACRO,
    "xl/dialogsheets/": _MACRO,
    "xl/externallinks/": "external_link",
    "xl/connections.xml": "connection",
    "xl/querytables/": "connection",
    "xl/embeddings/": "embedded",
    "xl/activex/": "active_control",
    "customui/": "custom_ribbon",
}
_TYPES = {
    "vbaproject": _MACRO,
    "macrosheet": _MACRO,
    "dialogsheet": _MACRO,
    "externallink": "external_link",
    ".connections+xml": "connection",
    ".querytable+xml": "connection",
    "oleobject": "embedded",
    "activex": "active_control",
}
_RELATIONS = {
    "/vbaproject": _MACRO,
    "/xlmacrosheet": _MACRO,
    "/xlintlmacrosheet": _MACRO,
    "/dialogsheet": _MACRO,
    "/externallink": "external_link",
    "/connections": "connection",
    "/oleobject": "embedded",
}
# What may bring values of another file into the cells.
LINKS = ("external_link", "connection")


def what_is_attached(parts: Mapping[str, bytes], names: Mapping[str, str]) -> tuple[str, ...]:
    """The kinds of content attached, in the order of the lists above.

    Args:
        parts: the XML parts of a package.
        names: the names of all its parts, in lower case, and as they are.

    Raises:
        Refused: there are macros; it is no matter whether the name of the file says so.
    """
    found = set(_by(_NAMES, names))
    found.update(_by(_TYPES, _content_types(parts, names)))
    found.update(_by(_RELATIONS, _relation_types(parts, names)))
    if _MACRO in found:
        raise Refused(refusal.MACRO, content=_MACRO)
    return tuple(content for content in dict.fromkeys(_NAMES.values()) if content in found)


def _by(signs: Mapping[str, str], texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for sign, content in signs.items():
            if sign in text:
                yield content


def _content_types(parts: Mapping[str, bytes], names: Mapping[str, str]) -> set[str]:
    """The content types of the parts that are there: a type that no part has means nothing."""
    own: dict[str, str] = {}
    usual: dict[str, str] = {}
    for _, attributes in _tags(parts.get(names.get(_CONTENT_TYPES, ""), b"")):
        content = attributes.get("ContentType", "").lower()
        if "PartName" in attributes:
            own[attributes["PartName"].lstrip("/").lower()] = content
        else:
            usual[attributes.get("Extension", "").lower()] = content
    return {own.get(name, usual.get(name.rpartition(".")[2], "")) for name in names}


def _relation_types(parts: Mapping[str, bytes], names: Mapping[str, str]) -> Iterator[str]:
    """The types of the relations to parts that are there."""
    for part, xml in parts.items():
        if part.lower().endswith(".rels"):
            with suppress(*BROKEN_XML):
                for relation in read_relations(xml, referring_part(part)):
                    if relation.target.lower() in names:
                        yield relation.type.lower()


def _tags(xml: bytes) -> list[Tag]:
    """What can be read of a part that nothing else depends on."""
    try:
        return start_tags(xml, ("Default", "Override"))
    except BROKEN_XML:
        return []
