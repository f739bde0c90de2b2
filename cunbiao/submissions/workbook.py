"""One submitted workbook from its sheets to records, taken whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC

from cunbiao import message_ids
from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.records.identity_sheet import (
    CREATED,
    ISSUED_PREFIX,
    MARK_PREFIX,
    ROLLUP_SHEET,
    SCHEMA,
    Identity,
    IdentityError,
    is_as_issued,
    issued_hash,
    issued_to,
    read_identity,
    read_mark,
)
from cunbiao.records.life import LifeBook, LifeError, read_life_rows
from cunbiao.records.origin import Origin, peek
from cunbiao.records.slip import Slip, SlipError, read_slip_rows
from cunbiao.records.submission import CorrectionList, Ignored, ProblemList, Quarantined, RollupFile, Submission
from cunbiao.submissions.chosen import Choices
from cunbiao.submissions.correction_lists import read_decisions
from cunbiao.submissions.entry_sheet import read_entry_sheet
from cunbiao.submissions.issued import IssuedCopy, read_issued
from cunbiao.submissions.life_books import with_notes
from cunbiao.submissions.problem_lists import read_reasons
from cunbiao.submissions.rollup_seal import changed_sheets, edited_sheets
from cunbiao.submissions.schema import Schema, TableSchema
from cunbiao.submissions.slips import read_answers, reasons_of
from cunbiao.submissions.wording import Wording, refusal_text
from workbooks import refusal
from workbooks.container import open_package
from workbooks.reading.raw import ColumnSheet, RawSheet
from workbooks.reading.sheets import FileSheets, Sheets
from workbooks.references import column_letters
from workbooks.refusal import Refused

# So many rows with content may stand above a mark that was pushed down.
_MARK_LOOKED_FOR = 20


@dataclass(slots=True)
class Taken:
    """A submission as its reader returns it: ``unlisted`` are the cells whose text may be another spelling of a code.

    They are settled where the code lists are (`cunbiao.submissions.spellings`): table → indicator → record indices.
    ``former`` are the tables of an earlier edition, whose drop-downs offered the words of that edition.
    """

    submission: Submission
    unlisted: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    former: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file from outside: its name as the user gave it, checksum and size, when it was saved (since 1970)."""

    file: str
    sha256: str
    size: int
    modified: float


Answer = Taken | RollupFile | ProblemList | CorrectionList | Slip | LifeBook | Quarantined | Ignored


def take(file: str, data: bytes, modified: float, schema: Schema) -> Answer:
    """A submitted file as records, or the reason why nothing is taken from it.

    Args:
        file: its name as the user gave it.
        data: its content.
        modified: when it was saved, in seconds since 1970.
        schema: the campaign.
    """
    facts = FileFacts(file, hashlib.sha256(data).hexdigest(), len(data), modified)
    limits = schema.limits
    return take_sheets(facts, lambda: FileSheets(open_package(data, limits), limits, MARK_PREFIX), schema)


def take_sheets(facts: FileFacts, open_sheets: Callable[[], Sheets], schema: Schema) -> Answer:
    """A workbook as records, or the reason why nothing is taken from it; ``open_sheets`` may raise `Refused`."""
    try:
        sheets = open_sheets()
        origin = peek(sheets)
        if origin.product == "problems":
            return _problem_list(facts, sheets, origin, schema)
        if origin.product == "corrections":
            return _correction_list(facts, sheets, origin, schema)
        if origin.product == "slip":
            return _slip(facts, sheets, origin, schema)
        if origin.product == "lives":
            return _life_book(facts, sheets, origin, schema)
        _refuse_unwanted(origin, schema)
        workbook = _Workbook(facts, sheets, origin, schema)
        if origin.product == "rollup":
            sealed = workbook.sealed_sheets()
            edited = edited_sheets(sealed.get(ROLLUP_SHEET), workbook.sheet)
            return RollupFile(facts.file, facts.sha256, facts.size, facts.modified, sealed, tuple(edited))
        return workbook.taken()
    except Refused as refused:
        message, fix = refusal_text(refused, schema)
        if refused.reason == refusal.OWN_OUTPUT:
            return Ignored(facts.file, message, facts.sha256, facts.size, refused.reason, fix)
        return Quarantined(facts.file, facts.sha256, facts.size, refused.reason, message, fix)


def _problem_list(facts: FileFacts, sheets: Sheets, origin: Origin, schema: Schema) -> ProblemList:
    """A list with the reasons written into it; one without any is what we wrote ourselves and nothing more."""
    reasons = read_reasons(facts.file, sheets) if origin.policy and schema.policy else []
    if not reasons:
        raise Refused(refusal.OWN_OUTPUT)
    _refuse_other_notice(origin, schema)
    return ProblemList(facts.file, facts.sha256, facts.size, reasons)


def _correction_list(facts: FileFacts, sheets: Sheets, origin: Origin, schema: Schema) -> CorrectionList:
    """A list with the decisions written into it; one without any is what we wrote ourselves and nothing more."""
    level = origin.entries.get("level", "")
    decisions = read_decisions(facts.file, level, sheets) if origin.policy and schema.policy else []
    if not decisions:
        raise Refused(refusal.OWN_OUTPUT)
    _refuse_other_notice(origin, schema)
    return CorrectionList(facts.file, facts.sha256, facts.size, decisions)


def _slip(facts: FileFacts, sheets: Sheets, origin: Origin, schema: Schema) -> Slip:
    """A slip that came back, with all that was written on it; an empty one is what we wrote ourselves, nothing more."""
    _refuse_without_notice(origin, schema)
    try:
        head, lines = read_slip_rows(origin.entries)
    except SlipError as error:
        raise Refused(refusal.SLIP_CHANGED) from error
    sheet, answers = read_answers(sheets, lines, schema)
    if not any(answer.is_written for answer in answers):
        raise Refused(refusal.OWN_OUTPUT)
    reasons = list(reasons_of(facts.file, answers))
    saved = _saved(sheets)
    return Slip(facts.file, facts.sha256, facts.size, facts.modified, saved, sheet, head, answers, reasons)


def _life_book(facts: FileFacts, sheets: Sheets, origin: Origin, schema: Schema) -> LifeBook:
    """A list of what became of findings."""
    _refuse_without_notice(origin, schema)
    try:
        lives = read_life_rows(origin.entries)
    except LifeError as error:
        raise Refused(refusal.LIVES_CHANGED) from error
    return LifeBook(facts.file, facts.sha256, facts.size, with_notes(lives, sheets))


def _refuse_without_notice(origin: Origin, schema: Schema) -> None:
    """Refuses what can only be read for a notice where there is none, or another one."""
    if not schema.policy:
        raise Refused(refusal.OWN_OUTPUT)
    _refuse_other_notice(origin, schema)


def _saved(sheets: Sheets) -> float:
    """When a program saved a workbook of ours since it was made, 0 when none did or it does not say."""
    return 0.0 if sheets.saved == CREATED.replace(tzinfo=UTC).timestamp() else sheets.saved


def _refuse_unwanted(origin: Origin, schema: Schema) -> None:
    """Refuses what is no workbook to be taken, or one of another notice."""
    if origin.product == "foreign":
        raise Refused(refusal.NOT_OURS)
    if origin.product != "village" and not (schema.rollups and origin.product == "rollup"):
        raise Refused(refusal.OWN_OUTPUT)
    if origin.entries.get("schema", SCHEMA) != SCHEMA:
        raise Refused(refusal.NEWER_PRODUCT, actual=origin.entries["schema"])
    if not origin.policy:
        rollup = origin.product == "rollup"
        raise Refused(refusal.ROLLUP_CHANGED, sheet=ROLLUP_SHEET) if rollup else Refused(refusal.TAMPERED)
    _refuse_other_notice(origin, schema)


def _refuse_other_notice(origin: Origin, schema: Schema) -> None:
    if origin.policy != schema.policy:
        raise Refused(refusal.OTHER_CAMPAIGN, actual=origin.notice, expected=schema.title)
    if origin.year != schema.year:
        raise Refused(refusal.OTHER_CAMPAIGN, actual=f"{origin.year}年度", expected=schema.title)


class _Workbook:
    """The steps of taking one workbook; each raises `Refused` when it cannot be taken."""

    def __init__(self, facts: FileFacts, sheets: Sheets, origin: Origin, schema: Schema) -> None:
        self._facts = facts
        self._sheets = sheets
        self._origin = origin
        self._schema = schema

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

    def sheet(self, name: str) -> RawSheet | None:
        """A sheet by name, ``None`` when there is none."""
        return self._sheets.read(name) if name in self._sheets.names else None

    def taken(self) -> Taken:
        """Everything in the workbook."""
        facts = self._facts
        identity = self._read_identity()
        self._wording = Wording(facts.file, identity, self._schema)
        marked = self._marked_sheets()
        entries = self._entry_sheets(identity, marked)
        copies = self._issued_copies(identity, entries)
        self._refuse_other_village(identity, copies)
        findings = self._wording.findings
        submission = Submission(
            facts.file, facts.sha256, facts.size, facts.modified, identity, {}, findings, _saved(self._sheets)
        )
        taken = Taken(submission)
        former: dict[str, list[str]] = {}
        choices = Choices(self._schema, copies, lambda table: self._sheets.read(entries[table]))
        for table_id, name in entries.items():
            table, copy = self._schema.tables[table_id], copies.get(table_id)
            entry = read_entry_sheet(name, self._sheets.read(name), table, self._schema, copy, choices)
            submission.tables[table_id] = entry.rows
            if marked[table_id][1] != table.version:
                taken.former.add(table_id)
            if entry.unlisted:
                taken.unlisted[table_id] = entry.unlisted
            former[name] = entry.former_columns
            self._wording.about_entry_sheet(entry, table)
            if copy is not None:
                self._wording.about_issued(entry.rows, table, copy)
        self._wording.about_former_columns(former)
        self._wording.about_attached(self._sheets.attached)
        if not any(rows.rows for rows in submission.tables.values()):
            raise Refused(refusal.NO_DATA, expected=sum(len(copy.tokens) for copy in copies.values()))
        self._stray_sheets(identity, entries)
        return taken

    def _read_identity(self) -> Identity:
        if not is_as_issued(self._origin.entries):
            raise Refused(refusal.TAMPERED)
        try:
            return read_identity(self._origin.entries)
        except IdentityError as error:
            raise Refused(refusal.TAMPERED) from error

    def _marked_sheets(self) -> dict[str, tuple[str, str]]:
        """Table id → its sheet and the version of the form it was issued in."""
        found: dict[str, tuple[str, str]] = {}
        for name in self._sheets.names:
            mark = read_mark(self._sheets.mark(name))
            if mark is None or mark[0] not in self._schema.tables:
                continue
            if mark[0] in found:
                raise Refused(refusal.SHEET_TWICE, sheet=found[mark[0]][0], other=name)
            found[mark[0]] = (name, mark[1])
        return found

    def _entry_sheets(self, identity: Identity, found: dict[str, tuple[str, str]]) -> dict[str, str]:
        """Table id → its sheet, in the campaign's order; each form that was issued must be there in its version."""
        entries = {}
        for table_id, table in self._schema.tables.items():
            if table_id in found:
                name, version = found[table_id]
                if version != table.version and version not in table.accepts:
                    taken = "、".join((table.version, *sorted(table.accepts)))
                    raise Refused(refusal.OTHER_VERSION, sheet=name, actual=version, expected=taken)
                entries[table_id] = name
            elif table.form in identity.forms:
                raise self._without_mark(table)
        return entries

    def _without_mark(self, table: TableSchema) -> Refused:
        """Why a sheet that was issued is not found: it is gone, or its mark is, or that stands elsewhere now."""
        for name in self._sheets.names:
            sheet = self._sheets.read(name)
            for position, row in enumerate(sheet.rows[:_MARK_LOOKED_FOR]):
                for column, text in sheet.row(position).items():
                    mark = read_mark(text) if isinstance(text, str) else None
                    if mark is not None and mark[0] == table.id:
                        return Refused(refusal.MARK_MOVED, sheet=name, actual=f"{column_letters(column)}{row}")
        if table.sheet in self._sheets.names:
            return Refused(refusal.NAMES_ROW_DAMAGED, sheet=table.sheet, content="names_row")
        return Refused(refusal.SHEET_MISSING, sheet=table.sheet)

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
        if names.get(code, village) != village:
            raise Refused(refusal.TAMPERED)
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
