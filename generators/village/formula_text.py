"""Small pieces of Excel 2010 / WPS formula text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# Excel keeps 255 characters in a text literal, and 8,192 characters or 16,384 bytes of tokens in a formula: at this
# length a mix of references and Chinese text stays below both.
_LITERAL = 250
LONGEST = 6_000


def literal(text: str) -> str:
    """A text inside a formula, cut where it is too long for one literal."""
    parts = [text[start : start + _LITERAL] for start in range(0, len(text), _LITERAL)] or [""]
    return "&".join('"' + part.replace('"', '""') + '"' for part in parts)


def when(condition: str, value: str, otherwise: str = '""') -> str:
    """``value`` where ``condition`` is true."""
    if condition == "TRUE":
        return value
    return otherwise if condition == "FALSE" else f"IF({condition},{value},{otherwise})"


def either(conditions: Sequence[str]) -> str:
    """True where one of the conditions is."""
    return conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})"


def joined(texts: Iterable[str]) -> str:
    """Texts one after the other; "" when there are none."""
    return "&".join(text for text in texts if text != '""') or '""'
