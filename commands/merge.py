"""``merge``: what villages hand in becomes rollups and a problem list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

from commands.correction_list import place_corrections, tell_corrections, understood
from commands.kept import Kept, kept_in
from commands.lives import place_lives, tell_reopened, tell_slips
from commands.notice import NOTHING_HANDED_IN, campaign_found
from commands.outcome import CommandError, Outcome
from commands.problem_list import place_problems, tell_problems, tell_reasons
from commands.receipts import place_receipts, receipts_kept, receipts_of
from cunbiao import message_ids
from cunbiao.advance import Advance
from cunbiao.corrections.model import Decision
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.merging.handed_in import HandedIn, by_township, issued_with, take_apart
from cunbiao.merging.ledger import FATE_LABELS, FileFate
from cunbiao.merging.levels import latest
from cunbiao.merging.lives import lives_after
from cunbiao.merging.merge import merge
from cunbiao.merging.progress import delivery
from cunbiao.merging.receipts import Receipt
from cunbiao.merging.register import Register
from cunbiao.merging.villages import RollupLevel
from cunbiao.message_ids import SLIP_ALONE
from cunbiao.records.life import Life
from cunbiao.records.submission import Intake, LevelEntry
from cunbiao.submissions.definition import intake_rules
from cunbiao.submissions.gather import common_folder, gather
from cunbiao.submissions.readers import Reader
from cunbiao.submissions.reading import read_found
from cunbiao.submissions.store import Store
from generators.file_names import file_name
from generators.levels import level_file, to_fill_in
from generators.publishing import Output, OutputFolder, finish_interrupted
from generators.relative_folder import seen_from
from generators.rollup import rollup_file
from workbooks.blocks import Blocks
from workbooks.guarded.pool import workers_kept

_ROLLUP = "_汇总"
# So many names stand in a line; all of them are in 文件去向.
_NAMED = 5


def merge_files(
    paths: Sequence[Path],
    policy: str | None,
    level: RollupLevel,
    out: Path,
    settings: Path | None,
    prefer: Literal["newest"] | None,
    advance: Advance | None = None,
    day: date | None = None,
    reader: Reader | None = None,
) -> Outcome:
    """Reads everything under ``paths`` and writes the rollup of each township, or of the county, into ``out``.

    Without a policy id it goes by the notice that all workbooks name; with it those of another notice are put aside.
    Without a settings file the county's values are those the workbooks were issued with. ``advance`` is told how far
    the reading is, and once more before anything is written. ``day`` is that on which findings are found or settled,
    by default the day of the run. ``reader`` reads the files, by default two processes of this computer.

    Raises:
        ClusterError: other computers were to read the files and cannot.
        CommandError: there is nothing to merge, or it cannot be told by which notice.
        DefinitionError: the notice or the settings file has a mistake.
        PublishError: the results could not be put in their place; what is there is as it was.
    """
    finish_interrupted([*paths, out])
    with OutputFolder(out) as folder:
        store = Store(folder.path)
        # Those that read are gone before the writing begins: together they would take most memory.
        with workers_kept():
            found = gather(paths, intake_rules())
            campaign = load_campaign(policy, settings) if policy is not None else campaign_found(found, settings, store)
            intake = read_found(
                found, campaign, rollups=level == "county", reader=reader, progress=advance, store=store
            )
            handed_in = take_apart(intake, common_folder(paths))
            if not handed_in.intake.submissions and not intake.quarantined and not handed_in.decided:
                raise CommandError(NOTHING_HANDED_IN)
            if settings is None:
                campaign = issued_with(campaign, handed_in)
            parts = by_township(handed_in.intake) if level == "township" else {"": handed_in.intake}
            kept = kept_in(folder.path, campaign)
            received = {name: receipts_kept(name or campaign.county, folder.path) for name in parts}
        if advance is not None:
            advance(1, 1)
        return _written(folder, parts, received, handed_in, kept, campaign, level, prefer, day or date.today(), store)


def _written(
    folder: OutputFolder,
    parts: Mapping[str, Intake],
    received: Mapping[str, Sequence[Receipt]],
    handed_in: HandedIn,
    kept: Kept,
    campaign: Campaign,
    level: RollupLevel,
    prefer: Literal["newest"] | None,
    day: date,
    store: Store,
) -> Outcome:
    """Merges and writes each of the ``parts``: those of townships by name, or that of the county as "".

    ``received`` are their receipts of before, ``kept`` is what people wrote into former results.
    """
    messages = load_messages(campaign)
    reasons = [*handed_in.reasons, *kept.reasons]
    known = [*kept.lives, *(life for own in handed_in.intake.life_books for life in own.lives)]
    entries = latest([*handed_in.entries, *kept.entries], handed_in.carried)
    outcome = Outcome()
    blocks = store.blocks()
    decisions = understood([*handed_in.decisions, *kept.decisions], outcome)

    def outputs() -> Iterator[Output]:
        for township, part in parts.items():
            register = merge(
                part,
                campaign,
                level,
                messages,
                prefer=prefer,
                decided=handed_in.decided,
                reasons=reasons,
                decisions=_of_township(decisions, township),
                entries=_about(entries, part, township) if level == "township" else entries,
                remarks=[*handed_in.edited, *handed_in.differing],
            )
            own = [life for life in known if township in ("", life.township)]
            lives = lives_after(register, own, part.slips, day, messages)
            register = replace(register, findings=lives.findings)
            place = township or campaign.county
            rollup = folder.path / f"{file_name(place)}{_ROLLUP}.xlsx"
            receipts = receipts_of(register, part, messages, received[township], rollup, store)
            yield from _outputs(register, lives.lives, receipts, rollup, township, handed_in.folder, blocks)
            _summarise(register, place, outcome)
            tell_slips(part.slips, outcome)
            tell_reopened(lives.reopened, outcome)
            if filling := level_file(folder.path, register, place, kept.entries):
                outcome.lines.append(_to_fill_in(register, place, filling.path.name))
                yield filling

    for finding in handed_in.edited:
        outcome.needs_person(f"{finding.message}。{finding.fix}。")
    outcome.wrote(folder.publish(outputs()))
    store.keep_blocks(blocks)
    return outcome


def _outputs(
    register: Register,
    lives: Sequence[Life],
    receipts: Sequence[Receipt],
    rollup: Path,
    township: str,
    base: Path,
    blocks: Blocks,
) -> Iterator[Output]:
    """The rollup of a township or the county, its problem list, its corrections, what became of every problem, and the
    receipts.
    """
    campaign = register.campaign
    place, out = township or campaign.county, rollup.parent
    folder = seen_from(out, base)
    yield rollup_file(rollup, f"{place}{campaign.year}年度汇总表", register, township, folder, blocks)
    yield place_problems(register.findings, register.reasons, campaign, place, out, folder)
    yield from place_corrections(register, place, out, folder)
    if lives:
        yield place_lives(lives, campaign, place, out)
    if receipts:
        yield place_receipts(receipts, campaign, place, out)


def _of_township(decisions: Sequence[Decision], township: str) -> list[Decision]:
    """The decisions about a township's villages; all of them for the county."""
    return [own for own in decisions if township in ("", own.correction.township)]


def _about(entries: Sequence[LevelEntry], part: Intake, township: str) -> list[LevelEntry]:
    """What was filled in by a township, or for its villages."""
    villages = {own.identity.village_code for own in part.submissions}
    return [entry for entry in entries if entry.place == township or entry.village_code in villages]


def _to_fill_in(register: Register, place: str, file: str) -> str:
    """What the level has to fill in, and how it gets into the rollup."""
    labels = dict.fromkeys(column.label for columns in to_fill_in(register).values() for column in columns)
    named = "、".join(list(labels)[:_NAMED]) + (f"等 {len(labels)} 项" if len(labels) > _NAMED else "")
    return f"{place}自己要填的（{named}）在“{file}”里填，填好放在原处，再汇总一次。"


def _summarise(register: Register, place: str, outcome: Outcome) -> None:
    """What a clerk wants to know first: who has handed in, what is in the register, what needs a person."""
    ledger = register.ledger
    villages = delivery(register.progress)
    amounts = f"{ledger.households} 户 {ledger.persons} 人"
    outcome.lines.append(f"{place}：应交 {villages.expected} 个村，已汇总 {villages.received} 个村，{amounts}。")
    missing = [village.village for village in register.progress if village.state == "missing"]
    if missing:
        outcome.lines.append(f"还没有交的村：{'、'.join(missing)}。")
    for village in register.progress:
        if village.state == "unread":
            outcome.needs_person(f"{village.village}没有交来能读的表：{'、'.join(village.files)}——{village.reason}。")
    refused = [file for file in ledger.files if file.fate == "quarantined"]
    spare = [file.file for file in refused if file.check == message_ids.ASIDE_AND_THERE]
    if spare:
        outcome.lines.append(f"这些村已另有一份收下，这几份不用处理：{_some(spare)}；原因见“文件去向”。")
    for file in refused:
        if file.check == message_ids.ASIDE_AND_THERE:
            continue
        outcome.needs_person(f"{FATE_LABELS[file.fate]}：{file.file}——{file.reason}。{file.fix}。")
    undecided = [file for file in ledger.files if file.fate == "conflicting"]
    outcome.undecided += dict.fromkeys(file.village for file in undecided)
    for line in dict.fromkeys(f"{FATE_LABELS[file.fate]}：{file.reason}。{file.fix}。" for file in undecided):
        outcome.needs_person(line)
    for file in ledger.files:
        if file.check == SLIP_ALONE:
            outcome.needs_person(f"{file.file}：{file.reason}。{file.fix}。")
        elif file.fate in ("joined", "unfilled"):
            outcome.lines.append(f"{file.village}：{file.file}——{file.reason}。{file.fix}。")
    if ledger.standings:
        tell_problems(ledger.standings, outcome)
    tell_reasons(ledger.reasons, outcome)
    tell_corrections(register.corrections, outcome)
    _tell_ignored([file for file in ledger.files if file.fate == "ignored"], outcome)


def _tell_ignored(ignored: Sequence[FileFate], outcome: Outcome) -> None:
    """What was passed over, by why: a village's own file may be among it."""
    kinds: dict[str, list[str]] = {}
    for file in ignored:
        kinds.setdefault(file.reason, []).append(file.file)
    if kinds:
        told = [f"{_some(files)}——{reason}" for reason, files in kinds.items()]
        outcome.lines.append(f"另有 {len(ignored)} 个文件没有读：{'；'.join(told)}。")


def _some(names: Sequence[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def rollups_in(outcome: Outcome) -> list[Path]:
    """The rollups among the files a merge has written."""
    return [file for file in outcome.files if _ROLLUP in file.stem]
