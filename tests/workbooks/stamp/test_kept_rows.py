"""Rows that were made before are taken again only where they would be made the same."""

from __future__ import annotations

import io
import zipfile
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbooks.stamp.templates import drawn, form
from workbooks import deflate
from workbooks.blocks import Blocks
from workbooks.stamp import Band, StampError, stamp, stamp_to
from workbooks.stamp.rows import _PIECE
from workbooks.stamp.values import Value

TEMPLATE = drawn(form)
# Values that equal each other, or look alike, and are written differently.
VALUES: tuple[Value, ...] = (0, 0.0, -0.0, 1, 1.0, True, False, "1", "1.0", "True", "", None, " 1", "甲")


@st.composite
def bands(draw: st.DrawFn) -> list[Band]:
    made = []
    for _ in range(draw(st.integers(0, 3))):
        count = draw(st.integers(0, 4))
        values = st.lists(st.sampled_from(VALUES), min_size=count, max_size=count)
        columns = draw(st.dictionaries(st.sampled_from("ABCDEF"), values, max_size=3))
        heights = draw(st.sampled_from([(), tuple(range(20, 20 + count))]))
        made.append(Band(draw(st.sampled_from([3, 4])), count, columns, heights, draw(st.booleans())))
    return made


def stamped(own: list[Band], blocks: Blocks) -> bytes:
    target = io.BytesIO()
    stamp_to(target, TEMPLATE, {"表": own}, blocks=blocks)
    return target.getvalue()


def sheet(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


@given(bands(), bands())
def test_what_was_made_before_never_shows(before: list[Band], now: list[Band]) -> None:
    first = Blocks()
    stamped(before, first)
    assert sheet(stamped(now, Blocks(first.used))) == sheet(stamp(TEMPLATE, {"表": now}))


@pytest.mark.parametrize(
    "other",
    [
        Band(3, 2, {"A": ["甲", ""]}, blanks=False),
        Band(3, 2, {"B": ["甲", ""]}),
        Band(3, 2, {"A": ["甲", ""]}, (20, 21)),
        Band(4, 2, {"A": ["甲", ""]}, (20, 20)),
    ],
    ids=["blanks left out", "another column", "heights", "another prototype of the same height"],
)
def test_the_same_values_that_look_otherwise_are_made_again(other: Band) -> None:
    for band in (Band(3, 2, {"A": ["甲", ""]}), Band(3, 2, {"A": ["甲", ""]}, (20, 20))):
        first = Blocks()
        stamped([band], first)
        assert sheet(stamped([other], Blocks(first.used))) == sheet(stamp(TEMPLATE, {"表": [other]}))


def test_where_one_value_changed_only_the_rows_around_it_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Blocks()
    values = [f"户{number}" for number in range(3 * _PIECE)]
    stamped([Band(3, len(values), {"A": values})], first)
    values[_PIECE + 7] = "别的"
    packing = Mock(wraps=deflate.block)
    monkeypatch.setattr(deflate, "block", packing)
    stamped([Band(3, len(values), {"A": values})], Blocks(first.used))
    [made] = [call.args[0] for call in packing.call_args_list]
    assert made.count(b"<row ") == _PIECE
    assert "别的".encode() in made


@pytest.mark.parametrize("unfit", [float("nan"), 10**15, 10**30, "\ud800", "\x07", object()])
def test_what_no_cell_can_hold_is_refused_each_time(unfit: Value) -> None:
    blocks = Blocks()
    for _ in range(2):
        with pytest.raises(StampError, match="第4行B列"):
            stamped([Band(3, 2, {"B": [1.0, unfit]})], blocks)
    assert blocks.used == {}
