"""Findings painted into a copy of the workbook they are about: the cell in the colour of its level, the sentence as a
note on it.

The copy is edited as a package: only the sheets with findings, the styles and the notes change, every other member is
copied as it is stored. So locks, drop-down lists, conditional formats and widths stay what they were.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

from cunbiao.findings import LEVELS, Finding
from cunbiao.records.identity_sheet import FIRST_SEEN
from generators.notes import Notes, add_notes
from generators.style import LEVEL_COLOURS
from workbooks.errors import ForThePerson
from workbooks.package import PackageWriter, read_members
from workbooks.references import column_index, column_letters

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SHEET_DATA = re.compile(rb"(<sheetData\b[^>]*?)(?:/>|>(.*)</sheetData>)", re.DOTALL)
_ROW = re.compile(rb"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(rb"<c\b([^>]*?)(/>|>.*?</c>)", re.DOTALL)
_NUMBER = re.compile(rb'\br="(\d+)"')
_REFERENCE = re.compile(rb'\br="([A-Z]+)\d+"')
_STYLE = re.compile(rb'\s+s="(\d+)"')
_FILLS = re.compile(rb"(<fills\b[^>]*>)(.*?)(</fills>)", re.DOTALL)
_FORMATS = re.compile(rb"(<cellXfs\b[^>]*>)(.*?)(</cellXfs>)", re.DOTALL)
_FORMAT = re.compile(rb"<xf\b[^>]*?(?:/>|>.*?</xf>)", re.DOTALL)
_COUNT = re.compile(rb'count="\d+"')

# Cells of a sheet by row and column (from 0) with the findings on them.
Cells = dict[int, dict[int, list[Finding]]]


class PaintingError(ForThePerson):
    """The workbook is not written the way Excel, WPS and LibreOffice write it; ``where`` it is not."""

    def __init__(self, where: str) -> None:
        super().__init__(f"这个工作簿标不了颜色（{where} 不认得）。用 Excel 或者 WPS 打开它，另存一份，再试一次。")


def painted(data: bytes, findings: Iterable[Finding]) -> bytes:
    """The workbook with every finding that has a row painted where it is, one about a whole row where it begins.

    A finding on a sheet that the workbook does not have is left out; a cell that already has a note keeps it.

    Raises:
        PaintingError: the workbook cannot be edited.
    """
    members = {member.name: member for member in read_members(data)}
    parts = {name: member.content for name, member in members.items()}
    sheets = _sheet_parts(parts["xl/workbook.xml"](), parts["xl/_rels/workbook.xml.rels"]())
    styles = _Styles(parts["xl/styles.xml"]())
    changed: dict[str, bytes] = {}
    notes = Notes({name: members[name].content for name in members})
    for name, cells in _placed(findings).items():
        if name in sheets:
            part = sheets[name]
            xml = _painted_sheet(parts[part](), cells, styles)
            changed[part] = add_notes(notes, part, xml, _sentences(cells))
    changed["xl/styles.xml"] = styles.xml()
    changed |= notes.parts
    target = io.BytesIO()
    writer = PackageWriter(target)
    for name, member in members.items():
        if name in changed:
            writer.write(name, [changed.pop(name)])
        else:
            writer.copy(member)
    for name, content in changed.items():
        writer.write(name, [content])
    writer.close()
    return target.getvalue()


def _placed(findings: Iterable[Finding]) -> dict[str, Cells]:
    """Sheet → its cells with findings."""
    sheets: dict[str, Cells] = {}
    for finding in findings:
        place = finding.place
        if place.sheet and place.row:
            row = sheets.setdefault(place.sheet, {}).setdefault(place.row, {})
            row.setdefault(column_index(place.column or FIRST_SEEN), []).append(finding)
    return sheets


def _sentences(cells: Cells) -> dict[tuple[int, int], str]:
    """Row and column → what its note says, the most serious first."""
    return {
        (row, column): "\n".join(
            f"【{own.level}】{own.message}。\n怎么改：{own.fix}。" for own in sorted(found, key=_seriousness)
        )
        for row, columns in sorted(cells.items())
        for column, found in sorted(columns.items())
    }


def _seriousness(finding: Finding) -> int:
    return LEVELS.index(finding.level)


def _sheet_parts(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Sheet name → its part."""
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in ElementTree.fromstring(relations)
    }
    root = ElementTree.fromstring(workbook)
    return {
        sheet.get("name", ""): targets[sheet.get(_RELATION)]
        for sheet in root.iter()
        if sheet.tag.endswith("}sheet") and sheet.get(_RELATION) in targets
    }


class _Styles:
    """The styles part, to which painted twins of cell formats are added as they are needed."""

    def __init__(self, xml: bytes) -> None:
        fills, formats = _FILLS.search(xml), _FORMATS.search(xml)
        if fills is None or formats is None:
            raise PaintingError("xl/styles.xml")
        self._xml = xml
        self._fills = len(re.findall(rb"<fill\b", fills[2]))
        self._formats = _FORMAT.findall(formats[2])
        self._twins: dict[tuple[int, str], int] = {}

    def twin(self, style: int, level: str) -> int:
        """The cell format that is ``style`` with the fill of a level."""
        key = (style, level)
        if key not in self._twins:
            own = self._formats[style]
            fill = f' fillId="{self._fills + LEVELS.index(level)}" applyFill="1"'.encode()
            bare = re.sub(rb'\s(?:fillId|applyFill)="[^"]*"', b"", own)
            self._twins[key] = len(self._formats)
            self._formats.append(bare.replace(b"<xf", b"<xf" + fill, 1))
        return self._twins[key]

    def xml(self) -> bytes:
        """The part with everything added."""
        fills = b"".join(_fill(colours[0]) for colours in LEVEL_COLOURS.values())
        xml = _FILLS.sub(
            lambda found: _counted(found[1], self._fills + len(LEVELS)) + found[2] + fills + found[3], self._xml, 1
        )
        formats = b"".join(self._formats)
        return _FORMATS.sub(lambda found: _counted(found[1], len(self._formats)) + formats + found[3], xml, 1)


def _fill(colour: str) -> bytes:
    solid = f'<patternFill patternType="solid"><fgColor rgb="FF{colour[1:]}"/><bgColor indexed="64"/></patternFill>'
    return f"<fill>{solid}</fill>".encode()


def _counted(tag: bytes, count: int) -> bytes:
    return _COUNT.sub(f'count="{count}"'.encode(), tag)


def _painted_sheet(xml: bytes, cells: Cells, styles: _Styles) -> bytes:
    found = _SHEET_DATA.search(xml)
    if found is None:
        raise PaintingError("sheetData")
    left = dict(cells)

    def painted_row(row: re.Match[bytes]) -> bytes:
        number = _NUMBER.search(row[1])
        wanted = left.pop(int(number[1]), None) if number else None
        return (
            row[0] if number is None or wanted is None else _row(int(number[1]), row[1], row[2] or b"", wanted, styles)
        )

    data = _ROW.sub(painted_row, found[2] or b"")
    rows = {number: _row(number, f' r="{number}"'.encode(), b"", wanted, styles) for number, wanted in left.items()}
    return xml[: found.start()] + found[1] + b">" + _with_rows(data, rows) + b"</sheetData>" + xml[found.end() :]


def _with_rows(data: bytes, rows: Mapping[int, bytes]) -> bytes:
    """The rows of a sheet with further ones at their places."""
    if not rows:
        return data
    every = {int(number[1]): row[0] for row in _ROW.finditer(data) if (number := _NUMBER.search(row[1]))}
    return b"".join(row for _, row in sorted({**every, **rows}.items()))


def _row(number: int, attributes: bytes, inside: bytes, wanted: Mapping[int, list[Finding]], styles: _Styles) -> bytes:
    """A row in which these cells are painted; a cell that was not there is added."""
    cells: dict[int, bytes] = {}
    for written in _CELL.finditer(inside):
        reference = _REFERENCE.search(written[1])
        if reference is None:
            raise PaintingError(f"row {number}")
        cells[column_index(reference[1].decode())] = written[0]
    for column, found in wanted.items():
        level = min((own.level for own in found), key=LEVELS.index)
        cell = cells.get(column, f'<c r="{column_letters(column)}{number}"/>'.encode())
        style = _STYLE.search(cell.partition(b">")[0])
        painted = f' s="{styles.twin(int(style[1]) if style else 0, level)}"'.encode()
        bare = cell if style is None else cell[: style.start()] + cell[style.end() :]
        cells[column] = bare.replace(b"<c", b"<c" + painted, 1)
    return b"<row" + attributes + b">" + b"".join(cell for _, cell in sorted(cells.items())) + b"</row>"
