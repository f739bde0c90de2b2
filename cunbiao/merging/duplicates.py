"""The same person, or the same household code, in more than one village.

Every place of a group is reported with the addresses of all others; which file was read first decides nothing, and
nobody is dropped. Inside one village the checks of the workbook itself report it (ID-07).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import numpy as np

from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, ID_NUMBER, NAME, PERSON_KEY
from cunbiao.definitions import Campaign
from cunbiao.findings import Place
from cunbiao.merging.natural_change import still_there
from cunbiao.records.frames import Bools, Frames, TableFrame

# A shorter text names nobody (无, 待补): the old 15-digit number is the shortest that does.
_SHORTEST_NUMBER = 15


@dataclass(frozen=True)
class DuplicatePlace:
    """One place where the person or household code stands; ``table`` and ``index`` lead to its row in the register."""

    table: str
    index: int
    township: str
    village_code: str
    village: str
    household_code: str
    name: str
    place: Place

    def address(self) -> str:
        """Village, file, sheet, row: 东关镇东关村《东关村.xlsx》对照表-人第7行."""
        return f"{self.township}{self.village}《{self.place.file}》{self.place.sheet}第{self.place.row}行"


@dataclass(frozen=True)
class DuplicateGroup:
    """All places of one identity number (first 18 characters, upper case) or one household code."""

    kind: Literal["person", "household"]
    key: str
    places: tuple[DuplicatePlace, ...]


def find_duplicates(campaign: Campaign, frames: Frames) -> list[DuplicateGroup]:
    """All groups in more than one village, persons first, each kind by key.

    A person whom 附件3 of a village reports as gone does not count as being there: moving from one village to another
    is no duplicate.
    """
    persons = list(_keys(frames, _member_tables(campaign, frames), PERSON_KEY))
    households = [
        (frame, keys & ~_temporary(campaign, frame))
        for frame, keys in _keys(frames, _household_tables(campaign, frames), HOUSEHOLD_KEY)
    ]
    here = [(frame, usable & _long_enough(frame) & still_there(campaign, frame)) for frame, usable in persons]
    return [
        *_groups("person", PERSON_KEY, ID_NUMBER, here),
        *_groups("household", HOUSEHOLD_KEY, HOUSEHOLD_KEY, households),
    ]


def _member_tables(campaign: Campaign, frames: Frames) -> Iterator[TableFrame]:
    return (frame for table, frame in frames.tables.items() if campaign.tables[table].kind == "member")


def _household_tables(campaign: Campaign, frames: Frames) -> Iterator[TableFrame]:
    return (frame for table, frame in frames.tables.items() if campaign.tables[table].kind == "household")


def _keys(frames: Frames, tables: Iterator[TableFrame], key: str) -> Iterator[tuple[TableFrame, Bools]]:
    for frame in tables:
        if frame.size and frame.has(key):
            yield frame, np.asarray(frame.text(key) != "", dtype=np.bool_)


def _long_enough(frame: TableFrame) -> Bools:
    return np.fromiter((len(text) >= _SHORTEST_NUMBER for text in frame.text(PERSON_KEY)), np.bool_, frame.size)


def _temporary(campaign: Campaign, frame: TableFrame) -> Bools:
    """Rows with a key such as 新01, which every village has."""
    prefix = campaign.tables[frame.table].new_keys
    if prefix is None:
        return np.zeros(frame.size, dtype=np.bool_)
    return np.fromiter((code.startswith(prefix) for code in frame.codes), np.bool_, frame.size)


def _groups(
    kind: Literal["person", "household"], key: str, field: str, tables: list[tuple[TableFrame, Bools]]
) -> Iterator[DuplicateGroup]:
    keys = [frame.text(key)[usable].tolist() for frame, usable in tables]
    counts = Counter(chain.from_iterable(keys))
    repeated: dict[str, list[tuple[TableFrame, int]]] = {text: [] for text, count in counts.items() if count > 1}
    for (frame, usable), texts in zip(tables, keys, strict=True):
        for text, index in zip(texts, np.flatnonzero(usable).tolist(), strict=True):
            if text in repeated:
                repeated[text].append((frame, index))
    for text, rows in sorted(repeated.items()):
        if len({int(frame.village[index]) for frame, index in rows}) > 1:
            places = [_place(frame, index, field) for frame, index in rows]
            yield DuplicateGroup(kind, text, tuple(sorted(places, key=_order)))


def _place(frame: TableFrame, index: int, field: str) -> DuplicatePlace:
    source = frame.sources[int(frame.source[index])]
    name = frame.text(NAME if frame.has(NAME) else HEAD_NAME)[index]
    return DuplicatePlace(
        table=frame.table,
        index=index,
        township=source.township,
        village_code=source.village_code,
        village=source.village,
        household_code=frame.codes[index],
        name=name,
        place=frame.place(index, field),
    )


def _order(place: DuplicatePlace) -> tuple[str, str, str, int]:
    return place.township, place.village_code, place.table, place.index
