"""What a person changes in a definition workbook holds in the notice, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.definition import apply, derive, export, withdraw
from commands.outcome import CommandError, Status
from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.definitions.library import notice as opening_file
from cunbiao.definitions.notice_list import listed_notices
from cunbiao.definitions.notices import Settings
from cunbiao.definitions.uploads import upload_tabs
from tests.authoring.conftest import YONGQIAO
from tests.authoring.definitions import everything
from tests.authoring.desk import Desk, Value


def _in_force(desk: Desk) -> Campaign:
    outcome = apply(desk.save())
    assert outcome.status is Status.DONE, outcome.lines
    return load_campaign(YONGQIAO)


def test_single_values_words_and_texts_are_said_otherwise(desk: Desk) -> None:
    desk.put("通知", "标题", 内容="埇桥区2020年另一份方案")
    desk.put("通知", "上报表的说明", 内容="先看说明")
    desk.put("参数", "exit_line", 通知的值=4200, 出自哪一条="补充通知", 说明=None)
    desk.put("参数", "school_cutoff", 通知的值="2020年9月1日")
    desk.put("参数", "exit_line_strict", 通知的值="是", 待核对=None)
    desk.put("阶段", "collect", 截止="2020-11-01", 到24时="是")
    desk.put("附件", "附件6", 名称="分户子女信息表", 用来做什么="调查")
    desk.put("栏目", "register_household.farmland", 表头="承包地面积", 必填="应填")
    desk.put("指标", "farmland", 怎么填="看承包证", 最大=99)
    desk.put("校验", "SA-10A", 级别="必改", 怎么说="耕地大了", 怎么改="核对")
    desk.put("核验", "exit-food", 标准="吃得饱", 出自哪一条="补充通知二")
    desk.put("操作", "exit", 操作="标注脱贫（退出）")
    desk.put("上报", "basic", 页名="基本情况页", 说明="逐户录")
    desk.put("条款", "S0-R02", 规定="用附件1。", 由什么落实="new、register")
    desk.add("叫法", 原来的词="生产用电", 这里叫="动力电")
    own = _in_force(desk)
    notice = own.notice
    assert (notice.title, own.library.upload.note) == ("埇桥区2020年另一份方案", "先看说明")
    line = own.parameters["exit_line"]
    assert (line.value, line.clause, line.note) == (4200, "补充通知", "")
    assert str(own.parameters["school_cutoff"].value) == "2020-09-01"
    assert (own.parameters["exit_line_strict"].value, own.parameters["exit_line_strict"].status) == (True, None)
    stage = next(one for one in notice.stages if one.id == "collect")
    assert (str(stage.end), stage.ends_at_24, stage.tags) == ("2020-11-01", True, ["collect"])
    assert own.titles["support"] == "分户子女信息表"
    column = own.column("register_household", "farmland")
    assert (column.label, column.required, column.max, column.help) == ("承包地面积", "verify", 99, "看承包证")
    check = next(one.check for one in own.checks("register_household") if one.check.id == "SA-10A")
    assert (check.level, check.message, check.fix) == ("必改", "耕地大了", "核对")
    (verdict,) = [one for one in own.verdicts("register_household") if one.verdict.id == "exit"]
    line_said = next(one for one in verdict.criteria if one.criterion.id == "exit-food")
    assert (line_said.criterion.label, line_said.clause) == ("吃得饱", "补充通知二")
    assert {one.operation.label for one in own.operations("register_household")} >= {"标注脱贫（退出）"}
    tab = next(one.tab for one in upload_tabs(own)[1] if one.tab.id == "basic")
    assert (tab.title, tab.note) == ("基本情况页", "逐户录")
    clause = next(one for one in notice.clauses if one.id == "S0-R02")
    assert (clause.text, clause.home) == ("用附件1。", ["new", "register"])
    assert own.indicators["production_power"].label == "是否通动力电"


def test_what_is_added_is_there(desk: Desk) -> None:
    desk.put("通知", "表式版本", 内容="2020.9")
    desk.add("代码", 代码表="roof", 代码表名称="屋顶", 选项="瓦")
    desk.add("代码", 代码表="roof", 选项="草", 系统代码="02")
    desk.add("代码", 代码表="户类别 household_type", 选项="边远户")
    desk.add("指标", 编号="roof_kind", 名称="屋顶", 类型="选一个", 代码表="roof", 出处="三")
    desk.add("指标", 编号="roof_note", 名称="屋顶说明", 类型="文字", 出处="三")
    desk.add("栏目", 工作表="对照表-户", 分组="屋顶情况", 放在哪一栏后面="dangerous_level", 指标="roof_kind")
    desk.add("栏目", 工作表="对照表-户", 分组="屋顶情况", 放在哪一栏后面="roof_kind", 指标="roof_note", 必填="应填")
    desk.add(
        "阶段", 编号="extra", 阶段="回头看", 开始="2020-12-10", 截止="2020-12-12", 出自哪一条="三", 做什么="再看一遍"
    )
    desk.add("附件", 表单="贫困村信息采集表 village", 附件号="附件8", 名称="村表", 用来做什么="核对", 出自哪一条="三")
    desk.add("条款", 编号="S0-R99", 哪一条="三", 种类="填报", 规定="填屋顶。", 怎么办的="一栏", 由什么落实="roof_kind")
    desk.add("分地方", 参数="监测收入标准 monitoring_line", 地方="埇桥区", 值=7000, 依据="区文件")
    limit: dict[str, Value] = {
        "编号": "LC-02", "名称": "在册户", "在哪一级": "县", "汇总数": "households", "限度": "不超过", "级别": "核实",
        "多少（算式）": "100", "怎么说": "多了", "怎么办": "核对", "出自哪一条": "三",
    }  # fmt: skip
    desk.add("控制数", **limit)
    desk.add("上报栏目", 哪一页="basic", 指标="roof_kind", 栏名="屋顶（新）")
    own = _in_force(desk)
    columns = [(one.name, one.group) for one in own.columns("register_household") if one.name.startswith("roof")]
    assert columns == [("roof_kind", "屋顶情况"), ("roof_note", "屋顶情况")]
    assert own.codes["roof"].labels == ("瓦", "草")
    assert "边远户" in own.codes["household_type"].labels
    assert own.notice.stages[-1].id == "extra"
    assert any(table.sheet.startswith("附件8") or table.sheet == "附件8" for table in own.tables.values())
    assert own.parameters["monitoring_line"].value == 7000
    assert [one.limit.label for one in own.limits] == ["在册户"]
    tab = next(one.tab for one in upload_tabs(own)[1] if one.tab.id == "basic")
    assert tab.columns[-1].header == "屋顶（新）"


def test_what_is_not_used_is_gone_with_its_reason(desk: Desk) -> None:
    desk.put("通知", "表式版本", 内容="2020.9")
    desk.put("校验", "ED-01", 用不用="否", 不用的理由="另行布置")
    desk.put("操作", "return", 用不用="否", 不用的理由="今年不做")
    desk.put("核验", "exit-water", 用不用="否")
    desk.put("阶段", "notice", 用不用="否")
    desk.put("条款", "S0-R15", 用不用="否")
    desk.put("附件", "附件7", 用不用="否", 不用的理由="没有清退")
    desk.put("栏目", "register_household.farmland", 用不用="否", 不用的理由="不问耕地")
    desk.put("上报栏目", "living#5", 用不用="否")
    own = _in_force(desk)
    # 清退 went with its attachment, and the documents about what was taken away.
    rules = {"ED-01": "另行布置", "return": "今年不做", "clear_out": "没有清退；不问耕地"}
    assert rules.items() <= own.notice.off.items()
    gone = own.notice.off.keys() - rules.keys()
    assert "clearout_form" in gone <= own.library.documents.keys()
    assert not gone & {document.definition.id for document in own.documents}
    (verdict,) = [one for one in own.verdicts("register_household") if one.verdict.id == "exit"]
    assert "exit-water" not in {one.criterion.id for one in verdict.criteria}
    assert "notice" not in {one.id for one in own.notice.stages}
    assert "S0-R15" not in {one.id for one in own.notice.clauses}
    assert "clearout" not in own.tables
    with pytest.raises(KeyError):
        own.column("register_household", "farmland")
    assert own.notice.acknowledge["SA-11"] == "没有清退；不问耕地"


def test_a_document_is_worded_otherwise_and_keeps_what_was_not_touched(desk: Desk) -> None:
    shipped = load_campaign(YONGQIAO).library.documents["exit_publicity"].item
    before = str(desk.read("文书", "exit_publicity", "正文"))
    desk.put(
        "文书",
        "exit_publicity",
        标题="{{ village }}拟退出户公示",
        正文=f"请大家看。\n{before}",
        没有人的时候怎么写="{{ village }}今年没有。",
        落款=None,
    )
    desk.put("文书", "review_minutes", 留空手填的="时间\n签到↵↵")
    desk.put("文书", "summary", 用不用="否", 不用的理由="区里统一写")
    own = _in_force(desk)
    worded = own.library.documents["exit_publicity"].item
    assert (worded.title, worded.body, worded.signs) == (
        "{{ village }}拟退出户公示",
        ["请大家看。", *shipped.body],
        [],
    )
    assert (worded.nobody, worded.even_if_empty) == ("{{ village }}今年没有。", True)
    assert worded.lists == shipped.lists
    assert own.library.documents["review_minutes"].item.blanks == ["时间", "签到\n\n"]
    assert "summary" not in {one.definition.id for one in own.documents}
    assert own.notice.off["summary"] == "区里统一写"


def test_the_lists_of_a_document_have_other_columns_and_headings(desk: Desk) -> None:
    posting = "exit_publicity.households"
    desk.put("文书栏目", f"{posting}.persons", 栏名="人口")
    desk.put("文书栏目", f"{posting}.group", 用不用="否")
    desk.put("文书栏目", "review_minutes.households.said", **{"写什么（算式）": "main_cause"})
    desk.put("文书栏目", "review_minutes.households.income", **{"写什么（算式）": None})
    desk.add(
        "文书栏目",
        哪份文书的名单=posting,
        放在哪一栏后面="head",
        编号="home",
        栏名="属性",
        **{"写什么（算式）": "household_type"},
    )
    desk.add("文书栏目", 哪份文书的名单=posting, 编号="seen", 栏名="签字")
    before = load_campaign(YONGQIAO).library.documents
    own = _in_force(desk).library.documents
    posted = own["exit_publicity"].item.lists[0].columns
    assert [(one.id, one.label, one.value) for one in posted] == [
        ("head", "户主姓名", "head_name"),
        ("home", "属性", "household_type"),
        ("persons", "人口", "year_population"),
        ("seen", "签字", None),
    ]
    values = {one.id: one.value for one in own["review_minutes"].item.lists[0].columns}
    assert (values["said"], values["income"]) == ("main_cause", None)
    # Shipped files write columns once for several documents; each of them has its own here.
    assert own["exit_announcement"].item == before["exit_announcement"].item


def test_a_second_round_begins_with_the_first(desk: Desk, tmp_path: Path) -> None:
    desk.put("校验", "ED-01", 用不用="否", 不用的理由="另行布置")
    desk.put("参数", "exit_line", 县里定的值=4100, 县里的依据="区文件")
    _in_force(desk)
    export(YONGQIAO, tmp_path / "再.xlsx")
    again = Desk(tmp_path / "再.xlsx")
    assert again.read("校验", "ED-01", "用不用") == "否"
    again.put("校验", "ED-01", 用不用="是", 不用的理由=None)
    own = _in_force(again)
    assert own.notice.off == {}
    assert own.parameters["exit_line"].value == 4100


def test_versions_follow_each_other_and_can_be_withdrawn(desk: Desk, nothing_kept: Path) -> None:
    shipped = everything(load_campaign(YONGQIAO))
    for title in ("第一版", "第二版"):
        desk.put("通知", "标题", 内容=title)
        assert _in_force(desk).notice.title == title
    assert apply(desk.file).lines == ["“第二版”和正在用的一样，没有改动。"]
    assert withdraw(YONGQIAO).lines == [f"退回了：“{YONGQIAO}”按第 1 版定义表办。"]
    assert load_campaign(YONGQIAO).notice.title == "第一版"
    assert [one.title for one in listed_notices() if one.id == YONGQIAO] == ["第一版（定义表第 1 版）"]
    desk.put("通知", "标题", 内容="第三版")
    assert _in_force(desk).notice.title == "第三版"
    assert sorted(folder.name for folder in nothing_kept.iterdir()) == [f"{YONGQIAO}_{number}" for number in (1, 2, 3)]
    withdraw(YONGQIAO)
    assert withdraw(YONGQIAO).lines == [f"退回了：“{YONGQIAO}”按程序里原来的通知办。"]
    assert everything(load_campaign(YONGQIAO)) == shipped
    with pytest.raises(CommandError, match="不用退回"):
        withdraw(YONGQIAO)


@pytest.mark.parametrize("notice", policy_ids())
def test_next_years_notice_is_made_of_this_one(notice: str, tmp_path: Path) -> None:
    before = opening_file(notice).item
    derive(notice, tmp_path / "下年.xlsx")
    assert apply(tmp_path / "下年.xlsx").status is Status.DONE
    name = notice.replace(str(before.year), str(before.year + 1))
    own = load_campaign(name)
    assert (own.year, own.parameters["year"].value) == (before.year + 1, before.year + 1)
    assert str(before.year) not in own.notice.title
    assert (own.notice.form_edition, own.notice.accepts) == (f"{before.year + 1}.1", [])
    moved = [(old.end, new.end) for old, new in zip(before.stages, own.notice.stages, strict=True) if old.end]
    assert all(new is not None and new.year == old.year + 1 for old, new in moved)
    # The last day of February 2016 is the 29th.
    assert all(new is not None and (new.month, new.day) in {(old.month, old.day), (2, 28)} for old, new in moved)
    with pytest.raises(CommandError, match="已经有编号"):
        derive(notice, tmp_path / "下年.xlsx")


def test_the_countys_values_of_last_year_are_asked_for_again(desk: Desk, tmp_path: Path) -> None:
    desk.put("参数", "exit_line", 县里定的值=4100, 县里的依据="区文件")
    assert _in_force(desk).settings == Settings.of("埇桥区", "", {"exit_line": (4100, "区文件")})
    derive(YONGQIAO, tmp_path / "下年.xlsx", new_id="yongqiao-next")
    apply(tmp_path / "下年.xlsx")
    assert load_campaign("yongqiao-next").parameters["exit_line"].value is None


def test_an_id_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="只用小写字母"):
        derive(YONGQIAO, tmp_path / "下年.xlsx", new_id="埇桥 2021")
