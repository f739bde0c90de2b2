"""Raw cells as values of their kind: nothing guessed, nothing silently blank, every change listed."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunbiao import message_ids
from cunbiao.characters import tidy
from cunbiao.kinds import Kind
from cunbiao.submissions.amounts import shown_number
from cunbiao.submissions.cells import ParsedColumn, parse_column, shown_raw
from cunbiao.submissions.schema import ColumnSchema
from generators.listing import printable
from tests.submissions.workbooks import YES_NO, schema
from workbooks.reading.raw import Fault, Raw, Serial
from workbooks.xml_text import escaped

SCHEMA = schema()
LONGEST = SCHEMA.limits.text_length.most


def parse(kind: Kind, *raw: Raw, labels: frozenset[str] | None = None) -> ParsedColumn:
    column = ColumnSchema("x", "某项", kind, labels=labels)
    return parse_column(column, list(raw), SCHEMA.words, LONGEST)


def one(kind: Kind, raw: Raw) -> tuple[Any, bool, list[str]]:
    """Value, whether it is bad, and the messages, of one cell beside an ordinary one."""
    parsed = parse(kind, raw, None)
    return parsed.values[0], parsed.bad == [0], [remark.message for remark in parsed.remarks]


CLEAN = "34012319900101123X"


@pytest.mark.parametrize(
    ("kind", "raw", "value", "messages"),
    [
        ("id", "34012319900101123X", CLEAN, []),
        ("id", "34012319900101123x", CLEAN, [message_ids.NORMALISED]),
        ("id", " 340123 19900101 123X\u200b", CLEAN, [message_ids.NORMALISED]),
        ("id", "３４０１２３１９９００１０１１２３Ｘ", CLEAN, [message_ids.NORMALISED]),
        ("id", "34012319900101123×", "34012319900101123×", []),
        ("id", "H08123456", "H08123456", []),
        ("phone", "139 0000 0001", "13900000001", [message_ids.NORMALISED]),
        ("phone", "0557-3021234", "0557-3021234", []),
        ("bank", "6228 4800 0000 0000 001", "6228480000000000001", [message_ids.NORMALISED]),
        ("code", "新01", "新01", []),
        ("code", "'3400001", "3400001", [message_ids.NORMALISED]),
        ("text", "张三", "张三", []),
        ("text", " 张三\u3000", "张三", [message_ids.NORMALISED]),
        ("text", "张 三", "张 三", []),
        ("text", "白露镇\u3000\n素兰村", "白露镇 素兰村", [message_ids.NORMALISED]),
        ("text", "NA", "NA", []),
        ("text", "=1+1", "=1+1", []),
        ("text", "𠮷田\U000e0100", "𠮷田\U000e0100", []),
        ("text", "阿依古丽·买买提", "阿依古丽·买买提", []),
        ("text", "见附件.第2条", "见附件.第2条", []),
        ("text", "张\ufffd", "张\ufffd", [message_ids.GARBLED]),
        ("text", "张\ue123三", "张\ue123三", [message_ids.GARBLED]),
        ("text", "张\u200b三", "张三", [message_ids.NORMALISED]),
        ("text", "张\u2061三", "张\u2061三", [message_ids.INVISIBLE]),
        ("text", "⼥⻢林", "女马林", [message_ids.NORMALISED]),
        ("text", "第一行\n第二行", "第一行 第二行", [message_ids.NORMALISED]),
        ("text", 3.0, "3", [message_ids.TEXT_AS_NUMBER]),
        ("text", 1.5, "1.5", [message_ids.TEXT_AS_NUMBER]),
        ("text", 1e-7, "0.0000001", [message_ids.TEXT_AS_NUMBER]),
        ("text", True, "TRUE", [message_ids.TEXT_AS_NUMBER]),
        ("text", 123456789012345.0, "123456789012345", [message_ids.TEXT_AS_NUMBER]),
        ("text", -123456789012345.0, "-123456789012345", [message_ids.TEXT_AS_NUMBER]),
        ("money", 12000.0, 12000.0, []),
        ("money", -5.5, -5.5, []),
        ("money", "12000", 12000.0, [message_ids.NUMBER_AS_TEXT]),
        ("money", " 12.50\n", 12.5, [message_ids.NUMBER_AS_TEXT]),
        ("money", "\xa0007", 7.0, [message_ids.NUMBER_AS_TEXT]),
        ("money", "１２０００．５", 12000.5, [message_ids.NUMBER_AS_TEXT]),
        ("integer", "2016", 2016.0, [message_ids.NUMBER_AS_TEXT]),
        ("date", Serial(44104), 44104.0, []),
        ("date", Serial(44104.5), 44104.0, [message_ids.TIME_OF_DAY]),
        ("date", "2020年9月30日", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "2020.9.30", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "2020-09-30", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "２０２０／９／３０", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "20200930", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", 20200930.0, 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", 44104.0, 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "2020年9月30号", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "2020。9。30", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "2020.9.30.", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "2020-09-30T00:00:00", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "2020-09-30T00:00:00.000+08:00", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "2020-9-30 10:30", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "2020/9/30（星期三）", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "2020 年 9 月 30 日 周三", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "二○二○年九月三十日", 44104.0, [message_ids.DATE_AS_TEXT]),
        ("date", "二〇二〇年十月二十一日", 44125.0, [message_ids.DATE_AS_TEXT]),
    ],
)
def test_what_can_be_read_in_one_way_is_read(kind: Kind, raw: Raw, value: Any, messages: list[str]) -> None:
    assert one(kind, raw) == (value, False, messages)


@pytest.mark.parametrize(
    ("kind", "raw", "shown", "message"),
    [
        ("id", 4.1272419600101e17, "4.12724E+17", message_ids.NUMBER_FOR_IDENTITY),
        ("id", 340123199001011.0, "3.40123E+14", message_ids.NUMBER_FOR_IDENTITY),
        ("id", 12345.0, "12345", message_ids.NUMBER_FOR_IDENTITY),
        ("bank", 6.22848e18, "6.22848E+18", message_ids.NUMBER_FOR_CODE),
        ("phone", 139.5, "139.5", message_ids.NUMBER_FOR_CODE),
        ("phone", 13900000001.0, "13900000001", message_ids.NUMBER_FOR_CODE),
        ("bank", 622848000000000.0, "622848000000000", message_ids.NUMBER_FOR_CODE),
        ("code", 34130220100001.0, "34130220100001", message_ids.NUMBER_FOR_CODE),
        ("text", 6.22848e18, "6.22848E+18", message_ids.NUMBER_FOR_CODE),
        ("text", 12345678901234567.0, "1.23457E+16", message_ids.NUMBER_FOR_CODE),
        ("text", 1e15, "1E+15", message_ids.NUMBER_FOR_CODE),
        ("text", -12345678901234567.0, "-1.23457E+16", message_ids.NUMBER_FOR_CODE),
        ("code", 1234567890123456.0, "1.23457E+15", message_ids.NUMBER_FOR_CODE),
        ("text", Serial(43891), "2020-3-1", message_ids.TURNED_INTO_DATE),
        ("text", "同上", "同上", message_ids.DITTO),
        ("text", " 〃 ", " 〃 ", message_ids.DITTO),
        ("id", "同上", "同上", message_ids.DITTO),
        ("choice", "同上", "同上", message_ids.DITTO),
        ("money", "同上", "同上", message_ids.DITTO),
        ("money", "12,000", "12,000", message_ids.WITH_UNIT),
        ("money", "1.2万", "1.2万", message_ids.WITH_UNIT),
        ("money", "3000元", "3000元", message_ids.WITH_UNIT),
        ("money", "12 000", "12 000", message_ids.WITH_UNIT),
        ("money", "80m²", "80m²", message_ids.WITH_UNIT),
        ("money", "80㎡", "80㎡", message_ids.WITH_UNIT),
        ("money", "三千", "三千", message_ids.WRONG_KIND),
        ("money", "①", "①", message_ids.WRONG_KIND),
        ("money", "5²", "5²", message_ids.WRONG_KIND),
        ("money", "-12.5", "-12.5", message_ids.WITH_UNIT),
        ("money", "1" * 16, "1" * 16, message_ids.WITH_UNIT),
        ("money", "约3000", "约3000", message_ids.WRONG_KIND),
        ("money", "1e5", "1e5", message_ids.WRONG_KIND),
        ("money", True, "TRUE", message_ids.WRONG_KIND),
        ("money", Serial(44104), "2020-9-30", message_ids.WRONG_KIND),
        ("money", math.nan, "nan", message_ids.WRONG_KIND),
        ("money", math.inf, "inf", message_ids.WRONG_KIND),
        ("money", Fault("error", "#REF!"), "#REF!", message_ids.ERROR_VALUE),
        ("money", Fault("no_result", ""), "", message_ids.NO_RESULT),
        ("money", Fault("no_number", "1.5.5"), "1.5.5", message_ids.WRONG_KIND),
        ("text", Fault("error", "#N/A"), "#N/A", message_ids.ERROR_VALUE),
        ("date", "2020-2-30", "2020-2-30", message_ids.WRONG_DATE),
        ("date", "5月1日", "5月1日", message_ids.WRONG_DATE),
        ("date", "20.5.1", "20.5.1", message_ids.WRONG_DATE),
        ("date", "2020年5月", "2020年5月", message_ids.WRONG_DATE),
        ("date", 20200230.0, "20200230", message_ids.WRONG_DATE),
        ("date", Serial(60), "60", message_ids.WRONG_DATE),
        ("date", Serial(0.5), "0.5", message_ids.WRONG_DATE),
        ("date", 2020.0, "2020", message_ids.WRONG_DATE),
        ("date", Serial(2020), "2020", message_ids.WRONG_DATE),
        ("date", "2020/9/30 星期二", "2020/9/30 星期二", message_ids.WRONG_KIND),
        ("date", "2020-09-30T16:00:00Z", "2020-09-30T16:00:00Z", message_ids.WRONG_KIND),
        ("date", "2020-9-30 25:00", "2020-9-30 25:00", message_ids.WRONG_DATE),
        ("date", "去年", "去年", message_ids.WRONG_KIND),
        ("text", "张\x00三", "张<U+0000>三", message_ids.INVISIBLE),
        ("text", "张\ud800三", "张<U+D800>三", message_ids.INVISIBLE),
        ("text", "张\x1f三", "张<U+001F>三", message_ids.INVISIBLE),
    ],
)
def test_anything_else_keeps_its_text_and_is_bad(kind: Kind, raw: Raw, shown: str, message: str) -> None:
    assert one(kind, raw) == (shown, True, [message])


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("1.2万", "12000"),
        ("2万元", "20000"),
        ("12,000", "12000"),
        ("3000元", "3000"),
        ("１，２００元", "1200"),
        ("0.35万", "3500"),
    ],
)
def test_a_number_with_a_unit_comes_with_a_suggestion(typed: str, suggestion: str) -> None:
    [remark] = parse("money", typed).remarks
    assert remark.values["suggestion"] == suggestion


def test_a_text_too_long_for_a_cell_is_said_and_shortened_only_in_words() -> None:
    parsed = parse("text", "长" * (LONGEST + 1))
    [remark] = parsed.remarks
    assert remark.message == message_ids.TOO_LONG
    assert remark.values == {"actual": LONGEST + 1, "limit": LONGEST}
    assert f"共{LONGEST + 1}字" in str(parsed.values[0])


@pytest.mark.parametrize("text", ["😀" * (LONGEST // 2 + 1), "长" * (LONGEST - 1) + "😀"])
def test_characters_count_as_a_workbook_counts_them(text: str) -> None:
    parsed = parse("text", text)
    assert [remark.message for remark in parsed.remarks] == [message_ids.TOO_LONG]
    assert parsed.bad == [0]


KINDS: tuple[Kind, ...] = ("text", "id", "money", "integer", "date", "choice", "phone", "code")


@given(st.sampled_from(KINDS), st.text(st.characters(), max_size=40), st.integers(1, 3000))
def test_whatever_is_read_can_be_written(kind: Kind, text: str, times: int) -> None:
    parsed = parse(kind, text * times)
    told = [remark.shown for remark in parsed.remarks]
    told += [str(value) for remark in parsed.remarks for value in remark.values.values()]
    for written in (*parsed.values, *told):
        if isinstance(written, str):
            escaped(printable(written))
            if written not in told:
                escaped(written)


def test_blank_cells_are_blank_whatever_blank_they_hold() -> None:
    for kind in ("text", "id", "money", "date", "choice", "bank"):
        assert parse(kind, None, "  ", "\u3000").values == [None, None, None]


def test_a_value_outside_its_list_stays_as_it_was_typed() -> None:
    parsed = parse("choice", "是", "有", None, "同上", labels=YES_NO)
    assert parsed.values == ["是", "有", None, "同上"]
    assert parsed.unlisted == [1]
    assert parsed.bad == [3]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("张 三", "张三"),
        ("张\n三", "张三"),
        ("张\t三", "张三"),
        ("张\xa0三", "张三"),
        ("\u202e张三", "张三"),
        ("张\u3000三\u200b", "张三"),
        ("阿依﹒买买提", "阿依·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依 ・ 买买提", "阿依·买买提"),
        ("⻢⽴\uf9dd", "马立利"),
        ("Anna\xa0 Maria", "Anna Maria"),
    ],
)
def test_the_name_of_a_person_is_read_whatever_clutters_it(typed: str, read: str) -> None:
    column = ColumnSchema("name", "姓名", "text", person=True)
    parsed = parse_column(column, [typed], SCHEMA.words, LONGEST)
    assert parsed.values == [read]
    assert [remark.message for remark in parsed.remarks] == [message_ids.NORMALISED]


def test_a_long_number_is_never_shown_with_digits_excel_has_lost() -> None:
    for number in (412724196001010017.0, 4.1272419600101e17):
        shown = shown_raw(number)
        assert shown == "4.12724E+17"
    assert shown_number(99999999999.0) == "99999999999"
    assert shown_number(123456789012.0) == "1.23457E+11"


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(st.sampled_from(["text", "id", "phone", "bank", "code", "choice"]), st.lists(TEXTS, min_size=1, max_size=5))
def test_texts_are_read_one_by_one_as_all_together(kind: Kind, typed: list[str]) -> None:
    together = parse(kind, *typed)
    for index, text in enumerate(typed):
        alone = parse(kind, text)
        assert alone.values == [together.values[index]]
        assert (alone.bad == [0]) == (index in together.bad)
        assert [r.message for r in alone.remarks] == [r.message for r in together.remarks if r.index == index]


@given(st.sampled_from(["text", "id", "phone", "bank", "code"]), TEXTS)
def test_reading_a_read_text_changes_nothing_more(kind: Kind, text: str) -> None:
    first = parse(kind, text)
    if not first.bad:
        second = parse(kind, first.values[0])
        assert second.values == first.values
        assert message_ids.NORMALISED not in [remark.message for remark in second.remarks]


@given(
    st.one_of(TEXTS, st.floats(), st.booleans(), st.floats(0, 1e6).map(Serial)),
    st.sampled_from(list(SCHEMA.words.expected)),
)
def test_no_filled_cell_of_a_number_column_becomes_blank_unsaid(raw: Raw, kind: Kind) -> None:
    parsed = parse(kind, raw)
    [value] = parsed.values
    blank = isinstance(raw, str) and not tidy(raw)
    assert (value is None) == blank
    assert blank or isinstance(value, float) or parsed.bad == [0]


@given(st.floats(0, 1e12).map(lambda number: round(number, 2)))
def test_a_number_typed_as_text_is_the_number(number: float) -> None:
    assert parse("money", f"{number:.2f}").values == [number]
