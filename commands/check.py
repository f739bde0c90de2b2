"""``check``: what is wrong in filled workbooks, without merging anything."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from commands.outcome import CommandError, Outcome
from cunbiao import message_ids
from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.findings import Finding
from cunbiao.merging.handed_in import issued_with, take_apart
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.records.submission import Intake
from cunbiao.submissions.gather import common_folder
from cunbiao.submissions.reading import read_submissions
from workbooks.refusal import OTHER_CAMPAIGN

_COLOURS = {"必改": "red", "核实": "yellow", "提示": "blue"}
# A few files say nothing about villages that have not handed in, nor about the list of villages.
_ABOUT_THE_REST = frozenset({message_ids.MISSING_VILLAGE, message_ids.UNEXPECTED_VILLAGE})


@dataclass(frozen=True)
class Report:
    """The findings of the checked files, and how the command ends."""

    findings: list[Finding]
    outcome: Outcome

    def json(self) -> str:
        """The findings as JSON, one object each."""
        return json.dumps([asdict(finding) for finding in self.findings], ensure_ascii=False, indent=2)

    def print(self, screen: Console) -> None:
        """The findings as a table."""
        table = Table(show_lines=True)
        words = vocabulary()
        for heading in ("级别", f"{words.head}/{words.person}", "问题", "怎么改", "在哪里", "编号"):
            table.add_column(heading, overflow="fold")
        for finding in self.findings:
            place = finding.place
            where = f"{place.file} {place.sheet}"
            if place.row:
                where += f" 第{place.row}行{place.column}"
            table.add_row(
                f"[{_COLOURS[finding.level]}]{finding.level}[/]",
                finding.name or finding.head_name,
                finding.message,
                finding.fix,
                where,
                finding.check,
            )
        if self.findings:
            screen.print(table)


def check(files: Sequence[Path]) -> Report:
    """Checks village workbooks, each by the notice and the settings it was issued with."""
    findings: list[Finding] = []
    left = list(files)
    policies = policy_ids()
    for policy in policies:
        intake = read_submissions(left, load_campaign(policy))
        foreign = {own.file for own in intake.quarantined if own.reason == OTHER_CAMPAIGN and policy != policies[-1]}
        own = replace(intake, quarantined=[refused for refused in intake.quarantined if refused.file not in foreign])
        base = common_folder(left)
        findings += _findings(own, policy, base)
        left = [file for file in left if file.absolute().relative_to(base).as_posix() in foreign]
        if not left:
            break
    return Report(findings, counted(len(files), findings))


def register_of(read: Callable[[Campaign], Intake], likely: str = "") -> Register:
    """The register of one village workbook, by the notice and the settings it was issued with.

    Args:
        read: takes the workbook for a campaign.
        likely: the id of the policy pack it probably belongs to.

    Raises:
        CommandError: nothing can be taken from it.
    """
    ids = sorted(policy_ids(), key=lambda policy: policy != likely)
    for policy in ids:
        campaign = load_campaign(policy)
        intake = read(campaign)
        refused = intake.quarantined[0] if intake.quarantined else None
        if refused is None or refused.reason != OTHER_CAMPAIGN:
            break
    if refused is not None:
        raise CommandError(f"{refused.file}：{refused.message}。{refused.fix}。")
    for ignored in intake.ignored:
        raise CommandError(f"{ignored.file}：{ignored.reason}。请给村里的采集表。")
    return _register(intake, campaign, Path())


def about_the_files(register: Register) -> list[Finding]:
    """The findings of a register that a check of a few files tells, in their order."""
    return [finding for finding in register.findings if finding.check not in _ABOUT_THE_REST]


def _findings(intake: Intake, policy: str, base: Path) -> list[Finding]:
    return about_the_files(_register(intake, load_campaign(policy), base))


def _register(intake: Intake, campaign: Campaign, base: Path) -> Register:
    handed_in = take_apart(intake, base)
    campaign = issued_with(campaign.notice.id, campaign, handed_in)
    return merge(handed_in.intake, campaign, "county", load_messages(campaign))


def counted(files: int, findings: Sequence[Finding]) -> Outcome:
    """How many findings of each level so many files have; one that must be mended needs a person."""
    outcome = Outcome()
    levels = Counter(finding.level for finding in findings)
    line = f"检查了 {files} 个文件：必改 {levels['必改']} 条，核实 {levels['核实']} 条，提示 {levels['提示']} 条。"
    if levels["必改"]:
        outcome.needs_person(line)
    else:
        outcome.lines.append(line)
    return outcome
