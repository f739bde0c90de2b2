"""Income and verdicts of one household given as plain values: the same formulas and criteria as over a whole county.

A single household becomes tables of one row and goes through the merge's own code, so the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cunbiao.checking.eligibility import CriterionLine, VerdictColumn, explain, judge
from cunbiao.checking.income import worked_income
from cunbiao.definitions import Campaign
from cunbiao.records.build import build_frames
from cunbiao.records.frames import Frames
from cunbiao.records.identity_sheet import Identity
from cunbiao.records.submission import RowLedger, Submission, TableRows, Value

Record = Mapping[str, Value]


@dataclass(frozen=True)
class Conclusion:
    """A verdict on one row: its title, 符合, 不符合, 无法判定 (or why it does not apply) and one line a criterion."""

    verdict: str
    title: str
    outcome: str
    lines: tuple[CriterionLine, ...]


@dataclass(frozen=True)
class Assessment:
    """What is computed of one household: its computed indicators (None = open), the worked income, its verdicts."""

    computed: dict[str, str | float | None]
    income: tuple[str, ...]
    conclusions: tuple[Conclusion, ...]


def assess(campaign: Campaign, table: str, household: Record, others: Mapping[str, Sequence[Record]]) -> Assessment:
    """Assesses one row.

    Args:
        campaign: the definitions to judge by.
        table: the table of the row (a household table, or unstable).
        household: indicator → value; text, number (dates as Excel serial numbers) or None for empty.
        others: further tables with their rows, such as the members; rows belong together by household code.

    Raises:
        KeyError: the campaign has no such table.
    """
    frames = one_village(campaign, {**others, table: [household]})
    frame = frames.tables[table]
    computed = {column.name: _value(frame.arrays[column.name][0]) for column in frame.columns if column.derived}
    verdicts = judge(campaign, frames).get(table, ())
    conclusions = tuple(_conclusion(campaign, frames, verdict) for verdict in verdicts)
    return Assessment(computed, worked_income(frame, 0), conclusions)


def one_village(campaign: Campaign, tables: Mapping[str, Sequence[Record]]) -> Frames:
    """Plain records as the tables of one nameless village, computed indicators filled."""
    submission = Submission(
        file="",
        sha256="",
        size=0,
        modified=0.0,
        identity=Identity(policy=campaign.notice.id, year=campaign.year, county=campaign.county),
        tables={table: _rows(campaign, table, records) for table, records in tables.items()},
        findings=[],
    )
    frames = build_frames(campaign, [submission])
    frames.compute()
    return frames


def _rows(campaign: Campaign, table: str, records: Sequence[Record]) -> TableRows:
    names = [column.name for column in campaign.columns(table) if column.derived is None]
    return TableRows(
        table=table,
        sheet=campaign.tables[table].sheet,
        rows=list(range(1, len(records) + 1)),
        tokens=[""] * len(records),
        columns={name: [record.get(name) for record in records] for name in names},
        bad={},
        letters={},
        shown={},
        issued=None,
        counts=RowLedger(physical=len(records), inserted=len(records)),
    )


def _conclusion(campaign: Campaign, frames: Frames, verdict: VerdictColumn) -> Conclusion:
    frame = frames.tables[verdict.table]
    return Conclusion(verdict.id, verdict.title, verdict.outcome[0], explain(campaign, frame, verdict, 0))


def _value(cell: object) -> str | float | None:
    if isinstance(cell, str):
        return cell or None
    number = float(cell)  # type: ignore[arg-type]
    return None if number != number else number
