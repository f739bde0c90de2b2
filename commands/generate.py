"""``generate``: one locked workbook a village, from the county's roster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from commands.outcome import CommandError, Outcome
from cunbiao.definitions import load_campaign
from cunbiao.findings import Place
from cunbiao.roster import RosterError, read_roster
from generators.village import issue_villages

Advance = Callable[[int, int], None]


def generate(
    policy: str, roster: Sequence[Path], out: Path, settings: Path | None, advance: Advance | None = None
) -> Outcome:
    """Issues the workbooks of all villages of the roster into ``out``, a folder a township.

    Raises:
        CommandError: nothing can be issued from this roster; the message says which cells to mend.
        DefinitionError: the policy pack or the settings file has a mistake.
    """
    campaign = load_campaign(policy, settings)
    try:
        listed = read_roster(roster, campaign)
    except RosterError as error:
        raise CommandError(str(error)) from error
    files = issue_villages(campaign, listed, out, advance)
    outcome = Outcome(files=[out])
    outcome.lines.append(f"已生成 {len(files)} 个村的采集表。")
    missing = campaign.missing_parameters()
    if missing:
        outcome.lines.append(
            f"还没有定的标准：{'、'.join(missing)}。定下之前，有关结论显示“无法判定”；定下后写进县设置文件。"
        )
    for finding in listed.findings:
        line = f"【{finding.level}】{_where(finding.place)}：{finding.message}。{finding.fix}。"
        if finding.level == "必改":
            outcome.needs_person(line)
        else:
            outcome.lines.append(line)
    return outcome


def _where(place: Place) -> str:
    row = f"第{place.row}行" if place.row else ""
    column = f"{place.column}列" if place.column else ""
    return f"{place.file}“{place.sheet}”{row}{column}"
