"""``check``: what is wrong in filled workbooks, without merging anything."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from commands.notice import campaign_of, files_by_notice, not_installed
from commands.outcome import CommandError, Outcome
from cunbiao import message_ids
from cunbiao.definitions import Campaign, policy_ids
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.findings import Finding, MessageCatalogue, Place
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.records.origin import Origin
from cunbiao.records.submission import Intake, Quarantined
from cunbiao.submissions.definition import intake_rules
from cunbiao.submissions.gather import Gathered, gather
from cunbiao.submissions.pool import peek_files
from cunbiao.submissions.reading import read_found
from cunbiao.submissions.settings import settings_of
from workbooks.refusal import NOT_INSTALLED

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
    rules = intake_rules()
    found = gather(files, rules)
    origins = peek_files(found.files, rules.limits)
    villages = {file: origin for file, origin in origins.items() if origin.product == "village" and origin.policy}
    rest = Gathered([file for file in found.files if file.name not in villages], found.quarantined, found.ignored)
    findings: list[Finding] = []
    for policy, named in files_by_notice(villages).items():
        if policy in policy_ids():
            for same in _by_settings(named, villages):
                own = Gathered([file for file in found.files if file.name in same])
                findings += _of_one_notice(own, campaign_of(same))
        else:
            absent = not_installed(villages[named[0]])
            rest.quarantined += [Quarantined(file, "", 0, NOT_INSTALLED, *absent) for file in named]
    intake = read_found(rest, None)
    refused = [_refused(own, rules.messages) for own in intake.quarantined]
    passed = [own for own in intake.ignored if own.sha256]
    outcome = counted(len(villages) + len(refused), [*refused, *findings])
    outcome.lines += [f"没有检查“{own.file}”：{own.reason}。" for own in passed]
    return Report([*refused, *findings], outcome)


def _by_settings(named: Sequence[str], villages: Mapping[str, Origin]) -> Iterator[dict[str, Origin]]:
    """The files that were issued with the same values of a county, those of each apart."""
    for settings in dict.fromkeys(settings_of(villages[file]) for file in named):
        yield {file: villages[file] for file in named if settings_of(villages[file]) == settings}


def register_of(file: str, origin: Origin, read: Callable[[Campaign | None], Intake]) -> Register:
    """The register of one village workbook, by the notice and the settings it was issued with.

    Args:
        file: its name.
        origin: what it says of itself.
        read: takes it for a campaign.

    Raises:
        CommandError: nothing can be taken from it, or its notice is not installed here.
    """
    campaign = campaign_of({file: origin}) if origin.policy else None
    intake = read(campaign)
    for refused in intake.quarantined:
        raise CommandError(f"{refused.file}：{refused.message}。{refused.fix}。")
    for ignored in intake.ignored:
        raise CommandError(f"{ignored.file}：{ignored.reason}。请给村里的采集表。")
    assert campaign is not None, "nothing is taken for no campaign"
    return merge(intake, campaign, "county", load_messages(campaign))


def about_the_files(register: Register) -> list[Finding]:
    """The findings of a register that a check of a few files tells, in their order.

    What all villages of a place must keep together, a few of them do not show.
    """
    together = {line.compiled.limit.id for line in register.limits if line.compiled.limit.at != "village"}
    return [finding for finding in register.findings if finding.check not in _ABOUT_THE_REST | together]


def _of_one_notice(found: Gathered, campaign: Campaign) -> list[Finding]:
    return about_the_files(merge(read_found(found, campaign), campaign, "county", load_messages(campaign)))


def _refused(own: Quarantined, messages: MessageCatalogue) -> Finding:
    entry = messages[own.reason]
    return Finding(entry.id, entry.level, entry.category, own.message, own.fix, Place(own.file))


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
