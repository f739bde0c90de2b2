"""Text as workbooks store it: entities, escaped characters, and white space that counts only when it is marked."""

from __future__ import annotations

import re
from xml.parsers import expat

from workbooks import refusal
from workbooks.refusal import Refused

BROKEN_XML = (expat.ExpatError, ValueError, LookupError)
"""What expat raises for what is no XML, or is in an encoding it does not know."""
SPACE = " \t\r\n"
MAX_TEXT = 32_767
"""Characters in a cell, counted in UTF-16."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ in a cell's text as the letter A; the underscore is escaped so that the text stays what it is.
_ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(\w+));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class UnfitValueError(ValueError):
    """``value`` fits no cell; whoever knows the cell's place turns this into a `StampError`."""

    def __init__(self, value: object, problem: str) -> None:
        self.value = value
        super().__init__(problem)


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


def escaped(text: str) -> str:
    """``text`` as XML character data; raises `UnfitValueError` for characters or lengths that Excel refuses."""
    if len(text) * 2 > MAX_TEXT and len(text.encode("utf-16-le", "surrogatepass")) > MAX_TEXT * 2:
        raise UnfitValueError(text, f"文字太长（{len(text)} 个字符），一个单元格最多 {MAX_TEXT} 个")
    if (bad := _ILLEGAL.search(text)) is not None:
        raise UnfitValueError(text, f"文字里有 Excel 不能保存的字符 U+{ord(bad[0]):04X}，请删掉后重新录入")
    if "_x" in text:
        text = _ESCAPE_LOOKALIKE.sub("_x005F_", text)
    # A bare carriage return would be read back as a line feed.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "_x000D_")


def space_of(xml: str) -> str:
    """The attribute that keeps the outer white space of a ``<t>`` or ``<v>``, when the text has any."""
    return ' xml:space="preserve"' if xml and (xml[0] in SPACE or xml[-1] in SPACE) else ""
