"""Text cells: which need a second look, and what is remarked on. Names keep every character they were given."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cunbiao.records.identity import BLANK

_INVISIBLE = r"\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u206a-\u206f\ufeff"
# What no workbook can hold; U+001F is left out because texts are joined by it.
_UNFIT = r"\x00-\x08\x0b\x0c\x0e-\x1e\ud800-\udfff\ufffe\uffff"
# Private-use characters, the replacement character and boxes stand for a character the other computer did not have.
_GARBLED = r"\ue000-\uf8ff\ufffd\u25a1\U000f0000-\U0010fffd"
_DOTS = "•‧∙⋅・･．●˙∘"
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]+"
_JOINT = "\x1f"

_OUTER = re.compile(f"^[{BLANK}]+|[{BLANK}]+$")
_ODD_TEXT = re.compile(f"(?:^|{_JOINT})[{BLANK}]|[{BLANK}](?:{_JOINT}|$)|[{_INVISIBLE}{_UNFIT}{_GARBLED}{_DOTS}]")
_ODD_CODE = re.compile(f"[^0-9X{_JOINT}]")
_DOT = re.compile(f"[{_DOTS}]")
_DOTTED_NAME = re.compile(f"{_HAN}(?:[·{_DOTS}]{_HAN})+")
_HIDDEN = re.compile(f"[{_INVISIBLE}{_UNFIT}{_JOINT}]")
_UNFIT_CHARACTER = re.compile(f"[{_UNFIT}{_JOINT}]")
_GARBLED_CHARACTER = re.compile(f"[{_GARBLED}]")


def length(text: str) -> int:
    """How many characters a workbook counts: those outside the basic plane, such as 𠮷, are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def all_fit(texts: Sequence[str], longest: int) -> bool:
    """Whether no text is longer than a cell may be."""
    # None counts more than twice its characters, which is quickly seen.
    return max(map(len, texts), default=0) * 2 <= longest or max(map(length, texts)) <= longest


def all_plain_texts(texts: Sequence[str]) -> bool:
    """Whether none of the texts has outer blanks, invisible, unfit or garbled characters or an unusual dot."""
    joined = _JOINT.join(texts)
    return _ODD_TEXT.search(joined) is None and joined.count(_JOINT) < max(len(texts), 1)


def all_plain_codes(texts: Sequence[str]) -> bool:
    """Whether all texts consist of digits and X."""
    joined = _JOINT.join(texts)
    return _ODD_CODE.search(joined) is None and joined.count(_JOINT) < max(len(texts), 1)


def stripped(text: str) -> str:
    """Without blanks and invisible characters at both ends; everything inside stays."""
    return _OUTER.sub("", text)


def hidden_characters(text: str) -> str:
    """The characters inside a text that nobody sees or no workbook can hold, as U+200B U+0001; "" without any."""
    return _codes(_HIDDEN, text)


def garbled_characters(text: str) -> str:
    """The characters that stand for one the other computer did not have, as U+FFFD U+E123; "" without any."""
    return _codes(_GARBLED_CHARACTER, text)


def has_unfit(text: str) -> bool:
    """Whether a workbook could not hold the text."""
    return _UNFIT_CHARACTER.search(text) is not None


def visible(text: str) -> str:
    """The text with unfit characters written as their codes, so that every output can hold it."""
    return _UNFIT_CHARACTER.sub(lambda match: f"<{_code(match[0])}>", text)


def usual_dot(text: str) -> str | None:
    """A name with an unusual dot rewritten with the usual one (U+00B7), ``None`` for any other text."""
    return _DOT.sub("·", text) if _DOT.search(text) and _DOTTED_NAME.fullmatch(text) else None


def _codes(pattern: re.Pattern[str], text: str) -> str:
    return " ".join(dict.fromkeys(_code(character) for character in pattern.findall(text)))


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"
