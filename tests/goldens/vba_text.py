"""A VBA project as a text: the procedures of its modules with a digest each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from oletools.olevba import VBA_Parser

_PROCEDURE = re.compile(r"^(?=(?:Public |Private )?(?:Sub|Function) (\w+))", re.MULTILINE)


def vba_lines(project: bytes) -> Iterator[str]:
    """Every module, and under it what it declares and its procedures: lines of source and digest."""
    parser = VBA_Parser("vbaProject.bin", data=project)
    for _, _, module, source in sorted(parser.extract_macros(), key=lambda own: str(own[2])):
        yield str(module)
        first, *procedures = _PROCEDURE.split(source)
        for name, text in zip(["declarations", *procedures[::2]], [first, *procedures[1::2]], strict=True):
            yield f"  {name} {len(text.splitlines())} {sha256(text.encode()).hexdigest()[:6]}"
    parser.close()
