"""Village workbooks as XlsxWriter builds them without a stamp: every sheet, format, validation, formula and cell anew.

``python -m benchmarks.scratch POLICY SETTINGS ROSTER COUNT`` prints the CPU seconds of each workbook, as XlsxWriter is
and without its search of every formula for some thirty functions newer than Excel 2010, which these formulas never use.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.sax.saxutils import escape, unescape

from xlsxwriter.worksheet import Worksheet

from benchmarks.recording import Call, Recording, Reference, recording
from cunbiao.definitions import load_campaign
from cunbiao.lists.roster import read_roster
from generators.village import issue
from generators.village.capacity import Capacity
from generators.village.template import VillageTemplate, draw_template
from workbooks.references import column_index
from workbooks.stamp import Band, Template
from workbooks.stamp.formulas import row_formula

_WRITES = {"write_string", "write_number", "write_blank", "write_formula"}


@dataclass
class _Drawn:
    """A cell as drawn: its format, and its formula as pieces between the row numbers that move."""

    look: Any
    value: Any = None
    pieces: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()

    def formula(self, shift: int) -> str:
        """The formula ``shift`` rows below."""
        parts = [self.pieces[0]]
        for row, piece in zip(self.rows, self.pieces[1:], strict=True):
            parts.append(f"{row + shift}{piece}")
        return "".join(parts)


@dataclass
class _Sheet:
    """What was drawn on a sheet: cells by (row, column) from 0, and the arguments of ``set_row`` by row."""

    cells: dict[tuple[int, int], _Drawn] = field(default_factory=dict)
    rows: dict[int, tuple[Any, ...]] = field(default_factory=dict)


@dataclass
class Content:
    """One village's workbook before anything is written: the calls that draw it, and what stands in its cells."""

    recorded: Recording
    bands: Mapping[str, Sequence[Band]]
    values: Mapping[str, Mapping[str, Any]]

    def build(self) -> tuple[bytes, float]:
        """The workbook, and the CPU seconds XlsxWriter took for it."""
        numbers = {name: number for number, name in self.recorded.sheets().items()}
        drawn = {name: _drawn(self.recorded, numbers[name]) for name in {*self.bands, *self.values}}
        first = {numbers[name]: min(band.prototype for band in bands) - 1 for name, bands in self.bands.items()}
        calls = [call for call in self.recorded.calls if not _is_sample(call, first)]
        start = time.process_time()
        target = io.BytesIO()
        objects = self.recorded.play(target, calls)
        for name, bands in self.bands.items():
            _fill(objects[numbers[name]], drawn[name], bands, objects)
        for name, cells in self.values.items():
            for address, value in cells.items():
                row, column = _place(address)
                _write(objects[numbers[name]], row, column, drawn[name].cells.get((row, column)), value, 0, objects)
        objects[0].close()
        return target.getvalue(), time.process_time() - start


def contents(policy: str, settings: Path, roster: Path) -> Iterator[Content]:
    """What is to be written for each village of a roster, village by village."""
    campaign = load_campaign(policy, settings)
    recordings: dict[int, Recording] = {}
    kept: list[Content] = []

    def draw(campaign_: Any, capacity: Capacity, continues: bool) -> VillageTemplate:
        with recording() as recorded:
            template = draw_template(campaign_, capacity, continues)
        recordings[id(template.template)] = recorded
        return template

    def keep(template: Template, bands: Mapping[str, Sequence[Band]], values: Mapping[str, Mapping[str, Any]]) -> bytes:
        kept.append(Content(recordings[id(template)], bands, values))
        return b""

    with ExitStack() as stack:
        stack.enter_context(patch.object(issue, "draw_template", draw))
        stack.enter_context(patch.object(issue, "stamp", keep))
        for _ in issue.village_workbooks(campaign, read_roster([roster], campaign)):
            yield kept.pop()


def _drawn(recorded: Recording, number: int) -> _Sheet:
    """The cells and rows drawn on one sheet."""
    sheet = _Sheet()
    for call in recorded.calls:
        if call.on != number:
            continue
        if call.method == "set_row":
            sheet.rows[call.arguments[0]] = call.arguments[1:]
        elif call.method in _WRITES:
            row, column, *rest = call.arguments
            if call.method == "write_formula":
                formula = row_formula(escape(str(rest[0]).removeprefix("=")))
                pieces = tuple(unescape(piece) for piece in formula.pieces)
                value = rest[2] if len(rest) > 2 else 0
                sheet.cells[row, column] = _Drawn(rest[1], value, pieces, formula.rows)
            else:
                sheet.cells[row, column] = _Drawn(rest[1] if len(rest) > 1 else None, rest[0])
    return sheet


def _is_sample(call: Call, first: Mapping[int, int]) -> bool:
    """Whether the call writes into the rows that the bands replace."""
    writes = call.method in _WRITES or call.method == "set_row"
    return writes and call.on in first and call.arguments[0] >= first[call.on]


def _fill(page: Any, sheet: _Sheet, bands: Sequence[Band], objects: Mapping[int, Any]) -> None:
    """Writes the rows of all bands cell by cell."""
    row = min(band.prototype for band in bands) - 1
    for band in bands:
        sample = band.prototype - 1
        drawn = {column: cell for (own, column), cell in sheet.cells.items() if own == sample}
        values = {column_index(letters): _listed(own) for letters, own in band.columns.items()}
        columns = sorted({*drawn, *values})
        for index in range(band.count):
            if sample in sheet.rows:
                page.set_row(row, *(_object(argument, objects) for argument in sheet.rows[sample]))
            for column in columns:
                cell = drawn.get(column)
                given = column in values
                value = values[column][index] if given else cell.value if cell is not None else None
                _write(page, row, column, cell, value, row - sample, objects)
            row += 1


def _write(
    page: Any, row: int, column: int, cell: _Drawn | None, value: Any, shift: int, objects: Mapping[int, Any]
) -> None:
    look = _object(cell.look, objects) if cell is not None else None
    if cell is not None and cell.pieces:
        page.write_formula(row, column, cell.formula(shift), look, "" if value is None else value)
    elif value is None or value == "":
        page.write_blank(row, column, None, look)
    elif isinstance(value, str):
        page.write_string(row, column, value, look)
    else:
        page.write_number(row, column, value, look)


def _object(argument: Any, objects: Mapping[int, Any]) -> Any:
    return objects[argument.number] if isinstance(argument, Reference) else argument


def _listed(values: Any) -> list[Any]:
    return list(values.tolist() if hasattr(values, "tolist") else values)


def _place(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]) - 1, column_index(letters)


def _as_written(self: object, formula: str, expand_future_functions: bool = False) -> str:
    """What XlsxWriter makes of a formula without newer functions."""
    return formula.removeprefix("=")


def _seconds(villages: Sequence[Content]) -> dict[str, list[float]]:
    whole = [own.build()[1] for own in villages]
    with patch.object(Worksheet, "_prepare_formula", _as_written):
        return {"whole": whole, "lean": [own.build()[1] for own in villages]}


if __name__ == "__main__":
    policy, settings, roster, count = sys.argv[1:]
    print(json.dumps(_seconds(list(islice(contents(policy, Path(settings), Path(roster)), int(count))))))
