"""Pours rows and single values into a house and writes the new package."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from workbooks.package import PackageTooLargeError, PackageWriter
from workbooks.stamp.band import Band
from workbooks.stamp.house import DrawnSheet, House, column_index, column_letters
from workbooks.stamp.rows import SharedFormulas, band_xml, edited_row
from workbooks.stamp.values import StampError, Value

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d*)")

Bands = Mapping[str, Sequence[Band]]
Cells = Mapping[str, Mapping[str, Value]]


def stamp(house: House, bands: Bands, cells: Cells | None = None) -> bytes:
    """The house with rows and values poured in, as the bytes of an .xlsx file.

    In each sheet of ``bands`` everything from the smallest prototype row down is replaced by the bands, one below the
    other; give a band of no rows rather than leaving it out. ``cells`` replaces single cells above the bands ("B3" →
    value), which keep their style and formula (the value is then the result shown). Raises `StampError` naming sheet,
    row and column.
    """
    target = io.BytesIO()
    stamp_to(target, house, bands, cells)
    return target.getvalue()


def stamp_to(target: BinaryIO, house: House, bands: Bands, cells: Cells | None = None) -> dict[str, int]:
    """Like `stamp`, written to a seekable file while it is made: memory does not grow with the rows.

    Returns the number of rows of every sheet, in workbook order.
    """
    cells = cells or {}
    changed = {house.sheet(name).member: house.sheet(name) for name in [*bands, *cells]}
    package = PackageWriter(target)
    for member in house.members:
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
    return {name: _row_count(house.sheet(name), bands.get(name, ()), cells.get(name, {})) for name in house.sheet_names}


def _sheet_xml(sheet: DrawnSheet, bands: Sequence[Band], cells: Mapping[str, Value]) -> Iterator[bytes]:
    first = _first(bands)
    values = _by_row(sheet, cells, first)
    kept = _kept(sheet, first)
    last = first + sum(band.count for band in bands) - 1
    head = sheet.head_with_dimension(_range(sheet, bands, kept, values, last))
    above = "".join(edited_row(sheet, number, values.get(number, {})) for number in sorted({*kept, *values}))
    yield f"{head}<sheetData>{above}".encode()
    shared = SharedFormulas()
    start = first
    for band in bands:
        yield from band_xml(sheet, band, start, shared)
        start += band.count
    yield f"</sheetData>{sheet.tail}".encode()


def _first(bands: Sequence[Band]) -> int:
    """The first row the bands replace, 0 when there are none."""
    return min((band.prototype for band in bands), default=0)


def _kept(sheet: DrawnSheet, first: int) -> list[int]:
    return [number for number in sheet.rows if not first or number < first]


def _row_count(sheet: DrawnSheet, bands: Sequence[Band], cells: Mapping[str, Value]) -> int:
    first = _first(bands)
    return len({*_kept(sheet, first), *_by_row(sheet, cells, first)}) + sum(band.count for band in bands)


def _by_row(sheet: DrawnSheet, cells: Mapping[str, Value], first: int) -> dict[int, dict[str, Value]]:
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
    sheet: DrawnSheet, bands: Sequence[Band], kept: Sequence[int], values: Mapping[int, Mapping[str, Value]], last: int
) -> str:
    """The used range, from the cells themselves."""
    cells: dict[int, set[str]] = {number: set(sheet.cells(number)) for number in kept}
    for number, given in values.items():
        cells.setdefault(number, set()).update(given)
    poured = [band for band in bands if band.count]
    letters = set().union(*cells.values(), *({*sheet.cells(band.prototype), *band.columns} for band in poured))
    rows = [number for number, filled in cells.items() if filled] + ([last] if poured else [])
    if not letters:
        return "A1"
    columns = sorted(map(column_index, letters))
    return f"{column_letters(columns[0])}{min(rows)}:{column_letters(columns[-1])}{max(rows)}"
