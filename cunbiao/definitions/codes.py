"""Code lists as they stand in one campaign year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from cunbiao.characters import HALF_WIDTH, closed_up, half_width, tidy
from cunbiao.definitions.models import Code, CodeList, Status


@dataclass(frozen=True)
class ResolvedCodes:
    """代码表 of one year.

    ``ids`` maps the ids by which definitions name values to the labels of the year, ``known_ids`` are the ids of all
    years. ``labels`` are the exchange values, in form order; for a combinable list they are all combinations of values
    that may stand together, joined by "," in list order (残疾,长期慢性病 is written 长期慢性病,残疾). ``aliases`` read
    other spellings.
    """

    id: str
    label: str
    labels: tuple[str, ...]
    single: tuple[str, ...]
    ids: dict[str, str]
    known_ids: frozenset[str]
    aliases: dict[str, str]
    parent: str | None
    by_parent: dict[str, tuple[str, ...]]
    national: dict[str, str]
    combinable: bool
    source: str
    status: Status | None

    def canonical(self, value: str) -> str | None:
        """The label meant by ``value`` (a label, an alias, several joined by any separator), None if there is none."""
        if value in self.labels:
            return value
        if not self.combinable:
            return self.aliases.get(value)
        parts = several(value).split(",")
        singles = {self.aliases.get(part, part) for part in parts}
        joined = ",".join(label for label in self.single if label in singles)
        complete = len(singles) == len(parts) and singles <= set(self.single)
        return joined if complete and joined in self.labels else None

    def meant(self, typed: str) -> str | None:
        """The label a typed text means, whatever spaces and full-width signs it is written with."""
        label = self.canonical(typed)
        return self.spellings.get(closed_up(typed)) if label is None else label

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Every label and alias, without spaces and with half- or full-width signs, and the label it means."""
        meanings = {**self.aliases, **{label: label for label in self.labels}}
        return {
            spelled: label
            for word, label in meanings.items()
            for closed in (closed_up(word),)
            for spelled in (closed, half_width(closed), closed.translate(_FULL_WIDTH))
        }


SEPARATORS = "，、；,;/"
"""What stands between several values, beside a space."""


def several(typed: str) -> str:
    """Several values joined by "," whatever stands between them."""
    return tidy(typed.translate(_AS_SPACES)).replace(" ", ",")


_AS_SPACES = str.maketrans(dict.fromkeys(SEPARATORS, " "))
_FULL_WIDTH = {half: full for full, half in HALF_WIDTH.items()}


Say = Callable[[str], str]


def resolve_codes(codes: CodeList, year: int, say: Say = str) -> ResolvedCodes | None:
    """The version in force in ``year``, in the words that ``say`` gives; None when the list begins later.

    A word that is said otherwise stays an alias.
    """
    in_force = [version for version in codes.versions if version.from_year <= year]
    if not in_force:
        return None
    version = max(in_force, key=lambda candidate: candidate.from_year)
    items = [_said(item, say) for item in version.items]
    single = tuple(item.label for item in items)
    exclusive = say(codes.exclusive) if codes.exclusive is not None else None
    return ResolvedCodes(
        id=codes.id,
        label=say(codes.label),
        labels=_together(single, exclusive) if codes.combinable else single,
        single=single,
        ids={item.id: item.label for item in items},
        known_ids=frozenset(item.id for other in codes.versions for item in other.items),
        aliases={alias: item.label for item in items for alias in item.aliases},
        parent=codes.parent,
        by_parent=_by_parent(items),
        national={item.label: item.code for item in items if item.code},
        combinable=codes.combinable,
        source=version.source,
        status=version.status,
    )


def _together(single: tuple[str, ...], exclusive: str | None) -> tuple[str, ...]:
    alone = tuple(label for label in single if label == exclusive)
    others = [label for label in single if label != exclusive]
    joined = [",".join(chosen) for size in range(1, len(others) + 1) for chosen in combinations(others, size)]
    return alone + tuple(joined)


def _said(item: Code, say: Say) -> Code:
    label = say(item.label)
    if label == item.label:
        return item
    aliases = [alias for alias in dict.fromkeys((item.label, *item.aliases)) if alias != label]
    return item.model_copy(update={"label": label, "aliases": aliases})


def _by_parent(items: Sequence[Code]) -> dict[str, tuple[str, ...]]:
    parents: dict[str, list[str]] = {}
    for item in items:
        if item.parent is not None:
            parents.setdefault(item.parent, []).append(item.label)
    return {parent: tuple(labels) for parent, labels in parents.items()}
