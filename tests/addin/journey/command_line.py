"""A command line taken apart into arguments as the C runtime of a Windows program takes it apart."""

from __future__ import annotations

import re

# Characters of an argument: backslashes before a quote, a quote, a blank, or anything else.
_PIECE = re.compile(r'(\\+)(?=")|(")|([ \t]+)|((?:[^"\s\\]|\\(?!\\*"))+)')


def split(line: str) -> list[str]:
    """The arguments; the first one is the program, in which a backslash is only a backslash.

    Raises:
        ValueError: a quote is left open, as Windows would not mind but we should.
    """
    program = re.match(r'"([^"]*)"|([^\s"]+)', line)
    if program is None:
        raise ValueError(line)
    return [program[1] or program[2], *_arguments(line[program.end() :].strip(" \t"))]


def _arguments(line: str) -> list[str]:
    found: list[str] = []
    current, quoted, escaped = "", False, False
    for slashes, quote, blank, text in _PIECE.findall(line):
        if slashes:
            current += slashes[: len(slashes) // 2]
            escaped = len(slashes) % 2 == 1
        elif quote and not escaped:
            quoted = not quoted
        elif blank and not quoted:
            found.append(current)
            current = ""
        else:
            current += quote or blank or text
            escaped = False
    if quoted:
        raise ValueError(line)
    return [*found, current] if line else []
