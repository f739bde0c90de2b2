"""``generate``: one locked workbook a village, from the county's roster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from commands.outcome import CommandError, Outcome
from cunbiao.advance import Advance
from cunbiao.checking.calendar import calendar_problems
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.sources import check_sources
from cunbiao.findings import LEVELS, Finding, Place
from cunbiao.lists.roster import Roster, read_roster
from cunbiao.lists.roster.belonging import doubts, without_households
from cunbiao.submissions.gather import common_folder
from generators.file_names import file_name
from generators.problems import FILE_NAME, problems_file
from generators.publishing import Output, OutputFolder
from generators.relative_folder import seen_from
from generators.village import Further, issue_villages
from generators.village.examination import examine

# Asks the person a question that is answered by yes or no.
Ask = Callable[[str], bool]

PROBLEMS = FILE_NAME.format(about="花名册")
# The screen shows this many kinds of findings; the workbook holds them all.
_SHOWN = 15
# Of what must be mended, kinds that a question shows.
_ASKED = 5


def generate(
    policy: str,
    roster: Sequence[Path],
    out: Path,
    settings: Path | None,
    advance: Advance | None = None,
    ask: Ask | None = None,
    continued: Sequence[str] = (),
    part: int = 2,
    *,
    only_examine: bool = False,
) -> Outcome:
    """Issues the workbooks of all villages of the roster into ``out``, a folder a township.

    With ``continued`` (names or codes of villages) only these get one: their ``part``-th workbook (续表), in which
    there is room for further rows; the one they have is left alone.

    What is wrong in the roster stands in a problem list beside them, that of each township in its folder. Both what
    does not fit the notice (another place's or year's roster) and what should be mended in the register first is asked
    about: ``ask`` is given the question and says whether to go on. Without it a roster that does not fit is not issued,
    one with mistakes is.

    Args:
        policy: id of the notice.
        roster: the files of the roster.
        out: where the folders of the townships go.
        settings: the county's settings, where it has any.
        advance: told after every workbook.
        ask: who answers.
        continued: the villages that get a further workbook.
        part: which workbook of theirs it is.
        only_examine: nothing is issued, only the problem list is written.

    Raises:
        RosterError: nothing can be issued from this roster; the message says which cells to mend.
        CommandError: the roster does not fit the notice, and nobody says that it does.
        DefinitionError: the notice or the settings file has a mistake.
        PublishError: the workbooks could not be put in their place; what is there is as it was.
    """
    campaign = load_campaign(policy, settings)
    listed = read_roster(roster, campaign)
    if continued:
        return _continue(campaign, listed, continued, part, out, advance)
    doubtful = doubts(listed, campaign)
    if doubtful and not only_examine:
        _agreed(doubtful, ask)
    found = [*doubtful, *listed.findings, *without_households(listed), *examine(campaign, listed)]
    lists = _Lists(campaign, found, out, seen_from(out, common_folder(roster)))
    stopped = only_examine or not _goes_on(found, ask)
    with OutputFolder(out) as folder:
        outputs = lists.of_all() if stopped else chain(_issued(campaign, listed, out, advance), lists.of_townships())
        written = folder.publish(outputs, beside=False)
    outcome = Outcome(files=[own.path for own in written if own.path.parent == out and own.path.name == PROBLEMS])
    if stopped:
        outcome.needs_person(f"没有下发。要改的写在“{PROBLEMS}”里，改好以后再生成一次。")
    else:
        outcome.files.insert(0, out)
        _tell_what_was_issued(campaign, listed, outcome)
    _tell(found, outcome)
    return outcome


def _issued(campaign: Campaign, listed: Roster, out: Path, advance: Advance | None) -> Iterator[Output]:
    for issued in issue_villages(campaign, listed, out, advance):
        yield issued.output


def _tell_what_was_issued(campaign: Campaign, listed: Roster, outcome: Outcome) -> None:
    outcome.lines.append(f"已生成 {len(listed.villages)} 个村的采集表。")
    missing = campaign.missing_parameters()
    if missing:
        outcome.lines.append(
            f"还没有定的标准：{'、'.join(missing)}。定下之前，有关结论显示“无法判定”；定下后写进县设置文件。"
        )
    for problem in calendar_problems(campaign):
        outcome.needs_person(problem)


def _continue(
    campaign: Campaign, listed: Roster, continued: Sequence[str], part: int, out: Path, advance: Advance | None
) -> Outcome:
    """Issues further workbooks of some villages."""
    further = Further(frozenset(_village(listed, name) for name in continued), part)
    with OutputFolder(out) as folder:
        outputs = (own.output for own in issue_villages(campaign, listed, out, advance, further))
        written = folder.publish(outputs, beside=False)
    outcome = Outcome(files=[own.path for own in written])
    count = len(further.villages)
    outcome.lines.append(f"已生成 {count} 个村的续表（第 {part} 份）。和原表一起交，汇总时合在一起。")
    return outcome


def _village(listed: Roster, name: str) -> str:
    """The code of a village that is called by its name, by township and name, or by its code.

    Raises:
        CommandError: no village of the roster is called so, or several are.
    """
    found = [own for own in listed.villages if name in (own.code, own.name, own.township + own.name)]
    if len(found) == 1:
        return found[0].code
    if not found:
        raise CommandError(f"花名册里没有“{name}”这个村。请写花名册里的村名，或者村代码。")
    same = "、".join(f"{own.township}{own.name}（{own.code}）" for own in found)
    raise CommandError(f"花名册里有 {len(found)} 个村叫“{name}”：{same}。请写乡镇名加村名，或者村代码。")


@dataclass(frozen=True)
class _Lists:
    """The problem lists of a roster: one of everything, and that of each township in its folder.

    A list of an earlier roster is replaced even when there is nothing to say any more.
    """

    campaign: Campaign
    findings: Sequence[Finding]
    out: Path
    folder: str

    def of_all(self) -> Iterator[Output]:
        """The list of the county."""
        county = self.campaign.county
        whole = [
            replace(own, township=own.township or county, village=own.village or "花名册") for own in self.findings
        ]
        yield from self._list(self.out, county, whole, self.folder)

    def of_townships(self) -> Iterator[Output]:
        """The list of the county, and those of its townships."""
        yield from self.of_all()
        by_township: dict[str, list[Finding]] = {}
        for finding in self.findings:
            by_township.setdefault(finding.township, []).append(finding)
        folders = {path.parent.name for path in self.out.glob(f"*/{PROBLEMS}")}
        for township in sorted(by_township.keys() - {""} | folders):
            yield from self._list(self.out / file_name(township), township, by_township.get(township, []), "")

    def _list(self, folder: Path, place: str, findings: Sequence[Finding], files: str) -> Iterator[Output]:
        path = folder / PROBLEMS
        if findings or path.exists():
            title = f"{place}{self.campaign.year}年度花名册问题清单"
            yield problems_file(
                path, title, findings, check_sources(self.campaign, load_messages(self.campaign)), files
            )


def _goes_on(found: Sequence[Finding], ask: Ask | None) -> bool:
    """Whether a roster is issued with its mistakes; without anybody to ask it is, and the outcome tells of them."""
    to_mend = [finding for finding in found if finding.level == "必改"]
    if not to_mend or ask is None:
        return True
    shown = "\n".join(islice(examples(to_mend), _ASKED))
    return ask(f"{_counted(found)}：\n{shown}\n现在就照样下发吗？回答“否”就不下发，只写出“{PROBLEMS}”，改好再来。")


def _agreed(doubtful: Sequence[Finding], ask: Ask | None) -> None:
    """Asks whether a roster that does not fit the notice is to be issued all the same.

    Raises:
        CommandError: it is not, or there is nobody to ask.
    """
    said = "\n".join(f"{finding.message}。{finding.fix}。" for finding in doubtful)
    if ask is None or not ask(f"{said}\n确实没有配错、照样下发吗？"):
        raise CommandError(f"没有下发。{said}确实没有配错的，回答“是”，或在命令后面加 --yes。")


def _counted(found: Sequence[Finding]) -> str:
    """How much is wrong in a roster: findings by level, households and persons of those that must be mended."""
    levels = Counter(finding.level for finding in found)
    counts = "，".join(f"{level} {levels[level]} 条" for level in LEVELS)
    about = [finding for finding in found if finding.level == "必改"]
    households = {(finding.village, finding.household_code) for finding in about if finding.household_code}
    persons = {(finding.village, finding.household_code, finding.place.row) for finding in about if finding.name}
    first = f"，{len(households)} 户、{len(persons)} 人要先改" if households or persons else ""
    return f"花名册有 {len(found)} 条问题{first}（{counts}）"


def _tell(findings: Sequence[Finding], outcome: Outcome) -> None:
    """One finding of each kind on the screen."""
    if not findings:
        return
    line = f"{_counted(findings)}。全部写在“{PROBLEMS}”里，下面每种举一条："
    if any(finding.level == "必改" for finding in findings):
        outcome.needs_person(line)
    else:
        outcome.lines.append(line)
    outcome.lines += examples(findings)


def examples(findings: Sequence[Finding]) -> Iterator[str]:
    """The first finding of every kind with the number of such findings, the most serious kinds first."""
    kinds: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: LEVELS.index(one.level)):
        kinds.setdefault(finding.check, []).append(finding)
    for same in list(kinds.values())[:_SHOWN]:
        first = same[0]
        count = f"（这样的共 {len(same)} 条）" if len(same) > 1 else ""
        yield f"【{first.level}】{_where(first.place)}：{first.message}。{first.fix}。{count}"
    if len(kinds) > _SHOWN:
        yield f"还有 {len(kinds) - _SHOWN} 种，见“{PROBLEMS}”。"


def _where(place: Place) -> str:
    row = f"第{place.row}行" if place.row else ""
    column = f"{place.column}列" if place.column else ""
    return f"{place.file}“{place.sheet}”{row}{column}"
