"""VBA text within the limits of its editor: 1023 characters a line, 24 continuations a statement, ASCII only."""

from __future__ import annotations

import re

LONGEST_LINE = 1023
MOST_CONTINUATIONS = 24

_WIDTHS = (110, 300, 1000)
_CONTINUED = " _"
# A text in quotes is never broken; a line may end after a comma or an &.
_PIECE = re.compile(r'(?:"(?:[^"]|"")*"|[^",&])*(?:, |& |$)')


def statement(text: str, indent: int = 1) -> str:
    """One statement, continued over as many lines as it needs.

    Raises:
        ValueError: it holds something that is not ASCII, or is too long for VBA however it is broken.
    """
    if not text.isascii():
        raise ValueError(f"VBA must be ASCII: {text}")
    margin = "    " * indent
    for width in _WIDTHS:
        lines = _broken(text, width - len(margin))
        if len(lines) <= MOST_CONTINUATIONS and all(len(line) + len(margin) + 6 <= LONGEST_LINE for line in lines):
            return f"{_CONTINUED}\n{margin}    ".join([margin + lines[0], *lines[1:]])
    raise ValueError(f"too long for one VBA statement ({len(text)} characters): {text[:80]}")


def _broken(text: str, width: int) -> list[str]:
    lines = [""]
    for piece in filter(None, _PIECE.findall(text)):
        if lines[-1] and len(lines[-1]) + len(piece) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece
    return lines
