"""``return``: what is wrong goes back to every village on a slip of its own, with a sentence for the group chat."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from commands.lives import followed, place_lives, tell_reopened
from commands.marked import PACKAGES, marked_name
from commands.outcome import CommandError, Outcome
from commands.rollups import ReadRollup, read_rollup
from cunbiao.advance import Advance
from cunbiao.definitions.send_back import send_back_words
from cunbiao.findings import LEVELS, Finding
from cunbiao.merging.cells import FoundRows
from cunbiao.merging.lives import Lives, has_life, round_of, sent_back
from cunbiao.merging.reasons import known_reasons
from cunbiao.records.frames import Source
from cunbiao.records.slip import SlipHead
from generators.deadlines import next_deadline
from generators.file_names import file_name
from generators.painting import painted
from generators.publishing import Output, OutputFolder, content, publish
from generators.send_back import chat_file, chat_line, lines_for, slip_file
from workbooks.editing import EditingError
from workbooks.refusal import Refused


def send_back(
    rollups: Sequence[Path], out: Path, due: date | None, advance: Advance | None = None, day: date | None = None
) -> Outcome:
    """Writes into ``out``, a folder a township and a village, what goes back to the villages of some rollups.

    A village file that lies where the rollup says, unchanged, goes back painted as well. The list of lives beside each
    rollup notes what was sent. ``due`` is by when an answer is wanted, by default until the notice's next deadline;
    ``day`` the day of the run.

    Raises:
        CommandError: a file is not a rollup of ours, or the list of lives beside it cannot be read.
        PublishError: something could not be put in its place.
    """
    outcome = Outcome()
    for rollup in rollups:
        _of_rollup(rollup, out, due, advance, day or date.today(), outcome)
    return outcome


def _of_rollup(rollup: Path, out: Path, due: date | None, advance: Advance | None, day: date, outcome: Outcome) -> None:
    read = read_rollup(rollup, advance)
    read.tell_edited(outcome)
    campaign, home = read.register.campaign, rollup.absolute().parent
    own = followed(read, [home], day)
    due = due or next_deadline(campaign, day)
    batch = _Batch(replace(read, register=own.register), own.lives, out / send_back_words().folder, day, due)
    with OutputFolder(out) as folder:
        folder.publish(batch.outputs(known_reasons(own.explained.kept)), beside=False)
    outcome.files += [batch.folder / file_name(township) for township in batch.chat]
    sent = sent_back(own.lives.lives, batch.sent, day, due)
    if sent:
        outcome.wrote([publish(place_lives(sent, campaign, read.place, home))])
    batch.tell(read.place, outcome)
    tell_reopened(own.lives.reopened, outcome)


@dataclass
class _Batch:
    """What goes back to the villages of one rollup, and what there is to say of it."""

    read: ReadRollup
    lives: Lives
    folder: Path
    day: date
    due: date | None
    sent: set[str] = field(default_factory=set)
    chat: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def outputs(self, known: dict[tuple[str, str], list[str]]) -> Iterator[Output]:
        """Slips, painted copies, and at last the sentences."""
        register = self.read.register
        rows = FoundRows(register)
        open_: dict[str, list[Finding]] = {}
        others = register.campaign.checks_of_levels
        for finding in register.findings:
            if has_life(finding) and not finding.reason and finding.check not in others:
                open_.setdefault(finding.village_code, []).append(finding)
        for source in register.tables.villages:
            findings = open_.get(source.village_code)
            if not findings:
                continue
            place = self.folder / file_name(source.township) / file_name(source.village)
            number = round_of(self.lives.lives, source.village_code, self.day)
            path = place / file_name(send_back_words().file_name(source.village, number))
            lines = lines_for(findings, register.campaign, rows, known)
            yield slip_file(path, self._head(source), lines, register.campaign, self.due)
            yield from self._painted(place, source.village_code, findings)
            self.sent |= {finding.key for finding in findings}
            told = chat_line(f"{source.township}{source.village}", findings, path.name, self.due)
            self.chat.setdefault(source.township, []).append(told)
        for township, lines_ in self.chat.items():
            yield chat_file(self.folder / file_name(township), lines_)

    def _head(self, source: Source) -> SlipHead:
        notice = self.read.register.campaign.notice
        return SlipHead(
            notice.id,
            notice.title,
            notice.year,
            source.county,
            source.township,
            source.village,
            source.village_code,
            self.day.isoformat(),
        )

    def _painted(self, place: Path, village_code: str, findings: Iterable[Finding]) -> Iterator[Output]:
        """Painted copies of the village's files, of those that lie where the rollup says and are what it read."""
        for source in self.read.register.sources:
            file = self.read.folder / source.file
            if source.village_code != village_code or file.suffix.lower() not in PACKAGES or not file.is_file():
                continue
            data = file.read_bytes()
            if hashlib.sha256(data).hexdigest() != source.sha256:
                continue
            try:
                copy = painted(data, [own for own in findings if own.place.file == source.file])
            except (EditingError, Refused) as error:
                self.notes.append(f"“{source.file}”标不了颜色：{error}。整改单照样能用。")
                continue
            yield content(place / marked_name(file), copy)

    def tell(self, place: str, outcome: Outcome) -> None:
        """Says how much went back, where the sentences are, and what belongs to no village."""
        findings = self.read.register.findings
        villages = sum(map(len, self.chat.values()))
        counts = [sum(own.key in self.sent and own.level == level for own in findings) for level in LEVELS[:2]]
        words = send_back_words()
        if villages:
            outcome.lines.append(f"{place}：{villages} 个村的整改单已做好，必改 {counts[0]} 条，核实 {counts[1]} 条。")
            outcome.lines.append(f"整改单在：{self.folder}")
            outcome.lines.append(f"发到群里的话在各乡镇文件夹的“{words.chat_file}”里，没有姓名和号码，可以直接发。")
        else:
            outcome.lines.append(f"{place}：没有要退回村里的问题。")
        outcome.lines += self.notes
        received = {source.village_code for source in self.read.register.sources}
        waiting = [own for own in findings if has_life(own) and not own.reason and own.village_code not in received]
        if waiting:
            named = "、".join(dict.fromkeys(own.village for own in waiting))
            outcome.needs_person(f"{named}的表还没有收进汇总，做不了整改单；要办的 {len(waiting)} 条见问题清单。")
        stray = sum(not own.village_code and own.level in LEVELS[:2] for own in findings)
        if stray:
            outcome.needs_person(f"另有 {stray} 条问题认不出是哪个村的，没有退回，见问题清单。")


def due_day(text: str) -> date:
    """The day that somebody typed as 2020-11-20; nothing else is guessed.

    Raises:
        CommandError: it is no such day.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise CommandError(f"期限要写成 2020-11-20 这样：{text}") from error
