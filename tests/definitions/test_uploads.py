"""Upload tabs of every notice, and what is said of a mistaken one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.definitions import load_campaign, policy_ids
from cunbiao.definitions.source import DefinitionError
from cunbiao.definitions.uploads import upload_tabs
from tests.inline import changed

TAB = """\
tabs:
  - id: own
    title: 基本情况
    platform: 系统
    tables: [{tables}]
    note: 试
    source: 试
    {when}
    columns:
      - {column}
"""


@pytest.mark.parametrize("policy", policy_ids())
def test_every_notice_has_tabs_without_mistakes(policy: str) -> None:
    head, tabs = upload_tabs(load_campaign(policy))
    assert tabs
    titles = [tab.tab.title for tab in tabs]
    assert len(titles) == len(set(titles))
    for tab in tabs:
        headers = [column.header for column in tab.tab.columns]
        assert len(headers) == len(set(headers)), tab.tab.id
    assert head.title and head.note


@pytest.mark.parametrize("policy", policy_ids())
def test_every_column_has_a_value_in_one_of_the_tables(policy: str) -> None:
    campaign = load_campaign(policy)
    for tab in upload_tabs(campaign)[1]:
        for column in tab.tab.columns:
            if column.indicator is None:
                continue
            tables = tab.tables
            if column.of is not None:
                tables = tuple(parent for table in tables for parent in campaign.tables[table].parents)
            asked = {own.name for table in tables for own in campaign.columns(table)}
            assert column.indicator in asked, (tab.tab.id, column.header)


@pytest.mark.parametrize(
    ("parts", "line", "said"),
    [
        ({"tables": "register_houshold"}, 5, "没有“register_houshold”这张表"),
        ({"tables": "register_household, register_member"}, 5, "只能放同一种表"),
        ({"column": "{header: 村, indicator: vilage}"}, 10, "没有“vilage”这个指标"),
        ({"column": "{header: 村}"}, 10, "必须写一个，也只能写一个"),
        ({"column": "{header: 村, fill: village, indicator: head_name}"}, 10, "也只能写一个"),
        ({"column": "{header: 村, fill: country}"}, 10, "只能是"),
        ({"when": "when: operaton == '标注脱贫'"}, 8, "operaton"),
    ],
)
def test_a_mistake_is_said_with_file_and_line(tmp_path: Path, parts: dict[str, str], line: int, said: str) -> None:
    given = {"tables": "register_household", "when": "# ", "column": "{header: 村, fill: village}", **parts}
    folder = changed(tmp_path, "anhui-yongqiao-2020", {}, {"uploads/own.yaml": TAB.format(**given)})
    with pytest.raises(DefinitionError) as refused:
        upload_tabs(load_campaign(folder))
    assert (refused.value.file.name, refused.value.line) == ("own.yaml", line)
    assert said in refused.value.problem
