"""The functions a rule expression may call, each defined once with all its faces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from cunbiao.expressions.excel import functions as formulas
from cunbiao.expressions.excel.formula import Formula
from cunbiao.expressions.table import functions as columns
from cunbiao.expressions.table.columns import Computed
from cunbiao.expressions.types import Kind

ArgumentKind = Literal[
    "text",
    "free text",
    "fixed text",
    "number",
    "flag",
    "field",
    "number field",
    "coded field",
    "code",
    "length",
    "birth",
    "branch",
]


@dataclass(frozen=True)
class Function:
    """One function.

    ``arguments`` say what it takes; ``result`` is the kind it gives ("branch": the kind of its branches). ``excel``
    writes it as a formula and ``table`` computes it over columns, with identical answers; ``says`` is its Chinese
    wording and ``denies`` the wording of its opposite. ``codes`` are the values a text result can take; ``parameters``
    are policy parameters it reads besides its arguments; ``in_conditions``: the condition of an aggregate may call it.
    """

    name: str
    arguments: tuple[ArgumentKind, ...]
    result: Kind | Literal["branch"]
    excel: Callable[..., Formula]
    table: Callable[..., Computed]
    says: str
    denies: str = ""
    codes: tuple[str, ...] | None = None
    parameters: tuple[str, ...] = ()
    in_conditions: bool = False


_ALL = (
    Function(
        name="blank",
        arguments=("field",),
        result="flag",
        excel=formulas.blank,
        table=columns.blank,
        says="{0}没有填",
        denies="{0}已填",
        in_conditions=True,
    ),
    Function(
        name="filled",
        arguments=("field",),
        result="flag",
        excel=formulas.filled,
        table=columns.filled,
        says="{0}已填",
        denies="{0}没有填",
        in_conditions=True,
    ),
    Function(
        name="is_number",
        arguments=("number field",),
        result="flag",
        excel=formulas.is_number,
        table=columns.is_number,
        says="{0}填的是数",
        denies="{0}填的不是数",
        in_conditions=True,
    ),
    Function(
        name="has",
        arguments=("coded field", "code"),
        result="flag",
        excel=formulas.has,
        table=columns.has,
        says="{0}含有{1}",
        denies="{0}不含{1}",
        in_conditions=True,
    ),
    Function(
        name="in_codes",
        arguments=("coded field",),
        result="flag",
        excel=formulas.in_codes,
        table=columns.in_codes,
        says="{0}在可选项里",
        denies="{0}不在可选项里",
    ),
    Function(
        name="zero_if_blank",
        arguments=("number field",),
        result="number",
        excel=formulas.zero_if_blank,
        table=columns.zero_if_blank,
        says="{0}（空着算0）",
    ),
    Function(
        name="unknown",
        arguments=("flag",),
        result="flag",
        excel=formulas.unknown,
        table=columns.unknown,
        says="资料不足以判断“{0}”",
        denies="资料足以判断“{0}”",
        in_conditions=True,
    ),
    Function(
        name="if_else",
        arguments=("flag", "branch", "branch"),
        result="branch",
        excel=formulas.if_else,
        table=columns.if_else,
        says="（{0}时为{1}，否则为{2}）",
    ),
    Function(
        name="round6",
        arguments=("number",),
        result="number",
        excel=formulas.round6,
        table=columns.round6,
        says="{0}",
    ),
    Function(
        name="abs",
        arguments=("number",),
        result="number",
        excel=formulas.absolute,
        table=columns.absolute,
        says="{0}的绝对值",
    ),
    Function(
        name="largest_of",
        arguments=("number", "number"),
        result="number",
        excel=formulas.largest_of,
        table=columns.largest_of,
        says="{0}与{1}中较大的数",
    ),
    Function(
        name="smallest_of",
        arguments=("number", "number"),
        result="number",
        excel=formulas.smallest_of,
        table=columns.smallest_of,
        says="{0}与{1}中较小的数",
    ),
    Function(
        name="year_of",
        arguments=("number",),
        result="number",
        excel=formulas.year_of,
        table=columns.year_of,
        says="{0}的年份",
    ),
    Function(
        name="months_between",
        arguments=("number", "number"),
        result="number",
        excel=formulas.months_between,
        table=columns.months_between,
        says="从{0}到{1}的整月数",
    ),
    Function(
        name="months_after",
        arguments=("number", "number"),
        result="number",
        excel=formulas.months_after,
        table=columns.months_after,
        says="{0}之后{1}个月的日期",
    ),
    Function(
        name="month_start",
        arguments=("number",),
        result="number",
        excel=formulas.month_start,
        table=columns.month_start,
        says="{0}（六位年月）的第一天",
    ),
    Function(
        name="month_end_before",
        arguments=("number",),
        result="number",
        excel=formulas.month_end_before,
        table=columns.month_end_before,
        says="{0}上个月的最后一天",
    ),
    Function(
        name="age_on",
        arguments=("birth", "number"),
        result="number",
        excel=formulas.age_on,
        table=columns.age_on,
        says="按{0}算到{1}的周岁",
    ),
    Function(
        name="text",
        arguments=("number",),
        result="text",
        excel=formulas.text,
        table=columns.text,
        says="{0}",
    ),
    Function(
        name="length",
        arguments=("text",),
        result="number",
        excel=formulas.length,
        table=columns.length,
        says="{0}的字数",
    ),
    Function(
        name="prefix",
        arguments=("text", "length"),
        result="text",
        excel=formulas.prefix,
        table=columns.prefix,
        says="{0}的前{1}位",
    ),
    Function(
        name="middle",
        arguments=("text", "length", "length"),
        result="text",
        excel=formulas.middle,
        table=columns.middle,
        says="{0}从第{1}位起的{2}位",
    ),
    Function(
        name="contains",
        arguments=("free text", "fixed text"),
        result="flag",
        excel=formulas.contains,
        table=columns.contains,
        says="{0}里有{1}",
        denies="{0}里没有{1}",
        in_conditions=True,
    ),
    Function(
        name="digits_only",
        arguments=("text",),
        result="flag",
        excel=formulas.digits_only,
        table=columns.digits_only,
        says="{0}全是数字",
        denies="{0}不全是数字",
    ),
    Function(
        name="is_han_name",
        arguments=("text",),
        result="flag",
        excel=formulas.is_han_name,
        table=columns.is_han_name,
        says="{0}是规范的中文姓名（两个字以上，没有数字、字母、空格和符号）",
        denies="{0}不是规范的中文姓名（不足两个字，或有数字、字母、空格、符号）",
    ),
    Function(
        name="id18",
        arguments=("text",),
        result="text",
        excel=formulas.id18,
        table=columns.id18,
        says="{0}的前18位",
    ),
    Function(
        name="id_digits_ok",
        arguments=("text",),
        result="flag",
        excel=formulas.id_digits_ok,
        table=columns.id_digits_ok,
        says="{0}的前18位是17位数字加一位数字或X",
        denies="{0}的前18位不是17位数字加一位数字或X",
    ),
    Function(
        name="id_date_ok",
        arguments=("text",),
        result="flag",
        excel=formulas.id_date_ok,
        table=columns.id_date_ok,
        says="{0}里的出生日期存在",
        denies="{0}里的出生日期不存在",
        parameters=("reference_date",),
    ),
    Function(
        name="id_check_ok",
        arguments=("text",),
        result="flag",
        excel=formulas.id_check_ok,
        table=columns.id_check_ok,
        says="{0}的校验码对",
        denies="{0}的校验码不对",
    ),
    Function(
        name="birth_of",
        arguments=("text",),
        result="number",
        excel=formulas.birth_of,
        table=columns.birth_of,
        says="{0}里的出生日期",
        parameters=("reference_date",),
    ),
    Function(
        name="sex_of",
        arguments=("text",),
        result="text",
        excel=formulas.sex_of,
        table=columns.sex_of,
        says="{0}里的性别",
        codes=("男", "女"),
    ),
)

FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _ALL}
