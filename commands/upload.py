"""``upload``: what is typed into the national system, one workbook a township, from a rollup."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from commands.outcome import CommandError, Outcome
from commands.rollups import read_rollup
from cunbiao.advance import Advance
from generators.publishing import OutputFolder
from generators.uploads import upload_files
from generators.uploads.ticks import Ticks, read_ticks, upload_workbooks

# So many people share the typing of a township at most.
_MOST_TYPISTS = 50


def typists_said(text: str) -> int:
    """How many people type, as somebody wrote it; one where nobody was asked.

    Raises:
        CommandError: it is no such number.
    """
    number = text.strip() or "1"
    if number.isdecimal() and 1 <= int(number) <= _MOST_TYPISTS:
        return int(number)
    raise CommandError(f"“{text}”不是录入的人数。请再来一次，填 1 到 {_MOST_TYPISTS} 的数。")


def upload(rollup: Path, out: Path, advance: Advance | None = None, typists: int = 1) -> Outcome:
    """Writes the upload workbooks of ``rollup`` into ``out``; everything is checked again on the way.

    Rows ticked in the upload workbooks that lie in ``out`` stay ticked as long as the same is to be typed. With several
    ``typists`` each township has a workbook for each of them. ``advance`` is told how far the reading is, and once more
    before anything is written.

    Raises:
        TicksError: a former upload workbook cannot be read.
        CommandError: the file is not a rollup of ours, or was changed since it was made.
        PublishError: the workbooks could not be put in their place.
    """
    read = read_rollup(rollup, advance)
    former = upload_workbooks(out)
    ticks = read_ticks(former)
    with OutputFolder(out) as folder:
        written = folder.publish(upload_files(out, read.register, read.folder_seen_from(out), ticks, typists))
    outcome = Outcome()
    read.tell_edited(outcome)
    townships = len({source.township for source in read.register.sources})
    copies = f"，每个乡镇按 {typists} 个人录分开" if typists > 1 else ""
    outcome.lines.append(f"已生成 {townships} 个乡镇的上报录入表{copies}，按录入界面的顺序排列。")
    outcome.wrote(written)
    _tell_ticks(ticks, former, [own.path for own in written], outcome)
    waiting = read.register.ledger.standings.get("必改", 0)
    if waiting:
        outcome.needs_person(f"有 {waiting} 条必改的问题，有关的户和人放在“暂缓上报”里，改好重新汇总后再报。")
    verified = [finding for finding in read.register.findings if finding.level == "核实"]
    if verified:
        explained = sum(bool(finding.reason) for finding in verified)
        outcome.lines.append(f"核实的问题 {len(verified)} 条，其中 {explained} 条已写理由，见“核实记录”。")
    return outcome


def _tell_ticks(ticks: Ticks, former: Sequence[Path], written: Sequence[Path], outcome: Outcome) -> None:
    """That ticks were kept, and which former workbooks nobody needs any more."""
    if ticks.rows:
        outcome.lines.append(
            f"上一次打的 {len(ticks.rows)} 个勾带过来了；打勾以后又改过的，勾去掉了，“变化”写着“录后又改”，排在最前面。"
        )
    left = [file.name for file in former if file not in written]
    if left:
        outcome.needs_person(f"这几份是上一次的，勾已经带到新的里，请删掉，不要再照着录：{'、'.join(left)}。")
