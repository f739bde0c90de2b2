"""The register: what one merge knows. Everything that writes a rollup, a problem list or an upload sheet reads it
from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cunbiao.checking.eligibility import VerdictColumn
from cunbiao.corrections.standing import Corrected
from cunbiao.definitions import Campaign
from cunbiao.findings import Finding
from cunbiao.merging.duplicates import DuplicateGroup
from cunbiao.merging.household_account import HouseholdCount
from cunbiao.merging.ledger import FileFate, Ledger
from cunbiao.merging.levels import Answers
from cunbiao.merging.limits import LimitLine
from cunbiao.merging.natural_change import HouseholdChange, VillageChange
from cunbiao.merging.progress import VillageProgress
from cunbiao.merging.totals import Totals
from cunbiao.merging.villages import RollupLevel
from cunbiao.records.frames import Frames, Source, TableFrame
from cunbiao.records.submission import Submission, WrittenReason


@dataclass(frozen=True, eq=False, repr=False)
class Register:
    """The merged tables of a township or county with everything computed from them.

    Attributes:
        campaign: the definitions everything was computed with.
        level: ``township`` or ``county``.
        tables: the rows of all villages, computed indicators included; `frames` gives them by table id.
        findings: all findings, by township, village, file, sheet, row, column and check.
        verdicts: table id → the verdicts given on its rows.
        duplicates: the same person, or the same household code, in more than one village.
        household_changes, village_changes: last year + 增加 − 减少 = this year, in persons.
        household_counts: the same in households, by village.
        progress: every expected or received village, by township and code.
        totals: every measure by village, by township and altogether.
        limits: the notice's limits at every place they are for.
        ledger: what became of every file and row.
        submissions: the workbooks whose rows are in the register.
        reasons: those written for its findings, to be kept with it.
        corrections: the proposed corrections and how they stand, to be kept with it; those in force are in the tables.
        differing: those of its findings that say where copies of a village that is not in it differ.
        answers: what townships and counties filled in.
    """

    campaign: Campaign
    level: RollupLevel
    tables: Frames
    findings: list[Finding]
    verdicts: Mapping[str, tuple[VerdictColumn, ...]]
    duplicates: list[DuplicateGroup]
    household_changes: list[HouseholdChange]
    village_changes: list[VillageChange]
    household_counts: list[HouseholdCount]
    progress: list[VillageProgress]
    totals: Totals
    limits: tuple[LimitLine, ...]
    ledger: Ledger
    submissions: tuple[Submission, ...]
    reasons: tuple[WrittenReason, ...]
    corrections: Corrected
    differing: tuple[Finding, ...] = ()
    answers: Answers = field(default_factory=Answers)

    @property
    def frames(self) -> Mapping[str, TableFrame]:
        """Table id → its rows, in policy order of tables."""
        return self.tables.tables

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files whose rows are in the register, by township and village code."""
        return self.tables.sources

    @property
    def files(self) -> tuple[FileFate, ...]:
        """Every file found with its fate, by name."""
        return self.ledger.files
