"""Partial copies of one village put together: two people each filled their own part of the same issued workbook.

Every workbook carries the rows as they were issued, so it is known which cells of a copy somebody touched. What was
touched in one copy only, or alike in several, is taken from there; rows that were added in one copy are added. A cell
that was filled differently in two copies is for a person, and then nothing of the village is taken.

The result is several submissions: the copy saved last with the cells of the others in it, and for each other copy the
rows that only it has, so that every row still says which file it came from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cunbiao import message_ids
from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, ID_NUMBER, PERSON_NAMES
from cunbiao.definitions import Campaign
from cunbiao.findings import Finding, MessageCatalogue, Place
from cunbiao.merging.activity import changed_rows
from cunbiao.records.identity_sheet import ISSUED_TOKEN
from cunbiao.records.submission import RowLedger, Submission, TableRows, Value
from cunbiao.submissions.issued import shown_value

# A record in all copies: the token it was issued with, or who it is about and the how-manieth such one it is.
_Key = tuple[object, ...]
# A cell: what it holds, and whether that could be read.
_Cell = tuple[Value, bool]
_EMPTY: _Cell = (None, False)


@dataclass(frozen=True)
class Joined:
    """One village from several copies.

    ``parts`` are the submissions that take their place, the fullest first, or nothing when ``findings`` are cells that
    were filled differently. ``rows`` is how many rows each other file gave, by name.
    """

    parts: tuple[Submission, ...]
    findings: tuple[Finding, ...]
    rows: Mapping[str, int] = field(default_factory=dict)


def can_be_joined(copies: Sequence[Submission]) -> bool:
    """Whether all are copies of one issued workbook, and none of them was put together before."""
    issued = {own.identity.issued_hash for own in copies}
    return len(issued) == 1 and issued != {""} and not any(own.joined_to for own in copies)


def is_unfilled(submission: Submission, campaign: Campaign) -> bool:
    """Whether nothing was typed into a workbook since it was issued."""
    return not any(
        rows.gone
        or any(rows.bad.values())
        or (rows.rows and rows.issued is None)
        or changed_rows(rows, campaign.asked_anew(table))
        or any(_answered(rows, name) for name in _issued_empty(submission, table, campaign))
        for table, rows in submission.tables.items()
    )


def _issued_empty(submission: Submission, table: str, campaign: Campaign) -> frozenset[str]:
    """The columns that are asked anew; workbooks of former editions have the year before in them."""
    is_former = submission.identity.forms.get(campaign.form_of(table).id) != campaign.notice.form_edition
    return frozenset() if is_former else campaign.asked_anew(table)


def _answered(rows: TableRows, name: str) -> bool:
    """Whether something was filled into a column that was issued empty."""
    return any(_blank(value) is not None for value in rows.columns.get(name, ()))


def joined(copies: Sequence[Submission], campaign: Campaign, messages: MessageCatalogue) -> Joined:
    """Puts copies of one village together; the first is the one the others are put into."""
    return _Joining(copies, campaign, messages).done()


@dataclass
class _Record:
    """One record: its row in each copy that has it, by position of the copy."""

    rows: dict[int, int] = field(default_factory=dict)


class _Joining:
    def __init__(self, copies: Sequence[Submission], campaign: Campaign, messages: MessageCatalogue) -> None:
        self._copies = copies
        self._base = copies[0]
        self._campaign = campaign
        self._messages = messages
        self._taken: list[Finding] = []
        self._differing: list[Finding] = []
        # Cells and rows of the other copies that count now, as their own findings name them.
        self._used: set[tuple[str, str, int, str]] = set()

    def done(self) -> Joined:
        """All tables put together."""
        tables: list[dict[str, TableRows]] = [{} for _ in self._copies]
        for table in self._base.tables:
            for position, rows in self._table(table).items():
                tables[position][table] = rows
        if self._differing:
            return Joined((), tuple(self._differing))
        base = replace(self._base, tables=tables[0], findings=[*self._base.findings, *self._taken])
        parts = [
            replace(own, tables=added, findings=list(self._findings_of(own)), joined_to=base.file)
            for own, added in zip(self._copies[1:], tables[1:], strict=True)
        ]
        given = {own.file: sum(len(rows.rows) for rows in own.tables.values()) for own in parts}
        return Joined((base, *parts), (), given)

    def _findings_of(self, copy: Submission) -> Iterator[Finding]:
        """What was found about the cells and rows that are taken from a copy, and about the file as a whole."""
        for finding in copy.findings:
            place = finding.place
            whole_row = (place.file, place.sheet, place.row, "")
            if not place.row or whole_row in self._used or (*whole_row[:3], place.column) in self._used:
                yield finding

    def _table(self, table: str) -> dict[int, TableRows]:
        """The rows of the first copy with the cells of the others, and of each other copy the rows only it has."""
        copies = {position: own.tables[table] for position, own in enumerate(self._copies) if table in own.tables}
        cells = {name: list(column) for name, column in copies[0].columns.items()}
        bad = {name: set(indices) for name, indices in copies[0].bad.items()}
        added: dict[int, dict[int, dict[str, _Cell]]] = {}
        for record in _records(copies).values():
            home = min(record.rows)
            chosen, sources = self._chosen(table, copies, record)
            if home:
                added.setdefault(home, {})[record.rows[home]] = chosen
            else:
                for name in sources:
                    index = record.rows[0]
                    cells[name][index] = chosen[name][0]
                    bad.setdefault(name, set()).discard(index)
                    if chosen[name][1]:
                        bad[name].add(index)
            self._tell(table, copies, record, sources)
        gone = _still_gone(copies, added, self._campaign.tables[table].key)
        kept = {name: sorted(indices) for name, indices in bad.items() if indices}
        # What the file's own formulas show is not about these cells any more.
        own = {0: replace(copies[0], columns=cells, bad=kept, gone=gone, shown={})}
        own |= {position: _only(copies[position], rows) for position, rows in added.items()}
        return own

    def _chosen(
        self, table: str, copies: Mapping[int, TableRows], record: _Record
    ) -> tuple[dict[str, _Cell], dict[str, int]]:
        """The cells of a record, and of those that come from another copy than its first, from which."""
        home = min(record.rows)
        empty = _issued_empty(self._base, table, self._campaign)
        chosen: dict[str, _Cell] = {}
        sources: dict[str, int] = {}
        for name in copies[home].columns:
            found = {position: _cell(copies[position], name, index) for position, index in record.rows.items()}
            # Issued empty: who left it so said nothing, and who says the same as the year before has said it.
            untouched = _EMPTY if name in empty else _before(copies[home], name, record.rows[home])
            touched: dict[_Cell, int] = {}
            for position, cell in found.items():
                if cell != untouched:
                    touched.setdefault(cell, position)
            if len(touched) > 1:
                self._differs(table, copies, record, name)
            first = next(iter(found))
            chosen[name], source = next(iter(touched.items()), (found[first], first))
            if source != home:
                sources[name] = source
        return chosen, sources

    def _tell(self, table: str, copies: Mapping[int, TableRows], record: _Record, sources: Mapping[str, int]) -> None:
        """Says which cells of a row come from another file, or that the whole row does."""
        home = min(record.rows)
        rows, index = copies[home], record.rows[home]
        if home:
            self._used.add((self._copies[home].file, rows.sheet, rows.rows[index], ""))
            self._say(self._taken, message_ids.ROW_ADDED, home, rows, index, {"other": self._base.file})
        for position in dict.fromkeys(sources.values()):
            names = [name for name, source in sources.items() if source == position]
            other, at = copies[position], record.rows[position]
            place = (self._copies[position].file, other.sheet, other.rows[at])
            self._used.update((*place, other.letters.get(name, "")) for name in names)
            label = "、".join(self._label(table, name) for name in names)
            values: dict[str, object] = {"label": label, "other": self._copies[position].file, "row": other.rows[at]}
            self._say(self._taken, message_ids.CELLS_JOINED, home, rows, index, values)

    def _differs(self, table: str, copies: Mapping[int, TableRows], record: _Record, name: str) -> None:
        """A cell that was filled differently, each value with its file and row beside the others."""
        home = min(record.rows)
        kind = next((own.kind for own in self._campaign.columns(table) if own.name == name), "")
        told = "；".join(
            f"“{self._copies[position].file}”第 {copies[position].rows[index]} 行"
            f"写“{shown_value(copies[position].columns[name][index], kind)}”"
            for position, index in record.rows.items()
        )
        values: dict[str, object] = {"label": self._label(table, name), "other": told}
        self._say(self._differing, message_ids.CELL_DIFFERS, home, copies[home], record.rows[home], values, name)

    def _label(self, table: str, name: str) -> str:
        return next((own.label for own in self._campaign.columns(table) if own.name == name), name)

    def _say(
        self,
        into: list[Finding],
        message: str,
        position: int,
        rows: TableRows,
        index: int,
        values: dict[str, object],
        column: str = "",
    ) -> None:
        copy = self._copies[position]
        place = Place(copy.file, rows.sheet, rows.rows[index], rows.letters.get(column, ""))
        whose = {
            about: shown_value(rows.columns[name][index])
            for about, name in (("household_code", HOUSEHOLD_KEY), ("head_name", HEAD_NAME), ("name", _name(rows)))
            if name in rows.columns and rows.columns[name][index]
        }
        identity = copy.identity
        into.append(
            self._messages.finding(
                message,
                place,
                values,
                village_code=identity.village_code,
                village=identity.village,
                township=identity.township,
                field=str(values.get("label", "")),
                **whose,
            )
        )


def _records(copies: Mapping[int, TableRows]) -> dict[_Key, _Record]:
    """The records of a table over all copies, in the order of the first copy and then of the others."""
    records: dict[_Key, _Record] = {}
    for position, rows in copies.items():
        seen: Counter[_Key] = Counter()
        for index, token in enumerate(rows.tokens):
            key = (token,) if token.startswith(ISSUED_TOKEN) else _about(rows, index)
            seen[key] += 1
            records.setdefault((*key, seen[key]), _Record()).rows[position] = index
    return records


def _about(rows: TableRows, index: int) -> _Key:
    """Whom an added row is about; a row that names nobody is known by all it says."""
    names = [name for name in (HOUSEHOLD_KEY, _name(rows), ID_NUMBER) if name in rows.columns]
    about = tuple(rows.columns[name][index] for name in names)
    return ("added", *about) if any(about) else ("said", *(column[index] for column in rows.columns.values()))


def _name(rows: TableRows) -> str:
    return next((name for name in PERSON_NAMES if name in rows.columns), "")


def _cell(rows: TableRows, name: str, index: int) -> _Cell:
    column = rows.columns.get(name)
    unreadable = index in rows.bad.get(name, ())
    return (None if column is None else _blank(column[index]), unreadable)


def _before(rows: TableRows, name: str, index: int) -> _Cell:
    """The cell as it was issued; an added row was empty."""
    issued = (rows.issued or {}).get(name)
    return (None if issued is None else _blank(issued[index]), False)


def _blank(value: Value) -> Value:
    return None if value == "" else value


def _still_gone(copies: Mapping[int, TableRows], added: Mapping[int, Mapping[int, object]], key: str) -> list[str]:
    """The keys of the issued rows that no copy has any more."""
    gone = list(copies[0].gone)
    for position, indices in added.items():
        rows = copies[position]
        for index in indices:
            if rows.tokens[index].startswith(ISSUED_TOKEN):
                code = str(_before(rows, key, index)[0] or "")
                if code in gone:
                    gone.remove(code)
    return gone


def _only(rows: TableRows, chosen: Mapping[int, Mapping[str, _Cell]]) -> TableRows:
    """Some rows of a table with these cells."""
    indices = sorted(chosen)
    tokens = [rows.tokens[index] for index in indices]
    bad = {name: [place for place, index in enumerate(indices) if chosen[index][name][1]] for name in rows.columns}
    issued = sum(token.startswith(ISSUED_TOKEN) for token in tokens)
    return TableRows(
        table=rows.table,
        sheet=rows.sheet,
        rows=[rows.rows[index] for index in indices],
        tokens=tokens,
        columns={name: [chosen[index][name][0] for index in indices] for name in rows.columns},
        bad={name: places for name, places in bad.items() if places},
        letters=rows.letters,
        shown={},
        issued=None
        if rows.issued is None
        else {name: [column[index] for index in indices] for name, column in rows.issued.items()},
        counts=RowLedger(physical=len(indices), issued=issued, inserted=len(indices) - issued),
        extra={name: [column[index] for index in indices] for name, column in rows.extra.items()},
    )
