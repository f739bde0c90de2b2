"""Text in whatever encoding Chinese programs write it."""

from __future__ import annotations

import codecs

from workbooks import refusal
from workbooks.refusal import Refused

_MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decoded(data: bytes) -> str:
    """The text: what it is marked as, else UTF-8, else GB18030 (which includes GBK and GB2312); nothing is guessed.

    Raises:
        Refused: it is none of them from end to end.
    """
    marked = next((encoding for mark, encoding in _MARKED.items() if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(refusal.NOT_A_WORKBOOK, content="unknown")
