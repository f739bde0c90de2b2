"""What goes back to a village: its slip, and the sentence for the group chat."""

from __future__ import annotations

from generators.send_back.chat import chat_file, chat_line
from generators.send_back.lines import lines_for
from generators.send_back.slip import slip_file

__all__ = ["chat_file", "chat_line", "lines_for", "slip_file"]
