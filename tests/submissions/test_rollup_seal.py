"""What the seal of a rollup counts as the same, and what as a change."""

from __future__ import annotations

import pytest

from cunbiao.submissions.rollup_seal import rows_digest
from workbooks.reading.raw import Raw


def digest(cell: Raw) -> str:
    return rows_digest([["谷雨镇", cell]])


@pytest.mark.parametrize(
    ("one", "other"),
    [(3, 3.0), (0.0, -0.0), (0.1 + 0.2, 0.3), ("", None), ("一行\r\n二行", "一行\n二行"), ("一行\r二行", "一行\n二行")],
)
def test_what_programs_write_in_different_ways_is_the_same(one: Raw, other: Raw) -> None:
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"), [(3, "3"), (3, 4), (1, True), (0, None), (0, ""), ("", " "), ("3", "3.0"), (0.123456, 0.123457)]
)
def test_what_somebody_typed_is_a_change(one: Raw, other: Raw) -> None:
    assert digest(one) != digest(other)
