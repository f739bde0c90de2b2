"""What a merge says about corrections, at the cells they are about."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cunbiao import message_ids
from cunbiao.checking.checks import Finder
from cunbiao.corrections.model import Decision
from cunbiao.corrections.standing import Corrected, Standing
from cunbiao.definitions import Campaign
from cunbiao.findings import Finding, MessageCatalogue
from cunbiao.records.frames import Frames, TableFrame

_BETWEEN = "；"
# What a guard says where nothing is awaited.
_NO = "否"


def lift_guards(campaign: Campaign, corrected: Corrected, frames: Frames) -> None:
    """What is decided is awaited no more: its cell is checked as if nothing had been proposed.

    Right after everything is computed, before any check looks at it.
    """
    awaited = {(own.correction.record, own.correction.field) for own in corrected.of("open", "differing")}
    for own in corrected.of("accepted", "rejected"):
        record, field = own.correction.record, own.correction.field
        if own.file and (record, field) not in awaited:
            frame = frames.tables[record.table]
            index = _index(frame, own)
            still = {other for about, other in awaited if about == record}
            _lift(frame, index, {field}, still)
            heads = _named(campaign, frames, frame, index) if campaign.tables[frame.table].parents else ()
            for home, row, said in heads:
                _lift(home, row, {said[field]}, {said[other] for other in still})


def _named(
    campaign: Campaign, frames: Frames, frame: TableFrame, index: int
) -> Iterator[tuple[TableFrame, int, dict[str, str]]]:
    """The household rows that name the person of a member's row, with their columns for his number and name."""
    pairs = campaign.library.corrections.persons if campaign.library.corrections is not None else []
    own = next(pair for pair in pairs if frame.has(pair.number) and frame.has(pair.name))
    number, name = frame.text(own.number)[index], frame.text(own.name)[index]
    for table in campaign.tables[frame.table].parents:
        home = frames.tables.get(table)
        if home is None:
            continue
        rows = np.flatnonzero(home.household == frame.household[index]).tolist()
        for pair in (pair for pair in pairs if home.has(pair.number) and home.has(pair.name)):
            for row in rows:
                if home.text(pair.number)[row] == number or home.text(pair.name)[row] == name:
                    yield home, row, {own.number: pair.number, own.name: pair.name}


def _lift(frame: TableFrame, index: int, fields: set[str], awaited: set[str]) -> None:
    """Sets what guards these fields to 否, unless it guards one that is still awaited."""
    for column in frame.columns:
        guarded = set(column.awaits)
        if guarded & fields and not guarded & awaited:
            guard = frame.text(column.name).copy()
            guard[index] = _NO
            frame.arrays[column.name] = guard


def about_corrections(
    corrected: Corrected, frames: Frames, messages: MessageCatalogue, finder: Finder
) -> Iterator[Finding]:
    """One finding for every correction that somebody has decided, and whose record is here."""
    told = {"accepted": message_ids.CORRECTED, "rejected": message_ids.CORRECTION_REJECTED}
    differing: dict[str, list[Standing]] = {}
    for own in corrected.standings:
        correction, frame = own.correction, frames.tables.get(own.correction.record.table)
        if not own.file or frame is None:
            continue
        said = {"label": frame.column(correction.field).label, "before": correction.old, "after": correction.new}
        if own.status in told and own.decision is not None:
            message, who = told[own.status], _who(own.decision)
            yield finder.worded(frame, _index(frame, own), correction.field, messages, message, **said, who=who)
        elif own.before is not None:
            said |= {"before": own.before.correction.old, "value": correction.old}
            message = message_ids.CORRECTION_OUTLIVED
            yield finder.worded(frame, _index(frame, own), correction.field, messages, message, **said)
        elif own.status == "differing":
            differing.setdefault(correction.about, []).append(own)
    for several in differing.values():
        correction, frame = several[0].correction, frames.tables[several[0].correction.record.table]
        label = frame.column(correction.field).label
        other = "、".join(f"“{own.correction.new}”" for own in several)
        message = message_ids.CORRECTIONS_DIFFER
        yield finder.worded(
            frame, _index(frame, several[0]), correction.field, messages, message, label=label, other=other
        )


def _who(decision: Decision) -> str:
    """By whom, when and why."""
    return _BETWEEN.join(part for part in (decision.by, decision.day, decision.reason) if part) or "没有写明认定人"


def _index(frame: TableFrame, own: Standing) -> int:
    """The row of the register a correction is about."""
    source = next(number for number, source in enumerate(frame.sources) if source.file == own.file)
    return int(np.flatnonzero((frame.source == source) & (frame.row == own.row))[0])
