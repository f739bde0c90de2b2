"""The notices there are, as a person looks for one: by year, by place, by words of its title."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cunbiao.definitions.layers import kept_versions
from cunbiao.definitions.library import notice, policy_ids
from cunbiao.definitions.notices import LEVELS, Notice


@dataclass(frozen=True)
class ListedNotice:
    """What tells one notice from others. ``province`` and ``place`` are where it is in force, ``place`` within it."""

    id: str
    year: int
    province: str
    place: str
    title: str
    issuer: str
    issued: date

    @property
    def words(self) -> str:
        """Everything a person may look for it by."""
        return f"{self.year}年度 {self.province}{self.place} {self.title} {self.issuer} {self.id}"


def listed_notices() -> list[ListedNotice]:
    """All notices, those of the latest year first, within a year in the order of area codes.

    Raises:
        DefinitionError: a notice has a mistake in its opening file.
    """
    found = [notice(policy).item for policy in policy_ids()]
    found.sort(key=lambda own: (-own.year, own.jurisdiction.area_code, own.id))
    return [_listed(own) for own in found]


def titled(own: Notice) -> str:
    """The title, with the version where the notice is one made in Excel and kept on this machine."""
    versions = kept_versions().get(own.id)
    return f"{own.title}（定义表第 {max(versions)} 版）" if versions else own.title


def with_words(among: Iterable[ListedNotice], words: str) -> list[ListedNotice]:
    """The notices that have every one of the words, which blanks stand between; letter case does not matter."""
    wanted = words.casefold().split()
    return [own for own in among if all(word in own.words.casefold() for word in wanted)]


def _listed(own: Notice) -> ListedNotice:
    within = [getattr(own.jurisdiction, level) for level in LEVELS[1:]]
    return ListedNotice(
        id=own.id,
        year=own.year,
        province=own.jurisdiction.province,
        place="".join(filter(None, within)),
        title=titled(own),
        issuer=own.issuer,
        issued=own.issued,
    )
