"""The sentence for the group chat: which village, how much, by when; never a person's name or number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from cunbiao.definitions.send_back import send_back_words
from cunbiao.findings import Finding
from generators.publishing import Output, text


def chat_line(place: str, findings: Iterable[Finding], file: str, due: date | None) -> str:
    """What is said to a village (``place`` is township and village) about its open findings and its slip ``file``."""
    words = send_back_words()
    levels = [finding.level for finding in findings]
    return words.chat.format(
        place=place, must=levels.count("必改"), verify=levels.count("核实"), file=file, until=words.until(due)
    )


def chat_file(folder: Path, lines: Iterable[str]) -> Output:
    """The sentences of a township's villages, one a line."""
    return text(folder / send_back_words().chat_file, "".join(f"{line}\r\n" for line in lines))
