from __future__ import annotations

import pytest

from cunbiao.expressions import chinese, compile_expression
from tests.expressions.county import HOUSEHOLD, INCREASE, MEMBER


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('age < 16 and labour_skill != "无劳动力"', "年龄小于16岁 且 劳动技能不是“无劳动力”"),
        ("not (age >= 16 or blank(name))", "年龄小于16岁 且 姓名已填"),
        ('age > 60 or age < 16 and relation == "户主"', "年龄大于60岁 或 （年龄小于16岁 且 与户主关系是“户主”）"),
        ('relation not in ("户主", "配偶")', "与户主关系不是“户主”、“配偶”中的任何一个"),
        ('relation in ("户主", "配偶")', "与户主关系是“户主”、“配偶”之一"),
        ('not has(health, "残疾")', "健康状况不含“残疾”"),
        ("id_number == name", "证件号码与姓名相同"),
        ("16 > age", "年龄小于16岁"),
        ("joined > param.reference_date", "增加时间晚于年龄计算日期（2020年9月30日）"),
        ("count(village_members, id_number == this.id_number) > 1", "本村全部人员中证件号码与本行相同的人数大于1"),
        (
            "count(village_members, name != this.relation and name == this.name) > 1",
            "本村全部人员中姓名与本行的与户主关系不同且姓名与本行相同的人数大于1",
        ),
        (
            "id_digits_ok(id_number) and not is_han_name(name)",
            "证件号码的前18位是17位数字加一位数字或X 且 "
            "姓名不是规范的中文姓名（不足两个字，或有数字、字母、空格、符号）",
        ),
        (
            "age_on(id_number, param.reference_date) < 16",
            "按证件号码里的出生日期算到年龄计算日期（2020年9月30日）的周岁小于16",
        ),
        ("6 <= age < 16", "年龄不小于6岁 且 年龄小于16岁"),
        ("present", "在家成立"),
        ("name == param.surname", "姓名与姓氏（张）相同"),
        ("name != param.nickname", "姓名与别名（尚未给出）不同"),
        ("not contains(name, param.surname)", "姓名里没有姓氏（张）"),
        ('middle(id_number, 7, 4) == "1990"', "证件号码从第7位起的4位是“1990”"),
        ("joined > date(2019, 12, 10)", "增加时间晚于2019年12月10日"),
        (
            "joined <= month_end_before(param.reference_date)",
            "增加时间不晚于年龄计算日期（2020年9月30日）上个月的最后一天",
        ),
        (
            "months_between(joined, param.reference_date) >= 6",
            "从增加时间到年龄计算日期（2020年9月30日）的整月数不小于6",
        ),
        ("months_after(joined, 6) < date(2020, 6, 30)", "增加时间之后6个月的日期早于2020年6月30日"),
        ("largest_of(0, age - 16) > 1", "0与年龄-16中较大的数大于1"),
        ("unknown(age < 16 and present)", "资料不足以判断“年龄小于16岁 且 在家成立”"),
        ("not unknown(age < 16)", "资料足以判断“年龄小于16岁”"),
    ],
)
def test_conditions_about_a_person(text: str, said: str) -> None:
    assert chinese(compile_expression(text, MEMBER)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('count(members, relation == "户主") != 1', "本户成员中与户主关系为“户主”的人数不等于1"),
        ("count(registered_households) > 1", "本村在册户的户数大于1"),
        ('any(members, age < 16 and relation != "户主")', "本户成员中有年龄小于16岁且与户主关系不为“户主”的"),
        ("not any(members, age < 16)", "本户成员中没有年龄小于16岁的"),
        ('all(members, labour_skill == "无劳动力")', "本户成员都满足：劳动技能为“无劳动力”"),
        ('not all(members, labour_skill == "无劳动力")', "本户成员不都满足：劳动技能为“无劳动力”"),
        ("every(members, age < 16)", "本户成员都满足（一个也没填的算缺资料）：年龄小于16岁"),
        ("total(members, work_months) == 0", "本户成员的务工时间合计等于0"),
        ("total(members, work_months, age < 60) > 0", "本户成员（只算年龄小于60岁的）的务工时间合计大于0"),
        ("largest(members, age) < 16", "本户成员的年龄最大值小于16"),
        ("smallest(members, age, present) < 16", "本户成员（只算在家成立的）的年龄最小值小于16"),
        ('any_in(risk, "因病", "缺劳力", "因婚")', "致贫风险1、致贫风险2里有“因病”、“缺劳动力”之一"),
        ('not any_in(risk, "因病", "因残")', "致贫风险1、致贫风险2里没有“因病”、“因残”中的任何一个"),
        ('any_in(home.risk, "因病")', "致贫风险1、致贫风险2里有“因病”"),
        ("not filled_any(risk)", "致贫风险1、致贫风险2一项也没有填"),
        ("poverty_status != last.poverty_status", "脱贫状态与下发时的脱贫状态不同"),
        ("wage_income - last.wage_income > 100", "工资性收入-下发时的工资性收入大于100"),
        ("wage_income < param.exit_line", "工资性收入小于脱贫收入标准（4000元）"),
        ("wage_income >= param.monitoring_line", "工资性收入不小于监测收入标准（尚未给出）"),
        (
            "not param.same_year_gate or wage_income > 0",
            "通知没有规定“当年新识别不退出”（尚未给出） 或 工资性收入大于0元",
        ),
        ("(wage_income - business_cost) / year_population > 1", "（工资性收入-生产经营性支出）÷年度家庭人口数大于1"),
        ("wage_income - (business_cost + 1) != 0", "工资性收入-（生产经营性支出+1）不等于0"),
        ("wage_income > -250.5", "工资性收入大于-250.5元"),
        ('risk1 == "缺劳力"', "致贫风险1是“缺劳动力”"),
        ('risk1 in ("因病", "因婚")', "致贫风险1是“因病”"),
        ("home.wage_income > 0", "工资性收入大于0元"),
    ],
)
def test_conditions_about_a_household(text: str, said: str) -> None:
    assert chinese(compile_expression(text, HOUSEHOLD)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("household.head_name", "所在户的户主姓名"),
        ("zero_if_blank(work_months) * 2", "务工时间（空着算0）×2"),
        ("if_else(filled_any(household.risk), 1, 0)", "（所在户的致贫风险1、致贫风险2至少填了一项时为1，否则为0）"),
        ("if_else(param.counts_pension, age, 0)", "（通知规定“养老金计入收入”时为年龄，否则为0）"),
    ],
)
def test_values(text: str, said: str) -> None:
    assert chinese(compile_expression(text, INCREASE)) == said
