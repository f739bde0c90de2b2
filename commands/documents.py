"""``documents``: what people print, sign, read out and file, from a rollup, the whole set of every place."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

from commands.outcome import CommandError, Outcome
from commands.rollups import read_rollup
from cunbiao.advance import Advance
from cunbiao.checking.calendar import calendar_problems, latest_days
from generators.documents import document_set
from generators.file_names import file_name
from generators.publishing import OutputFolder

_KINDS = (".docx", ".xlsx")


def documents(rollup: Path, out: Path, village: str = "", advance: Advance | None = None) -> Outcome:
    """Writes the documents of ``rollup`` into ``out``: a folder a township, in it a folder a village.

    With ``village`` only those of the villages of that name. ``advance`` is told how far the reading is, then the
    writing.

    Raises:
        CommandError: the file is not a rollup of ours, was changed, has no such village, or its notice no documents.
        DocumentError: a document or its layout is mistaken.
        PublishError: the documents could not be put in their place.
    """
    read = read_rollup(rollup, advance)
    register = read.register
    if not register.campaign.documents:
        raise CommandError(f"“{register.campaign.notice.title}”没有定义文书（documents 文件夹），没有可以做的。")
    if village and village not in {source.village for source in register.tables.villages}:
        known = "、".join(source.village for source in register.tables.villages)
        raise CommandError(f"汇总表里没有“{village}”。已汇总的村：{known}。")
    found = document_set(register, village)
    with OutputFolder(out) as folder:
        written = folder.publish(found.outputs(out, advance))
    outcome = Outcome(files=[out])
    read.tell_edited(outcome)
    outcome.lines.append(f"已做好 {len(written)} 份文书，按乡镇、村分文件夹放好。空着的地方打印后手填。")
    outcome.lines += dict.fromkeys(own.note for own in written if own.renamed)
    outcome.lines += latest_days(register.campaign)
    for problem in calendar_problems(register.campaign):
        outcome.needs_person(problem)
    for cell in found.held_back:
        where = f"{cell.file}“{cell.sheet}”第{cell.row}行"
        outcome.needs_person(
            f"{where}：该写姓名、村组的格子里有一长串数字，这一行没有列进公示、公告。改好以后重新汇总再做。"
        )
    left = [] if any(own.renamed for own in written) else _left_over(out, {own.path for own in written}, village)
    if left:
        named = "、".join(file.relative_to(out).as_posix() for file in left)
        outcome.needs_person(f"文件夹里还有以前做的、这一次不用出的 {len(left)} 份，请删掉，不要张贴、报送：{named}。")
    waiting = register.ledger.standings.get("必改", 0)
    if waiting:
        outcome.needs_person(
            f"有 {waiting} 条必改的问题，有关的户没有列进核验符合才列的公示、请示、名单，改好重新汇总后再做。"
        )
    return outcome


def _left_over(out: Path, written: Set[Path], village: str) -> list[Path]:
    """Documents of an earlier run that this one, of all or of one village, has not made again."""
    numbered = f"*/{file_name(village)}/[0-9][0-9] *" if village else "**/[0-9][0-9] *"
    return sorted(file for file in out.glob(numbered) if file.suffix in _KINDS and file not in written)
