"""File names from names people gave: of townships, villages, households, workbooks."""

from __future__ import annotations

import re
import unicodedata

# What Windows, Linux or a zip file would take for something else than a part of a name.
_ILLEGAL = frozenset('\\/:*?"<>|')
# Controls, direction marks and other invisible characters, line ends, halves of characters, and what is no character.
_UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn")
# Names that Windows keeps for devices, whatever ending they have.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE)
# Bytes: a name ends at 255 of them on Linux, and a whole path at 260 characters on Windows.
_LONGEST = 210


def file_name(text: str) -> str:
    """The text as a file or folder name, or as the beginning of one, on Windows and elsewhere.

    It never leads out of its folder: it holds no separator, and is neither "." nor "..".
    """
    shown = "".join("_" if own in _ILLEGAL or unicodedata.category(own) in _UNSEEN else own for own in text)
    cut = shown.strip().encode()[:_LONGEST].decode(errors="ignore").rstrip(". ")
    if not cut:
        return "_"
    return f"_{cut}" if _DEVICE.fullmatch(cut) or cut.startswith((".", "~$")) else cut
