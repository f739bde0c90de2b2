"""``merge``: what villages hand in becomes rollups, a problem list and the ledger."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

from commands.outcome import CommandError, Outcome
from commands.problem_source import check_sources
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.models import Settings, SettingValue
from cunbiao.findings import MessageCatalogue
from cunbiao.register.ledger import FATE_LABELS, Fate, FileFate
from cunbiao.register.level import Level
from cunbiao.register.merge import merge
from cunbiao.register.register import Register
from cunbiao.register.rollup_sheets import RollupSheetError, in_folder, restore
from cunbiao.submissions.gather import common_folder
from cunbiao.submissions.reading import read_submissions
from cunbiao.submissions.records import Intake, Submission
from generators.problems import write_problems
from generators.publish import publish_text
from generators.rollup import write_rollup

Advance = Callable[[int, int], None]

LEDGER = "账目.json"
_NEED_A_PERSON: tuple[Fate, ...] = ("quarantined", "conflicting")


def merge_files(
    paths: Sequence[Path],
    policy: str,
    level: Level,
    out: Path,
    settings: Path | None,
    prefer: Literal["newest"] | None,
    advance: Advance | None = None,
) -> Outcome:
    """Reads everything under ``paths`` and writes the rollup of each township, or of the county, into ``out``.

    Without a settings file the county's values are those the workbooks were issued with.

    Raises:
        CommandError: there is nothing to merge.
        DefinitionError: the policy pack or the settings file has a mistake.
    """
    campaign = load_campaign(policy, settings)
    intake = read_submissions(paths, campaign, rollups=level == "county", progress=advance)
    intake, decided = _with_rollups(intake)
    if not intake.submissions and not intake.quarantined and not decided:
        raise CommandError("没有找到可以汇总的表。请把村里交回的 .xlsx 文件或装着它们的文件夹给这个命令。")
    if settings is None:
        campaign = load_campaign(policy, _issued_settings(intake.submissions, campaign))
    messages = load_messages()
    out.mkdir(parents=True, exist_ok=True)
    parts = _by_township(intake) if level == "township" else {"": intake}
    outcome = Outcome()
    for township, part in parts.items():
        register = merge(part, campaign, level, messages, prefer=prefer, decided=decided)
        _write(register, township, out, common_folder(paths), outcome, messages)
    return outcome


def _with_rollups(intake: Intake) -> tuple[Intake, list[FileFate]]:
    """Township rollups taken apart into the village submissions they were made of.

    Townships name files as seen from their own folders; where two use the same name, the township is put before it.
    """
    submissions = list(intake.submissions)
    decided: list[FileFate] = []
    names = {own.file for own in submissions}
    for rollup in intake.rollups:
        try:
            restored = restore(rollup.sheets)
        except RollupSheetError as error:
            raise CommandError(f"{rollup.file}：{error}。请重新汇总这个乡镇，再交汇总表。") from error
        if restored.file_names & names:
            restored = in_folder(restored, restored.identity.township or rollup.file)
        names |= restored.file_names
        submissions += restored.submissions
        decided += restored.other_files
    return replace(intake, submissions=submissions, rollups=[]), decided


def _issued_settings(submissions: Iterable[Submission], campaign: Campaign) -> Settings | None:
    """The county's values most workbooks were issued with; the merge names those issued with others."""
    issued = Counter(json.dumps(own.identity.settings, sort_keys=True) for own in submissions)
    if not issued:
        return None
    most = max(issued, key=lambda text: (issued[text], text))
    values = {
        name: (value, source) for name, (value, source) in json.loads(most).items() if name in campaign.parameters
    }
    if not values:
        return None
    return Settings(
        county=campaign.policy.jurisdiction.county,
        parameters={
            name: SettingValue(
                value=date.fromisoformat(value) if campaign.parameters[name].type == "date" else value, source=source
            )
            for name, (value, source) in values.items()
        },
    )


def _by_township(intake: Intake) -> dict[str, Intake]:
    """The submissions of each township.

    A file nothing could be read from belongs to the township whose folder it lies in, else to the first one.
    """
    parts = {
        township: Intake([], [], [], []) for township in sorted({own.identity.township for own in intake.submissions})
    }
    if not parts:
        return {"": intake}
    first = next(iter(parts))

    def folder_of(file: str) -> Intake:
        return parts[next((part for part in reversed(Path(file).parts) if part in parts), first)]

    for submission in intake.submissions:
        parts[submission.identity.township].submissions.append(submission)
    for refused in intake.quarantined:
        folder_of(refused.file).quarantined.append(refused)
    for ignored in intake.ignored:
        folder_of(ignored.file).ignored.append(ignored)
    return parts


def _write(
    register: Register, township: str, out: Path, base: Path, outcome: Outcome, messages: MessageCatalogue
) -> None:
    county = register.campaign.policy.jurisdiction.county
    year = register.campaign.year
    place = township or county
    folder = _seen_from(out, base)
    rollup = write_rollup(out / f"{place}_汇总.xlsx", f"{place}{year}年度汇总表", register, township, folder)
    problems = write_problems(
        out / f"{place}_问题清单.xlsx",
        f"{place}{year}年度问题清单",
        register.findings,
        check_sources(register.campaign, messages),
        folder,
    )
    ledger = publish_text(
        out / (f"{place}_{LEDGER}" if township else LEDGER),
        json.dumps(register.ledger.to_json(), ensure_ascii=False, indent=2) + "\n",
    )
    for published in (rollup, problems, ledger):
        outcome.files.append(published.path)
        if published.renamed:
            outcome.lines.append(published.note)
    _summarise(register, place, outcome)


def _seen_from(out: Path, base: Path) -> str:
    """The way from a workbook in ``out`` to the village files, for links; absolute when on another drive."""
    try:
        return Path(os.path.relpath(base, out.absolute())).as_posix() + "/"
    except ValueError:
        return base.as_posix() + "/"


def _summarise(register: Register, place: str, outcome: Outcome) -> None:
    """What a clerk wants to know first: who has handed in, what is in the register, what needs a person."""
    ledger = register.ledger
    received = sum(village.state == "received" for village in register.progress)
    amounts = f"{ledger.households} 户 {ledger.persons} 人"
    outcome.lines.append(f"{place}：应交 {len(register.progress)} 个村，已汇总 {received} 个村，{amounts}。")
    missing = [village.village for village in register.progress if village.state == "missing"]
    if missing:
        outcome.lines.append(f"还没有交的村：{'、'.join(missing)}。")
    for fate in _NEED_A_PERSON:
        for file in ledger.files:
            if file.fate == fate:
                outcome.needs_person(f"{FATE_LABELS[fate]}：{file.file}——{file.reason} {file.fix}")
    must, verify = ledger.levels.get("必改", 0), ledger.levels.get("核实", 0)
    if must or verify:
        line = f"问题清单：必改 {must} 条，核实 {verify} 条，提示 {ledger.levels.get('提示', 0)} 条。"
        if must:
            outcome.needs_person(line)
        else:
            outcome.lines.append(line)
