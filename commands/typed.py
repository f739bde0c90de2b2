"""``typed``: whether what should have been typed into the national system is in it, from a fresh export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from commands.outcome import CommandError, Outcome
from commands.rollups import read_rollup
from cunbiao.advance import Advance
from cunbiao.lists.roster import Village, read_roster
from generators.file_names import file_name
from generators.publishing import OutputFolder
from generators.typed import compare, typed_file
from generators.typed.workbook import KINDS, SHEET
from generators.uploads.ticks import FILE_END, read_ticks, upload_workbooks

# What the names of our own workbooks beside the lists of the system end in.
_OWN = ("_汇总", "_问题清单", f"_{SHEET}", FILE_END)
UPLOADS = "上报"
# So many names stand in a line; the rest is in the workbook.
_NAMED = 8


def typed(
    rollup: Path, export: Sequence[Path], out: Path, ticked: Path | None = None, advance: Advance | None = None
) -> Outcome:
    """Compares a fresh export of the national system with what ``rollup`` says should be in it.

    ``export`` are its household and person lists, as `generate` reads a roster; ``ticked`` is the folder of the upload
    workbooks in which typists ticked what they typed. ``advance`` is told how far the reading is.

    Raises:
        CommandError: the file is not a rollup of ours, or was changed since it was made.
        RosterError: the export cannot be read; the message says which cells to mend.
        PublishError: the workbook could not be put in its place.
    """
    read = read_rollup(rollup, advance)
    register = read.register
    villages = [
        Village(village.code, village.village, village.township, register.campaign.county)
        for village in {one for own in register.submissions for one in own.identity.villages}
    ]
    listed = read_roster(export, register.campaign, sorted(villages, key=lambda village: village.code))
    found = compare(register, listed)
    ticks = read_ticks(upload_workbooks(ticked))
    title = f"{read.place}{register.campaign.year}年度{SHEET}"
    with OutputFolder(out) as folder:
        path = out / f"{file_name(read.place)}_{SHEET}.xlsx"
        written = folder.publish([typed_file(path, title, found, lambda one: ticks.typist(register, one.tab, one.row))])
    outcome = Outcome()
    read.tell_edited(outcome)
    outcome.lines.append(f"核对了 {found.households} 户 {found.persons} 人的 {found.fields} 格。")
    outcome.wrote(written)
    counted = Counter(one.kind for one in found.differences)
    if counted:
        told = "，".join(f"{label} {counted[kind]} 条" for kind, label in KINDS.items() if counted[kind])
        outcome.needs_person(f"{told}。逐条见“{SHEET}”，在系统里改好，再导出、再核对一次。")
    else:
        outcome.lines.append("该录的都录了，和汇总表一样。")
    if found.waiting:
        outcome.lines.append(f"还有 {found.waiting} 户、人暂缓上报或已经减少，没有当作该录的。")
    if found.unseen:
        outcome.needs_person(f"导出的表里没有这些村，没有核对：{_some(found.unseen)}。")
    if found.columns:
        outcome.lines.append(f"导出的表里没有这些栏，没有核对：{_some(found.columns)}。要核对的，导出时把它们选上。")
    refused = [finding for finding in listed.findings if finding.level == "必改"]
    if refused:
        first = refused[0]
        outcome.needs_person(
            f"导出的表有 {len(refused)} 处读不出，那几行没有核对，例如 {first.place.file}“{first.place.sheet}”"
            f"第{first.place.row}行：{first.message}。{first.fix}。"
        )
    return outcome


def typed_lists(files: Sequence[Path]) -> list[Path]:
    """The lists of the national system among files: all that are not ours.

    Raises:
        CommandError: there are none.
    """
    lists = [file for file in files if not file.stem.endswith(_OWN)]
    if not lists:
        raise CommandError("没有系统里导出的表。请给户信息、人口信息的 .xlsx、.xls 或 .csv 文件。")
    return lists


def ticked_beside(rollup: Path) -> Path | None:
    """The folder with the upload workbooks made from a rollup, where it lies in its usual place."""
    folder = rollup.parent / UPLOADS
    return folder if folder.is_dir() else None


def _some(names: Sequence[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more
