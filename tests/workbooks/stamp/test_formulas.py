from __future__ import annotations

import pytest

from workbooks.stamp.formulas import row_formula
from workbooks.xml_text import UnfitValueError


@pytest.mark.parametrize(
    ("formula", "three_below"),
    [
        ("A1+$A1+A$1+$A$1", "A4+$A4+A$1+$A$1"),
        ("SUM(B2:C5)", "SUM(B5:C8)"),
        ("LOG10(A1)+LOG10", "LOG10(A4)+LOG13"),
        ('"A1"&amp;A1&amp;"说""A1"""', '"A1"&amp;A4&amp;"说""A1"""'),
        ("'A1 表'!A1+A1!B2+表1!C3", "'A1 表'!A4+A1!B5+表1!C6"),
        ("ROW($1:$17)+ROW(1:17)", "ROW($1:$17)+ROW(4:20)"),
        ("register_household.id18+list_a1+A1.B2+x_A1", "register_household.id18+list_a1+A1.B2+x_A1"),
        ("1.5E3+2E10*A1", "1.5E3+2E10*A4"),
        ("COUNTIF(A:A,A1)", "COUNTIF(A:A,A4)"),
        ('A1&lt;B1&amp;"&lt;A1"', 'A4&lt;B4&amp;"&lt;A1"'),
        ("XFD1048573", "XFD1048576"),
        ("ABCD1+A12345678", "ABCD1+A12345678"),
    ],
)
def test_relative_rows_move_as_when_filling_down(formula: str, three_below: str) -> None:
    assert row_formula(formula).at(3) == three_below
    assert row_formula(formula).at(0) == formula


@pytest.mark.parametrize(
    ("formula", "shared"),
    [
        ('IF(A1="","",SUM(A1:B1, $C$1:C1))', True),
        ("SUMPRODUCT((t.household_code=$B6)*1)", True),
        ("SUMPRODUCT(MID(B3,ROW($1:$17),1)*2^(18-ROW($1:$17)))", True),
        ('A1&"! # { : A B"', True),
        ("表!A1", False),
        ("SUM({1,2})", False),
        ("A1:INDEX(B:B,3)", False),
        ("INDEX(B:B,1):B3", False),
        ("SUM(A1:C3 B2:D4)", False),
        ("#REF!+A1", False),
    ],
)
def test_only_what_excel_can_share_is_shared(formula: str, shared: bool) -> None:
    assert row_formula(formula).shareable is shared


def test_a_reference_off_the_sheet_is_refused() -> None:
    with pytest.raises(UnfitValueError, match="引用的行不存在"):
        row_formula("A3").at(-3)


def test_a_formula_over_the_limit_is_refused() -> None:
    with pytest.raises(UnfitValueError, match="公式太长"):
        row_formula("A1+" * 2_731 + "1")
