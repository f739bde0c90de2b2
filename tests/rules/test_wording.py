"""The checks, verdicts, intake messages and upload sheets as texts: short, sourced, consistent."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cunbiao.definitions import load_campaign, policy_ids
from cunbiao.definitions.library import CHECKS as CHECK_KIND
from cunbiao.definitions.library import VERDICTS
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.rules import Check
from cunbiao.definitions.uploads import upload_tabs
from cunbiao.lists.roster import message_ids as roster_ids
from tests.definitions.everything import campaigns, every

CHECKS = [placed.item for placed in every(CHECK_KIND)]
# Every check as the people of some notice read it, those that gate an operation included.
SHOWN = list(
    {
        (campaign.notice.id, compiled.check.id, compiled.check.message): compiled.check
        for campaign in campaigns()
        for table in campaign.every_table
        for compiled in campaign.checks(table)
    }.values()
)
# What is said in addition where a locked cell is wrong.
LOCKED = "灰底锁定的，把正确的写到《信息更正》表"
SLOTS = {
    "file", "sheet", "row", "column", "label", "value", "before", "after", "expected", "actual", "limit", "other",
    "village", "count", "numbers", "suggestion", "homes", "who", "reasons", "county", "remedy",
}  # fmt: skip
"""Names of the places a message may leave open; whoever words a message knows no others."""


@pytest.mark.parametrize("check", SHOWN, ids=lambda check: check.id)
def test_a_check_says_briefly_what_is_wrong_and_what_to_do(check: Check) -> None:
    assert re.fullmatch(r"[A-Z]{2}-\d{2}[A-Z]?", check.id)
    message, fix = (text.removesuffix(f"；{LOCKED}") for text in (check.message, check.fix))
    assert 5 <= len(message) <= 40
    assert 3 <= len(fix) <= 60
    assert not check.message.endswith(("。", "！", "；"))
    assert not re.search(r"[{}]", check.message + check.fix)


def test_no_remedy_asks_for_what_a_protected_sheet_forbids() -> None:
    """Villages fill in locked sheets: no row or column comes or goes there, nothing is sorted, no cell is formatted."""
    forbidden = re.compile(
        r"[删插加].{0,4}[行列](?!入)|[设改存]成?[为成]“?文本|单元格.*格式|合并(?:单元)?格|排序|(?:取消|撤销|解除).{0,4}保护"
    )
    # A register comes from an office's own workbook, which nobody has locked.
    of_registers = {value for name, value in vars(roster_ids).items() if name.isupper()}
    remedies = [(one.id, one.fix) for one in load_messages() if one.id not in of_registers]
    remedies += [(check.id, check.fix) for check in SHOWN]
    asked = [
        (name, part)
        for name, fix in remedies
        for part in re.split("[；，。]", fix)
        if forbidden.search(part) and not re.search("不要|不能|不用", part)
    ]
    assert asked == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_names_its_source(check: Check) -> None:
    rule = re.match(r"[A-Z]{2}-\d{2}", check.id)
    assert rule is not None
    assert rule[0] in check.source or re.search(r"forms\.md \d|00\d (?:[一二三四]|第\d+问)", check.source)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_is_filed_by_how_far_it_looks(check: Check) -> None:
    looks_around = re.search(r"\b(count|any|all|total)\(|household\.", check.when) is not None
    if check.category in {"单格", "本行"}:
        assert not looks_around
    if check.category == "单格":
        assert len(check.fields) == 1 or check.id == "IC-06B"


def test_lines_and_years_are_never_typed_into_a_rule() -> None:
    """Zero, one and the lengths and places of numbers and phones are the only numbers that are not a parameter."""
    structural = {0.0, 1.0, 2.0, 6.0, 9.0, 11.0, 18.0, 19.0, 20.0, 22.0}
    criteria = [(one.id, one.met) for placed in every(VERDICTS) for one in placed.item.criteria]
    for name, text in [(check.id, check.when) for check in CHECKS] + criteria:
        bare = re.sub(r'"[^"]*"|[a-z_]+\d+', "", text)
        assert {float(number) for number in re.findall(r"(?<![\d.])\d+(?:\.\d+)?", bare)} <= structural, name


def test_a_checks_painted_columns_stand_in_its_tables() -> None:
    """The first field is where a finding points; the others may be asked by some of the tables only."""
    for campaign in campaigns():
        for table in campaign.every_table:
            columns = {column.name for column in campaign.columns(table)}
            for compiled in campaign.checks(table):
                assert compiled.check.fields[0] in columns, (campaign.notice.id, table, compiled.check.id)
    asked = {c.name for campaign in campaigns() for table in campaign.every_table for c in campaign.columns(table)}
    assert [check.id for check in CHECKS if not set(check.fields) <= asked] == []


def test_level_e_of_the_catalogue_blocks() -> None:
    """The ids whose violation is a contradiction (level E) and that fields of these forms can show.

    SA-05 is none: no notice makes electricity a condition.
    """
    blocking = {
        "ID-02", "ID-03", "ID-04", "ID-05", "ID-06", "ID-07", "ID-10", "ID-11", "ID-13",
        "HH-01", "HH-02", "HH-03", "HH-05", "HH-06", "HH-10", "HH-10R", "HH-11", "HH-14",
        "HL-03", "LB-02", "LB-07", "LB-08", "ED-01", "ED-02", "ED-03", "IN-01", "IN-02",
        "IC-10", "WK-04", "WK-05", "WK-11", "SA-01", "SA-02", "SA-03", "SA-11", "SA-12",
        "ST-01", "ST-03", "ST-05", "ST-06", "ST-10", "ST-13", "MO-02", "MO-04", "MO-05", "MO-09",
    }  # fmt: skip
    campaign = load_campaign("anhui-yongqiao-2020")
    in_force = [compiled.check for table in campaign.tables for compiled in campaign.checks(table)]
    levels = {check.id: check.level for check in in_force}
    assert {name: levels[name] for name in blocking} == dict.fromkeys(blocking, "必改")


def test_messages_leave_open_only_known_places() -> None:
    for message in load_messages(load_campaign("anhui-yongqiao-2020")):
        assert message.slots <= SLOTS, message.id
        assert message.fix and not message.message.endswith(("。", "！")), message.id


def test_no_check_shares_its_id_with_a_message() -> None:
    assert {check.id for check in CHECKS} & {message.id for message in load_messages()} == set()


def test_no_word_of_a_notice_makes_a_text_say_a_thing_twice() -> None:
    """Words of a notice are put into texts of its editions, which may say them already."""
    twice = re.compile(r"([\u4e00-\u9fff]{2,})（\1）|([\u4e00-\u9fff]{3,})、?\2")
    texts = set()
    for campaign in campaigns():
        for table in campaign.every_table:
            texts |= {campaign.form_of(table).purpose, campaign.titles[table]}
            texts |= {text or "" for column in campaign.columns(table) for text in (column.label, column.help)}
            texts |= {text for one in campaign.checks(table) for text in (one.check.message, one.check.fix)}
            texts |= {one.criterion.label for own in campaign.verdicts(table) for one in own.criteria}
        texts |= {text for own in campaign.documents for text in (own.definition.title, *own.definition.body)}
    assert [text for text in texts if twice.search(text)] == []


@pytest.mark.parametrize("policy", policy_ids())
def test_every_upload_column_is_asked_by_a_table_of_its_tab(policy: str) -> None:
    campaign = load_campaign(policy)
    for tab in upload_tabs(campaign)[1]:
        asked = {column.name for table in tab.tables for column in campaign.columns(table)}
        homes = {
            column.name
            for table in tab.tables
            for parent in campaign.tables[table].parents
            for column in campaign.columns(parent)
        }
        for column in tab.tab.columns:
            if column.indicator is not None:
                assert column.indicator in (homes if column.of == "household" else asked), (tab.tab.id, column.header)


def test_headings_of_an_upload_tab_are_distinct() -> None:
    for policy in policy_ids():
        for tab in upload_tabs(load_campaign(policy))[1]:
            headings = Counter(column.header for column in tab.tab.columns)
            assert [name for name, times in headings.items() if times > 1] == [], tab.tab.id


def test_upload_tabs_stand_in_the_order_of_the_national_screens() -> None:
    titles = [tab.tab.title for tab in upload_tabs(load_campaign("anhui-yongqiao-2020"))[1]]
    assert titles[:5] == ["基本情况", "生产生活条件", "上年度收入", "易地搬迁", "帮扶责任人"]


def test_people_are_listed_in_the_order_of_the_register_export() -> None:
    """The 47-column register export of 2021, without the columns our forms do not ask."""
    export = [
        "县", "乡", "村", "户编号", "人口编号", "姓名", "性别", "出生日期", "证件类型", "证件号码", "民族",
        "户联系电话", "成员联系电话", "年度", "与户主关系", "文化程度", "在校生状况", "劳动技能",
        "务工时间（月）", "健康状况", "政治面貌", "务工企业名称", "是否享受低保",
        "是否参加城镇职工基本养老保险", "是否参加大病保险", "是否参加新型农村合作医疗（城乡居民基本医疗保险）",
        "是否参加城乡居民基本养老保险", "失学或辍学原因", "是否会讲普通话", "是否参加商业补充医疗保险",
        "是否接受大病医疗救助", "公益性岗位类型", "公益性岗位(月数)", "户主姓名", "户主证件号码",
        "是否参加城镇职工基本医疗保险", "是否特困供养人员", "识别标准",
    ]  # fmt: skip
    tab = next(tab for tab in upload_tabs(load_campaign("anhui-yongqiao-2020"))[1] if tab.tab.id == "members")
    headings = [column.header for column in tab.tab.columns]
    assert [name for name in headings if name in export] == export
    assert set(headings) - set(export) == {"务工区域", "是否现役军人", "是否享受人身意外保险补贴"}
