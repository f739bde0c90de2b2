"""Names of files as people are told of them: text that can be printed, written into a cell, and read back."""

from __future__ import annotations

import os
import unicodedata

# Controls, direction marks and other invisible characters, line ends, halves of characters.
_UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Cs")


def shown_name(name: str) -> str:
    """The name of a file or folder as the system gives it.

    Chinese Windows writes names in GBK, and a bundle unpacked elsewhere leaves them so: such a name is read as GBK.
    """
    return visible(named(os.fsencode(name)))


def named(raw: bytes) -> str:
    """A name from its bytes, which do not say how they are to be read."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace")


def visible(name: str) -> str:
    """The name without what cannot be seen; "?" when nothing is left of it."""
    return "".join(own for own in name if unicodedata.category(own) not in _UNSEEN) or "?"
