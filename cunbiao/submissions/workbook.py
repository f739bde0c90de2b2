"""One submitted workbook from its sheets to records, taken whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from cunbiao import message_ids
from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.records.identity_sheet import (
    AUTHOR,
    IDENTITY_SHEET,
    ISSUED_PREFIX,
    MARK_PREFIX,
    ROLLUP_SHEET,
    SCHEMA,
    VILLAGE_WORKBOOK,
    Cell,
    Identity,
    IdentityError,
    issued_hash,
    issued_to,
    read_identity,
    read_mark,
)
from cunbiao.records.submission import Ignored, Quarantined, RollupFile, Submission
from cunbiao.submissions.entry_sheet import read_entry_sheet
from cunbiao.submissions.issued import IssuedCopy, read_issued
from cunbiao.submissions.rollup_seal import changed_sheets
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.wording import Wording, refusal_text
from workbooks import refusal
from workbooks.reading.raw import ColumnSheet, Fault, RawSheet
from workbooks.reading.sheets import FileSheets, Sheets
from workbooks.refusal import Refused


@dataclass(slots=True)
class Taken:
    """A submission as its reader returns it: ``unlisted`` are the cells whose text may be another spelling of a code.

    They are settled where the code lists are (`cunbiao.submissions.spellings`): table → indicator → record indices.
    """

    submission: Submission
    unlisted: dict[str, dict[str, list[int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a workbook comes from: its name as the user gave it, checksum and size, when it was saved (since 1970)."""

    file: str
    sha256: str
    size: int
    modified: float


def take(file: str, data: bytes, modified: float, schema: Schema) -> Taken | RollupFile | Quarantined | Ignored:
    """A submitted file as records, or the reason why nothing is taken from it.

    Args:
        file: its name as the user gave it.
        data: its content.
        modified: when it was saved, in seconds since 1970.
        schema: the campaign.
    """
    origin = Origin(file, hashlib.sha256(data).hexdigest(), len(data), modified)
    return take_sheets(origin, partial(FileSheets, data, schema.limits, AUTHOR, MARK_PREFIX), schema)


def take_sheets(
    origin: Origin, open_sheets: Callable[[], Sheets], schema: Schema
) -> Taken | RollupFile | Quarantined | Ignored:
    """A workbook as records, or the reason why nothing is taken from it; ``open_sheets`` may raise `Refused`."""
    try:
        workbook = _Workbook(origin, open_sheets(), schema)
        if schema.rollups and workbook.is_rollup:
            return RollupFile(origin.file, origin.sha256, origin.size, origin.modified, workbook.sealed_sheets())
        return workbook.taken()
    except Refused as refused:
        message, fix = refusal_text(refused, schema)
        if refused.reason == refusal.OWN_OUTPUT:
            return Ignored(origin.file, message, origin.sha256, origin.size, refused.reason, fix)
        return Quarantined(origin.file, origin.sha256, origin.size, refused.reason, message, fix)


class _Workbook:
    """The steps of taking one workbook; each raises `Refused` when it cannot be taken."""

    def __init__(self, origin: Origin, sheets: Sheets, schema: Schema) -> None:
        self._origin = origin
        self._schema = schema
        self._sheets = sheets

    @property
    def is_rollup(self) -> bool:
        """Whether this is a rollup of ours."""
        return ROLLUP_SHEET in self._sheets.names

    def sealed_sheets(self) -> dict[str, RawSheet]:
        """The sheets of a rollup that carry data, after making sure that nobody changed them."""
        sheets: dict[str, RawSheet] = {
            name: ColumnSheet.of(self._sheets.read(name))
            for name in self._sheets.names
            if name.startswith("_") or self._sheets.mark(name)
        }
        if changed := changed_sheets(sheets):
            raise Refused(refusal.ROLLUP_CHANGED, sheet="、".join(changed))
        return sheets

    def taken(self) -> Taken:
        """Everything in the workbook."""
        origin = self._origin
        identity = self._read_identity()
        self._wording = Wording(origin.file, identity, self._schema)
        entries = self._entry_sheets(identity)
        copies = self._issued_copies(identity, entries)
        self._refuse_other_village(identity, copies)
        findings = self._wording.findings
        submission = Submission(origin.file, origin.sha256, origin.size, origin.modified, identity, {}, findings)
        taken = Taken(submission)
        for table_id, name in entries.items():
            table, copy = self._schema.tables[table_id], copies.get(table_id)
            entry = read_entry_sheet(name, self._sheets.read(name), table, self._schema, copy)
            submission.tables[table_id] = entry.rows
            if entry.unlisted:
                taken.unlisted[table_id] = entry.unlisted
            self._wording.about_entry_sheet(entry, table)
            if copy is not None:
                self._wording.about_issued(entry.rows, table, copy)
        if not any(rows.rows for rows in submission.tables.values()):
            raise Refused(refusal.NO_DATA, expected=sum(len(copy.tokens) for copy in copies.values()))
        self._stray_sheets(identity, entries)
        return taken

    def _read_identity(self) -> Identity:
        if IDENTITY_SHEET not in self._sheets.names:
            marked = any(self._sheets.mark(name) for name in self._sheets.names)
            own = self.is_rollup or (self._sheets.ours and not marked)
            raise Refused(refusal.OWN_OUTPUT if own else refusal.NOT_OURS)
        sheet = self._sheets.read(IDENTITY_SHEET)
        rows: list[list[Cell]] = []
        for position in range(len(sheet.rows)):
            cells = sheet.row(position)
            rows.append([_identity_cell(cells.get(column)) for column in range(max(cells, default=-1) + 1)])
        try:
            identity = read_identity(rows)
        except IdentityError as error:
            raise Refused(refusal.TAMPERED) from error
        if identity.schema != SCHEMA:
            raise Refused(refusal.NEWER_PRODUCT, actual=identity.schema)
        if identity.product != VILLAGE_WORKBOOK:
            raise Refused(refusal.NOT_OURS)
        if (identity.policy, identity.year) != (self._schema.policy, self._schema.year):
            raise Refused(
                refusal.OTHER_CAMPAIGN, actual=f"{identity.policy} {identity.year}", expected=self._schema.title
            )
        return identity

    def _entry_sheets(self, identity: Identity) -> dict[str, str]:
        """Table id → its sheet, in the campaign's order; each form that was issued must be there in its version."""
        found: dict[str, tuple[str, str]] = {}
        for name in self._sheets.names:
            mark = read_mark(self._sheets.mark(name))
            if mark is None or mark[0] not in self._schema.tables:
                continue
            if mark[0] in found:
                raise Refused(refusal.SHEET_TWICE, sheet=found[mark[0]][0], other=name)
            found[mark[0]] = (name, mark[1])
        entries = {}
        for table_id, table in self._schema.tables.items():
            if table_id in found:
                name, version = found[table_id]
                if version != table.version and version not in table.accepts:
                    raise Refused(refusal.OTHER_VERSION, sheet=name, actual=version, expected=table.version)
                entries[table_id] = name
            elif table.form in identity.forms:
                raise Refused(refusal.SHEET_MISSING, sheet=table.sheet)
        return entries

    def _issued_copies(self, identity: Identity, entries: dict[str, str]) -> dict[str, IssuedCopy]:
        """The rows as issued of every prefilled table, after making sure that nobody changed them."""
        copies = {}
        for table_id in entries:
            table = self._schema.tables[table_id]
            if table.prefilled:
                name = ISSUED_PREFIX + table_id
                copy = read_issued(self._sheets.read(name), table) if name in self._sheets.names else None
                if copy is None:
                    raise Refused(refusal.TAMPERED)
                copies[table_id] = copy
        if issued_hash({table_id: copy.cells for table_id, copy in copies.items()}) != identity.issued_hash:
            raise Refused(refusal.TAMPERED)
        return copies

    def _refuse_other_village(self, identity: Identity, copies: dict[str, IssuedCopy]) -> None:
        """The village the file says it is from must be on its list of villages, and be the one it was issued to."""
        names = {village.code: f"{village.township}{village.village}" for village in identity.villages}
        code, village = identity.village_code, f"{identity.township}{identity.village}"
        if names and code not in names:
            raise Refused(refusal.VILLAGE_NOT_LISTED, actual=code, village=village)
        if issued_to(identity) != code:
            households = {
                key for copy in copies.values() for key in copy.columns.get(HOUSEHOLD_KEY, ()) if isinstance(key, str)
            }
            other = names.get(issued_to(identity), issued_to(identity))
            raise Refused(refusal.OTHER_VILLAGE, village=village, count=len(households), other=other)

    def _stray_sheets(self, identity: Identity, entries: dict[str, str]) -> None:
        """Sheets that were not issued and hold something."""
        own = {*entries.values(), *identity.sheets}
        for name in self._sheets.names:
            if name not in own:
                sheet = self._sheets.read(name)
                if sheet.rows:
                    self._wording.about_sheet(message_ids.STRAY_SHEET, name, count=len(sheet.rows))


def _identity_cell(raw: object) -> Cell:
    return raw if isinstance(raw, str | float) else raw.text if isinstance(raw, Fault) else None
