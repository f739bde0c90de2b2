"""``upload``: what is typed into the national system, one workbook a township, from a rollup."""

from __future__ import annotations

from pathlib import Path

from commands.outcome import Outcome
from commands.rollups import read_rollup
from cunbiao.advance import Advance
from generators.publishing import OutputFolder
from generators.uploads import upload_files


def upload(rollup: Path, out: Path, advance: Advance | None = None) -> Outcome:
    """Writes the upload workbooks of ``rollup`` into ``out``; everything is checked again on the way.

    ``advance`` is told how far the reading is, and once more before anything is written.

    Raises:
        CommandError: the file is not a rollup of ours, or was changed since it was made.
        PublishError: the workbooks could not be put in their place.
    """
    read = read_rollup(rollup, advance)
    with OutputFolder(out) as folder:
        written = folder.publish(upload_files(out, read.register, read.folder_seen_from(out)))
    outcome = Outcome()
    read.tell_edited(outcome)
    outcome.lines.append(f"已生成 {len(written)} 个乡镇的上报录入表，按录入界面的顺序排列。")
    outcome.wrote(written)
    waiting = read.register.ledger.standings.get("必改", 0)
    if waiting:
        outcome.needs_person(f"有 {waiting} 条必改的问题，有关的户和人放在“暂缓上报”里，改好重新汇总后再报。")
    verified = [finding for finding in read.register.findings if finding.level == "核实"]
    if verified:
        explained = sum(bool(finding.reason) for finding in verified)
        outcome.lines.append(f"核实的问题 {len(verified)} 条，其中 {explained} 条已写理由，见“核实记录”。")
    return outcome
