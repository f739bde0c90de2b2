"""What is wrong in a definition workbook is said by sheet, row and column with what to do; nothing is half stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from commands.definition import apply, check
from commands.outcome import Status
from cunbiao.authoring.book import NoDefinitionWorkbook
from tests.authoring.desk import Desk, Value

Edit = Callable[[Desk], object]
_WHEN = "什么时候算错（算式）"
# A check that is well written.
_NEW = {
    "编号": "LC-01", "用在哪些表": "对照表-户", "级别": "核实", "类别": "单格", _WHEN: "farmland > 50",
    "标在哪些栏": "farmland", "怎么说": "耕地面积过大", "怎么改": "核对承包证", "出处": "三",
}  # fmt: skip


def _remove_sheet(desk: Desk) -> None:
    desk.book.remove(desk.book["阶段"])


def _remove_column(desk: Desk) -> None:
    desk.book["分地方"].delete_cols(4)


def _remove_row(desk: Desk) -> None:
    sheet, row = desk.book["参数"], desk.row("参数", "exit_line_strict")
    for column in range(1, 13):
        sheet.cell(row, column).value = None


def _copy_row(desk: Desk) -> None:
    sheet, row = desk.book["参数"], desk.row("参数", "reference_date")
    for column in range(1, 12):
        sheet.cell(row + 60, column).value = sheet.cell(row, column).value


def _rename(desk: Desk) -> None:
    desk.book["参数"].cell(desk.row("参数", "monitoring_line"), 2).value = "my_line"


_SHOWS = "写什么（算式）"
_POSTING = "exit_publicity.households"
# A column that can be added.
_SEEN = {"哪份文书的名单": _POSTING, "编号": "seen", "栏名": "签字"}


@dataclass(frozen=True)
class Case:
    """A mistake: what is typed, where it is said (``row``: words of the row), and words of what is said."""

    name: str
    edit: Edit
    sheet: str
    row: str
    heading: str
    words: str


def _put(sheet: str, row: str, said_in: str, words: str, name: str, **values: Value) -> Case:
    return Case(name, lambda desk: desk.put(sheet, row, **values), sheet, row, said_in, words)


def _add(sheet: str, row: str, said_in: str, words: str, name: str, **values: Value) -> Case:
    return Case(name, lambda desk: desk.add(sheet, **values), sheet, row, said_in, words)


def _no_water(desk: Desk) -> None:
    desk.put("栏目", "register_household.safe_water", 用不用="否", 不用的理由="不问")
    desk.put("通知", "表式版本", 内容="2020.9")


_MET = "怎么算满足（算式）"
_AFTER = {"工作表": "对照表-户", "放在哪一栏后面": "head_name"}
# Mistakes that stand in one workbook together; those of a group after it come to light when it has been mended.
_GROUPS: dict[str, list[Case]] = {
    "cells": [
        Case("a column is gone", _remove_column, "分地方", "", "", "少了“地方”栏"),
        Case("a row is gone", _remove_row, "参数", "", "", "少了“脱贫收入须超过标准”这一行"),
        Case("a row was copied", _copy_row, "参数", "", "", "多半是整行复制的"),
        Case("an id was changed", _rename, "参数", "my_line", "编号", "这一格不能改"),
        _put("参数", "exit_line", "通知的值", "“四千元”不是数", "no number", 通知的值="四千元"),
        _put("阶段", "enter", "截止", "“11月底”不是日期", "no day", 截止="11月底"),
        _put("通知", "标题", "内容", "“标题”不能空", "empty", 内容=None),
        _put("校验", "ED-05", "级别", "从下拉框里选：必改、核实、提示", "none of the choices", 级别="必须"),
        _put("参数", "pension_minimum", "县里的依据", "还要写依据", "a value without its document", 县里定的值=93),
        _put("附件", "附件3", "不用的理由", "写明为什么", "an attachment left out without a reason", 用不用="否"),
        _put("校验", "ED-06", "不用的理由", "写明为什么", "a check switched off without a reason", 用不用="否"),
        _put("文书", "clearout_form", "不用的理由", "写明为什么", "a document left out without a reason", 用不用="否"),
        _put(
            "代码",
            "household_type / 脱贫户",
            "用不用",
            "花名册按它分到“对照表-户、对照表-人",
            "an option rosters need",
            用不用="否",
            不用的理由="没有",
        ),
        _put("文书栏目", f"{_POSTING}.persons", "栏名", "“栏名”不能空", "a column without a heading", 栏名=None),
        _put(
            "文书栏目",
            "clearout_list.households.village",
            _SHOWS,
            "由程序填，不写算式",
            "an expression where the program fills in",
            **{_SHOWS: "head_name"},
        ),
        _add(
            "文书栏目",
            "放不下",
            "放在哪一栏后面",
            "没有“votes”这一栏，有的是：group、head、persons",
            "a column after one that is not there",
            **{**_SEEN, "放在哪一栏后面": "votes", "栏名": "放不下"},
        ),
        _add(
            "文书栏目",
            "又一栏",
            "编号",
            "行已经有了，在那一行改",
            "a column of a list that is there",
            **{**_SEEN, "编号": "head", "栏名": "又一栏"},
        ),
        _add(
            "指标",
            "garden",
            "代码表",
            "没有“no_list”这张代码表",
            "an unknown list",
            编号="garden",
            名称="菜园",
            类型="选一个",
            代码表="no_list",
            出处="三",
        ),
        _add(
            "栏目",
            "没有的",
            "指标",
            "没有“nothing”这个指标",
            "an unknown indicator",
            指标="nothing",
            表头="没有的",
            **_AFTER,
        ),
        _add(
            "栏目",
            "又一个",
            "指标",
            "行已经有了，在那一行改",
            "a column that is there",
            指标="farmland",
            表头="又一个",
            **_AFTER,
        ),
        _add(
            "校验",
            "又一条",
            "编号",
            "行已经有了，在那一行改",
            "an id that is taken",
            **{**_NEW, "编号": "ED-01", "怎么说": "又一条"},
        ),
        _add("校验", "LC-01", "用在哪些表", "没有“附件9”", "no such table", **{**_NEW, "用在哪些表": "附件9"}),
    ],
    "tables": [
        _put("阶段", "enter", "截止", "在开始日 2020-11-04 前面", "a deadline before its stage", 截止="2020-11-03"),
        Case(
            "no name of a sheet",
            lambda desk: desk.put("附件", "附件4", 附件号="附件4/5"),
            "附件",
            "附件4/5",
            "附件号",
            "Excel 不能这样叫",
        ),
    ],
    "rules": [
        _put("校验", "ED-01", _WHEN, "请检查括号、引号和 and/or/not", "a broken expression", **{_WHEN: "farmland >"}),
        _put("核验", "exit-income", _MET, "写法不对", "a broken criterion", **{_MET: "per_capita >= ("}),
        _put(
            "校验",
            "ST-13",
            _WHEN,
            "主要致贫原因的可选项里没有“没有的”",
            "no such option",
            **{_WHEN: "main_cause == “没有的”"},
        ),
        _put(
            "校验", "ST-14", _WHEN, "没有“no_line”这个参数", "no such parameter", **{_WHEN: "farmland < param.no_line"}
        ),
        _put(
            "校验", "ST-16", "怎么说", "新参数写在“参数”表最下面", "an unknown name in a text", 怎么说="见{param:nope}"
        ),
        _put(
            "条款",
            "S0-R02",
            "由什么落实",
            "没有“nothing”这个定义",
            "a clause without a home",
            由什么落实="new、nothing",
        ),
    ],
    "documents": [
        _put(
            "文书",
            "exit_publicity",
            "正文",
            "“vilage”这份文书没有，能写的有",
            "a text that names what is not there",
            正文="{{ vilage }}有人。",
        ),
        _put("文书", "exit_announcement", "标题", "花括号写得不对", "a broken text", 标题="{{ village 公告"),
        Case(
            "a column that the text adds up is left out",
            lambda desk: desk.put("文书栏目", "intake_publicity.households.persons", 用不用="否"),
            "文书",
            "intake_publicity",
            "",
            "households.sum.persons",
        ),
        _put(
            "文书栏目",
            "clearout_list.households.left",
            _SHOWS,
            "“exit_yaer”",
            "a fact that is not there",
            **{_SHOWS: "exit_yaer"},
        ),
        _put(
            "文书栏目",
            "clearout_request.households.case",
            _SHOWS,
            "请检查括号",
            "a broken expression in a list",
            **{_SHOWS: "head_name ("},
        ),
    ],
    "what may not be posted": [
        _add(
            "文书栏目",
            "证件号码",
            _SHOWS,
            "证件号码、电话、银行账号不能公示、公告（依据 《政府信息公开条例》第十五条",
            "a number on the wall",
            **{**_SEEN, "栏名": "证件号码", _SHOWS: "head_id"},
        )
    ],
    "a sheet is gone": [Case("a sheet is gone", _remove_sheet, "阶段", "", "", "这张表没有了。请重新导出定义表")],
    "edition": [
        Case(
            "columns changed, the edition not",
            lambda desk: desk.put("栏目", "register_household.farmland", 用不用="否", 不用的理由="不问"),
            "通知",
            "表式版本",
            "内容",
            "换一个没有用过的",
        )
    ],
    "verdict": [
        Case(
            "a verdict loses what it rests on",
            _no_water,
            "栏目",
            "register_household.safe_water",
            "不用的理由",
            "规则、exit-water、为什么",
        )
    ],
}


@pytest.mark.parametrize("group", _GROUPS)
def test_every_mistake_is_said_by_its_cell_and_nothing_is_stored(group: str, desk: Desk, nothing_kept: Path) -> None:
    for case in _GROUPS[group]:
        case.edit(desk)
    file = desk.save()
    outcome = apply(file)
    assert outcome.status is Status.NOT_DONE
    assert not nothing_kept.exists()
    unsaid = [case.name for case in _GROUPS[group] if not _said(case, desk, outcome.lines)]
    assert unsaid == [], outcome.lines


def _said(case: Case, desk: Desk, lines: Sequence[str]) -> bool:
    where = f"“{case.sheet}”"
    if case.row:
        where += f"第{desk.row(case.sheet, case.row)}行"
    if case.heading:
        where += f" {desk.letter(case.sheet, case.heading)}列"
    return any(line.startswith(where) and case.words in line for line in lines)


def test_a_check_of_the_workbook_says_how_many_mistakes_there_are(desk: Desk) -> None:
    desk.put("参数", "exit_line", 通知的值="四千元")
    desk.put("校验", "ED-01", **{_WHEN: "farmland >"})
    outcome = check(desk.save())
    assert outcome.status is Status.NEEDS_PERSON
    assert "有 2 处要改" in outcome.lines[0]
    assert len(outcome.lines) == 3


@pytest.mark.parametrize("name", ["../../坏.yaml", "/etc/x.yaml", "rules/../../x.yaml", "C:/x.yaml"])
def test_a_file_that_leads_out_of_the_notices_folder_is_refused(name: str, desk: Desk) -> None:
    desk.book["_definition"].append([f"file:{name}", "id: x"])
    with pytest.raises(NoDefinitionWorkbook, match="被改过"):
        apply(desk.save())


def test_an_id_of_another_shape_is_refused(desk: Desk) -> None:
    row = desk.add("校验", **{**_NEW, "编号": "我的1"})
    assert f"“校验”第{row}行 C列：“我的1”不行：两个大写字母-两位数字，如 XZ-01" in check(desk.save()).lines


def test_what_is_no_definition_workbook_is_refused(tmp_path: Path, desk: Desk) -> None:
    desk.book.remove(desk.book["_definition"])
    with pytest.raises(NoDefinitionWorkbook, match="不是定义表"):
        check(desk.save())
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(NoDefinitionWorkbook, match=r"坏.xlsx"):
        check(tmp_path / "坏.xlsx")
