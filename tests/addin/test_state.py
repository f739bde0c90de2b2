"""A person's choices come back at the next click, whatever his name and whatever happened to the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from addin.state import State
from cunbiao.state_folder import state_folder


def test_choices_are_kept(state: State) -> None:
    state.campaign, state.settings, state.rollups = (
        "anhui-yongqiao-2020",
        r"D:\县 设置\县设置.yaml",
        [r"\\服务器\汇总.xlsx", "谷雨镇_汇总.xlsx"],
    )
    state.save()
    assert State.load(state.folder) == state


def test_the_notices_used_lately_are_kept_the_latest_first(state: State) -> None:
    for used in "abcadef":
        state.take(used)
    assert state.campaign == "f"
    assert state.used == ["f", "e", "d", "a", "c"]


def test_nothing_was_chosen_yet(tmp_path: Path) -> None:
    fresh = State.load(tmp_path / "没有")
    assert (fresh.campaign, fresh.settings_file) == ("", None)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"campaign": 3, "rollups": "x", "unknown": "x"}', "\x00"])
def test_a_spoilt_file_counts_as_nothing_chosen(tmp_path: Path, text: str) -> None:
    (tmp_path / "选择.json").write_text(text, encoding="utf-8")
    assert State.load(tmp_path) == State(tmp_path)


def test_the_folder_is_the_persons_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder() == tmp_path / "cunbiao"
