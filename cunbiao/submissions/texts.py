"""Text cells: what is read from them, which need a second look, and what is remarked on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from cunbiao.characters import DOTS, INVISIBLE, SPACES, plain_name, tidy

# What nobody sees and no reading settles: rare spaces, fillers, variation selectors, tags.
_HIDDEN = (
    r"\x85\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000\u2001\u2004-\u2008\u200a\u2028\u2029\u205f"
    r"\u2061-\u2065\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffb\U000e0000-\U000e00ff"
)
# What no workbook can hold; U+001F is left out because texts are joined by it.
_UNFIT = r"\x00-\x08\x0b\x0c\x0e-\x1e\ud800-\udfff\ufffe\uffff"
# Private-use characters, the replacement character and boxes stand for a character the other computer did not have.
_GARBLED = r"\ue000-\uf8ff\ufffd\u25a1\U000f0000-\U0010fffd"
# Radicals and compatibility ideographs look like an ordinary character, and are another one to every computer.
_LOOK_ALIKES = [*range(0x2E80, 0x2FD6), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)]
_RADICALS = "⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙"
_ORDINARY = {
    place: ordinary for place in _LOOK_ALIKES if (ordinary := unicodedata.normalize("NFKC", chr(place))) != chr(place)
} | {ord(radical): ordinary for radical, ordinary in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)}
# A part of a character that stands for none by itself.
_PARTS = "".join(chr(place) for place in range(0x2E80, 0x2FD6) if place not in _ORDINARY)
_JOINT = "\x1f"

_ODD_TEXT = re.compile(
    f"(?:^|{_JOINT}) | (?: |{_JOINT}|$)"
    f"|[{re.escape(INVISIBLE + SPACES + DOTS)}{_HIDDEN}{_UNFIT}{_GARBLED}{_PARTS}{''.join(map(chr, _ORDINARY))}]"
)
_ODD_CODE = re.compile(f"[^0-9X{_JOINT}]")
_LETTER = re.compile(r"[A-Za-z]")
_UNFIT_CHARACTER = re.compile(f"[{_UNFIT}{_JOINT}]")
_HIDDEN_CHARACTER = re.compile(f"[{_HIDDEN}{_UNFIT}{_JOINT}]")
_GARBLED_CHARACTER = re.compile(f"[{_GARBLED}{_PARTS}]")


def length(text: str) -> int:
    """How many characters a workbook counts: those outside the basic plane, such as 𠮷, are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def all_fit(texts: Sequence[str], longest: int) -> bool:
    """Whether no text is longer than a cell may be."""
    # None counts more than twice its characters, which is quickly seen.
    return max(map(len, texts), default=0) * 2 <= longest or max(map(length, texts)) <= longest


def all_plain_texts(texts: Sequence[str], person: bool = False) -> bool:
    """Whether all of the texts are read as they stand, with nothing to be remarked on."""
    joined = _JOINT.join(texts)
    if _ODD_TEXT.search(joined) is not None or joined.count(_JOINT) >= max(len(texts), 1):
        return False
    return not person or " " not in joined


def all_plain_codes(texts: Sequence[str]) -> bool:
    """Whether all texts consist of digits and X."""
    joined = _JOINT.join(texts)
    return _ODD_CODE.search(joined) is None and joined.count(_JOINT) < max(len(texts), 1)


def read_text(text: str, person: bool = False) -> str:
    """A text in ordinary characters, with plain spaces; a ``person``'s Chinese name without any, with the dot ·."""
    plain = plain_name(text) if person and _LETTER.search(text) is None else tidy(text)
    return plain.translate(_ORDINARY)


def hidden_characters(text: str) -> str:
    """The characters inside a text that nobody sees or no workbook can hold, as U+2061 U+0001; "" without any."""
    return _codes(_HIDDEN_CHARACTER, text)


def garbled_characters(text: str) -> str:
    """The characters that stand for one the other computer did not have, as U+FFFD U+E123; "" without any."""
    return _codes(_GARBLED_CHARACTER, text)


def has_unfit(text: str) -> bool:
    """Whether a workbook could not hold the text."""
    return _UNFIT_CHARACTER.search(text) is not None


def visible(text: str) -> str:
    """The text with unfit characters written as their codes, so that every output can hold it."""
    return _UNFIT_CHARACTER.sub(lambda match: f"<{_code(match[0])}>", text)


def _codes(pattern: re.Pattern[str], text: str) -> str:
    return " ".join(dict.fromkeys(_code(character) for character in pattern.findall(text)))


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"
