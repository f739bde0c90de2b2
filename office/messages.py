"""What is told to the person at the desk: on the screen when there is one, else kept as a list."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from office.connection import Connection
from office.errors import OfficeError

_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}
_FIRST_ANSWER = {"ok": "ok", "ok_cancel": "ok", "yes_no": "yes", "yes_no_cancel": "yes"}
_KINDS = {None: "MESSAGEBOX", "info": "INFOBOX", "critical": "WARNINGBOX"}
_PERCENT = 100


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
        answers: the buttons to press, in order, while there is no screen; then the first button of each box.
        statuses: every text of the status bar so far.
        status: the text of the status bar, False when LibreOffice has it to itself.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._indicator: Any = None
        self.told: list[Message] = []
        self.answers: deque[str] = deque()
        self.statuses: list[str] = []
        self.status: str | bool = False

    def window(self) -> Any:
        """The window a person works in; None when there is no screen."""
        frame = self._connection.desktop.getCurrentFrame()
        window = frame.ContainerWindow if frame is not None else None
        return window if window is not None and window.isVisible() else None

    def tell(self, text: str, title: str, buttons: str, mode: str | None) -> str:
        """Shows a message box and gives the name of the button that was pressed."""
        window = self.window()
        answer = self._answer(buttons) if window is None else self._pressed(window, text, title, buttons, mode)
        self.told.append(Message(text, title, buttons, answer))
        return answer

    def show_status(self, text: str | bool) -> None:
        """Puts a text into the status bar; False gives the bar back to LibreOffice."""
        self.status = text
        if text is not False:
            self.statuses.append(str(text))
        if self._indicator is not None:
            self._indicator.end()
            self._indicator = None
        if text is not False and self.window() is not None:
            self._indicator = self._connection.desktop.getCurrentFrame().createStatusIndicator()
            self._indicator.start(str(text), _PERCENT)

    def _answer(self, buttons: str) -> str:
        answer = self.answers.popleft() if self.answers else _FIRST_ANSWER[buttons]
        if answer not in buttons.split("_"):
            raise OfficeError(f"消息框只有按钮 {buttons}，没有 {answer}。")
        return answer

    def _pressed(self, window: Any, text: str, title: str, buttons: str, mode: str | None) -> str:
        kind = self._connection.enum("awt.MessageBoxType", _KINDS[mode])
        box = window.getToolkit().createMessageBox(window, kind, _BUTTONS[buttons], title, text)
        return _ANSWERS[box.execute()]
