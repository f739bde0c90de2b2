"""The villages of the campaign against the workbooks that came: who is missing, who was not expected, how far each
one is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Literal

from cunbiao.findings import EXPLAINED, Finding
from cunbiao.merging.activity import Activity
from cunbiao.merging.ledger import Fate, FileFate
from cunbiao.merging.progress import State, VillageProgress
from cunbiao.records.frames import Source
from cunbiao.records.identity_sheet import ExpectedVillage
from cunbiao.records.submission import Submission
from workbooks.refusal import OWN_OUTPUT

# For whom a register is built: for the villages of one township, or for all of the county.
RollupLevel = Literal["township", "county"]


def expected_villages(submissions: Iterable[Submission], level: RollupLevel) -> tuple[ExpectedVillage, ...]:
    """The list of villages the workbooks were issued with, by township and code.

    Workbooks of one campaign all carry the same list; should they not, the list most of them carry counts (of two as
    frequent the longer). For a township only the villages of its own township: the one most workbooks are from.
    """
    submissions = list(submissions)
    lists = Counter(tuple(sorted(own.identity.villages, key=_order)) for own in submissions)
    if not lists:
        return ()
    villages = max(lists, key=lambda entries: (lists[entries], len(entries), [_order(entry) for entry in entries]))
    if level == "county":
        return villages
    townships = Counter(own.identity.township for own in submissions)
    township = max(townships, key=lambda name: (townships[name], name))
    return tuple(entry for entry in villages if entry.township == township)


def township_of_folder(file: str, townships: Collection[str]) -> str:
    """The township one of whose folders a file lies in; "" when no folder, or folders of several, are named so."""
    named = set(PurePath(file).parts[:-1]).intersection(townships)
    return named.pop() if len(named) == 1 else ""


def township_of_name(file: str, villages: Collection[ExpectedVillage]) -> str:
    """The township of the village a file is named after; "" when it is named after none, or in several townships."""
    named = {own.township for own in _named(file, villages)}
    return named.pop() if len(named) == 1 else ""


def village_of_name(file: str, villages: Collection[ExpectedVillage]) -> ExpectedVillage | None:
    """The one village a file is named after; None when it is named after none or after several."""
    named = _named(file, villages)
    return named[0] if len(named) == 1 else None


def _named(file: str, villages: Collection[ExpectedVillage]) -> list[ExpectedVillage]:
    names = [village.village for village in villages]
    return [own for own in villages if _is_named_after(file, own.village, own.code, names)]


def _order(village: ExpectedVillage) -> tuple[str, str, str]:
    return village.township, village.code, village.village


def village_states(
    expected: Sequence[ExpectedVillage], files: Sequence[FileFate], sources: Sequence[Source]
) -> list[VillageProgress]:
    """One line a village, expected or received, by township and code; nothing is counted yet."""
    villages = {entry.code: (entry.township, entry.village) for entry in expected}
    listed = frozenset(villages)
    for file in files:
        if file.village_code:
            villages.setdefault(file.village_code, (file.township, file.village))
    received = {source.village_code for source in sources}
    lines = []
    for code, (township, village) in sorted(villages.items(), key=lambda item: (item[1][0], item[0])):
        own = [file for file in files if file.village_code == code]
        refused = [] if own else _named_after(village, code, files, villages.values(), "quarantined")
        unread = [] if own or refused else _named_after(village, code, files, villages.values(), "ignored")
        state: State = "conflict" if own else "quarantined" if refused else "unread" if unread else "missing"
        if code in received:
            state = "received"
        reason = "" if code in received else next((file.reason for file in (*own, *refused, *unread)), "")
        names = tuple(file.file for file in (*own, *refused, *unread))
        lines.append(VillageProgress(township, code, village, state, code in listed, names, reason))
    return lines


def with_counts(
    villages: Sequence[VillageProgress],
    households: Counter[str],
    persons: Counter[str],
    done: Mapping[str, Activity],
    findings: Iterable[Finding],
) -> list[VillageProgress]:
    """The same lines with households, persons, what was done (all by village code) and findings counted."""
    nothing = Activity()
    counted = Counter((finding.village_code, finding.standing) for finding in findings)
    return [
        replace(
            village,
            households=households[village.village_code],
            persons=persons[village.village_code],
            changed=len(done.get(village.village_code, nothing).changed),
            untouched=done.get(village.village_code, nothing).untouched,
            must=counted[village.village_code, "必改"],
            verify=counted[village.village_code, "核实"],
            explained=counted[village.village_code, EXPLAINED],
            hints=counted[village.village_code, "提示"],
        )
        for village in villages
    ]


def _named_after(
    village: str, code: str, files: Sequence[FileFate], all_villages: Iterable[tuple[str, str]], fate: Fate
) -> list[FileFate]:
    """Files of a fate that by their name are this village's: nothing was taken from them, so the name is all there is.

    Lists and rollups of ours are nobody's answer, whatever they are named.
    """
    names = [name for _, name in all_villages]
    return [
        file
        for file in files
        if file.fate == fate
        and file.check != OWN_OUTPUT
        and not file.village_code
        and _is_named_after(file.file, village, code, names)
    ]


def _is_named_after(file: str, village: str, code: str, names: Sequence[str]) -> bool:
    """Whether a file name is that of a village; ``names`` are those of all villages.

    A name that several villages share says nothing, unless the code is in it; 大东关村.xlsx is not 东关村's where
    there is a 大东关村.
    """
    if code in file:
        return True
    longer = [name for name in names if village in name and name != village]
    return names.count(village) == 1 and village in file and not any(name in file for name in longer)
