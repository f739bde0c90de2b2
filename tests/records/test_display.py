"""Amounts as staff read them."""

from __future__ import annotations

import pytest

from cunbiao.records.display import show_money


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0.0, "0.00"),
        (3750.0, "3750.00"),
        (-1600.0, "-1600.00"),
        (10000 / 3, "3333.33"),
        (740.125, "740.13"),
        (740.115, "740.12"),
        (-740.125, "-740.13"),
        (float("nan"), "未填"),
        (1e300, "1E+300"),
        (-1.5e15, "-1.5E+15"),
        (float("inf"), "INF"),
    ],
)
def test_an_amount_has_two_decimals_rounded_as_excel_does(amount: float, shown: str) -> None:
    assert show_money(amount) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (3749.99, "3749.99"),
        (3749.996, "3749.996"),
        (11249.99 / 3, "3749.996667"),
        (3750.0000001, "3750.00"),
        (3750.001, "3750.001"),
        (0.002, "0.002"),
    ],
)
def test_an_amount_beside_a_line_does_not_read_as_the_line(amount: float, shown: str) -> None:
    assert show_money(amount) == shown
