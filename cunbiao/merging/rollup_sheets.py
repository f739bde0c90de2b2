"""The hidden half of a rollup workbook: what a county needs to build its rollup from those of its townships.

Generators write these sheets with the functions here and `restore` reads them back, so both mean the same.

Data sheets carry, beside the indicators, where every row came from; ``_bad`` names the indicators whose cell holds what
was typed because it could not be read, ``_issued`` holds (as JSON) the issued values of the changed cells of a row.
``_files`` has one row a file that was found, ``_intake`` one row a finding that was made while reading a file,
``_reasons`` one row a written reason, ``_decisions`` one row a decision about a correction, ``_corrected`` one row a
cell that a correction in force has changed, with what the village has there, ``_entries`` one row a field that a
township or county filled in.
``_rollup`` has a name in column A and its value from column B on (long values continue in the next columns).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from itertools import chain, compress
from operator import ne
from typing import Any

import msgspec

from cunbiao.corrections.cells import Original, as_handed_in
from cunbiao.findings import Finding, Place
from cunbiao.merging.ledger import IN_REGISTER, FileFate
from cunbiao.merging.villages import RollupLevel
from cunbiao.records.identity_sheet import (
    FIRST_ROW,
    ISSUED_TOKEN,
    ROLLUP_SHEET,
    Cell,
    ExpectedVillage,
    Supplied,
    identity_rows,
    named_entries,
    named_value,
    read_identity,
    read_mark,
    read_supplied,
)
from cunbiao.records.submission import (
    LevelEntry,
    RowLedger,
    Submission,
    TableRows,
    Value,
    WrittenDecision,
    WrittenReason,
)
from cunbiao.submissions.rollup_seal import ROW
from workbooks.errors import ForThePerson
from workbooks.reading.raw import Fault, Raw, RawSheet

FILES_SHEET, INTAKE_SHEET, REASONS_SHEET, ENTRIES_SHEET = "_files", "_intake", "_reasons", "_entries"
DECISIONS_SHEET, CORRECTED_SHEET = "_decisions", "_corrected"
TOKEN, BAD, ISSUED = "_token", "_bad", "_issued"
FILE, SHEET, COLUMN = "_file", "_sheet", "_col"

_SEPARATOR = ","
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_FATE = [field.name for field in fields(FileFate)]
_COUNTED = ("rows", "joined")
_MERGED = ["size", "modified", "saved", "joined_to", "identity", "villages", "tables", "layout"]
# What reading says; the rest of a finding is found out again by every merge.
_FINDING = [field.name for field in fields(Finding) if field.name not in ("place", "key", "fact", "reason", "remark")]
_REASON = [field.name for field in fields(WrittenReason)]
_DECISION = [field.name for field in fields(WrittenDecision)]
_ORIGINAL = [field.name for field in fields(Original)]
_ENTRY = [field.name for field in fields(LevelEntry)]
_PLACE = [field.name for field in fields(Place)]


class RollupSheetError(ForThePerson):
    """A sheet of a rollup does not say what it must; the text says in Chinese which one."""


@dataclass(frozen=True)
class RollupIdentity:
    """For whom a rollup was made, and with which definitions.

    ``title`` is that of the notice and ``area_code`` the county's, "" where that is not said; ``settings`` are the
    parameters the county supplied: name → value (a date as 2020-09-30) and source. ``folder`` is the folder of the
    village files as the rollup sees it, ending in "/" ("" beside it).
    """

    level: RollupLevel
    policy: str
    year: int
    county: str
    township: str
    settings: dict[str, Supplied]
    title: str = ""
    area_code: str = ""
    folder: str = ""


@dataclass(frozen=True)
class Restored:
    """What a rollup was made of: the workbooks whose rows it holds, as the villages handed them in, every other file
    with its fate, written reasons, decisions about corrections.

    ``entries`` is what townships and counties filled in, ``differing`` are the findings about files that were not
    taken.
    """

    identity: RollupIdentity
    submissions: tuple[Submission, ...]
    other_files: tuple[FileFate, ...]
    reasons: tuple[WrittenReason, ...]
    differing: tuple[Finding, ...] = ()
    decisions: tuple[WrittenDecision, ...] = ()
    entries: tuple[LevelEntry, ...] = ()

    @property
    def file_names(self) -> set[str]:
        """The names of all files."""
        return {own.file for own in self.submissions} | {own.file for own in self.other_files}


def changed_cells(rows: TableRows) -> dict[int, dict[str, Value]]:
    """Index of an issued record → indicator → the value it was issued with, for every cell changed since."""
    changes: dict[int, dict[str, Value]] = {}
    for name, before in (rows.issued or {}).items():
        after = rows.columns.get(name)
        if after is None or after == before:
            continue
        for index in compress(range(len(before)), map(ne, before, after)):
            if rows.tokens[index].startswith(ISSUED_TOKEN):
                changes.setdefault(index, {})[name] = before[index]
    return changes


def bad_names(rows: TableRows) -> dict[int, str]:
    """Index of a record → its ``_bad`` cell, for records that have one."""
    names: dict[int, list[str]] = {}
    for name, indices in rows.bad.items():
        for index in indices:
            names.setdefault(index, []).append(name)
    return {index: _SEPARATOR.join(own) for index, own in names.items()}


def issued_values(changes: Mapping[str, Value]) -> str:
    """The ``_issued`` cell of a record with these changed cells."""
    # There are as many of them as records, nearly.
    return msgspec.json.encode(changes).decode()


def file_rows(
    files: Iterable[FileFate], submissions: Iterable[Submission]
) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """The rows of ``_files`` (heading first), and those rows of ``_rollup`` that they refer to."""
    merged = {submission.file: submission for submission in submissions}
    villages: dict[tuple[ExpectedVillage, ...], int] = {}
    layouts: dict[str, int] = {}
    lines: list[list[Cell]] = [[*_FATE, *_MERGED]]
    for file in files:
        row: list[Cell] = [getattr(file, name) for name in _FATE]
        submission = merged.get(file.file)
        if submission is not None and file.fate in IN_REGISTER:
            listed = submission.identity.villages
            identity = identity_rows(replace(submission.identity, villages=()))
            own = submission.tables
            tables = {
                name: {"sheet": rows.sheet, "counts": asdict(rows.counts), "gone": rows.gone}
                for name, rows in own.items()
            }
            layout = _json({name: _layout(rows) for name, rows in own.items()})
            # In milliseconds: a workbook need not keep more digits.
            row += [submission.size, round(submission.modified, 3), round(submission.saved, 3), submission.joined_to]
            row.append(_json(identity))
            row += [villages.setdefault(listed, len(villages)), _json(tables), layouts.setdefault(layout, len(layouts))]
        lines.append(row)
    referred = [
        named_value(f"villages {number}", _json([[entry.code, entry.village, entry.township] for entry in listed]))
        for listed, number in villages.items()
    ]
    referred += [named_value(f"layout {number}", text) for text, number in layouts.items()]
    return lines, referred


def _layout(rows: TableRows) -> dict[str, object]:
    """What the files of one issue have in common: column letters, columns that were read, columns that were issued."""
    issued = None if rows.issued is None else list(rows.issued)
    return {"letters": rows.letters, "columns": list(rows.columns), "issued": issued}


def intake_rows(submissions: Iterable[Submission], differing: Iterable[Finding]) -> list[list[Cell]]:
    """The rows of ``_intake``, heading first; ``differing`` are findings about files that were not taken."""
    rows: list[list[Cell]] = [[*_FINDING, *_PLACE]]
    for finding in chain(chain.from_iterable(own.findings for own in submissions), differing):
        cells = [getattr(finding, name) for name in _FINDING]
        rows.append([*cells, *(getattr(finding.place, name) for name in _PLACE)])
    return rows


def reason_rows(reasons: Iterable[WrittenReason]) -> list[list[Cell]]:
    """The rows of ``_reasons``, heading first."""
    rows: list[list[Cell]] = [[*_REASON]]
    rows += [[own.key, own.fact, own.text, _SEPARATOR.join(own.known), own.file] for own in reasons]
    return rows


def decision_rows(decisions: Iterable[WrittenDecision]) -> list[list[Cell]]:
    """The rows of ``_decisions``, heading first."""
    return [[*_DECISION], *([getattr(own, name) for name in _DECISION] for own in decisions)]


def original_rows(originals: Iterable[Original]) -> list[list[Cell]]:
    """The rows of ``_corrected``, heading first; values as JSON."""
    rows: list[list[Cell]] = [[*_ORIGINAL]]
    rows += [[own.file, own.table, own.row, own.field, _json(own.value), int(own.bad)] for own in originals]
    return rows


def entry_rows(entries: Iterable[LevelEntry]) -> list[list[Cell]]:
    """The rows of ``_entries``, heading first."""
    rows: list[list[Cell]] = [[*_ENTRY]]
    rows += [[_plain(getattr(own, name)) for name in _ENTRY] for own in entries]
    return rows


def _plain(value: Cell) -> Cell:
    return int(value) if isinstance(value, bool) else value


def rollup_rows(identity: RollupIdentity, referred: Iterable[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows of ``_rollup``; ``referred`` are those that `file_rows` gives."""
    values = {**asdict(identity), "settings": _json(identity.settings)}
    return [*(named_value(name, str(value)) for name, value in values.items()), *map(list, referred)]


def restore(sheets: Mapping[str, RawSheet]) -> Restored:
    """The workbooks and files a rollup was made of, given its sheets by name.

    Raises:
        RollupSheetError: a sheet is missing or damaged.
    """
    for name in (ROLLUP_SHEET, FILES_SHEET, INTAKE_SHEET, REASONS_SHEET):
        if name not in sheets:
            raise RollupSheetError(f"汇总表缺少隐藏的工作表“{name}”，不是完整的汇总表")
    try:
        return _Restoring(sheets).done()
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise RollupSheetError(f"汇总表的隐藏内容不完整：{error}") from error


def in_folder(restored: Restored, folder: str) -> Restored:
    """The same with ``folder`` put before the name of every file."""

    def moved(finding: Finding) -> Finding:
        return replace(finding, place=replace(finding.place, file=f"{folder}/{finding.place.file}"))

    submissions = tuple(
        replace(own, file=f"{folder}/{own.file}", findings=[moved(finding) for finding in own.findings])
        for own in restored.submissions
    )
    others = tuple(replace(own, file=f"{folder}/{own.file}") for own in restored.other_files)
    differing = tuple(map(moved, restored.differing))
    return replace(restored, submissions=submissions, other_files=others, differing=differing)


class _Restoring:
    """The sheets of one rollup on their way back to submissions."""

    def __init__(self, sheets: Mapping[str, RawSheet]) -> None:
        self._sheets = sheets
        rollup = sheets[ROLLUP_SHEET]
        rows = [rollup.row(position) for position in range(len(rollup.rows))]
        self._named = {_text(row[0]): "".join(_text(row[index]) for index in sorted(row) if index) for row in rows}
        self._tables = dict(_data_sheets(sheets.values()))

    def done(self) -> Restored:
        """Everything the rollup was made of."""
        named = self._named
        identity = RollupIdentity(
            level="county" if named["level"] == "county" else "township",
            policy=named["policy"],
            year=int(named["year"]),
            county=named["county"],
            township=named["township"],
            settings=read_supplied(named["settings"]),
            title=named.get("title", ""),
            area_code=named.get("area_code", ""),
            folder=named["folder"],
        )
        findings: dict[str, list[Finding]] = {}
        for record in _records(self._sheets[INTAKE_SHEET]):
            place = Place(_text(record["file"]), _text(record["sheet"]), _whole(record["row"]), _text(record["column"]))
            said = {name: _text(record[name]) for name in _FINDING}
            finding = Finding(place=place, **said)  # type: ignore[arg-type]
            findings.setdefault(place.file, []).append(finding)
        submissions = []
        others = []
        for record in _records(self._sheets[FILES_SHEET]):
            facts = {name: _text(record[name]) for name in _FATE if name not in _COUNTED}
            counted = {name: _whole(record[name]) for name in _COUNTED}
            fate = FileFate(**facts, **counted)  # type: ignore[arg-type]
            if fate.fate in IN_REGISTER:
                submissions.append(self._submission(fate, record, findings.pop(fate.file, [])))
            else:
                others.append(fate)
        differing = tuple(chain.from_iterable(findings.values()))
        reasons, decisions, entries = tuple(self._reasons()), tuple(self._decisions()), tuple(self._entries())
        originals = tuple(self._originals())
        handed_in = tuple(as_handed_in(own, originals) for own in submissions)
        return Restored(identity, handed_in, tuple(others), reasons, differing, decisions, entries)

    def _decisions(self) -> Iterator[WrittenDecision]:
        """Those about corrections; rollups of former versions have none."""
        for record in _records(self._sheets[DECISIONS_SHEET]) if DECISIONS_SHEET in self._sheets else ():
            yield WrittenDecision(**{name: _text(record[name]) for name in _DECISION})

    def _originals(self) -> Iterator[Original]:
        """What the villages have in the cells that corrections have changed."""
        for record in _records(self._sheets[CORRECTED_SHEET]) if CORRECTED_SHEET in self._sheets else ():
            file, table, field = (_text(record[name]) for name in ("file", "table", "field"))
            value, bad = json.loads(_text(record["value"])), bool(_whole(record["bad"]))
            yield Original(file, table, _whole(record["row"]), field, value, bad)

    def _reasons(self) -> Iterator[WrittenReason]:
        for record in _records(self._sheets[REASONS_SHEET]):
            facts = {name: _text(record[name]) for name in _REASON}
            known = facts.pop("known")
            yield WrittenReason(**facts, known=tuple(known.split(_SEPARATOR) if known else ()))

    def _entries(self) -> Iterator[LevelEntry]:
        for record in _records(self._sheets[ENTRIES_SHEET]) if ENTRIES_SHEET in self._sheets else ():
            texts = {name: _text(record[name]) for name in _ENTRY if name not in ("value", "readable", "row")}
            value = _value(record["value"])
            yield LevelEntry(
                **texts,
                value="" if value is None else value,
                readable=bool(_whole(record["readable"])),
                row=_whole(record["row"]),
            )

    def _submission(self, fate: FileFate, record: Mapping[str, Raw], findings: list[Finding]) -> Submission:
        villages = json.loads(self._named[f"villages {_whole(record['villages'])}"])
        layout = json.loads(self._named[f"layout {_whole(record['layout'])}"])
        identity = read_identity(named_entries(json.loads(_text(record["identity"]))))
        tables = json.loads(_text(record["tables"]))
        return Submission(
            file=fate.file,
            sha256=fate.sha256,
            size=_whole(record["size"]),
            modified=float(_text(record["modified"])),
            saved=float(_text(record["saved"])),
            joined_to=_text(record["joined_to"]),
            identity=replace(identity, villages=tuple(ExpectedVillage(*entry) for entry in villages)),
            tables={name: self._tables[name].of_file(fate.file, own, layout[name]) for name, own in tables.items()},
            findings=findings,
        )


class _DataSheet:
    """One table of a rollup: its columns, and which of its rows came from which file."""

    def __init__(self, table: str, sheet: RawSheet) -> None:
        self._table = table
        self._first = sum(row < FIRST_ROW for row in sheet.rows)
        names = {TOKEN: 0} | {_text(name): index for index, name in sheet.row(0).items() if index}
        self._columns = {name: sheet.column(index)[self._first :] for name, index in names.items()}
        self._of_file: dict[str, list[int]] = {}
        for position, file in enumerate(self._columns[FILE]):
            if file is not None:
                self._of_file.setdefault(_text(file), []).append(position)

    def of_file(self, file: str, own_sheet: Mapping[str, Any], layout: Mapping[str, Any]) -> TableRows:
        """The records of one file, in the order they had there; ``own_sheet`` is what ``_files`` says of its sheet."""
        numbers = self._columns[ROW]
        positions = sorted(self._of_file.get(file, []), key=lambda position: _whole(numbers[position]))

        def own(name: str) -> list[Value]:
            column = self._columns[name]
            return [_value(column[position]) for position in positions]

        columns = {name: own(name) for name in layout["columns"]}
        tokens = list(map(_text, own(TOKEN)))
        bad: dict[str, list[int]] = {}
        for index, names in enumerate(own(BAD)):
            for name in _text(names).split(_SEPARATOR) if names else ():
                bad.setdefault(name, []).append(index)
                columns[name][index] = _text(columns[name][index])
        issued = None if layout["issued"] is None else _issued(layout["issued"], columns, tokens, own(ISSUED))
        return TableRows(
            table=self._table,
            sheet=own_sheet["sheet"],
            rows=list(map(_whole, own(ROW))),
            tokens=tokens,
            columns=columns,
            bad=bad,
            letters=dict(layout["letters"]),
            shown={},
            issued=issued,
            counts=RowLedger(**own_sheet["counts"]),
            gone=list(own_sheet["gone"]),
        )


def _issued(
    names: Sequence[str], columns: Mapping[str, list[Value]], tokens: Sequence[str], changes: Sequence[Value]
) -> dict[str, list[Value]]:
    """The issued values: what stands in the cell unless ``_issued`` knows another; ``None`` in rows not issued."""
    from_issue = [token.startswith(ISSUED_TOKEN) for token in tokens]
    blank: list[Value] = [None] * len(tokens)
    issued = {
        name: [value if own else None for value, own in zip(columns.get(name, blank), from_issue, strict=True)]
        for name in names
    }
    for index, changed in enumerate(changes):
        if changed is not None:
            for name, before in json.loads(_text(changed)).items():
                issued[name][index] = before
    return issued


def _data_sheets(sheets: Iterable[RawSheet]) -> Iterator[tuple[str, _DataSheet]]:
    for sheet in sheets:
        mark = read_mark(_text(sheet.row(0).get(0))) if sheet.rows[:1] == [1] else None
        if mark is not None:
            yield mark[0], _DataSheet(mark[0], sheet)


def _records(sheet: RawSheet) -> Iterator[dict[str, Raw]]:
    """The rows below the heading row, by heading."""
    names = {index: _text(name) for index, name in sheet.row(0).items()}
    for position in range(1, len(sheet.rows)):
        row = sheet.row(position)
        yield {name: row.get(index) for index, name in names.items()}


def _value(cell: Raw) -> Value:
    if isinstance(cell, Fault | bool):
        raise ValueError(f"内容不应当是 {cell}")
    return None if cell is None or cell == "" else cell


def _text(cell: Raw) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _whole(cell: Raw) -> int:
    return int(_text(cell) or 0)


def _json(value: object) -> str:
    return _ENCODER.encode(value)
