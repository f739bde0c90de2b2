"""Fills a .docx layout with the facts of a document: the words and tables of a page are the layout's own.

A layout is an ordinary Word or WPS file with jinja2 tags in its text, so an office changes how a document looks by
editing it; what it can show is what its document names. A paragraph, a table row or a cell that holds nothing but
``{%p …%}``, ``{%tr …%}`` or ``{%tc …%}`` stands for that statement. The columns of tables in the style 名单 come from
the definition and are made as wide as their content asks; where that is wider than the page, their letters are smaller.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from xml.dom.minidom import Document, Element, parseString
from xml.parsers.expat import ExpatError

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from generators.documents.facts import DocumentError
from generators.style import text_width
from workbooks.package import PackageWriter

# The name of the style of tables whose columns the definition gives.
LIST_STYLE = "名单"
_BODY, _STYLES = "word/document.xml", "word/styles.xml"
_FILLED_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_OPEN = re.compile(r"\{(?:%(?:(?!%\}).)*|\{(?:(?!\}\}).)*)?$", re.DOTALL)
# What a statement stands for → the element it takes the place of.
_WHOLE = {"p": "w:p", "tr": "w:tr", "tc": "w:tc"}
_LEAST, _MOST = 4.0, 30.0
# Digits and letters of a font that stands in for the layout's may be so much wider, and cannot be broken.
_LATIN = 1.2
# In half points: the size of letters of a style that names none, and the smallest that is read at arm's length.
_USUAL_SIZE, _SMALLEST_SIZE = 21, 15
# Twips a half point that a letter of half width takes, and beside the words of a cell with smaller letters.
_LETTER, _BESIDE = 5, 57
# What stands behind the size among the properties of a run, in order.
_AFTER_SIZE = ("w:szCs", "w:highlight", "w:u", "w:shd", "w:vertAlign", "w:lang")


def rendered(layout: Path, context: Mapping[str, object]) -> bytes:
    """The layout filled with ``context``, as the bytes of a .docx file.

    Raises:
        DocumentError: the layout is no .docx file, or shows what its document does not name.
    """
    members, styles = _opened(layout)
    written = io.BytesIO()
    package = PackageWriter(written)
    for name, (data, template) in members.items():
        package.write(name, [_filled(layout, template, context, styles) if template is not None else data])
    package.close()
    return written.getvalue()


@dataclass(frozen=True)
class _Styles:
    """The id of the style of lists, "" where a layout has none, and the sizes of letters by style, in half points."""

    lists: str
    sizes: Mapping[str, int]


@cache
def _opened(layout: Path) -> tuple[Mapping[str, tuple[bytes, str | None]], _Styles]:
    """Member → its bytes and, where it is filled, its template; and the styles."""
    try:
        with zipfile.ZipFile(layout) as package:
            members = {name: package.read(name) for name in package.namelist()}
        templates = {name: _template(data) for name, data in members.items() if _FILLED_PARTS.fullmatch(name)}
        styles = _read_styles(members[_STYLES])
    except (zipfile.BadZipFile, KeyError, ExpatError) as error:
        raise DocumentError(
            f"版式“{layout.name}”打不开，不是完整的 .docx 文件。请用 Word 或 WPS 另存为 .docx。"
        ) from error
    return {name: (data, templates.get(name)) for name, data in members.items()}, styles


def _template(part: bytes) -> str:
    """The XML of a part as a jinja2 template."""
    tree = parseString(part)
    for paragraph in list(tree.getElementsByTagName("w:p")):
        _join_tags(list(paragraph.getElementsByTagName("w:t")))
    for word, name in _WHOLE.items():
        statement = re.compile(rf"\{{%{word}\s(.*?)%\}}", re.DOTALL)
        for element in list(tree.getElementsByTagName(name)):
            said, parent = statement.search(_text(element)), element.parentNode
            if said is not None and isinstance(parent, Element):
                parent.replaceChild(tree.createTextNode(f"{{% {said[1]}%}}"), element)
    return _TAG.sub(lambda found: unescape(found[0]), _xml(tree))


def _join_tags(texts: Sequence[Element]) -> None:
    """Puts a tag together that an editor has cut into several runs, as they do where the cursor once stood."""
    begun: Element | None = None
    for element in texts:
        if begun is None:
            begun = element if _OPEN.search(_text(element)) else None
            continue
        _write(begun, _text(begun) + _text(element))
        _write(element, "")
        if not _OPEN.search(_text(begun)):
            begun = None


def _filled(layout: Path, template: str, context: Mapping[str, object], styles: _Styles) -> bytes:
    try:
        tree = parseString(_ENVIRONMENT.from_string(template).render(context))
    except TemplateError as error:
        raise DocumentError(f"版式“{layout.name}”填不出来：{error.message}。请改这个文件里花括号中的名字。") from error
    except ExpatError as error:
        raise DocumentError(f"版式“{layout.name}”填出来的不是完整的文件：循环或条件没有写全。") from error
    for element in list(tree.getElementsByTagName("w:t")):
        _break_lines(tree, element)
    for table in tree.getElementsByTagName("w:tbl"):
        if any(own.getAttribute("w:val") == styles.lists for own in table.getElementsByTagName("w:tblStyle")):
            _fit(tree, table, styles.sizes)
    return _xml(tree).encode()


# An office's layout is filled in, not obeyed; a name that is not there is a mistake, not a blank.
_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def _break_lines(tree: Document, element: Element) -> None:
    """Line ends in a text as the line breaks of a document."""
    first, *rest = _text(element).split("\n")
    element.setAttribute("xml:space", "preserve")
    run = element.parentNode
    if not rest or not isinstance(run, Element):
        return
    _write(element, first)
    after = next((own for own in run.childNodes[run.childNodes.index(element) + 1 :] if isinstance(own, Element)), None)
    for line in rest:
        own = tree.createElement("w:t")
        own.setAttribute("xml:space", "preserve")
        own.appendChild(tree.createTextNode(line))
        for new in (tree.createElement("w:br"), own):
            run.insertBefore(new, after)


def _fit(tree: Document, table: Element, sizes: Mapping[str, int]) -> None:
    """Shares the width of the page among the columns by their longest texts; where cells are joined all stays.

    Letters are made smaller where the texts ask for more than there is.
    """
    rows = [list(_children(row, "w:tc")) for row in _children(table, "w:tr")]
    if len({len(cells) for cells in rows}) != 1:
        return
    shares = _shares([[_text(cell) for cell in cells] for cells in rows])
    room, asked = _room(tree), sum(shares)
    widths = [str(int(room * share / asked)) for share in shares]
    fitting = int(room / asked / _LETTER)
    used = [sizes.get(own.getAttribute("w:val"), _USUAL_SIZE) for own in table.getElementsByTagName("w:pStyle")]
    if fitting < max(used, default=_USUAL_SIZE):
        _write_smaller(tree, table, max(fitting, _SMALLEST_SIZE))
    for grid in list(_children(table, "w:tblGrid")):
        new = tree.createElement("w:tblGrid")
        for width in widths:
            new.appendChild(_element(tree, "w:gridCol", {"w:w": width}))
        table.replaceChild(new, grid)
    for cells in rows:
        for cell, width in zip(cells, widths, strict=True):
            _set_width(tree, cell, width)


def _write_smaller(tree: Document, table: Element, size: int) -> None:
    """Writes all words of a table in letters of this size (half points), close to the lines of their cells."""
    for run in table.getElementsByTagName("w:r"):
        properties = _properties(tree, run, "w:rPr")
        _remove(properties, "w:sz")
        after = next((own for name in _AFTER_SIZE for own in _children(properties, name)), None)
        properties.insertBefore(_element(tree, "w:sz", {"w:val": str(size)}), after)
    margins = tree.createElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margins.appendChild(_element(tree, side, {"w:w": str(_BESIDE), "w:type": "dxa"}))
    properties = next(_children(table, "w:tblPr"))
    _remove(properties, "w:tblCellMar")
    properties.insertBefore(margins, next(_children(properties, "w:tblLook"), None))


def _shares(texts: Sequence[Sequence[str]]) -> list[float]:
    """The width each column asks for, in characters: headings may take two lines, a column to write in gets more."""
    shares = []
    for heading, *cells in zip(*texts, strict=True):
        longest = max((_width(line) for text in cells for line in text.split("\n")), default=0)
        asked = max(longest, text_width(heading) / 2, _LEAST)
        shares.append((min(asked, _MOST) if any(cells) or not cells else asked * 2) + 2)
    return shares


def _width(line: str) -> float:
    return text_width(line) * (_LATIN if line.isascii() else 1)


def _room(tree: Document) -> int:
    """The width between the margins, in twentieths of a point."""
    size = tree.getElementsByTagName("w:pgSz")[-1]
    margins = tree.getElementsByTagName("w:pgMar")[-1]
    sides = sum(int(margins.getAttribute(name)) for name in ("w:left", "w:right"))
    return int(size.getAttribute("w:w")) - sides


def _set_width(tree: Document, cell: Element, width: str) -> None:
    properties = _properties(tree, cell, "w:tcPr")
    _remove(properties, "w:tcW")
    new = _element(tree, "w:tcW", {"w:w": width, "w:type": "dxa"})
    properties.insertBefore(new, properties.firstChild)


def _properties(tree: Document, element: Element, tag: str) -> Element:
    """The properties of an element, which stand first in it; made where there are none."""
    properties = next(_children(element, tag), None)
    if properties is None:
        properties = tree.createElement(tag)
        element.insertBefore(properties, element.firstChild)
    return properties


def _remove(element: Element, tag: str) -> None:
    for old in list(_children(element, tag)):
        element.removeChild(old)


def _read_styles(part: bytes) -> _Styles:
    lists, sizes = "", {}
    for style in parseString(part).getElementsByTagName("w:style"):
        own = style.getAttribute("w:styleId")
        if any(name.getAttribute("w:val") == LIST_STYLE for name in _children(style, "w:name")):
            lists = own
        for size in style.getElementsByTagName("w:sz"):
            sizes[own] = int(size.getAttribute("w:val"))
    return _Styles(lists, sizes)


def _element(tree: Document, name: str, attributes: Mapping[str, str]) -> Element:
    element = tree.createElement(name)
    for attribute, value in attributes.items():
        element.setAttribute(attribute, value)
    return element


def _children(element: Element, name: str) -> Iterator[Element]:
    return (own for own in element.childNodes if isinstance(own, Element) and own.tagName == name)


def _text(element: Element) -> str:
    """All words in an element; of a ``w:t`` its own."""
    inner = [element] if element.tagName == "w:t" else element.getElementsByTagName("w:t")
    return "".join(node.data for own in inner for node in own.childNodes if node.nodeType == node.TEXT_NODE)


def _write(element: Element, text: str) -> None:
    while element.firstChild is not None:
        element.removeChild(element.firstChild)
    assert element.ownerDocument is not None
    element.appendChild(element.ownerDocument.createTextNode(text))


def _xml(tree: Document) -> str:
    assert tree.documentElement is not None
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{tree.documentElement.toxml()}'
