"""Texts that VBA source, which is ASCII, cannot hold itself: they stand in a list and are named by their number."""

from __future__ import annotations


class Words:
    """The list, in the order in which texts were first asked for."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    @property
    def texts(self) -> list[str]:
        """All texts, by their number from 0."""
        return list(self._numbers)

    def literal(self, text: str) -> str:
        """The VBA that gives a text: itself in quotes where VBA can hold it, else its place in the list."""
        if text.isascii() and text.isprintable():
            doubled = text.replace('"', '""')
            return f'"{doubled}"'
        return f"Words({self._numbers.setdefault(text, len(self._numbers))})"


def hexadecimal(text: str) -> str:
    """A text as its UTF-16 code units, four hex digits a unit."""
    return text.encode("utf-16-be").hex().upper()
