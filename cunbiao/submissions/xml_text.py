"""Text as workbooks store it: escaped characters, and white space that counts only when it is marked."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SPACE = " \t\r\n"


def cell_text(text: str, preserve: bool) -> str:
    """The text of a ``<t>`` element: ``_x000D_`` is the character it names, unmarked outer white space is dropped."""
    if not preserve:
        text = text.strip(_SPACE)
    return unescape(text)


def unescape(text: str) -> str:
    """``_xHHHH_`` as the character with that code; two halves of a character beyond U+FFFF become one."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
