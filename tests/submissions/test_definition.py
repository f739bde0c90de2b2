"""The rules of intake as data: every message, word and limit the code relies on is there."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cunbiao.submissions
import workbooks
from cunbiao.definitions import TEMPLATES, Campaign, load_campaign
from cunbiao.submissions import remarks
from cunbiao.submissions.definition import schema_of
from tests.submissions.workbooks import schema
from workbooks import refusal

SCHEMA = schema()
SOURCES = Path(cunbiao.submissions.__file__).parent, Path(workbooks.__file__).parent


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load_campaign("anhui-yongqiao-2020")


def ids_of(module: object) -> dict[str, str]:
    return {name: value for name, value in vars(module).items() if name.isupper() and isinstance(value, str)}


@pytest.mark.parametrize("module", [refusal, remarks])
def test_every_message_the_code_names_is_in_the_catalogue(module: object) -> None:
    ids = ids_of(module)
    assert len(set(ids.values())) == len(ids)
    assert [name for name, message_id in ids.items() if message_id not in SCHEMA.messages] == []


def test_every_content_the_code_names_has_a_word() -> None:
    named = set()
    for file in (file for source in SOURCES for file in source.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        named |= set(re.findall(r'content="(\w+)"', text)) | set(
            re.findall(r'": "(\w+)",', text) if file.name == "attached.py" else ()
        )
    assert len(named) > 10
    assert named - set(SCHEMA.words.contents) == set()


def test_every_ignored_name_has_its_message_and_what_it_needs() -> None:
    for rule in (*SCHEMA.ignored_files, *SCHEMA.ignored_folders):
        message, fix = SCHEMA.messages[rule.message].worded(actual=rule.actual)
        assert message
        assert fix
        assert ("actual" in SCHEMA.messages[rule.message].slots) == bool(rule.actual)


def test_the_schema_of_a_campaign_is_plain_and_complete(campaign: Campaign) -> None:
    own = schema_of(campaign)
    assert list(own.tables) == list(campaign.tables)
    for table_id, table in own.tables.items():
        assert [column.name for column in table.columns] == [column.name for column in campaign.columns(table_id)]
        assert table.version == campaign.notice.form_edition
    choice = next(column for column in own.tables["register_member"].columns if column.name == "health")
    assert choice.labels is not None
    assert "健康" in choice.labels
    assert own.tables["register_household"].prefilled
    assert pickle.loads(pickle.dumps(own)).tables == own.tables


def test_the_worker_loads_no_definitions() -> None:
    """Starting a worker must stay cheap: neither pydantic nor pandas nor a YAML reader."""
    heavy = "{'pydantic', 'pandas', 'ruamel', 'openpyxl', 'cunbiao.definitions'}"
    code = f"import sys, cunbiao.submissions.worker; print(sorted({heavy} & set(sys.modules)))"
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TEMPLATES.parent
    )
    assert printed.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("codes", "typed", "label"),
    [
        ("yesno", "有", "是"),
        ("yesno", " 是 ", "是"),
        ("ethnicity", "汉", "汉族"),
        ("health", "残疾、长期慢性病", "长期慢性病,残疾"),
        ("health", "残疾，长期慢性病", "长期慢性病,残疾"),
        ("poverty_status", "已脱贫（不享受政策）", "已脱贫(不享受政策)"),
        ("yesno", "可能", None),
        ("health", "健康,残疾", None),
    ],
)
def test_other_spellings_are_read_as_their_label(campaign: Campaign, codes: str, typed: str, label: str | None) -> None:
    assert campaign.codes[codes].meant(typed) == label
