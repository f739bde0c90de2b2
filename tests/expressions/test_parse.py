from __future__ import annotations

from dataclasses import replace

import pytest

from cunbiao.expressions import ExpressionError, FieldType, Scope, UnknownCode, UnknownName, compile_expression
from cunbiao.expressions.tree import Constant, OneOf, walk
from tests.expressions.county import HOUSEHOLD, INCREASE, MEMBER, MERGED_SCOPES


def _problem(text: str, scope: Scope) -> str:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text, scope)
    return caught.value.problem


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('age < 16 and labour_skill != "无劳动力"', "flag"),
        ("6 <= age < 16", "flag"),
        ("-age * 2 + 1", "number"),
        ("id18(id_number)", "text"),
        ("count(members) / 2", "number"),
        ('if_else(age < 16, "少年", name)', "text"),
        ("age < 16\n  and work_months > 0", "flag"),
        ("param.surname", "text"),
        ("middle(id_number, 7, 4)", "text"),
        ("contains(name, param.surname)", "flag"),
        ("date(2020, 2, 29)", "number"),
        ("months_after(joined, -12)", "number"),
        ("last.age", "number"),
        ("largest(members, age)", "number"),
        ("total(members, age, age < 16)", "number"),
        ("filled_any(household.risk)", "flag"),
    ],
)
def test_the_kind_follows_from_what_is_written(text: str, kind: str) -> None:
    assert compile_expression(text, MEMBER).kind == kind


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("agee < 16", "age（年龄）"),
        ("年龄 < 16", "age（年龄）"),
        ("wage_income > 0", "对照表-人没有“wage_income”"),
        ('relation == "户长"', "户主"),
        ('relation in ("户主", "儿子")', "儿子"),
        ('sex_of(id_number) == "男性"', "男"),
        ('has(health, "残废")', "残疾"),
        ("param.exit_lines > 1", "exit_line（脱贫收入标准）"),
        ("household.poverty > 1", "poverty_status（脱贫状态）"),
        ("blanks(name)", "blank"),
        ("count(member) > 1", "members（本户成员）"),
        ("count(members, ages > 1) > 1", "age（年龄）"),
    ],
)
def test_an_unknown_name_is_refused_with_what_was_probably_meant(text: str, meant: str) -> None:
    assert meant in _problem(text, MEMBER)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name < 5", "种类不同"),
        ('age == "16"', "种类不同"),
        ('name < "张"', "文字只能用"),
        ("name + 1", "应当是数"),
        ("age and name", "应当是是非判断"),
        ("not age", "应当是是非判断"),
        ("param.counts_pension == True", "直接写它"),
        ("length(age) > 1", "应当是文字"),
        ("zero_if_blank(name)", "应当是数字段"),
        ("zero_if_blank(age + 1)", "应当是一个字段"),
        ("in_codes(name)", "有可选项"),
        ("prefix(name, 0)", "1 到 255"),
        ("prefix(name, age)", "1 到 255"),
        ("if_else(age < 16, 1, name)", "种类相同"),
        ("has(health, name)", "固定文字"),
        ("age in (1, name)", "固定的数"),
        ("age in work_months", "一组固定的值"),
        ('name in "张三"', "一组固定的值"),
        ("age in (1, 1)", "重复"),
        ("1 < 2", "没有意义"),
        ('"甲" == "乙"', "没有意义"),
        ('name == ""', "blank"),
        ("total(members, name)", "数字段"),
        ("count(members, age) > 1", "应当是是非判断"),
        ("age > 1e16", "太大"),
        ("param.surname < 1", "种类不同"),
        ("relation == param.surname", "可选项里没有“张”"),
        ("contains(relation, '主')", "有可选项"),
        ("contains(name, relation)", "固定文字"),
        ("contains(name, '')", "blank"),
        ("contains(age, '1')", "应当是文字"),
        ("middle(name, 0, 2)", "1 到 255"),
        ("middle(name, age, 2)", "1 到 255"),
        ("joined > date(2019, 2, 29)", "date(年, 月, 日)"),
        ("joined > date(2019, 12)", "date(年, 月, 日)"),
        ("joined > date(2019, 12, age)", "date(年, 月, 日)"),
        ("joined > date(1899, 12, 31)", "date(年, 月, 日)"),
        ("months_between(name, joined)", "应当是数"),
        ("largest(members, name) > 1", "数字段"),
        ("total(members, age, work_months) > 1", "应当是是非判断"),
        ('any_in(home.risk, "因疾")', "因疾"),
        ("any_in(home.risk, 1)", "固定的文字"),
        ('any_in(home.risk, "因病", "因病")', "重复"),
        ("any_in(home.risk)", "至少一个值"),
        ('filled_any(home.risk, "因病")', "要一组字段"),
        ('any_in(home.risks, "因病")', "risk"),
        ('home.risk == "因病"', "没有“risk”这个字段"),
    ],
)
def test_wrong_types_are_refused(text: str, told: str) -> None:
    assert told in _problem(text, MEMBER)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "空的"),
        ("age <", "写法不对"),
        ("age ＜ 16", "英文标点"),
        ("age = 16", "=="),
        ("age is 16", "is"),
        ("lambda: 1", "不认识"),
        ("[1][0]", "不认识"),
        ("age ** 2 > 4", "只有 + - * /"),
        ("age % 2 == 1", "只有 + - * /"),
        ("None == age", "不认识"),
        ("name.upper() == name", "不认识"),
        ("__import__('os')", "没有“__import__”这个函数"),
        ("blank(field=name)", "按顺序写"),
        ("blank()", "要 1 个参数"),
        ("members", "只能放在"),
        ("param > 1", "param 后面要写"),
        ("any(members)", "一个条件"),
        ("total(members)", "一个数字段"),
        ("total(members, age, age > 1, age < 9)", "再写一个条件"),
        ("risk", "any_in、filled_any"),
        ("last > 1", "last 后面要写"),
        ("this.age > 1", "直接写 age"),
        ("count(members, count(members) > 1) > 1", "不能再用 count"),
    ],
)
def test_other_python_is_refused(text: str, told: str) -> None:
    assert told in _problem(text, MEMBER)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("any(members, length(name) > 3)", "不能先加减乘除或套函数"),
        ("any(members, age + 1 > 3)", "不能先加减乘除或套函数"),
        ("any(members, age > work_months)", "互相比较"),
        ("any(members, id_check_ok(id_number))", "不能对被汇总行的字段用 id_check_ok"),
        ("any(members, contains(id18(id_number), '1'))", "不能先加减乘除或套函数"),
        ("any(members, unknown(age + 1 > 3))", "不能先加减乘除或套函数"),
        ("any(members, months_between(joined, joined) > 1)", "不能先加减乘除或套函数"),
        ("any(members, if_else(age > 1, True, False))", "不能对被汇总行的字段用 if_else"),
        ("any(members, id18(name) in ('张三',))", "in 的左边只能是一个字段"),
        ("any(members, household.year_population > 1)", "不能用 household."),
        ("any(members, age > last.age)", "不能用 last."),
        ("largest(members, age, length(name) > 3) > 1", "不能先加减乘除或套函数"),
        ("total(village_members, age, name == this.name) > 1", "跨户"),
        ("count(village_members, age > this.age) > 0", "一个相等的比较"),
        ("count(village_members, name == this.name or age > this.age) > 0", "一个相等的比较"),
        ("any(village_members, name == this.name)", "改用 count"),
    ],
)
def test_conditions_keep_to_what_works_over_whole_columns(text: str, told: str) -> None:
    assert told in _problem(text, MEMBER)


def test_household_is_refused_where_there_is_no_household_row_above() -> None:
    assert "没有上级户表" in _problem("household.wage_income > 0", HOUSEHOLD)


@pytest.mark.parametrize(
    ("text", "what", "name"),
    [
        ("age < 16", "field", "age"),
        ("home.age < 16", "field", "age"),
        ("any(members, wage_income > 0)", "field", "wage_income"),
        ("count(decreases) > 0", "relation", "decreases"),
        ("household.wage_income > 0", "relation", "household"),
        ("wage_income < param.edge_line", "parameter", "edge_line"),
        ("last.business_cost > 1", "field", "business_cost"),
        ("any(members, filled_any(risk))", "field", "risk3"),
    ],
)
def test_a_name_of_another_table_or_notice_is_told_apart_from_other_mistakes(text: str, what: str, name: str) -> None:
    with pytest.raises(UnknownName) as caught:
        compile_expression(text, HOUSEHOLD)
    assert (caught.value.what, caught.value.name) == (what, name)


def test_values_as_issued_are_refused_where_nothing_was_issued() -> None:
    with pytest.raises(UnknownName) as caught:
        compile_expression("age != last.age", INCREASE)
    assert (caught.value.what, caught.value.name) == ("relation", "last")


def test_identity_dates_need_the_reference_date() -> None:
    bare = Scope("register_member", "对照表-人", MEMBER.fields)
    with pytest.raises(UnknownName) as caught:
        compile_expression("id_date_ok(id_number)", bare)
    assert (caught.value.what, caught.value.name) == ("parameter", "reference_date")


@pytest.mark.parametrize(
    ("scope", "same"),
    [(HOUSEHOLD, "wage_income"), (MEMBER, "household.wage_income"), (INCREASE, "household.wage_income")],
)
def test_home_is_the_row_itself_or_the_household_above_it(scope: Scope, same: str) -> None:
    text = "{0} < 4000 and not any(members, age < 16)"
    home = compile_expression(text.format("home.wage_income"), scope)
    assert home.tree == compile_expression(text.format(same), scope).tree
    assert "不能用 home." in _problem("any(members, age < home.wage_income)", scope)


def _constants(text: str, scope: Scope) -> list[object]:
    return [node.value for node in walk(compile_expression(text, scope).tree) if isinstance(node, Constant)]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ('risk1 == "缺劳力"', ["缺劳动力"]),
        ('"缺劳力" != risk1', ["缺劳动力"]),
        ('risk1 in ("因病", "缺劳力")', ["因病", "缺劳动力"]),
        ('any_in(risk, "缺劳力")', ["缺劳动力", "缺劳动力"]),
        ('any(registered_households, risk1 == "缺劳力")', ["缺劳动力"]),
        ("risk1 == risk2", []),
        ('head_name == "缺劳力"', ["缺劳力"]),
    ],
)
def test_a_code_id_stands_for_the_label_of_the_year(text: str, labels: list[str]) -> None:
    assert _constants(text, HOUSEHOLD) == labels


@pytest.mark.parametrize(
    "text", ['risk1 == "因婚"', 'risk1 not in ("因婚",)', 'has(risk1, "因婚")', 'any_in(risk, "因婚")']
)
def test_a_code_of_other_years_is_told_apart_from_one_that_no_year_has(text: str) -> None:
    with pytest.raises(UnknownCode) as caught:
        compile_expression(text, HOUSEHOLD)
    assert (caught.value.code, caught.value.field) == ("因婚", "risk1")
    assert "致贫风险1本年度的可选项里没有“因婚”" in caught.value.problem


def test_codes_of_other_years_are_left_out_of_a_list() -> None:
    expression = compile_expression('risk1 in ("因婚", "因病") or filled(risk2)', HOUSEHOLD)
    assert expression.left_out == (("risk1", "因婚"),)
    lists = [node for node in walk(expression.tree) if isinstance(node, OneOf)]
    assert [one.values for one in lists] == [(Constant("因病"),)]
    slots = compile_expression('any_in(risk, "因病", "因婚")', HOUSEHOLD)
    assert slots.left_out == (("risk1", "因婚"), ("risk2", "因婚"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('risk1 == "缺劳动力"', "缺劳力（缺劳动力）"),
        ('risk1 in ("因病", "因疾")', "因疾"),
        ('has(risk1, "缺劳动")', "缺劳力"),
    ],
)
def test_an_id_that_no_year_has_is_refused_with_what_was_probably_meant(text: str, meant: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text, HOUSEHOLD)
    assert not isinstance(caught.value, UnknownCode)
    assert meant in caught.value.problem


def test_ids_of_a_multi_select_are_joined_as_its_labels_are() -> None:
    ids = {"残疾": "残疾", "慢性病": "长期慢性病"}
    health = FieldType(
        "health",
        "健康状况",
        "text",
        codes=("残疾", "长期慢性病", "残疾,长期慢性病"),
        ids=ids,
        known_ids=frozenset({*ids, "大病"}),
    )
    scope = replace(MEMBER, fields={"health": health})
    assert _constants('health == "残疾,慢性病"', scope) == ["残疾,长期慢性病"]
    assert _constants('has(health, "慢性病")', scope) == ["长期慢性病"]
    assert "没有“慢性病,残疾”" in _problem('health == "慢性病,残疾"', scope)
    with pytest.raises(UnknownCode) as caught:
        compile_expression('health == "残疾,大病"', scope)
    assert caught.value.code == "大病"


def test_what_an_expression_depends_on_is_known() -> None:
    text = "household.wage_income < param.monitoring_line and age > 1 and total(members, work_months) > 0"
    expression = compile_expression(text, INCREASE)
    assert expression.own_fields == {"age"}
    assert expression.null_parameters == ("监测收入标准",)
    assert expression.reads == {
        ("increase", "age"),
        ("increase", "household_code"),
        ("register_household", "household_code"),
        ("register_household", "wage_income"),
        ("edge_household", "household_code"),
        ("edge_household", "wage_income"),
        ("register_member", "household_code"),
        ("register_member", "work_months"),
    }


def test_what_only_a_merge_knows_is_said() -> None:
    scope = MERGED_SCOPES["register_member"]
    assert compile_expression("count(county_members, id_number == this.id_number) > 1", scope).at_merge_only
    assert not compile_expression("count(village_members, id_number == this.id_number) > 1", scope).at_merge_only


def test_fields_of_the_outer_row_count_as_own() -> None:
    expression = compile_expression("count(village_members, name == this.name and age > 1) > 1", MEMBER)
    assert expression.own_fields == {"name"}
