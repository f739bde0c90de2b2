"""Questions of the launchers: a number answers them, and of fifty notices a few words find the right one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from commands import questions
from commands.outcome import CommandError
from commands.questions import chosen, notice_chosen
from tests.fifty_notices import FIFTY


def typing(*answers: str) -> tuple[Callable[[str], str], list[str]]:
    """A person who gives these answers one after the other, and what he was asked."""
    left = list(answers)
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return left.pop(0)

    return ask, asked


@pytest.fixture(autouse=True)
def fifty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "listed_notices", lambda: FIFTY)


def test_a_question_is_asked_until_it_is_answered_by_a_number() -> None:
    ask, asked = typing("0", "二", "", "4", " 2 ")
    assert chosen("汇总到哪一级？", ["乡镇", "县", "市"], ask) == 1
    assert len(set(asked)) == 1
    assert len(asked) == 5


def test_the_latest_notices_are_offered_and_the_others_counted() -> None:
    ask, asked = typing("3")
    assert notice_chosen(ask) == FIFTY[2].id
    (question,) = asked
    assert question.startswith("按哪份通知办？")
    assert re.findall(r"^  (\d)  2021 ", question, re.MULTILINE) == list("123456789")
    assert "还有 41 份没有列出来" in question


def test_words_narrow_the_choice_and_numbers_count_within_it() -> None:
    ask, asked = typing("2019", "2019 云南", "4")
    assert notice_chosen(ask) == "yunnan-ding-2019"
    assert "带“2019”的有 10 份" in asked[1]
    assert "还有 1 份" in asked[1]
    assert "带“2019 云南”的有 5 份" in asked[2]
    assert "没有列出来" not in asked[2]


def test_words_that_no_notice_has_lead_back_to_all() -> None:
    ask, asked = typing("月球", "", "1")
    assert notice_chosen(ask) == FIFTY[0].id
    assert "没有带“月球”的" in asked[1]
    assert "还有 41 份" in asked[1]


def test_without_any_notice_the_work_cannot_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "listed_notices", list)
    with pytest.raises(CommandError, match="一份通知也没有"):
        notice_chosen(lambda question: pytest.fail(question))
