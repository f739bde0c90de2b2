"""Which rule sets are in force: what an edition lists, with what the layers above it add and take away."""

from __future__ import annotations

from collections.abc import Sequence

from cunbiao.definitions.notices import Head
from cunbiao.definitions.source import Document, Mistakes


def chosen_sets(heads: Sequence[tuple[Document, Head]], mistakes: Mistakes) -> tuple[str, ...]:
    """The sets in force after all layers, in order: a list replaces what was there, ``[+x, -y]`` changes it."""
    sets: list[str] = []
    for document, head in heads:
        signed = [name for name in head.sets if name[:1] in "+-"]
        if head.sets and not signed:
            sets = list(dict.fromkeys(head.sets))
            continue
        for index, name in enumerate(head.sets):
            at, bare = ("sets", index), name[1:]
            if name not in signed:
                mistakes.add(document.error(at, "sets 要么全列出来，要么每一项都带 + 或 -"))
            elif name[0] == "+" and bare not in sets:
                sets.append(bare)
            elif name[0] == "-" and bare in sets:
                sets.remove(bare)
            else:
                problem = "已经有了，不用加" if name[0] == "+" else "本来就没有，不能去掉"
                mistakes.add(document.error(at, f"规则组“{bare}”{problem}"))
    return tuple(sets)
