"""Fills rows and single values into a template and writes the new package."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import BinaryIO

from workbooks.blocks import Blocks, Piece
from workbooks.package import PackageTooLargeError, PackageWriter
from workbooks.references import column_index, column_letters
from workbooks.stamp.band import Band
from workbooks.stamp.rows import SharedFormulas, band_rows, filled_row
from workbooks.stamp.template import Template, TemplateSheet
from workbooks.stamp.values import StampError, Value

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d*)")

Bands = Mapping[str, Sequence[Band]]
Cells = Mapping[str, Mapping[str, Value]]


def stamp(template: Template, bands: Bands, cells: Cells | None = None) -> bytes:
    """The template with rows and values filled in, as the bytes of an .xlsx file.

    In each sheet of ``bands`` everything from the smallest prototype row down is replaced by the bands, one below the
    other; give a band of no rows rather than leaving it out. ``cells`` replaces single cells above the bands ("B3" →
    value), which keep their style and formula (the value is then the result shown). Raises `StampError` naming sheet,
    row and column.
    """
    target = io.BytesIO()
    stamp_to(target, template, bands, cells)
    return target.getvalue()


def stamp_to(
    target: BinaryIO, template: Template, bands: Bands, cells: Cells | None = None, blocks: Blocks | None = None
) -> dict[str, int]:
    """Like `stamp`, written to a seekable file while it is made: memory does not grow with the rows.

    By ``blocks`` rows that were made and packed before are not made and packed again.

    Returns the number of rows of every sheet, in workbook order.
    """
    cells = cells or {}
    changed = {template.sheet(name).part: template.sheet(name) for name in [*bands, *cells]}
    package = PackageWriter(target, blocks=blocks)
    for member in template.members:
        sheet = changed.get(member.name)
        if sheet is None:
            package.copy(member)
        else:
            parts = _sheet_xml(sheet, bands.get(sheet.name, ()), cells.get(sheet.name, {}))
            try:
                package.write(member.name, parts)
            except PackageTooLargeError:
                raise StampError(sheet.name, 0, "", "内容超过 4GB，一个工作簿放不下，请分开生成") from None
    package.close()
    return {
        name: _row_count(template.sheet(name), bands.get(name, ()), cells.get(name, {}))
        for name in template.sheet_names
    }


def _sheet_xml(sheet: TemplateSheet, bands: Sequence[Band], cells: Mapping[str, Value]) -> Iterator[bytes | Piece]:
    first = _first(bands)
    values = _by_row(sheet, cells, first)
    kept = _kept(sheet, first)
    last = first + sum(band.count for band in bands) - 1
    covered = _range(sheet, bands, kept, values, last)
    above = (filled_row(sheet, number, values.get(number, {})) for number in sorted({*kept, *values}))
    rows: Iterator[bytes | Piece] = chain([b"".join(above)], _band_rows(sheet, bands, first))
    return sheet.sheet.with_rows(rows, covered)


def _band_rows(sheet: TemplateSheet, bands: Sequence[Band], start: int) -> Iterator[Piece]:
    """The rows of all bands, one below the other."""
    shared = SharedFormulas()
    for band in bands:
        yield from band_rows(sheet, band, start, shared)
        start += band.count


def _first(bands: Sequence[Band]) -> int:
    """The first row the bands replace, 0 when there are none."""
    return min((band.prototype for band in bands), default=0)


def _kept(sheet: TemplateSheet, first: int) -> list[int]:
    return [number for number in sheet.rows if not first or number < first]


def _row_count(sheet: TemplateSheet, bands: Sequence[Band], cells: Mapping[str, Value]) -> int:
    first = _first(bands)
    return len({*_kept(sheet, first), *_by_row(sheet, cells, first)}) + sum(band.count for band in bands)


def _by_row(sheet: TemplateSheet, cells: Mapping[str, Value], first: int) -> dict[int, dict[str, Value]]:
    """Single values grouped by row; raises `StampError` for an address that is none or lies among the bands."""
    grouped: dict[int, dict[str, Value]] = {}
    for address, value in cells.items():
        match = _ADDRESS.fullmatch(address)
        if match is None:
            raise StampError(sheet.name, 0, "", f"“{address}”不是单元格地址")
        row = int(match[2])
        if first and row >= first:
            raise StampError(sheet.name, row, match[1], "这个单元格在成批填写的行里，不能单独填写")
        grouped.setdefault(row, {})[match[1]] = value
    return grouped


def _range(
    sheet: TemplateSheet,
    bands: Sequence[Band],
    kept: Sequence[int],
    values: Mapping[int, Mapping[str, Value]],
    last: int,
) -> str:
    """The used range, from the cells themselves."""
    cells = {number: set(sheet.row(number).cells) for number in kept}
    for number, given in values.items():
        cells.setdefault(number, set()).update(map(column_index, given))
    filled = [band for band in bands if band.count]
    columns = set().union(*cells.values())
    for band in filled:
        columns.update(map(column_index, {*sheet.prototype(band.prototype), *band.columns}))
    rows = [number for number, own in cells.items() if own] + ([last] if filled else [])
    if not columns:
        return "A1"
    return f"{column_letters(min(columns))}{min(rows)}:{column_letters(max(columns))}{max(rows)}"
