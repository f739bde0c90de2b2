"""``merge``: what villages hand in becomes rollups, a problem list and the ledger."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from commands.notice import campaign_of
from commands.outcome import CommandError, Outcome
from commands.problem_list import tell_problems, tell_reasons, write_problem_list, written_in
from cunbiao.advance import Advance
from cunbiao.definitions import load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.merging.handed_in import by_township, issued_with, take_apart
from cunbiao.merging.ledger import FATE_LABELS
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.merging.villages import RollupLevel
from cunbiao.submissions.definition import intake_rules
from cunbiao.submissions.gather import common_folder, gather
from cunbiao.submissions.reading import peek_files, read_found
from generators.links import seen_from
from generators.publish import publish_text
from generators.rollup import write_rollup

LEDGER = "账目.json"
_ROLLUP = "_汇总"


def merge_files(
    paths: Sequence[Path],
    policy: str | None,
    level: RollupLevel,
    out: Path,
    settings: Path | None,
    prefer: Literal["newest"] | None,
    advance: Advance | None = None,
) -> Outcome:
    """Reads everything under ``paths`` and writes the rollup of each township, or of the county, into ``out``.

    Without a policy id it goes by the notice that all workbooks name; with it those of another notice are put aside.
    Without a settings file the county's values are those the workbooks were issued with. ``advance`` is told how far
    the reading is, and once more before anything is written.

    Raises:
        CommandError: there is nothing to merge, or it cannot be told by which notice.
        DefinitionError: the notice or the settings file has a mistake.
    """
    rules = intake_rules()
    found = gather(paths, rules)
    if policy is None:
        campaign = campaign_of(peek_files(found.files, rules.limits), settings)
    else:
        campaign = load_campaign(policy, settings)
    intake = read_found(found, campaign, rollups=level == "county", progress=advance)
    handed_in = take_apart(intake, common_folder(paths))
    if not handed_in.intake.submissions and not intake.quarantined and not handed_in.decided:
        raise CommandError("没有找到可以汇总的表。请把村里交回的 .xlsx 文件或装着它们的文件夹给这个命令。")
    if settings is None:
        campaign = issued_with(campaign, handed_in)
    messages = load_messages(campaign)
    if advance is not None:
        advance(1, 1)
    parts = by_township(handed_in.intake) if level == "township" else {"": handed_in.intake}
    reasons = [*handed_in.reasons, *written_in(out, campaign)]
    outcome = Outcome()
    for township, part in parts.items():
        register = merge(part, campaign, level, messages, prefer=prefer, decided=handed_in.decided, reasons=reasons)
        _write(register, township, out, handed_in.folder, outcome)
    return outcome


def _write(register: Register, township: str, out: Path, base: Path, outcome: Outcome) -> None:
    county = register.campaign.county
    year = register.campaign.year
    place = township or county
    folder = seen_from(out, base)
    rollup = write_rollup(out / f"{place}{_ROLLUP}.xlsx", f"{place}{year}年度汇总表", register, township, folder)
    problems = write_problem_list(register.findings, register.reasons, register.campaign, place, out, folder)
    ledger = publish_text(
        out / (f"{place}_{LEDGER}" if township else LEDGER),
        json.dumps(register.ledger.to_json(), ensure_ascii=False, indent=2) + "\n",
    )
    for published in (rollup, problems, ledger):
        outcome.files.append(published.path)
        if published.renamed:
            outcome.lines.append(published.note)
    _summarise(register, place, outcome)


def _summarise(register: Register, place: str, outcome: Outcome) -> None:
    """What a clerk wants to know first: who has handed in, what is in the register, what needs a person."""
    ledger = register.ledger
    received = sum(village.state == "received" for village in register.progress)
    amounts = f"{ledger.households} 户 {ledger.persons} 人"
    outcome.lines.append(f"{place}：应交 {len(register.progress)} 个村，已汇总 {received} 个村，{amounts}。")
    missing = [village.village for village in register.progress if village.state == "missing"]
    if missing:
        outcome.lines.append(f"还没有交的村：{'、'.join(missing)}。")
    refused = [file for file in ledger.files if file.fate == "quarantined"]
    for file in refused:
        outcome.needs_person(f"{FATE_LABELS[file.fate]}：{file.file}——{file.reason}。{file.fix}。")
    undecided = [file for file in ledger.files if file.fate == "conflicting"]
    outcome.undecided += dict.fromkeys(file.village for file in undecided)
    for line in dict.fromkeys(f"{FATE_LABELS[file.fate]}：{file.reason}。{file.fix}。" for file in undecided):
        outcome.needs_person(line)
    if ledger.standings:
        tell_problems(ledger.standings, outcome)
    tell_reasons(ledger.reasons, outcome)


def rollups_in(outcome: Outcome) -> list[Path]:
    """The rollups among the files a merge has written."""
    return [file for file in outcome.files if _ROLLUP in file.stem]
