"""The box of Windows itself, told by a stand-in for the system's library."""

from __future__ import annotations

import ctypes
import sys
from types import SimpleNamespace

import pytest

from addin.last_words import TITLE, last_words


@pytest.mark.parametrize("refused", [0, -1])
def test_a_window_that_has_gone_keeps_no_word_from_the_person(refused: int, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[int | None, str, str]] = []

    def box(window: int | None, text: str, title: str, kind: int) -> int:
        shown.append((window, text, title))
        return refused if window else 1

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(user32=SimpleNamespace(MessageBoxW=box)), raising=False)
    last_words(999, "没有做完。")
    assert shown == [(999, "没有做完。", TITLE), (None, "没有做完。", TITLE)]
