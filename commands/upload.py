"""``upload``: what is typed into the national system, one workbook a township, from a rollup."""

from __future__ import annotations

from pathlib import Path

from commands.links import seen_from
from commands.outcome import CommandError, Outcome
from commands.rollups import carried_settings, take_apart
from cunbiao.definitions import load_campaign, policy_ids
from cunbiao.definitions.messages import load_messages
from cunbiao.register.merge import merge
from cunbiao.submissions.gather import common_folder
from cunbiao.submissions.reading import read_submissions
from cunbiao.submissions.refusal import ROLLUP_CHANGED
from generators.uploads import write_uploads


def upload(rollup: Path, out: Path) -> Outcome:
    """Writes the upload workbooks of ``rollup`` into ``out``; everything is checked again on the way.

    Raises:
        CommandError: the file is not a rollup of ours, or was changed since it was made.
    """
    # A rollup is recognised whatever the notice; which one it was made for, it says itself.
    intake = read_submissions([rollup], load_campaign(policy_ids()[0]), rollups=True)
    if not intake.rollups:
        refused = intake.quarantined[0] if intake.quarantined else None
        why = f"{refused.message}。{refused.fix}" if refused else "请给 merge 命令生成的“…_汇总.xlsx”"
        ours = refused is not None and refused.reason == ROLLUP_CHANGED
        raise CommandError(f"{rollup.name}{'' if ours else ' 不是汇总表'}：{why}。")
    villages = take_apart(intake, common_folder([rollup]))
    identity = villages.rollups[0]
    campaign = load_campaign(identity.policy)
    campaign = load_campaign(identity.policy, carried_settings(villages, campaign))
    register = merge(villages.intake, campaign, identity.level, load_messages(), decided=villages.decided)
    out.mkdir(parents=True, exist_ok=True)
    written = write_uploads(out, register, seen_from(out, villages.folder))
    outcome = Outcome(files=[published.path for published in written])
    outcome.lines.append(f"已生成 {len(written)} 个乡镇的上报录入表，按录入界面的顺序排列。")
    outcome.lines += [published.note for published in written if published.renamed]
    waiting = sum(finding.level == "必改" and finding.place.row > 0 for finding in register.findings)
    if waiting:
        outcome.needs_person(f"有 {waiting} 条必改的问题，有关的户和人放在“暂缓上报”里，改好重新汇总后再报。")
    return outcome
