"""A rollup and the register it was written from, for the commands that work on one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from commands.notice import campaign_of
from commands.outcome import CommandError, Outcome
from cunbiao.advance import Advance
from cunbiao.corrections.model import read_all
from cunbiao.definitions.intake import list_limits
from cunbiao.definitions.messages import load_messages
from cunbiao.findings import Finding
from cunbiao.merging.handed_in import take_apart
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.records.origin import PRODUCT_LABELS
from cunbiao.records.submission import Quarantined
from cunbiao.submissions.definition import intake_rules
from cunbiao.submissions.gather import common_folder, gather
from cunbiao.submissions.pool import peek_files
from cunbiao.submissions.reading import read_found
from cunbiao.submissions.store import Store
from generators.publishing import finish_interrupted
from generators.relative_folder import seen_from
from workbooks.guarded.pool import workers_kept
from workbooks.refusal import INFLATES_TOO_MUCH, TOO_LARGE, TOO_MANY_CELLS, TOO_MUCH_MEMORY, TOO_SLOW

_WANTED = "请给汇总得到的“…_汇总.xlsx”"
# Whoever made a rollup is not helped by what is said about a village's workbook.
_TOO_MUCH = frozenset({TOO_LARGE, INFLATES_TOO_MUCH, TOO_MANY_CELLS, TOO_SLOW, TOO_MUCH_MEMORY})
_SMALLER = "一份汇总表里的村太多，这台电脑读不动：换一台内存大的，或者分乡镇汇总，用各乡镇的汇总表一份一份地办"


@dataclass(frozen=True)
class ReadRollup:
    """One rollup with the register it was written from, computed again.

    ``place`` is the township or county it was made for, ``folder`` is where the village files lie.
    """

    place: str
    register: Register
    folder: Path
    edited: Sequence[Finding] = ()

    def tell_edited(self, outcome: Outcome) -> None:
        """Says when somebody changed a sheet of the rollup that people print."""
        for finding in self.edited:
            outcome.needs_person(f"{finding.message}。{finding.fix}。")

    def folder_seen_from(self, out: Path) -> str:
        """The way from a workbook in ``out`` to the village files."""
        return seen_from(out, self.folder)


def _why_refused(refused: Quarantined) -> str:
    return f"{refused.message}。{_SMALLER if refused.reason in _TOO_MUCH else refused.fix}"


@workers_kept()
def read_rollup(rollup: Path, advance: Advance | None = None) -> ReadRollup:
    """Reads a rollup and computes everything again.

    ``advance`` is told how far the reading is, and once more when everything is computed.

    Raises:
        CommandError: the file is not a rollup of ours, is damaged, or was changed since it was made.
        PublishError: somebody is just writing it anew.
    """
    finish_interrupted([rollup])
    found = gather([rollup], intake_rules())
    if len(found.files) > 1:
        raise CommandError(f"{rollup.name} 里有 {len(found.files)} 个文件，一次只能用一份汇总表。{_WANTED}。")
    store = Store(rollup.parent)
    # It holds what all villages of a county have, as a list of a county does.
    limits = list_limits()
    origins = peek_files(found.files, limits, store=store)
    for origin in origins.values():
        if origin.product not in ("rollup", "foreign"):
            raise CommandError(f"{rollup.name} 不是汇总表，是{PRODUCT_LABELS[origin.product]}。{_WANTED}。")
    campaign = campaign_of(origins) if any(origin.policy for origin in origins.values()) else None
    intake = read_found(found, campaign, rollups=True, progress=advance, store=store, limits=limits)
    if not intake.rollups or campaign is None:
        ours = any(origin.product == "rollup" for origin in origins.values())
        why = _why_refused(intake.quarantined[0]) if intake.quarantined else _WANTED
        raise CommandError(f"{rollup.name}{'' if ours else ' 不是汇总表'}：{why}。")
    handed_in = take_apart(intake, common_folder([rollup]))
    if not handed_in.rollups:
        refused = handed_in.intake.quarantined[0]
        raise CommandError(f"{rollup.name}：{refused.message}。{refused.fix}。")
    identity = handed_in.rollups[0]
    register = merge(
        handed_in.intake,
        campaign,
        identity.level,
        load_messages(campaign),
        decided=handed_in.decided,
        reasons=handed_in.reasons,
        decisions=read_all(handed_in.decisions),
        entries=handed_in.carried,
        remarks=[*handed_in.edited, *handed_in.differing],
    )
    if advance is not None:
        advance(1, 1)
    place = identity.township or identity.county
    return ReadRollup(place, register, handed_in.folder, handed_in.edited)
