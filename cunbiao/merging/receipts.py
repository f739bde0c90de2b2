"""回执: what came from each village and when, and person by person what is different from what it handed in before.

A file that was received once keeps its receipt: it is known by its checksum, so merging the same files again changes
none. What is compared is the village's own word: its file with its answers on slips, before any decision of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from cunbiao.columns import HEAD_NAME, ID_NUMBER, PERSON_NAMES
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Rows
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.merging.copies import records_of
from cunbiao.records.display import show_number
from cunbiao.records.submission import Submission, TableRows

Kind = Literal["增加", "减少", "改动"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# A record of a village: table, household code, identity number or name, and the how-manieth such one it is.
_Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: a record that is new or gone (``field`` is ""), or one field of it with both values."""

    kind: Kind
    sheet: str
    household: str
    name: str
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file that was received, when it was ``saved``, whether it is the ``first`` that came from the village, and
    whether it is ``held``: the last merge was made of it.
    """

    township: str
    village: str
    village_code: str
    file: str
    sha256: str
    saved: str
    households: int
    persons: int
    rows: int
    first: bool
    changes: tuple[Change, ...] = ()
    held: bool = False

    def count(self, kind: Kind) -> int:
        """How many differences of a kind there are."""
        return sum(change.kind == kind for change in self.changes)

    def to_json(self) -> dict[str, Any]:
        """The receipt as a ledger keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Receipt:
        """The receipt that a ledger keeps; raises `TypeError` or `KeyError` for what is none."""
        return cls(**{**said, "changes": tuple(Change(**change) for change in said["changes"])})


def receipts_after(
    campaign: Campaign, merged: Sequence[Submission], known: Iterable[Receipt], former: Iterable[Submission]
) -> list[Receipt]:
    """The receipts of all files ever received, by township and village, those of a village as they came.

    Args:
        campaign: the definitions, for the words of columns.
        merged: the submissions that this merge is made of, each village's own word.
        known: the receipts of before.
        former: the submissions that the last merge was made of, at least those of `villages_again`.
    """
    receipts = {(own.village_code, own.sha256): replace(own, held=False) for own in known}
    received = {code for code, _ in receipts}
    before, villages = _by_village(former), _by_village(merged)
    for code, parts in villages.items():
        changes: tuple[Change, ...] | None = None
        for part in parts:
            if (code, part.sha256) in receipts:
                continue
            if changes is None and code in before:
                changes = tuple(_changes(campaign, before[code], parts))
            receipts[code, part.sha256] = _receipt(campaign, part, code not in received, changes or ())
            changes = ()
        for part in parts:
            receipts[code, part.sha256] = replace(receipts[code, part.sha256], held=True)
    return sorted(receipts.values(), key=lambda own: (own.township, own.village_code))


def villages_again(merged: Iterable[Submission], known: Iterable[Receipt]) -> set[str]:
    """The villages, by code, that were heard of before and handed in a file that was not received before."""
    receipts = {(own.village_code, own.sha256) for own in known}
    received = {code for code, _ in receipts}
    return {
        own.identity.village_code
        for own in merged
        if own.identity.village_code in received and (own.identity.village_code, own.sha256) not in receipts
    }


def _by_village(submissions: Iterable[Submission]) -> dict[str, list[Submission]]:
    villages: dict[str, list[Submission]] = {}
    for own in submissions:
        villages.setdefault(own.identity.village_code, []).append(own)
    return villages


def _receipt(campaign: Campaign, own: Submission, first: bool, changes: tuple[Change, ...]) -> Receipt:
    saved = own.saved or own.modified
    return Receipt(
        township=own.identity.township,
        village=own.identity.village,
        village_code=own.identity.village_code,
        file=own.file,
        sha256=own.sha256,
        saved=f"{datetime.fromtimestamp(saved):%Y-%m-%d %H:%M}" if saved else "",
        households=_counted(campaign, own, campaign.counts.households),
        persons=_counted(campaign, own, campaign.counts.persons),
        rows=records_of(own),
        first=first,
        changes=changes,
    )


def _counted(campaign: Campaign, own: Submission, counted: Rows) -> int:
    return sum(len(rows.rows) for table, rows in own.tables.items() if counted.has(campaign.tables[table]))


def _changes(campaign: Campaign, before: Sequence[Submission], after: Sequence[Submission]) -> Iterator[Change]:
    """What is different, table by table."""
    for table in campaign.tables:
        old, new = _records(campaign, table, before), _records(campaign, table, after)
        sheet = campaign.tables[table].sheet
        for key, record in new.items():
            if key not in old:
                yield Change("增加", sheet, key[1], record[""])
        for key, record in old.items():
            if key not in new:
                yield Change("减少", sheet, key[1], record[""])
        for key in new:
            if key in old:
                yield from _fields(campaign, table, key, old[key], new[key])


def _fields(
    campaign: Campaign, table: str, key: _Key, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Change]:
    for column in campaign.columns(table):
        before, after = old.get(column.name, ""), new.get(column.name, "")
        if before != after:
            yield Change("改动", campaign.tables[table].sheet, key[1], new[""], column.label, before, after)


def _records(campaign: Campaign, table: str, parts: Iterable[Submission]) -> dict[_Key, dict[str, str]]:
    """The records of a table: column → what stands in it; under "" the person's name."""
    records: dict[_Key, dict[str, str]] = {}
    kinds = {column.name: column.kind for column in campaign.columns(table) if column.derived is None}
    for part in parts:
        rows = part.tables.get(table)
        for index in range(len(rows.rows) if rows is not None else 0):
            assert rows is not None
            cells = {name: _shown(rows, name, index, kind) for name, kind in kinds.items() if name in rows.columns}
            names = [cells[name] for name in (*PERSON_NAMES, HEAD_NAME) if cells.get(name)]
            who = cells.get(ID_NUMBER) or next(iter(names), "")
            code = cells.get(campaign.tables[table].key, "")
            number = sum(key[:3] == (table, code, who) for key in records) if (table, code, who, 0) in records else 0
            records[table, code, who, number] = {**cells, "": next(iter(names), "")}
    return records


def _shown(rows: TableRows, name: str, index: int, kind: str) -> str:
    value = rows.columns[name][index]
    return show_number(value, kind) if isinstance(value, float) and kind in NUMBER_KINDS else str(value or "")
