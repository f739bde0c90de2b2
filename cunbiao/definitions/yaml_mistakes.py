"""Why a YAML file cannot be read, in the words of who typed it: a full-width colon, a tab, a missing space."""

from __future__ import annotations

import re

_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'|#.*')
_SAID: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\t"), "用了 Tab 键：删掉，改成空格"),
    (re.compile(r"^\s*-?\s*[^\s:：]+\s*："), "冒号写成了全角的“：”：改成英文的“:”，后面空一格"),
    (re.compile(r"^\s*-?\s*[^\s:{}\[\]]+:[^\s:/]"), "冒号后面少一个空格：写成“名称: 内容”"),
    (re.compile(r"[{\[].*，"), "逗号写成了全角的“，”：改成英文的“,”，后面空一格"),
    (re.compile(r"[“”].*[:：]|:\s*“"), "引号写成了中文的“”：改成英文的引号，或者去掉"),
)
_UNKNOWN = "这一行读不懂：看看引号、括号是不是成对，开头的空格是不是和上下行对齐，冒号后面有没有空一格"


def first_mistake(text: str, line: int = 0) -> tuple[int, str]:
    """Line (from 1) and words of what is probably wrong.

    Args:
        text: the whole file.
        line: where reading stopped; 0 when the whole file was read and is nothing that is asked for.
    """
    lines = text.splitlines()
    # Where reading stops is at the mistake or soon after it.
    near = range(max(line - 2, 0), min(line, len(lines))) if line else range(len(lines))
    for number in sorted(near, reverse=bool(line)):
        bare = _QUOTED.sub('""', lines[number])
        for pattern, said in _SAID:
            if pattern.search(bare):
                return number + 1, said
    return max(min(line, len(lines)), 1), _UNKNOWN if line else "最外层应当是“名称: 内容”的形式"
