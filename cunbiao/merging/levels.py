"""What townships and counties fill in themselves, put to the records of the villages it is about.

Their workbooks name the record of each row, so nothing depends on where a row stands. Where two workbooks answer the
same differently a person decides, and until then nothing counts; what was said of a record that is gone is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from cunbiao import message_ids
from cunbiao.checking.checks import Finder
from cunbiao.columns import PERSON_KEY, PERSON_NAMES
from cunbiao.definitions import Campaign
from cunbiao.findings import Finding, MessageCatalogue, Place, digest_of
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.records.display import show_number
from cunbiao.records.frames import Frames, TableFrame
from cunbiao.records.identity_sheet import VALUE
from cunbiao.records.submission import LevelEntry

Field = tuple[str, str, str]
# Where a finding says the village's name, if it is about what no village filled in.
OWN_WORKBOOK = "本级填报"


@dataclass(frozen=True)
class Answers:
    """What was filled in, by what became of it.

    ``values`` count: field → its one value, of forms of a level's own, too. ``differing`` have several, ``unreadable``
    one that is none; ``lost`` are about records that are not there. ``rows`` are the records of each table: key →
    index.
    """

    entries: tuple[LevelEntry, ...] = ()
    values: dict[Field, str | float] = field(default_factory=dict)
    differing: dict[Field, list[LevelEntry]] = field(default_factory=dict)
    unreadable: dict[Field, list[LevelEntry]] = field(default_factory=dict)
    lost: list[LevelEntry] = field(default_factory=list)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)


def latest(read: Sequence[LevelEntry], carried: Iterable[LevelEntry]) -> list[LevelEntry]:
    """What the workbooks at hand say, and what rollups carry of places whose own workbook is not at hand."""
    places = {entry.place for entry in read}
    return [*read, *(entry for entry in carried if entry.place not in places)]


def record_keys(frame: TableFrame) -> list[str]:
    """What tells each record of a table from all others, whatever becomes of rows and files.

    Village and key of the record, and of one about a person a digest of the number or name; a record that is there
    twice has a number. "" where a row has no key.
    """
    named = next((frame.text(name) for name in (PERSON_KEY, *PERSON_NAMES) if frame.has(name)), None)
    keys = []
    seen: Counter[str] = Counter()
    for index, (village, code) in enumerate(zip(frame.take("village_code"), frame.codes, strict=True)):
        key = f"{village}/{code}" + ("" if named is None else f"/{digest_of(named[index])}")
        seen[key] += 1
        keys.append("" if not code else key if seen[key] == 1 else f"{key}/{seen[key]}")
    return keys


def answered(entries: Iterable[LevelEntry], campaign: Campaign, frames: Frames) -> Answers:
    """Puts what was filled in into the tables, where it counts.

    These columns hold nothing else, whatever a rollup showed in them. Call it before anything is computed.
    """
    columns = campaign.filled_at("township", "county")
    rows: dict[str, dict[str, int]] = {}
    for table in columns.keys() & frames.tables.keys():
        frame = frames.tables[table]
        rows[table] = {key: index for index, key in enumerate(record_keys(frame)) if key}
        for column in columns[table]:
            frame.arrays[column.name] = _blank(column.kind in NUMBER_KINDS, frame.size)
    said: dict[Field, list[LevelEntry]] = {}
    for entry in sorted(set(entries), key=_order):
        if any(column.name == entry.name for column in columns.get(entry.table, ())):
            said.setdefault(entry.field, []).append(entry)
    answers = Answers(tuple(entry for own in said.values() for entry in own), rows=rows)
    for about, own in said.items():
        table, record, name = about
        values = {(entry.value, entry.readable) for entry in own}
        if table in rows and record not in rows[table]:
            answers.lost.extend(own)
        elif len(values) > 1:
            answers.differing[about] = own
        elif not own[0].readable:
            answers.unreadable[about] = own
        else:
            answers.values[about] = own[0].value
            if table in rows:
                frames.tables[table].arrays[name][rows[table][record]] = own[0].value
    return answers


def about_answers(
    answers: Answers, campaign: Campaign, frames: Frames, messages: MessageCatalogue, finder: Finder
) -> Iterator[Finding]:
    """What a person must look at; of villages that have not handed in nothing can be missing."""
    problems = ((message_ids.ENTRIES_DIFFER, answers.differing), (message_ids.ENTRY_UNREADABLE, answers.unreadable))
    for message, fields in problems:
        for (table, record, name), entries in fields.items():
            where = "；".join(said(campaign, entry) for entry in entries)
            if table in answers.rows:
                label = campaign.column(table, name).label
                index = answers.rows[table][record]
                yield finder.worded(frames.tables[table], index, name, messages, message, label=label, other=where)
            else:
                yield _about(entries[0], name, message, campaign, messages, other=where)
    for table in campaign.own_tables:
        for entry, name in _left_blank(table, answers, campaign):
            about = replace(entry, row=0, column="", value="")
            yield _about(about, name, message_ids.ENTRY_MISSING, campaign, messages, other=entry.file)
    villages = {source.village_code: source for source in frames.villages}
    for entry in answers.lost:
        village = villages.get(entry.village_code)
        if village is None and entry.village_code:
            continue
        whom = entry.about or "没有编号的一行"
        message = message_ids.ENTRY_WITHOUT_RECORD
        finding = _about(entry, entry.name, message, campaign, messages, other=whom, value=shown(campaign, entry))
        if village is not None:
            whose = (village.village_code, village.village, village.township)
            finding = replace(finding, village_code=whose[0], village=whose[1], township=whose[2])
        yield finding


def _about(
    entry: LevelEntry, name: str, message: str, campaign: Campaign, messages: MessageCatalogue, **values: object
) -> Finding:
    """A finding at the cell of an entry, which no village can mend."""
    label = campaign.column(entry.table, name).label
    place = Place(entry.file, entry.sheet, entry.row, entry.column)
    value = shown(campaign, entry)
    whose = {"township": entry.place, "village": OWN_WORKBOOK, "field": label, "value": value}
    return messages.finding(message, place, {"label": label, **values}, **whose)


def _left_blank(table: str, answers: Answers, campaign: Campaign) -> Iterator[tuple[LevelEntry, str]]:
    """The fields that must be filled in and are not, of a form that somebody has begun to fill in."""
    begun = [entry for entry in answers.entries if entry.table == table]
    filled = {entry.name for entry in begun if entry.record == VALUE}
    for column in campaign.columns(table) if begun else ():
        if column.required == "must" and column.name not in filled:
            yield begun[0], column.name


def said(campaign: Campaign, entry: LevelEntry) -> str:
    """Where an entry stands and what it says, in words."""
    return f"“{entry.file}”的“{entry.sheet}”第 {entry.row} 行写“{shown(campaign, entry)}”"


def shown(campaign: Campaign, entry: LevelEntry) -> str:
    """The value as people write it."""
    if isinstance(entry.value, str):
        return entry.value
    return show_number(entry.value, campaign.column(entry.table, entry.name).kind)


def by_field(entries: Iterable[LevelEntry]) -> Mapping[Field, list[LevelEntry]]:
    """The entries by what they are an answer to."""
    found: dict[Field, list[LevelEntry]] = {}
    for entry in entries:
        found.setdefault(entry.field, []).append(entry)
    return found


def _blank(number: bool, size: int) -> NDArray[np.generic]:
    if number:
        return np.full(size, np.nan)
    texts = np.empty(size, dtype=object)
    texts[:] = ""
    return texts


def _order(entry: LevelEntry) -> tuple[object, ...]:
    return entry.field, entry.file, entry.sheet, entry.row, str(entry.value), entry.about
