"""The shape of ``templates/desk/send_back.yaml``: what is said when findings go back to their villages."""

from __future__ import annotations

from datetime import date
from functools import cache

from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import TEMPLATES, Document


class SendBack(Definition):
    """The names of what goes back and the sentences in it; places in braces are filled in by the program."""

    about: str
    folder: str
    file: str
    file_again: str
    title: str
    chat_file: str
    chat: str
    by: str
    soon: str
    how: str
    counted: str
    missing: str
    missing_fix: str
    other_field: str
    in_workbook: str
    same_cell: str
    elsewhere: str
    put_back: str
    locked: str
    reason_prompt: str

    def until(self, due: date | None) -> str:
        """By when an answer is wanted."""
        return self.soon if due is None else self.by.format(day=f"{due.month} 月 {due.day} 日")

    def file_name(self, village: str, number: int) -> str:
        """The name of what a village gets back for the how-manieth time, from 1."""
        return (self.file if number == 1 else self.file_again).format(village=village, round=number)


@cache
def send_back_words() -> SendBack:
    """The words in use.

    Raises:
        DefinitionError: the file is not as expected.
    """
    return Document(TEMPLATES / "desk" / "send_back.yaml").model(SendBack)
