"""Documents of every notice; what may not be published is refused with the clause when the definitions are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.definitions.documents_in_force import CompiledDocument
from cunbiao.definitions.source import DefinitionError
from tests.definitions.everything import campaigns
from tests.inline import changed

DOCUMENT = """\
documents:
  - id: own
    title: 公示
    levels: [village]
    clause: 试
    layout: 公文.docx
    public: {public}
    {more}
    lists:
      - id: rows
        from: [{table}]
        columns:
          - {{id: head, label: 户主, value: {value}}}
"""
NUMBERS = "证件号码、电话、银行账号不能公示、公告（依据 《政府信息公开条例》第十五条"
HEALTH = "健康、残疾和病、残等原因不能公示、公告（依据 《政府信息公开条例》第十五条"
MONITORED = "监测对象的名单、类别和风险不能公示、公告（依据 002 第6问二"


def loaded(tmp_path: Path, text: str, policy: str = "anhui-yongqiao-2020") -> Campaign:
    return load_campaign(changed(tmp_path, policy, {}, {"documents/own.yaml": text}))


def own_of(campaign: Campaign) -> CompiledDocument:
    return next(one for one in campaign.documents if one.definition.id == "own")


def document(
    table: str = "register_household", value: str = "head_name", more: str = "# ", public: str = "true"
) -> str:
    return DOCUMENT.format(table=table, value=value, more=more, public=public)


@pytest.mark.parametrize("policy", policy_ids())
def test_every_notice_has_documents(policy: str) -> None:
    assert load_campaign(policy).documents


def test_every_attachment_that_is_no_form_is_a_document() -> None:
    """But for what is no sheet at all: the explanation of the indicators, and the notice that was passed on."""
    left = {
        (campaign.notice.id, one.number)
        for campaign in campaigns()
        for one in campaign.notice.attachments
        if one.form is None and not one.documents
    }
    assert left == {("yunnan-mengga-2019", "附件6"), ("hubei-2015", "附件")}


def test_titles_of_reconstructed_documents_are_marked_by_their_status_only() -> None:
    for campaign in campaigns():
        for own in campaign.documents:
            assert "待核对" not in own.definition.title


@pytest.mark.parametrize(
    ("table", "value", "said"),
    [
        ("register_household", "head_id", NUMBERS),
        ("register_household", "household_phone", NUMBERS),
        ("register_household", "bank_account", NUMBERS),
        ("register_household", "head_age", NUMBERS),
        ("register_member", "id18", NUMBERS),
        ("register_member", "age", NUMBERS),
        ("register_member", "household.head_id", NUMBERS),
        ("register_member", "health", HEALTH),
        ("register_household", "main_cause", HEALTH),
        ("register_household", 'if_else(any(members, health != "健康"), "有病人", "没有")', HEALTH),
        ("register_household", "monitored_type", MONITORED),
        ("register_household", "count(unstable)", MONITORED),
        ("register_household", "count(edge_households)", MONITORED),
        ("edge_household", "head_name", MONITORED),
        ("edge_member", "name", MONITORED),
        ("unstable", "home.head_name", MONITORED),
        ("increase", "home.head_name", MONITORED),
    ],
)
def test_what_is_confidential_cannot_be_published(tmp_path: Path, table: str, value: str, said: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        loaded(tmp_path, document(table, f"'{value}'"))
    assert said in refused.value.problem
    assert refused.value.file.name == "own.yaml"


@pytest.mark.parametrize("policy", [own for own in policy_ids() if own != "hubei-2015"])
def test_no_notice_can_publish_its_monitored_households(tmp_path: Path, policy: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        loaded(tmp_path, document("edge_household"), policy)
    assert MONITORED in refused.value.problem


@pytest.mark.parametrize("where", ['when: main_cause == "因病"', 'when: monitored_type != "边缘易致贫户"'])
def test_nor_can_a_list_be_chosen_by_it(tmp_path: Path, where: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        loaded(tmp_path, document(f"{{table: register_household, {where}}}"))
    assert "不能公示、公告" in refused.value.problem


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("figures: [edge_households]", MONITORED),
        ("{pages: rows, verdict: exit}", "逐户的核验、收入和规模核对不能公示、公告"),
        ("{pages: rows, income: true}", "逐户的核验、收入和规模核对不能公示、公告"),
        ("limits: true", "逐户的核验、收入和规模核对不能公示、公告"),
    ],
)
def test_nor_can_figures_and_judgements(tmp_path: Path, more: str, said: str) -> None:
    lines = more.strip("{}").replace(", ", "\n    ")
    with pytest.raises(DefinitionError) as refused:
        loaded(tmp_path, document(more=lines))
    assert said in refused.value.problem


def test_an_internal_document_may_hold_it(tmp_path: Path) -> None:
    assert not own_of(loaded(tmp_path, document("edge_household", "head_id", public="false"))).definition.public


def test_what_may_be_published_is(tmp_path: Path) -> None:
    assert own_of(loaded(tmp_path, document("register_household", "year_population"))).definition.public


@pytest.mark.parametrize(
    ("given", "line", "said"),
    [
        ({"table": "register_houshold"}, 11, "通知没有“register_houshold”这张表"),
        ({"table": "{table: register_household, operation: leave}"}, 11, "没有“leave”这项操作"),
        ({"table": "{table: register_household, before: [exit-income]}"}, 11, "核验没有“exit-income”这一条"),
        ({"value": "hed_name"}, 13, "hed_name"),
        ({"more": "step: nowhere"}, 8, "没有“nowhere”这一步"),
        ({"more": "pages: others"}, 2, "没有“others”这个名单"),
        ({"more": "grouped: others"}, 2, "不是每个名单都有“others”这一列"),
        ({"more": "figures: [nothing]"}, 8, "没有“nothing”这个汇总数"),
        ({"more": "rates: exit_line"}, 8, "没有“exit_line”这个表格参数"),
        ({"more": "even_if_empty: true"}, 2, "even_if_empty 和 nobody 要一起写"),
        ({"more": "body: ['{param:nothing}']"}, 8, "没有“nothing”这个参数"),
    ],
)
def test_a_mistake_is_said_with_file_and_line(tmp_path: Path, given: dict[str, str], line: int, said: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        loaded(tmp_path, document(**given))
    assert (refused.value.file.name, refused.value.line) == ("own.yaml", line)
    assert said in refused.value.problem


def test_a_layout_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"没有“公式\.docx”这个版式文件"):
        loaded(tmp_path, document().replace("公文.docx", "公式.docx"))


def test_a_notice_brings_a_layout_of_its_own(tmp_path: Path) -> None:
    folder = changed(tmp_path, "anhui-yongqiao-2020", {}, {"documents/公文.docx": "本地的版式"})
    own = next(one for one in load_campaign(folder).documents if one.definition.layout == "公文.docx")
    assert own.layout == folder / "documents" / "公文.docx"


STEPS = """\
procedures:
  - id: own_procedure
    title: 程序
    clause: 试
    steps:
      - {{id: first, title: 公示, {more}, clause: 试}}
"""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("by: nowhere", "没有“nowhere”这个阶段"),
        ("days: nothing", "没有“nothing”这个天数参数"),
        ("days: exit_line", "天数参数"),
        ("days: publicity_days", "“公示”要公示，没有写 step: first 的公示文书"),
    ],
)
def test_a_step_names_stages_and_days_there_are(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        loaded(tmp_path, STEPS.format(more=more))
    assert said in refused.value.problem
