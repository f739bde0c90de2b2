"""An XML part edited in its bytes: whatever is not changed stays byte for byte, however the part is written.

expat proves first that the part is well-formed and declares no entities. In such a part every ``<`` that begins no
comment, CDATA section or processing instruction begins a tag, and no attribute value holds one (XML 1.0, 2.4 and 3.1);
so one pattern finds the tags of a name without looking at what stands between them.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from xml.parsers import expat

from workbooks.errors import ForThePerson
from workbooks.xml_text import BROKEN_XML

_SKIPPED = rb"!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>"
_REST_OF_TAG = rb"[^\"'>]*+(?:\"[^\"]*\"[^\"'>]*+|'[^']*'[^\"'>]*+)*+>"
_ANY_TAG = re.compile(rb"<(?:%b|(/?)([^\s/>]++)%b)" % (_SKIPPED, _REST_OF_TAG), re.DOTALL)
_ATTRIBUTE = re.compile(rb"\s+([^\s=\"'/>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ENCODING = re.compile(rb"\A(<\?xml[^>]*?)\s+encoding\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_ENCODINGS = ("utf-8", "us-ascii")
_SLASH = ord("/")


class EditingError(ForThePerson):
    """The workbook cannot be changed without touching the rest of it: ``part`` of it has ``problem``."""

    def __init__(self, part: str, problem: str) -> None:
        super().__init__(f"这个工作簿改不了（{part}：{problem}）。请用 Excel 或 WPS 打开它，另存一份，再试一次。")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a part writes the names of its elements.

    Attributes:
        part: the name of the part.
        namespace: that of its root, to which the elements looked for belong.
        prefixes: what names of this namespace begin with (``x:`` or nothing), the root's own first.
    """

    part: str
    namespace: str
    prefixes: tuple[bytes, ...]

    @property
    def prefix(self) -> str:
        """What the names of new elements begin with."""
        return self.prefixes[0].decode()

    def tags(self, *names: bytes) -> re.Pattern[bytes]:
        """Finds the tags with these names: group 1 is ``/`` in an end tag, group 2 the name without prefix.

        Comments and the like are matched as well, so that nothing inside them is; they have no groups.
        """
        return _tags(self.prefixes, names)


@dataclass(frozen=True, slots=True)
class Element:
    """Where an element stands: its start tag, its content and its end tag; one that closes itself has only the first.

    ``name`` is as the pattern gives it by which the element was found.
    """

    name: bytes
    start: int
    inside: int
    outside: int
    end: int


class XmlPart:
    """A part that is changed step by step; ``content`` is always well-formed and in UTF-8.

    Raises:
        EditingError: it is not well-formed, declares entities, or gives a prefix two meanings.
    """

    def __init__(self, name: str, content: bytes) -> None:
        self.content, self.spelling = checked(name, content)

    def elements(self, name: str, within: Element | None = None) -> Iterator[Element]:
        """The elements of a name, none of which may contain another."""
        start, end = (within.inside, within.outside) if within is not None else (0, len(self.content))
        return elements(self.content, self.spelling.tags(name.encode()), start, end)

    def first(self, name: str) -> Element:
        """The first element of a name; raises `EditingError` when there is none."""
        found = next(self.elements(name), None)
        if found is None:
            raise EditingError(self.spelling.part, f"缺少 {name}")
        return found

    def append(self, name: str, xml: bytes) -> None:
        """Adds children at the end of the first element of a name."""
        own = self.first(name)
        tag, closing = self.content[own.start : own.inside], self.content[own.outside : own.end]
        if not closing:
            tag, closing = opened(tag)
        inside = self.content[own.inside : own.outside]
        self.content = b"".join([self.content[: own.start], tag, inside, xml, closing, self.content[own.end :]])

    def set_attribute(self, name: str, attribute: str, value: str) -> None:
        """Sets an attribute of the first element of a name."""
        own = self.first(name)
        tag = with_attribute(self.content[own.start : own.inside], attribute.encode(), value.encode())
        self.content = self.content[: own.start] + tag + self.content[own.inside :]


def checked(name: str, content: bytes) -> tuple[bytes, Spelling]:
    """The content of a part in UTF-8, and how it spells; raises `EditingError` as `XmlPart` does."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        # The other encoding that a package may use.
        content = _ENCODING.sub(rb"\1", content.decode("utf-16", "replace").encode())
    roots: list[str] = []
    declared: list[tuple[str, str]] = []
    problems: list[str] = []

    def root(written: str, attributes: object) -> None:
        roots.append(written)
        parser.StartElementHandler = None

    def declaration(version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            problems.append(f"编码是 {encoding}")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.namespace_prefixes = True
    parser.XmlDeclHandler = declaration
    parser.StartDoctypeDeclHandler = lambda *_: problems.append("有 DOCTYPE")
    parser.StartNamespaceDeclHandler = lambda prefix, meaning: declared.append((prefix or "", meaning or ""))
    parser.StartElementHandler = root
    try:
        parser.Parse(content, True)
    except BROKEN_XML as error:
        raise EditingError(name, problems[0] if problems else f"不是完好的 XML，{error}") from error
    namespace, own = _namespace_and_prefix(roots[0])
    prefixes = {own} | {prefix for prefix, meaning in declared if meaning == namespace}
    if any(prefix in prefixes and meaning != namespace for prefix, meaning in declared):
        problems.append("同一个前缀有两种意思")
    if problems:
        raise EditingError(name, problems[0])
    ordered = (own, *sorted(prefixes - {own}))
    return content, Spelling(name, namespace, tuple(f"{prefix}:".encode() if prefix else b"" for prefix in ordered))


def elements(xml: bytes, pattern: re.Pattern[bytes], start: int = 0, end: int | None = None) -> Iterator[Element]:
    """The elements whose tags ``pattern`` finds, none of which may contain another."""
    opening: re.Match[bytes] | None = None
    for tag in pattern.finditer(xml, start, len(xml) if end is None else end):
        if tag[2] is None:
            continue
        if tag[1]:
            if opening is not None:
                yield Element(tag[2], opening.start(), opening.end(), tag.start(), tag.end())
        elif xml[tag.end() - 2] == _SLASH:
            yield Element(tag[2], tag.start(), tag.end(), tag.end(), tag.end())
        else:
            opening = tag


def children(xml: bytes, start: int = 0) -> Iterator[Element]:
    """The elements from ``start`` on, up to the end of the element they stand in; names are as written."""
    depth = 0
    opening: re.Match[bytes] | None = None
    for tag in _ANY_TAG.finditer(xml, start):
        if tag[2] is None:
            continue
        closes_itself = xml[tag.end() - 2] == _SLASH
        if tag[1]:
            depth -= 1
            if depth < 0:
                return
            if depth == 0 and opening is not None:
                yield Element(tag[2], opening.start(), opening.end(), tag.start(), tag.end())
        elif depth == 0 and closes_itself:
            yield Element(tag[2], tag.start(), tag.end(), tag.end(), tag.end())
        elif not closes_itself:
            opening = tag if depth == 0 else opening
            depth += 1


def attributes(tag: bytes) -> Iterator[tuple[str, str]]:
    """Names and values of the attributes of a start tag, as they are written: prefixes and entities stay."""
    for found in _ATTRIBUTE.finditer(tag):
        yield found[1].decode(), (found[2] if found[2] is not None else found[3]).decode()


def attribute(tag: bytes, name: bytes) -> str | None:
    """An attribute of a start tag, ``None`` when it has none of this name."""
    for found in _ATTRIBUTE.finditer(tag):
        if found[1] == name:
            return (found[2] if found[2] is not None else found[3]).decode()
    return None


def with_attribute(tag: bytes, name: bytes, value: bytes) -> bytes:
    """A start tag with an attribute set, in the place of the one of that name if there is one."""
    for found in _ATTRIBUTE.finditer(tag):
        if found[1] == name:
            return b'%b %b="%b"%b' % (tag[: found.start()], name, value, tag[found.end() :])
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return b'%b %b="%b"%b' % (tag[:end], name, value, tag[end:])


def without_attributes(tag: bytes, *names: bytes) -> bytes:
    """A start tag without the attributes of these names."""
    return _ATTRIBUTE.sub(lambda found: b"" if found[1] in names else found[0], tag)


def opened(tag: bytes) -> tuple[bytes, bytes]:
    """Start tag and end tag of an element that closed itself."""
    bare = tag.removesuffix(b"/>").rstrip()
    return bare + b">", b"</%b>" % bare[1:].split(maxsplit=1)[0]


def _namespace_and_prefix(written: str) -> tuple[str, str]:
    """From a name as expat gives it: ``local``, ``namespace local`` or ``namespace local prefix``."""
    pieces = written.split(" ")
    return pieces[0] if len(pieces) > 1 else "", pieces[2] if len(pieces) > 2 else ""


@cache
def _tags(prefixes: tuple[bytes, ...], names: tuple[bytes, ...]) -> re.Pattern[bytes]:
    name = rb"(/?)(?:%b)(%b)(?=[\s/>])" % (b"|".join(map(re.escape, prefixes)), b"|".join(names))
    return re.compile(rb"<(?:%b|%b%b)" % (_SKIPPED, name, _REST_OF_TAG), re.DOTALL)
