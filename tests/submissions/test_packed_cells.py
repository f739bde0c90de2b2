"""Cells that are packed come back as they were, dates as dates and yes as yes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cunbiao.submissions.packed_cells import NotPacked, PackedCells, packed, unpacked
from workbooks.reading.raw import Fault, Raw, Serial

NUMBERS = some.floats(allow_nan=False).filter(lambda number: str(number) != "-0.0")
FAULTS = some.builds(Fault, some.sampled_from(["error", "no_result", "no_number"]), some.text(max_size=3))
CELLS: some.SearchStrategy[Raw] = some.one_of(
    some.none(), some.text(max_size=3), NUMBERS, some.booleans(), NUMBERS.map(Serial), FAULTS
)


def kinds(cells: list[Raw]) -> list[tuple[type, Raw]]:
    return [(type(cell), cell) for cell in cells]


@given(some.lists(some.lists(CELLS, max_size=8), max_size=4))
def test_they_come_back_after_one_another_and_of_their_kind(columns: list[list[Raw]]) -> None:
    written = msgspec.msgpack.encode(packed(columns))
    read = unpacked(msgspec.msgpack.decode(written, type=PackedCells))
    assert kinds(read) == kinds([cell for column in columns for cell in column])


def test_one_and_yes_and_the_first_day_are_three_values() -> None:
    cells: list[Raw] = [1.0, True, Serial(1.0), "1", None, False, 0.0]
    assert kinds(unpacked(packed([cells]))) == kinds(cells)


def test_a_value_is_kept_once() -> None:
    assert packed([["是", "否", "是"], ["否", None]]).values == ["是", "否", None]


@pytest.mark.parametrize("cells", [[0.0, -0.0], [-0.0], [-0.0, 0.0, "无"]])
def test_a_zero_below_zero_would_come_back_as_zero(cells: list[Raw]) -> None:
    with pytest.raises(NotPacked):
        packed([cells])
