"""收表: what villages and townships handed in becomes rollups; who has handed in and who has not."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from addin.labels import label
from addin.origins import is_rollup
from addin.results import beside_folder
from addin.session import Session
from commands.merge import merge_files, rollups_in
from commands.notice import only_notice
from commands.outcome import CommandError, Outcome
from commands.progress import progress
from cunbiao.definitions.library import notice as load_notice
from cunbiao.merging.villages import RollupLevel

# Apart, so that a county merged from its townships' results does not find its own among them.
_RESULTS: dict[RollupLevel, str] = {"township": "乡镇汇总", "county": "县汇总"}


def merge_township(session: Session) -> None:
    """Merges the picked folder of village workbooks, one rollup a township."""
    _merge(session, "township")


def merge_county(session: Session) -> None:
    """Merges the picked folder of townships' folders or rollups into the rollup of the county."""
    _merge(session, "county")


def show_progress(session: Session) -> None:
    """Tells which villages are not in the active rollup, or in those made last, and why, and opens a single one."""
    rollups = _rollups(session)
    advance = session.progress(label("progress"))
    outcome = Outcome()
    for rollup in rollups:
        outcome.add(progress(rollup, advance))
    session.finish(outcome, *(rollups if len(rollups) == 1 else []))


def _merge(session: Session, level: RollupLevel) -> None:
    source = Path(session.given)
    out = beside_folder(source, _RESULTS[level])
    advance = session.progress(label(f"merge_{level}"))
    state = session.state
    notice, settings = _notice_for(session, source)
    run = partial(merge_files, [source], notice, level, out, settings, advance=advance)
    outcome = run(prefer=None)
    if outcome.undecided and session.ask(
        f"{'、'.join(outcome.undecided)}交了几份不一样的表，没有汇总进去。\n"
        "要以最后保存的一份为准，再汇总一次吗？\n\n点“否”就先不算这些村，问清楚以后再汇总。"
    ):
        outcome = run(prefer="newest")
    rollups = rollups_in(outcome)
    if rollups:
        state.rollups = [str(rollup) for rollup in rollups]
        state.save()
    outcome.lines.insert(0, f"结果在：{out}")
    session.finish(outcome, *(rollups if len(rollups) == 1 else [out]))


def _notice_for(session: Session, source: Path) -> tuple[str | None, Path | None]:
    """The notice to merge by and the county's settings: those chosen, unless all workbooks are of another notice.

    ``None`` leaves the choice to what the workbooks carry.
    """
    state = session.state
    own = only_notice([source])
    if own in (None, state.campaign):
        return state.campaign or None, state.settings_file
    if state.campaign:
        title = load_notice(own).item.title
        session.notice(f"交回的表都是按这份通知办的：{title}。就按它汇总，没有按选好的那一份；县里的标准用表里带着的。")
    return None, None


def _rollups(session: Session) -> list[Path]:
    """The active workbook when it is a rollup, else what the last merge made."""
    if session.book is not None and is_rollup(session.book):
        return [session.need_file()]
    made = [Path(rollup) for rollup in session.state.rollups if Path(rollup).exists()]
    if made:
        return made
    buttons = f"“{label('merge_township')}”或“{label('merge_county')}”"
    raise CommandError(f"还没有汇总表。先打开一份汇总表，或者点{buttons}，再点一次。")
