"""Formulas keep their meaning between the two spellings."""

from __future__ import annotations

import pytest

from office.formulas import of_calc, of_excel

SHEETS = {"台账", "表", "附件 1"}
PAIRS = [
    ("=SUM(A1,B2:B9)", "=SUM(A1;B2:B9)"),
    ("=台账!A1+'附件 1'!$B$2", "=$台账.A1+$'附件 1'.$B$2"),
    ("='带''引号'!A:A", "=$'带''引号'.A:A"),
    ('=IF(A1="a,b;c!","是",0)', '=IF(A1="a,b;c!";"是";0)'),
    ("=SUM({1,2;3,4},5)", "=SUM({1;2|3;4};5)"),
    ("=表!#REF!+#N/A", "=$表.#REF!+#N/A"),
    ("=STDEV.S(A1,2.5)", "=STDEV.S(A1;2.5)"),
    ("=COUNTIF(member.id18,A1)+台账!member.age", "=COUNTIF(member.id18;A1)+$台账.member.age"),
]


@pytest.mark.parametrize(("excel", "calc"), PAIRS)
def test_a_formula_is_respelled_both_ways(excel: str, calc: str) -> None:
    assert (of_excel(excel), of_calc(calc, SHEETS)) == (calc, excel)


def test_libreoffice_says_some_things_otherwise() -> None:
    assert of_calc("=台账.A1", SHEETS) == "=台账!A1"
    assert of_calc("{=SUM(A1:A2)}", SHEETS) == "=SUM(A1:A2)"
    assert of_calc("=TRUE()", SHEETS) == "TRUE"
