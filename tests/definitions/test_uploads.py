"""Upload mappings under ``templates/uploads/``, and what is said of a mistaken one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.definitions import uploads as module
from cunbiao.definitions.source import DefinitionError
from cunbiao.definitions.uploads import upload, upload_tabs

TAB = """\
id: {id}
title: 上报
year: 2020
source: 试
note: 试
tabs:
  - id: basic
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
def test_every_notice_has_a_mapping_without_mistakes(policy: str) -> None:
    mapping, tabs = upload_tabs(load_campaign(policy))
    assert tabs
    titles = [tab.tab.title for tab in tabs]
    assert len(titles) == len(set(titles))
    for tab in tabs:
        headers = [column.header for column in tab.tab.columns]
        assert len(headers) == len(set(headers)), tab.tab.id
    assert mapping.note


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


@pytest.fixture
def campaign() -> Campaign:
    return load_campaign("anhui-yongqiao-2020")


def mistaken(
    campaign: Campaign,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tables: str = "register_household",
    when: str = "",
    column: str = "{header: 村, fill: village}",
) -> DefinitionError:
    """What is said of a mapping with this mistake."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    text = TAB.format(id=campaign.notice.upload, tables=tables, when=when or "# ", column=column)
    (folder / f"{campaign.notice.upload}.yaml").write_text(text, encoding="utf-8")
    module._all_tables()
    upload.cache_clear()
    monkeypatch.setattr(module, "TEMPLATES", tmp_path)
    try:
        with pytest.raises(DefinitionError) as refused:
            upload_tabs(campaign)
    finally:
        upload.cache_clear()
    return refused.value


@pytest.mark.parametrize(
    ("parts", "line", "said"),
    [
        ({"tables": "register_houshold"}, 10, "没有“register_houshold”这张表"),
        ({"tables": "register_household, register_member"}, 10, "只能放同一种表"),
        ({"column": "{header: 村, indicator: vilage}"}, 15, "没有“vilage”这个指标"),
        ({"column": "{header: 村}"}, 15, "必须写一个，也只能写一个"),
        ({"column": "{header: 村, fill: village, indicator: head_name}"}, 15, "也只能写一个"),
        ({"column": "{header: 村, fill: country}"}, 15, "只能是"),
        ({"when": "when: operaton == '标注脱贫'"}, 13, "operaton"),
    ],
)
def test_a_mistake_is_said_with_file_and_line(
    campaign: Campaign,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    parts: dict[str, str],
    line: int,
    said: str,
) -> None:
    error = mistaken(campaign, tmp_path, monkeypatch, **parts)
    assert (error.file.name, error.line) == (f"{campaign.notice.upload}.yaml", line)
    assert said in error.problem
