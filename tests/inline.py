"""Notices written inside a test: a few lines say what the test is about, everything else is the same small notice."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from cunbiao.definitions.layers import notice_folders

YONGQIAO_SETTINGS = """\
county: 埇桥区
parameters:
  exit_line: {value: 4000, source: 测试用}
  monitoring_line: {value: 5000, source: 测试用}
"""
"""What the county of Yongqiao gives in tests: the two lines that its notice leaves open."""

HEAD = """\
id: small-2020
title: 小县2020年动态管理
issuer: 小县扶贫办
issued: 2020-10-01
reference: 000（试）
year: 2020
extends: national-2015
form_edition: "1"
jurisdiction: {level: county, province: 试省, prefecture: 试市, county: 小县, area_code: "990101"}
parameters:
  reference_date: {value: 2020-11-18, clause: 试}
stages:
  - {id: collect, title: 采集, end: 2020-11-03, clause: 试, what: 采集, tags: [collect]}
clauses: []
attachments:
  - {number: 表1, title: 户表, form: small, purpose: 试, clause: 试}
forms: [small]
sets: [small]
"""
"""The opening file of the small notice: one form, its own rules, no verdict."""

FORM = """\
id: small
purpose: 试
source: 试
tables:
  - id: homes
    sheet: "{number}-户"
    part: 户
    subject: household
    tags: [register]
    roster: {household_type: [贫困户]}
    spare_rows: 2
    new_keys: 新
    groups:
      - title: 户
        columns:
          - {indicator: household_code, locked: true, required: must}
          - {indicator: head_name, locked: true, required: must}
      - title: 情况
        columns: [household_type, {indicator: farmland, required: must}, wage_income, member_rows]
  - id: people
    sheet: "{number}-人"
    part: 人
    subject: member
    tags: [register]
    parents: [homes]
    roster: {household_type: [贫困户]}
    spare_rows: 4
    groups:
      - title: 人
        columns:
          - {indicator: household_code, locked: true, required: must}
          - parent_head_name
          - {indicator: name, locked: true, required: must}
      - title: 身份
        columns: [{indicator: id_number, required: must}, relation, health, id18]
"""
"""The small notice's one form: households and their members."""

RULES = """\
set: small
checks:
  - id: SM-01
    level: 核实
    category: 单格
    on: [household]
    when: farmland > 50
    fields: [farmland]
    message: 耕地面积过大
    fix: 核对承包证
    source: 试
"""
"""The small notice's one check."""


def notice(
    folder: Path, head: str = "", files: Mapping[str, str] | None = None, *, without: tuple[str, ...] = ()
) -> Path:
    """Writes the small notice into a folder under ``folder`` and gives that folder.

    Args:
        folder: where to.
        head: YAML that takes the place of what `HEAD` says, key by key.
        files: further definition files, by their path in the notice; they take the place of the small notice's own.
        without: keys of the head that are left out.
    """
    said = {**_by_key(HEAD), **_by_key(head)}
    home = folder / said["id"].removeprefix("id:").strip()
    texts = {"forms/small.yaml": FORM, "rules/small.yaml": RULES, **(files or {})}
    texts["notice.yaml"] = "".join(text for key, text in said.items() if key not in without)
    _write(home, texts)
    return home


def changed(folder: Path, shipped: str, changes: Mapping[str, str], files: Mapping[str, str] | None = None) -> Path:
    """A copy of a shipped notice with texts of its opening file replaced and files added; gives its folder.

    Raises:
        ValueError: a text to be replaced does not stand there.
    """
    home = folder / shipped
    shutil.copytree(notice_folders()[shipped], home)
    file = home / "notice.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"{old!r} does not stand in {shipped}")
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    _write(home, files or {})
    return home


def _by_key(text: str) -> dict[str, str]:
    """The lines of each top-level key of a YAML text."""
    parts = re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE)
    return {part.partition(":")[0]: part.rstrip("\n") + "\n" for part in parts if part.strip()}


def _write(home: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        file = home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
