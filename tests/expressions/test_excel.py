from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings

from cunbiao.expressions import compile_expression, excel_false, excel_true, excel_value
from tests.expressions.county import HOUSEHOLD, INCREASE, MEMBER, MERGED_SCOPES, SCOPES, cell_of
from tests.expressions.strategies import expressions

MEMBER_AT = cell_of("register_member", 6).__getitem__
HOUSEHOLD_AT = cell_of("register_household", 6).__getitem__


@pytest.mark.parametrize(
    ("text", "true", "false"),
    [
        ("age < 16", "IF(ISNUMBER($G6),ROUND($G6-16,6)<0)", "IF(ISNUMBER($G6),ROUND($G6-16,6)>=0)"),
        (
            "age <= work_months",
            "IF(COUNT($G6,$H6)=2,ROUND($G6-$H6,6)<=0)",
            "IF(COUNT($G6,$H6)=2,ROUND($G6-$H6,6)>0)",
        ),
        ("age > -1", "IF(ISNUMBER($G6),ROUND($G6-(-1),6)>0)", "IF(ISNUMBER($G6),ROUND($G6-(-1),6)<=0)"),
        (
            'relation == "户主"',
            'IFERROR($D6="户主",FALSE)',
            'IFERROR(AND(ISTEXT($D6),$D6<>"",$D6<>"户主"),FALSE)',
        ),
        (
            'relation in ("户主", "配偶")',
            'IFERROR(OR($D6="户主",$D6="配偶"),FALSE)',
            'IFERROR(AND(ISTEXT($D6),$D6<>"",$D6<>"户主",$D6<>"配偶"),FALSE)',
        ),
        (
            "not (age < 16 and blank(name))",
            'IFERROR(OR(IF(ISNUMBER($G6),ROUND($G6-16,6)>=0),$B6<>""),FALSE)',
            'IFERROR(AND(IF(ISNUMBER($G6),ROUND($G6-16,6)<0),$B6=""),FALSE)',
        ),
        ("age < param.exit_line", "IF(ISNUMBER($G6),ROUND($G6-4000,6)<0)", "IF(ISNUMBER($G6),ROUND($G6-4000,6)>=0)"),
        ("age < param.monitoring_line", "FALSE", "FALSE"),
        (
            "joined > param.reference_date",
            "IF(IF(ISNUMBER($I6),AND($I6>=61,$I6<73416)),ROUND($I6-44104,6)>0)",
            "IF(IF(ISNUMBER($I6),AND($I6>=61,$I6<73416)),ROUND($I6-44104,6)<=0)",
        ),
        ("param.counts_pension or age > 1", "TRUE", "FALSE"),
        ("param.same_year_gate", "FALSE", "FALSE"),
        ("unknown(param.same_year_gate)", "TRUE", "FALSE"),
        (
            "unknown(age < 16)",
            "IFERROR(NOT(OR(IFERROR(IF(ISNUMBER($G6),ROUND($G6-16,6)<0),FALSE),"
            "IFERROR(IF(ISNUMBER($G6),ROUND($G6-16,6)>=0),FALSE))),FALSE)",
            "IFERROR(OR(IFERROR(IF(ISNUMBER($G6),ROUND($G6-16,6)<0),FALSE),"
            "IFERROR(IF(ISNUMBER($G6),ROUND($G6-16,6)>=0),FALSE)),FALSE)",
        ),
    ],
)
def test_conditions_about_the_row_itself(text: str, true: str, false: str) -> None:
    expression = compile_expression(text, MEMBER)
    assert (excel_true(expression, MEMBER_AT), excel_false(expression, MEMBER_AT)) == (true, false)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        (
            'count(members, relation == "户主") != 1',
            'IFERROR(SUMPRODUCT((register_member.household_code=$A6)*(T($A6)<>"")*(register_member.relation="户主"))<>1,FALSE)',
        ),
        (
            "any(members, age < 16)",
            'IFERROR(SUMPRODUCT((register_member.household_code=$A6)*(T($A6)<>"")'
            "*ISNUMBER(register_member.age)*(register_member.age<=15.9999995))>0,FALSE)",
        ),
        (
            "every(registered_households, filled(head_name))",
            "IFERROR(AND(SUMPRODUCT(--(register_household._filled=1))>0,"
            'SUMPRODUCT((register_household._filled=1)*(1-(register_household.head_name<>"")))=0),FALSE)',
        ),
        (
            "all(registered_households, filled(head_name))",
            'IFERROR(SUMPRODUCT((register_household._filled=1)*(1-(register_household.head_name<>"")))=0,FALSE)',
        ),
    ],
)
def test_conditions_about_other_rows(text: str, formula: str) -> None:
    assert excel_true(compile_expression(text, HOUSEHOLD), HOUSEHOLD_AT) == formula


def test_only_a_merge_has_an_answer_about_the_county() -> None:
    expression = compile_expression("count(county_members) > 0", MERGED_SCOPES["register_member"])
    with pytest.raises(TypeError, match="only a merge knows county_members"):
        excel_true(expression, MEMBER_AT)


def test_the_largest_number_is_found_without_an_array_formula() -> None:
    formula = excel_value(compile_expression("largest(registered_households, wage_income)", HOUSEHOLD), HOUSEHOLD_AT)
    income = "register_household.wage_income"
    rows = f"(register_household._filled=1)*ISNUMBER({income})"
    assert formula == (
        f"IFERROR(IF(AND(SUMPRODUCT({rows})>0,"
        f'SUMPRODUCT((register_household._filled=1)*(({income}<>"")-ISNUMBER({income})))=0),'
        f'SUMPRODUCT(_xlfn.AGGREGATE(14,6,{income}/({rows}),1)),""),"")'
    )


def test_relations_over_several_tables_are_sums() -> None:
    formula = excel_value(compile_expression("count(village_members, name == this.name)", MEMBER), MEMBER_AT)
    assert formula == (
        'IFERROR((SUMPRODUCT((register_member._filled=1)*(AND(ISTEXT($B6),$B6<>""))*(register_member.name=$B6))'
        '+SUMPRODUCT((increase._filled=1)*(AND(ISTEXT($B6),$B6<>""))*(increase.name=$B6))),"")'
    )


def test_the_household_row_is_looked_up_in_the_parents_in_order() -> None:
    at = cell_of("increase", 6).__getitem__
    first = "INDEX(register_household.poverty_status,MATCH(T($A6),register_household.household_code,0))"
    second = "INDEX(edge_household.poverty_status,MATCH(T($A6),edge_household.household_code,0))"
    formula = excel_true(compile_expression('household.poverty_status == "已脱贫"', INCREASE), at)
    assert formula == f'IFERROR(IFERROR({first},IFERROR({second},""))="已脱贫",FALSE)'


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("wage_income - business_cost", 'IF(COUNT($D6,$E6)=2,($D6-$E6),"")'),
        (
            "wage_income / year_population",
            'IF(AND(ISNUMBER($D6),IF(ISNUMBER($F6),ROUND($F6,6)<>0)),($D6/$F6),"")',
        ),
        ("wage_income / 0", '""'),
        ("zero_if_blank(wage_income)", 'IFERROR(IF(OR(ISNUMBER($D6),$D6=""),N($D6),""),"")'),
        ("head_name", 'IFERROR(IF(AND(ISTEXT($B6),$B6<>""),$B6,""),"")'),
        ("wage_income > 0", 'IF(IF(ISNUMBER($D6),ROUND($D6,6)>0),TRUE,IF(IF(ISNUMBER($D6),ROUND($D6,6)<=0),FALSE,""))'),
        ("if_else(param.counts_pension, wage_income, 0)", 'IFERROR(IF(ISNUMBER($D6),$D6,""),"")'),
        ("param.monitoring_line", '""'),
        ("param.reference_date", "44104"),
        ("date(2020, 9, 30)", "44104"),
        ("param.surname", '"张"'),
        ("param.nickname", '""'),
        ("largest_of(0, wage_income)", 'IFERROR(IF(ISNUMBER($D6),MAX(0,$D6),""),"")'),
        (
            "months_after(noted, -12)",
            "IFERROR(IF(IF(IF(ISNUMBER($G6),AND($G6>=61,$G6<73416)),"
            "IFERROR(AND(EDATE(INT($G6),(-12))>=61,EDATE(INT($G6),(-12))<=73415),FALSE)),"
            'EDATE(INT($G6),(-12)),""),"")',
        ),
        (
            "month_end_before(noted)",
            "IFERROR(IF(IF(IF(ISNUMBER($G6),AND($G6>=61,$G6<73416)),(INT($G6)-DAY($G6))>=61),"
            '(INT($G6)-DAY($G6)),""),"")',
        ),
    ],
)
def test_values_are_empty_where_they_are_unknown(text: str, formula: str) -> None:
    assert excel_value(compile_expression(text, HOUSEHOLD), HOUSEHOLD_AT) == formula


def test_quotes_in_texts_are_doubled() -> None:
    formula = excel_true(compile_expression("head_name == '张\"三'", HOUSEHOLD), HOUSEHOLD_AT)
    assert formula == 'IFERROR($B6="张""三",FALSE)'


def test_identity_digits_are_read_by_find_which_takes_no_full_width_digit() -> None:
    formula = excel_true(compile_expression("id_check_ok(id_number)", MEMBER), MEMBER_AT)
    assert formula == (
        'IFERROR(IF(AND(ISTEXT($C6),$C6<>""),IFERROR(MID("10X98765432",MOD(SUMPRODUCT('
        '(FIND(MID($C6,ROW($1:$17),1),"0123456789")-1)*2^(18-ROW($1:$17))),11)+1,1)=MID($C6,18,1),FALSE)),FALSE)'
    )


def test_birth_dates_are_tried_400_years_later_where_excel_has_no_false_leap_day() -> None:
    formula = excel_true(compile_expression("id_date_ok(id_number)", MEMBER), MEMBER_AT)
    day = "DATE(MID($C6,7,4)+400,MID($C6,11,2),MID($C6,13,2))"
    assert f"MONTH({day})*100+DAY({day})=MID($C6,11,4)*1" in formula
    assert 'SUMPRODUCT(FIND(MID($C6,ROW($7:$14),1),"0123456789"))>0' in formula
    assert "MID($C6,7,4)*1<=2020" in formula


def test_small_numbers_are_written_without_exponent() -> None:
    assert "0.00001" in excel_true(compile_expression("wage_income > 0.00001", HOUSEHOLD), HOUSEHOLD_AT)


_BANNED = re.compile(r"\b(XLOOKUP|LET|FILTER|TEXTJOIN|IFS|SWITCH|UNIQUE|COUNTIFS?|SUMIFS?|INDIRECT|OFFSET)\(")


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(expressions())
def test_formulas_stay_in_the_old_dialect_and_balanced(what: tuple[str, str]) -> None:
    table, text = what
    expression = compile_expression(text, SCOPES[table])
    at = cell_of(table, 6).__getitem__
    formulas = [excel_value(expression, at)]
    if expression.kind == "flag":
        formulas += [excel_true(expression, at), excel_false(expression, at)]
    for formula in formulas:
        bare = re.sub(r'"[^"]*"', "", formula)
        assert bare.count("(") == bare.count(")")
        assert not _BANNED.search(bare)
        # Excel 2010 evaluates IF and IFERROR inside SUMPRODUCT only around single cells.
        for inside in re.findall(r"SUMPRODUCT\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)", bare):
            for argument in re.findall(r"\bIF(?:ERROR)?\(((?:[^()]|\([^()]*\))*)\)", inside):
                assert not re.search(r"[a-z_]+\.[a-z_]+", argument)
