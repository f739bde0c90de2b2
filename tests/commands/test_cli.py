"""The ``cunbiao`` command as a person starts it: what it says and its exit status, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
YONGQIAO = "anhui-yongqiao-2020"


def cunbiao(*words: str, encoding: str = "utf-8") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "commands", *words],
        cwd=ROOT,
        capture_output=True,
        encoding=encoding,
        errors="replace",
        env={"PYTHONIOENCODING": encoding, "PATH": "", "COLUMNS": "200"},
        check=False,
    )


def test_policies_and_forms_are_listed() -> None:
    done = cunbiao("policies")
    assert done.returncode == 0, done.stderr
    assert YONGQIAO in done.stdout
    assert "脱贫人均纯收入标准" in done.stdout
    forms = cunbiao("forms", "--policy", YONGQIAO)
    assert forms.returncode == 0
    assert "清退贫困户调查表" in forms.stdout


def test_a_code_page_without_chinese_stops_nothing() -> None:
    done = cunbiao("policies", encoding="ascii")
    assert done.returncode == 0, done.stderr
    assert YONGQIAO in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["forms", "--policy", "nowhere-1999"], YONGQIAO),
        (["merge", "没有的文件夹", "--policy", YONGQIAO, "--level", "county", "--out", "结果"], "没有的文件夹"),
        (["upload", "README.md", "--out", "结果"], "不是汇总表"),
    ],
)
def test_mistakes_end_in_a_sentence_and_status_two(words: list[str], said: str) -> None:
    done = cunbiao(*words)
    assert done.returncode == 2
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_check_says_what_is_wrong_as_a_table_and_as_json(tmp_path: Path) -> None:
    broken = tmp_path / "甲村.xlsx"
    broken.write_bytes(b"")
    done = cunbiao("check", str(broken))
    assert done.returncode == 1
    assert "必改 1 条" in done.stdout
    (finding,) = json.loads(cunbiao("check", str(broken), "--json").stdout)
    assert finding["level"] == "必改"
    assert finding["place"]["file"] == "甲村.xlsx"
