"""Text as workbooks store it: entities, escaped characters, and white space that counts only when it is marked."""

from __future__ import annotations

import re

from workbooks import refusal
from workbooks.refusal import Refused

SPACE = " \t\r\n"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(\w+));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def cell_text(text: str, preserve: bool) -> str:
    """The text of a ``<t>`` element: ``_x000D_`` is the character it names, unmarked outer white space is dropped."""
    if not preserve:
        text = text.strip(SPACE)
    return unescape(text)


def unescape(text: str) -> str:
    """``_xHHHH_`` as the character with that code; two halves of a character beyond U+FFFF become one."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def resolve_entities(text: str, where: str) -> str:
    """The text with ``&lt;``, ``&#20320;`` and the like resolved.

    Raises:
        Refused: an entity that XML does not know; ``where`` names the sheet.
    """

    def character(match: re.Match[str]) -> str:
        code = int(match[1]) if match[1] else int(match[2], 16) if match[2] else None
        if code is None and match[3] in _NAMED:
            return _NAMED[match[3]]
        if code is None or not (code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF):
            raise Refused(refusal.BROKEN_STRUCTURE, sheet=where, actual=match[0])
        return chr(code)

    return _ENTITY.sub(character, text) if "&" in text else text
