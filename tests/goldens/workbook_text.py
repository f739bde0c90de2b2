"""A workbook as a text in which what means the same looks the same, as short as a change of any part still shows.

First all parts with a digest each; then every small part, and of every sheet what is not cells, an element a line; then
the styles in use, each under a name that depends on nothing but how it looks; then the cells, column by column, rows
that follow each other with the same in them as one line. Formulas filled down are the same when they point to the same
cells seen from theirs. Of long texts and long columns the beginning is shown, and a digest stands for the rest. What
changes with the day, the program's version or any content at all (digests inside the workbook) is left out.
"""

from __future__ import annotations

import difflib
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from cunbiao.version import VERSION
from tests.goldens.vba_text import vba_lines
from workbooks.references import column_index, column_letters

# Of texts longer than this the beginning is shown, of lists with more lines the first ones.
_LONGEST_TEXT = 56
_LONGEST_LIST = 6
# Elements whose children say little each, and are shown by their attributes.
_IN_ONE_LINE = frozenset({"cols", "mergeCells"})
_WHERE = frozenset({"sqref", "ref", "r"})
_SHEETS = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_STYLES, _STRINGS, _MACROS = "xl/styles.xml", "xl/sharedStrings.xml", "xl/vbaProject.bin"
_DIGEST = re.compile(rb"\b[0-9a-f]{32,}\b")
_QUOTED = re.compile(r"(\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*')")
_REFERENCE = re.compile(r"(?<![\w.$])(\$?)([A-Z]{1,3})(\$?)([1-9]\d*)(?![\w(!.])")


def workbook_text(data: bytes) -> str:
    """The workbook as a text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = _steady({name: archive.read(name) for name in sorted(archive.namelist())})
    macros = vba_lines(parts[_MACROS]) if _MACROS in parts else ()
    return "\n".join([*_listed(parts), *macros, *_small_parts(parts), *_Book(parts).lines(), ""])


def difference(before: str, after: str) -> str:
    """The lines that differ, - from before and + from after."""
    _, _, *lines = [*difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""), "", ""]
    return "\n".join(line for line in lines if line and not line.startswith("@@"))


def digest(text: str) -> str:
    """Six digits that are others for another text."""
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def shortened(text: str) -> str:
    """A text of bearable length that is another for another text."""
    text = text.replace("\n", "⏎")
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…{len(text)} {digest(text)}"


def few(lines: Iterable[str]) -> list[str]:
    """The lines, of many the first ones and one that stands for the rest."""
    every = list(lines)
    rest = every[_LONGEST_LIST:]
    return every if len(rest) < 2 else [*every[:_LONGEST_LIST], f"… {len(rest)} more {digest(str(rest))}"]


def element_lines(element: Element) -> Iterator[str]:
    """The element, and what stands in it as one line each."""
    yield f"{_local(element.tag)} {_attributes(element)}".rstrip()
    if _local(element.tag) in _IN_ONE_LINE:
        yield shortened("  " + " ".join(_attributes(inside) for inside in element))
        return
    for _, alike in groupby(element, key=lambda inside: inside.tag):
        inside = list(alike)
        if len(inside) == 1 and len(inside[0]):
            yield from (f"  {line}" for line in element_lines(inside[0]))
        else:
            yield from few(f"  {shortened(compact(own))}" for own in inside)


def compact(element: Element) -> str:
    """The element with all that stands in it, as one text."""
    if _local(element.tag) in {"created", "modified"}:
        return f"{_local(element.tag)} …"
    inside = [compact(child) for child in element]
    parts = [_local(element.tag), _attributes(element), (element.text or "").strip(), *(f"({own})" for own in inside)]
    return " ".join(part for part in parts if part)


def _attributes(element: Element) -> str:
    """The attributes, first those that say where."""
    first = sorted(element.attrib.items(), key=lambda own: own[0] not in _WHERE)
    return " ".join(f"{_local(name)}={value}" for name, value in first)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _steady(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts without what changes with the version and with any content."""
    steady = {name: _DIGEST.sub(b"{digest}", part) for name, part in parts.items() if _is_xml(name)}
    return parts | {name: part.replace(VERSION.encode(), b"{version}") for name, part in steady.items()}


def _listed(parts: dict[str, bytes]) -> Iterator[str]:
    """All parts, with a digest those that are not shown whole."""
    yield "== parts"
    for name, content in parts.items():
        shown = not _is_xml(name) or _SHEETS.fullmatch(name) or name in (_STYLES, _STRINGS)
        yield name if shown else f"{name} {digest(compact(ElementTree.fromstring(content)))}"


def _small_parts(parts: dict[str, bytes]) -> Iterator[str]:
    for name, content in parts.items():
        if _is_xml(name) and not _SHEETS.fullmatch(name) and name not in (_STYLES, _STRINGS):
            yield f"== {name}"
            yield from element_lines(ElementTree.fromstring(content))


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels", ".vml"))


@dataclass
class _Column:
    """What stands in a column, row by row (from 1): style, formula and value."""

    styles: dict[int, str] = field(default_factory=dict)
    formulas: dict[int, str] = field(default_factory=dict)
    values: dict[int, str] = field(default_factory=dict)


class _Book:
    """The sheets of a workbook."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        strings = ElementTree.fromstring(parts[_STRINGS]) if _STRINGS in parts else ()
        self._strings = ["".join(own.itertext()) for own in strings]
        styles = ElementTree.fromstring(parts[_STYLES])
        self._looks = _looks(styles)
        self._conditional = [shortened(compact(own)) for own in styles.iterfind("{*}dxfs/*")]
        names = [own.attrib["name"] for own in ElementTree.fromstring(parts["xl/workbook.xml"]).iterfind(".//{*}sheet")]
        found = sorted((int(match[1]), name) for name in parts if (match := _SHEETS.fullmatch(name)))
        self._sheets = [
            (name, ElementTree.fromstring(parts[part])) for name, (_, part) in zip(names, found, strict=True)
        ]

    def lines(self) -> Iterator[str]:
        """The styles and then every sheet."""
        yield "== styles"
        yield from sorted({f"{name} {shortened(look)}" for name, look in self._looks})
        yield from self._conditional
        for name, sheet in self._sheets:
            yield f"== sheet {name}"
            columns = self._columns(sheet)
            rows = [(int(row.attrib["r"]), _row_attributes(row)) for row in sheet.iterfind("{*}sheetData/*")]
            sheet[:] = [inside for inside in sheet if _local(inside.tag) != "sheetData"]
            yield from element_lines(sheet)
            yield from few(f"rows {numbers} {attributes}" for numbers, attributes in _runs(rows) if attributes)
            for index in sorted(columns):
                yield from _column_lines(column_letters(index), columns[index])

    def _columns(self, sheet: Element) -> dict[int, _Column]:
        columns: dict[int, _Column] = {}
        for cell in sheet.iterfind("{*}sheetData/{*}row/{*}c"):
            match = re.fullmatch(r"([A-Z]+)(\d+)", cell.attrib["r"])
            assert match is not None
            column, row = columns.setdefault(column_index(match[1]), _Column()), int(match[2])
            column.styles[row] = self._looks[int(cell.attrib.get("s", 0))][0]
            formula, value = cell.find("{*}f"), self._value(cell)
            if formula is not None and formula.text:
                column.formulas[row] = f"{formula.attrib.get('ref', '')}={formula.text}"
            if value is not None:
                column.values[row] = value
        return columns

    def _value(self, cell: Element) -> str | None:
        kind, value = cell.attrib.get("t"), cell.find("{*}v")
        if kind == "inlineStr":
            return _text("".join(cell.itertext()))
        if value is None or value.text is None:
            return None
        if kind == "s":
            return _text(self._strings[int(value.text)])
        return _text(value.text) if kind == "str" else f"{value.text} {kind}" if kind else value.text


def _row_attributes(row: Element) -> str:
    return " ".join(f"{_local(name)}={row.attrib[name]}" for name in row.attrib if name not in ("r", "spans"))


def _text(text: str) -> str:
    return f'"{shortened(text)}"'


def _looks(styles: Element) -> list[tuple[str, str]]:
    """Name and look of every cell style, in the workbook's order."""
    fonts, fills, borders = (
        [compact(own) for own in styles.iterfind(f"{{*}}{name}/*")] for name in ("fonts", "fills", "borders")
    )
    formats = {own.attrib["numFmtId"]: own.attrib["formatCode"] for own in styles.iterfind("{*}numFmts/*")}
    looks = []
    for own in styles.iterfind("{*}cellXfs/*"):
        number, font, fill, border = (own.attrib[f"{name}Id"] for name in ("numFmt", "font", "fill", "border"))
        rest = [compact(inside) for inside in own]
        look = " ".join([formats.get(number, number), *rest, fills[int(fill)], fonts[int(font)], borders[int(border)]])
        looks.append((digest(look), look))
    return looks


def _column_lines(letters: str, column: _Column) -> Iterator[str]:
    yield f"{letters} " + shortened(" ".join(f"{rows}:{look}" for rows, look in _runs(column.styles.items())))
    for rows, _ in _runs((row, _relative(formula, letters, row)) for row, formula in column.formulas.items()):
        yield f"{letters}{rows} {shortened(column.formulas[int(rows.partition('-')[0])])}"
    yield from few(f"{letters}{rows} {value}" for rows, value in _runs(column.values.items()))


def _runs(cells: Iterable[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """Rows that follow each other with the same in them, as 5 or 5-7."""
    for (_, same), group in groupby(enumerate(sorted(cells)), key=lambda item: (item[1][0] - item[0], item[1][1])):
        rows = [row for _, (row, _) in group]
        yield (str(rows[0]) if len(rows) == 1 else f"{rows[0]}-{rows[-1]}"), same


def _relative(formula: str, letters: str, row: int) -> str:
    """The formula with its references as seen from its cell."""

    def seen(match: re.Match[str]) -> str:
        fixed_column, column, fixed_row, number = match.groups()
        across = column if fixed_column else f"[{column_index(column) - column_index(letters)}]"
        down = number if fixed_row else f"[{int(number) - row}]"
        return f"R{down}C{across}"

    pieces = _QUOTED.split(formula)
    pieces[::2] = [_REFERENCE.sub(seen, piece) for piece in pieces[::2]]
    return "".join(pieces)
