"""The notices: parameters, stages, clauses, attachments; and what is said of a notice that is mistaken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cunbiao.definitions import DefinitionError, load_campaign, policy_ids
from cunbiao.definitions.layers import OWN_NOTICES
from cunbiao.definitions.library import notice as placed_notice
from cunbiao.definitions.notices import Settings
from tests.inline import FORM, RULES, changed, notice

YONGQIAO = "anhui-yongqiao-2020"
# 埇桥 without 附件3.
NO_DECREASE = {
    "increase, decrease,": "increase,",
    """  - {number: 附件3, title: 贫困户、边缘易致贫户家庭成员自然减少情况表, form: decrease, clause: 000 一(一),
     purpose: 登记贫困户（含脱贫户）、边缘易致贫户自然减少的人口。}
""": "",
}
# The checks that would be lost with 附件3, "no head of household" among them (definitions.md B2).
LOST = {
    "HH-01", "HH-02", "HH-03", "HH-05", "HH-13", "ID-07", "IN-02", "IN-05", "ED-02", "ST-04", "ST-05", "ST-05B",
    "ST-05C", "ST-09",
}  # fmt: skip


def said_of(folder: Path) -> str:
    """All that is said of a mistaken notice."""
    with pytest.raises(DefinitionError) as refused:
        load_campaign(folder)
    return str(refused.value)


@pytest.mark.parametrize("notice_id", policy_ids())
def test_parameters_say_where_they_come_from(notice_id: str) -> None:
    for name, parameter in load_campaign(notice_id).parameters.items():
        assert parameter.clause, name
        assert parameter.note or parameter.value is not None or parameter.clause, name


@pytest.mark.parametrize("notice_id", policy_ids())
def test_stages_end_in_order(notice_id: str) -> None:
    stages = placed_notice(notice_id).item.stages
    for stage in stages:
        assert stage.start is None or stage.end is None or stage.start <= stage.end, stage.id


@pytest.mark.parametrize("notice_id", policy_ids())
def test_clauses_are_numbered_without_gaps(notice_id: str) -> None:
    ids = [clause.id for clause in placed_notice(notice_id).item.clauses]
    head = ids[0].partition("-R")[0]
    assert ids == [f"{head}-R{number:02d}" for number in range(1, len(ids) + 1)]


def test_yongqiao_gives_no_lines_and_its_own_income_period() -> None:
    parameters = load_campaign(YONGQIAO).parameters
    assert parameters["exit_line"].value is None
    assert parameters["monitoring_line"].value is None
    assert str(parameters["income_period_start"].value) == "2019-10-01"
    assert str(parameters["income_period_end"].value) == "2020-09-30"


def test_yongqiao_deadlines() -> None:
    stages = {stage.id: stage for stage in placed_notice(YONGQIAO).item.stages}
    at_24 = {name: str(stage.end) for name, stage in stages.items() if stage.ends_at_24}
    assert at_24 == {"enter": "2020-11-18", "repair": "2020-12-08"}
    assert str(stages["collect"].end) == "2020-11-03"
    assert str(stages["summary"].end) == "2020-12-13"


def test_titles_are_those_of_the_attachments() -> None:
    titles = load_campaign(YONGQIAO).titles
    assert titles["support"] == "分户贫困户、边缘易致贫户子女信息采集表"
    assert titles["new_household"] == "新识别贫困户信息采集表（户信息）"


@pytest.mark.parametrize(
    ("policy", "others"),
    [
        ("yunnan-mengga-2019", ("边缘易致贫", "脱贫不稳定")),
        ("anhui-yongqiao-2020", ("边缘户", "脱贫监测户")),
        ("fujian-yongan-2021", ("边缘户", "脱贫监测户")),
    ],
)
def test_a_notice_speaks_in_the_words_of_its_year(policy: str, others: tuple[str, ...]) -> None:
    """The words of 2020 are not in a notice of 2019, nor the other way round (definitions.md F7)."""
    campaign = load_campaign(policy)
    texts = [*campaign.titles.values(), *(one.label for one in campaign.indicators.values())]
    texts += [label for codes in campaign.codes.values() for label in codes.labels]
    texts += [parameter.label for parameter in campaign.parameters.values()]
    texts += [relation.label for scope in campaign.scopes.values() for relation in scope.relations.values()]
    for table in campaign.tables:
        texts += [own.operation.label for own in campaign.operations(table)]
        texts += [text for own in campaign.checks(table) for text in (own.check.message, own.check.fix)]
        for one in campaign.verdicts(table):
            texts += [one.verdict.title, *(line.criterion.label for line in one.criteria)]
    assert [text for text in texts if any(word in text for word in others)] == []


def test_labels_of_codes_are_those_of_the_year() -> None:
    assert "边缘户" in load_campaign("yunnan-mengga-2019").codes["monitored_type"].labels


def test_the_natural_change_of_mengga_is_about_the_register_only() -> None:
    """001 一(一), 二(二)2(4): 贫困户（含脱贫户）家庭成员 (definitions.md F6)."""
    tables = load_campaign("yunnan-mengga-2019").tables
    assert tables["increase"].parents == tables["decrease"].parents == ["register_household"]


def test_opinions_of_township_and_county_are_not_open_to_villages() -> None:
    columns = {column.name: column for column in load_campaign(YONGQIAO).columns("clearout")}
    assert columns["township_opinion"].locked and columns["township_opinion"].filled_at == "township"
    assert columns["county_opinion"].locked and columns["county_opinion"].filled_at == "county"
    assert not columns["village_opinion"].locked


# ---------------------------------------------------------------- nothing is dropped in silence


def test_a_form_that_is_missing_names_every_rule_concerned(tmp_path: Path) -> None:
    said = said_of(changed(tmp_path, YONGQIAO, NO_DECREASE))
    assert {rule for rule in LOST if f"“{rule}”" in said} == LOST
    assert "成员表里没有户主" in said


def test_rules_that_are_acknowledged_let_it_load_and_are_listed(tmp_path: Path) -> None:
    said = said_of(changed(tmp_path / "first", YONGQIAO, NO_DECREASE))
    lost = [line.partition("acknowledge 里写“")[2].partition(":")[0] for line in said.splitlines()]
    words = "acknowledge:\n" + "".join(f"  {rule}: 本通知没有自然减少表\n" for rule in lost)
    folder = changed(tmp_path / "second", YONGQIAO, {**NO_DECREASE, "sets: [": f"{words}sets: ["})
    fates = {fate.id: fate for fate in load_campaign(folder).fates}
    assert set(lost) >= LOST
    assert {fates[rule].reason for rule in lost} == {"本通知没有自然减少表"}
    assert not any(fates[rule].tables for rule in LOST)


def test_a_relation_declared_to_be_absent_keeps_the_rules_that_count_it(tmp_path: Path) -> None:
    """Nobody can be gone: the head of a household is looked for all the same."""
    without = ("ST-04", "ST-05", "ST-05B", "ST-05C", "ST-05D", "ST-05E", "ST-08", "ST-08B", "ST-08C")
    about = f"acknowledge: {{{', '.join(f'{check}: 无' for check in without)}}}\n"
    about += "absent: {village_decreases: 本通知没有自然减少表, decreases: 本通知没有自然减少表}\nsets: ["
    campaign = load_campaign(changed(tmp_path, YONGQIAO, {**NO_DECREASE, "sets: [": about}))
    assert "HH-01" in {compiled.check.id for compiled in campaign.checks("register_household")}


def test_a_column_taken_away_names_the_rule_that_needs_it(tmp_path: Path) -> None:
    change = "form_changes: {register: {remove: [{table: register_household, columns: [irrigated_land]}]}}\nsets: ["
    assert "“SA-11”" in said_of(changed(tmp_path, YONGQIAO, {"sets: [": change}))


def test_a_rule_with_a_value_the_year_does_not_have_must_be_acknowledged(tmp_path: Path) -> None:
    """因婚 is a cause of 2018 and later, not of 2015."""
    rules = RULES.replace("farmland > 50", 'main_cause == "因婚"').replace("[farmland]", "[main_cause]")
    form = FORM.replace("household_type, {", "household_type, main_cause, {")
    files = {"rules/small.yaml": rules, "forms/small.yaml": form}
    load_campaign(notice(tmp_path / "2020", "year: 2020\n", files))
    assert "2015年的“main_cause”没有“因婚”" in said_of(notice(tmp_path / "2015", "year: 2015\n", files))


def test_values_the_year_does_not_have_are_left_out_of_a_list_and_said(tmp_path: Path) -> None:
    rules = RULES.replace("farmland > 50", 'main_cause in ("因病", "因婚")').replace("[farmland]", "[main_cause]")
    form = FORM.replace("household_type, {", "household_type, main_cause, {")
    folder = notice(tmp_path, "year: 2015\n", {"rules/small.yaml": rules, "forms/small.yaml": form})
    (fate,) = [one for one in load_campaign(folder).fates if one.id == "SM-01"]
    assert fate.tables == ("homes",) and fate.left_out == ("main_cause“因婚”",)


# ---------------------------------------------------------------- mistakes, with file and line, all at once


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("extends: national-1999\n", "notice.yaml 第7行：没有“national-1999”这个全国版本，现有：national-2015、"),
        ("overrides: {checks: {XX-99: {level: 必改}}}\n", "没有“XX-99”，改不了它"),
        ("overrides: {columns: {homes.pasture: {required: must}}}\n", "没有“homes.pasture”这一栏"),
        ("overrides: {criteria: {no-such: {label: 甲}}}\n", "没有“no-such”这一条，改不了它"),
        ("acknowledge: {SM-01: 不用}\n", "acknowledge 写了“SM-01”，但它用得上"),
        ("acknowledge: {XX-99: 不用}\n", "没有“XX-99”这条规则"),
        ("off: {XX-99: 不用}\n", "没有“XX-99”这条规则"),
        ("absent: {nobody: 没有}\n", "没有“nobody”这个关系"),
        ("absent: {members: 没有}\n", "“本户成员”有表，不能写在 absent 里"),
        ("sets: [small, nowhere]\n", "没有“nowhere”这个规则组"),
        ("sets: [+small, identity]\n", "sets 要么全列出来，要么每一项都带 + 或 -"),
        ("sets: [-small]\n", "规则组“small”本来就没有，不能去掉"),
        ("forms: [small, other]\n", "没有“other”这个表单"),
        ("verdicts: [{verdict: exit, criteria: {}}]\n", "没有“exit”这个结论"),
        ("parameters:\n  no_such: {value: 3, clause: 试}\n", "没有“no_such”这个参数"),
        ("parameters:\n  counts_pension: {value: 3, clause: 试}\n", "“养老金计入收入”的值类型不对"),
        (
            "clauses:\n  - {id: R01, kind: 其他, text: 甲, effect: '见{form:visitz}', clause: 试, home: [SM-01]}\n",
            "没有“visitz”",
        ),
        ("asks: [no_such]\n", "没有“no_such”这个参数"),
        ("jurisdiction: {level: county, province: 试省, area_code: '990101'}\n", "level 是 county，还要写"),
        ("jurisdiction: {level: province, province: 试省, county: 小县, area_code: '99'}\n", "不能写 county"),
        ("issued: 去年\n", "“issued”不对"),
        ("unheard: 1\n", "“unheard”不对：没有这个项目，请检查拼写"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, head: str, said: str) -> None:
    told = said_of(notice(tmp_path, head))
    assert said in told
    assert "notice.yaml 第" in told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    rules = RULES.replace("farmland > 50", "farmlnd > 50")
    head = "forms: [small, other]\noverrides: {checks: {XX-99: {level: 必改}}}\n"
    told = said_of(
        notice(tmp_path, head, {"rules/small.yaml": rules, "indicators/own.yaml": "about: 试\nindicator: []\n"})
    )
    assert "own.yaml 第2行：没有“indicator”这个项目" in told
    assert "XX-99" in told


def test_a_misspelt_name_in_a_rule_is_told_with_what_was_meant(tmp_path: Path) -> None:
    told = said_of(notice(tmp_path, files={"rules/small.yaml": RULES.replace("farmland > 50", "farmlnd > 50")}))
    assert told.startswith("small-2020/rules/small.yaml 第7行：") and "farmland" in told


ELSEWHERE = "elsewhere: {blocks: SM-03, message: 不能销户, fix: 不销户}"
# A check with the id of a national one.
ID_02 = RULES.replace("SM-01", "ID-02")


def test_an_id_that_is_used_again_takes_the_place_of_nothing(tmp_path: Path) -> None:
    told = said_of(notice(tmp_path, files={"rules/small.yaml": ID_02}))
    assert "small.yaml 第" in told and "校验“ID-02”已写在 national-2015/identity.yaml 第" in told
    assert "replaces: [ID-02]" in told


def test_a_definition_is_replaced_where_the_layer_says_so(tmp_path: Path) -> None:
    campaign = load_campaign(notice(tmp_path, "replaces: [ID-02]\n", {"rules/small.yaml": ID_02}))
    (fate,) = [fate for fate in campaign.fates if fate.id == "ID-02"]
    assert fate.origin.startswith(f"{campaign.notice.id}/small.yaml")


def test_replacing_what_is_not_there_is_told(tmp_path: Path) -> None:
    told = said_of(notice(tmp_path, "replaces: [XX-01]\n", {"rules/small.yaml": RULES}))
    assert "notice.yaml 第" in told and "没有替换什么：下面的版本和这一层没有都写“XX-01”" in told


def test_a_table_is_no_value(tmp_path: Path) -> None:
    parameters = "parameters:\n  lines: {label: 各县标准, type: table, rows: [{year: 2020, value: 5}], clause: 试}\n"
    rules = RULES.replace("farmland > 50", "farmland > param.lines")
    told = said_of(notice(tmp_path, files={"parameters.yaml": parameters, "rules/small.yaml": rules}))
    assert "“lines”是一张表，不是一个值" in told


def test_a_relation_in_a_circle_is_told(tmp_path: Path) -> None:
    """Two computed columns that need each other."""
    own = """\
indicators:
  - {name: first, label: 甲, kind: number, derived: second + 1, help: 自动计算。, source: "1"}
  - {name: second, label: 乙, kind: number, derived: first + 1, help: 自动计算。, source: "1"}
"""
    form = FORM.replace("wage_income, member_rows]", "wage_income, member_rows, first, second]")
    told = said_of(notice(tmp_path, files={"indicators/own.yaml": own, "forms/small.yaml": form}))
    assert "绕成了圈" in told and "own.yaml 第" in told


def test_only_checks_may_look_at_the_whole_county(tmp_path: Path) -> None:
    tables = """\
relations:
  - {id: county_homes, label: 全县的户, join: county, rows: {home: true}}
"""
    own = """\
indicators:
  - {name: all_homes, label: 全县户数, kind: number, derived: count(county_homes), help: 自动计算。, source: "1"}
"""
    form = FORM.replace("wage_income, member_rows]", "wage_income, member_rows, all_homes]")
    files = {"tables.yaml": tables, "indicators/own.yaml": own, "forms/small.yaml": form}
    assert "数全县的行，只有校验能用" in said_of(notice(tmp_path, files=files))
    check = RULES.replace("farmland > 50", "farmland > 50 and count(county_homes) > 1")
    assert load_campaign(notice(tmp_path / "check", files={"tables.yaml": tables, "rules/small.yaml": check}))


def test_columns_that_ask_the_same_are_one_name_in_rules(tmp_path: Path) -> None:
    slots = "slots:\n  land: [farmland, forest_land]\n"
    rules = {"rules/small.yaml": RULES.replace("farmland > 50", "not filled_any(land)")}
    (check,) = load_campaign(notice(tmp_path, files={"tables.yaml": slots, **rules})).checks("homes")
    assert check.when.reads == {("homes", "farmland")}
    wrong = said_of(notice(tmp_path / "wrong", files={"tables.yaml": slots.replace("forest_land", "wood"), **rules}))
    assert "tables.yaml 第" in wrong and "没有“wood”这个指标" in wrong


def test_a_reason_by_which_people_are_counted_has_a_list(tmp_path: Path) -> None:
    counted = "account:\n  plus: [{id: increase, label: 自然增加, rows: {tags: [increase]}, by: name}]\n"
    assert "“name”" in said_of(notice(tmp_path, files={"tables.yaml": counted}))


@pytest.mark.parametrize(("parents", "said"), [("people", "“people”自己也归别的表"), ("home", "没有“home”这张表")])
def test_rows_belong_to_homes(tmp_path: Path, parents: str, said: str) -> None:
    form = FORM.replace("parents: [homes]", f"parents: [{parents}]")
    told = said_of(notice(tmp_path, files={"forms/small.yaml": form}))
    assert said in told and "small.yaml 第" in told


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (
            "needs: {verdict: closing}\n    undecided: {do: wait, blocks: SM-02, fix: 补全}",
            "操作“销户”要有结论“closing”",
        ),
        ("needs: {verdict: closing}", "写了 needs 就要写 undecided"),
        (ELSEWHERE, "写了 elsewhere 就要写 from"),
        (
            f"from: {{poverty_status: [已脱贫]}}\n    {ELSEWHERE}",
            "表“表1-户”没有“poverty_status”这一栏，不能写 elsewhere",
        ),
    ],
)
def test_a_mistaken_operation_is_told(tmp_path: Path, own: str, said: str) -> None:
    operations = f"""\
operations:
  - id: close
    set: small
    label: 销户
    tables: [homes]
    asked_by: farmland == 0
    fields: [farmland]
    {own}
    decided_by: county
    tab: basic
    source: 试
"""
    assert said in said_of(notice(tmp_path, files={"operations.yaml": operations}))


def test_two_notices_of_one_id_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notice(tmp_path / "a")
    notice(tmp_path / "b")
    monkeypatch.setenv(OWN_NOTICES, f"{tmp_path / 'a'}:{tmp_path / 'b'}")
    with pytest.raises(DefinitionError, match="通知“small-2020”有两份"):
        policy_ids()


def test_a_notice_of_the_county_is_found_by_its_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notice(tmp_path)
    monkeypatch.setenv(OWN_NOTICES, str(tmp_path))
    assert "small-2020" in policy_ids()
    assert load_campaign("small-2020").titles["homes"] == "户表（户）"


def test_an_unknown_notice_names_those_there_are() -> None:
    with pytest.raises(DefinitionError, match="没有这份通知，现有：anhui-yongqiao-2020"):
        load_campaign("no-such")


def test_the_latest_version_kept_on_the_machine_takes_the_place_of_the_shipped_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    old = "title: 埇桥区2020年度扶贫对象动态管理和信息采集工作实施方案"
    homes = {number: changed(tmp_path / str(number), YONGQIAO, {old: f"title: 第{number}版"}) for number in (2, 10)}
    for number, home in homes.items():
        shutil.copytree(home, tmp_path / "cunbiao" / "通知" / f"{YONGQIAO}_{number}")
    assert load_campaign(YONGQIAO).notice.title == "第10版"
    assert policy_ids().count(YONGQIAO) == 1


def test_a_version_without_its_opening_file_is_not_there_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / "cunbiao" / "通知" / f"{YONGQIAO}_1" / "rules").mkdir(parents=True)
    assert load_campaign(YONGQIAO).notice.title.startswith("埇桥区")


def test_settings_in_the_folder_of_a_notice_hold_until_others_are_given(tmp_path: Path) -> None:
    own = "county: 埇桥区\nparameters:\n  exit_line: {value: 4100, source: 区文件}\n"
    folder = changed(tmp_path, YONGQIAO, {}, {"县设置.yaml": own})
    assert load_campaign(folder).parameters["exit_line"].value == 4100
    assert load_campaign(folder, Settings(county="埇桥区")).parameters["exit_line"].value is None


def test_a_stage_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    backward = "stages:\n  - {id: collect, title: 采集, start: 2020-11-04, end: 2020-11-03, clause: 试, what: 采集}\n"
    assert "阶段“采集”的截止日 2020-11-03 在开始日 2020-11-04 前面" in said_of(notice(tmp_path / "a", backward))
    load_campaign(notice(tmp_path / "b", backward.replace("start: 2020-11-04", "start: 2020-11-03")))


def test_a_number_that_excel_takes_in_no_sheet_name_is_refused(tmp_path: Path) -> None:
    slashed = "attachments:\n  - {number: 表1/2, title: 户表, form: small, purpose: 试, clause: 试}\n"
    assert "附件号“表1/2”里有 /：工作表用它起名，Excel 不能这样叫" in said_of(notice(tmp_path, slashed))
