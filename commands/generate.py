"""``generate``: one locked workbook a village, from the county's roster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from commands.outcome import CommandError, Outcome
from cunbiao.advance import Advance
from cunbiao.checking.calendar import calendar_problems
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.sources import check_sources
from cunbiao.findings import LEVELS, Finding, Place
from cunbiao.lists.roster import Roster, read_roster
from cunbiao.lists.roster.belonging import doubts
from cunbiao.submissions.gather import common_folder
from generators.links import seen_from
from generators.problems import FILE_NAME, problems_file
from generators.publishing import Output, OutputFolder
from generators.village import Further, issue_villages

# Asks the person a question that is answered by yes or no.
Ask = Callable[[str], bool]

PROBLEMS = FILE_NAME.format(about="花名册")
# The screen shows this many kinds of findings; the workbook holds them all.
_SHOWN = 15


def generate(
    policy: str,
    roster: Sequence[Path],
    out: Path,
    settings: Path | None,
    advance: Advance | None = None,
    ask: Ask | None = None,
    continued: Sequence[str] = (),
    part: int = 2,
) -> Outcome:
    """Issues the workbooks of all villages of the roster into ``out``, a folder a township.

    With ``continued`` (names or codes of villages) only these get one: their ``part``-th workbook (续表), in which
    there is room for further rows; the one they have is left alone.

    What is wrong in the roster stands in a problem list beside them. A roster that seems to be another place's or
    year's is asked about first: ``ask`` is given the question and says whether to go on; without it nothing is issued.

    Raises:
        RosterError: nothing can be issued from this roster; the message says which cells to mend.
        DefinitionError: the notice or the settings file has a mistake.
        PublishError: the workbooks could not be put in their place; what is there is as it was.
    """
    campaign = load_campaign(policy, settings)
    listed = read_roster(roster, campaign)
    if continued:
        return _continue(campaign, listed, continued, part, out, advance)
    doubtful = doubts(listed, campaign)
    if doubtful:
        _agreed(doubtful, ask)
    with OutputFolder(out) as folder:
        written = folder.publish(_outputs(campaign, listed, roster, out, advance), beside=False)
    outcome = Outcome(files=[out])
    outcome.lines.append(f"已生成 {len(listed.villages)} 个村的采集表。")
    missing = campaign.missing_parameters()
    if missing:
        outcome.lines.append(
            f"还没有定的标准：{'、'.join(missing)}。定下之前，有关结论显示“无法判定”；定下后写进县设置文件。"
        )
    for problem in calendar_problems(campaign):
        outcome.needs_person(problem)
    outcome.files += [own.path for own in written if own.path.name == PROBLEMS]
    _tell(listed.findings, outcome)
    return outcome


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


def _outputs(
    campaign: Campaign, listed: Roster, roster: Sequence[Path], out: Path, advance: Advance | None
) -> Iterator[Output]:
    """The workbooks, and all findings of the roster as a list beside them.

    A list of an earlier roster is replaced even when there is nothing to say any more.
    """
    for issued in issue_villages(campaign, listed, out, advance):
        yield issued.output
    path = out / PROBLEMS
    if not listed.findings and not path.exists():
        return
    county = campaign.county
    yield problems_file(
        path,
        f"{county}{campaign.year}年度花名册问题清单",
        [replace(own, township=own.township or county, village=own.village or "花名册") for own in listed.findings],
        check_sources(campaign, load_messages(campaign)),
        seen_from(out, common_folder(roster)),
    )


def _agreed(doubtful: Sequence[Finding], ask: Ask | None) -> None:
    """Asks whether a roster that does not fit the notice is to be issued all the same.

    Raises:
        CommandError: it is not, or there is nobody to ask.
    """
    said = "\n".join(f"{finding.message}。{finding.fix}。" for finding in doubtful)
    if ask is None or not ask(f"{said}\n确实没有配错、照样下发吗？"):
        raise CommandError(f"没有下发。{said}确实没有配错的，回答“是”，或在命令后面加 --yes。")


def _tell(findings: Sequence[Finding], outcome: Outcome) -> None:
    """One finding of each kind on the screen."""
    if not findings:
        return
    levels = Counter(finding.level for finding in findings)
    counts = "，".join(f"{level} {levels[level]} 条" for level in LEVELS)
    line = f"花名册有 {len(findings)} 条问题：{counts}。全部写在“{PROBLEMS}”里，下面每种举一条："
    if levels["必改"]:
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
