"""What is told to the person at the desk: there is no screen, so it is kept, and answered as a test wishes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from office.errors import OfficeError

_FIRST_ANSWER = {"ok": "ok", "ok_cancel": "ok", "yes_no": "yes", "yes_no_cancel": "yes"}


@dataclass(frozen=True)
class Message:
    """One message box that was shown.

    Attributes:
        text: what it said.
        title: its title.
        buttons: ``ok``, ``ok_cancel``, ``yes_no`` or ``yes_no_cancel``.
        answer: the button that was pressed.
    """

    text: str
    title: str
    buttons: str
    answer: str


class Messages:
    """Message boxes and the status bar.

    Attributes:
        told: every message box so far.
        answers: the buttons to press, in order; then the first button of each box.
        statuses: every text of the status bar so far.
        status: the text of the status bar, False when LibreOffice has it to itself.
    """

    def __init__(self) -> None:
        self.told: list[Message] = []
        self.answers: deque[str] = deque()
        self.statuses: list[str] = []
        self.status: str | bool = False

    def tell(self, text: str, title: str, buttons: str) -> str:
        """Takes a message box down and gives the name of the button that was pressed."""
        answer = self._answer(buttons)
        self.told.append(Message(text, title, buttons, answer))
        return answer

    def show_status(self, text: str | bool) -> None:
        """Puts a text into the status bar; False gives the bar back to LibreOffice."""
        self.status = text
        if text is not False:
            self.statuses.append(str(text))

    def _answer(self, buttons: str) -> str:
        answer = self.answers.popleft() if self.answers else _FIRST_ANSWER[buttons]
        if answer not in buttons.split("_"):
            raise OfficeError(f"消息框只有按钮 {buttons}，没有 {answer}。")
        return answer
