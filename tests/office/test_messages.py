"""Without a screen messages are kept and answered as told."""

from __future__ import annotations

import pytest
import xlwings as xw

from office import OfficeError


def test_messages_are_kept_and_answered(calc: xw.App) -> None:
    messages = calc.impl.messages
    assert calc.alert("做完了", title="村表通") == "ok"
    messages.answers.extend(["no", "cancel"])
    assert calc.alert("要继续吗？", title="村表通", buttons="yes_no") == "no"
    assert calc.alert("覆盖吗？", buttons="ok_cancel") == "cancel"
    assert calc.alert("要继续吗？", buttons="yes_no") == "yes"
    assert [(one.text, one.title, one.answer) for one in messages.told] == [
        ("做完了", "村表通", "ok"),
        ("要继续吗？", "村表通", "no"),
        ("覆盖吗？", "", "cancel"),
        ("要继续吗？", "", "yes"),
    ]


def test_an_answer_must_be_one_of_the_buttons(calc: xw.App) -> None:
    calc.impl.messages.answers.append("yes")
    with pytest.raises(OfficeError, match="没有 yes"):
        calc.alert("做完了")


def test_the_status_bar(calc: xw.App) -> None:
    assert calc.status_bar is False
    calc.status_bar = "第 1 份，共 3 份"
    assert calc.status_bar == "第 1 份，共 3 份"
    with calc.properties(status_bar="第 2 份，共 3 份", screen_updating=False):
        assert not calc.screen_updating
    calc.status_bar = False
    assert calc.status_bar is False
    assert calc.impl.messages.statuses == ["第 1 份，共 3 份", "第 2 份，共 3 份", "第 1 份，共 3 份"]
