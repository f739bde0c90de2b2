"""下发: one workbook a village, from the roster that is open; a further one of the village that is open."""

from __future__ import annotations

from pathlib import Path

from addin.buttons.settings import need_campaign
from addin.labels import label
from addin.results import results_folder
from addin.session import Session
from commands.further import further
from commands.generate import generate
from commands.outcome import CommandError


def generate_from_roster(session: Session) -> None:
    """Issues the workbooks of all villages of the active roster into the picked folder.

    Raises:
        CommandError: there is no roster, or the person does not want his folder written over.
    """
    campaign = need_campaign(session.state)
    roster = session.need_saved_file()
    out = Path(session.given)
    if any(out.glob("*/*_*.xlsx")) and not session.ask(
        f"这个文件夹里已经有采集表：{out}\n同名的会被新的空表盖掉，填好的内容就没有了。要继续吗？"
    ):
        raise CommandError("没有生成。请换一个空文件夹，再点一次。")
    advance = session.progress(label("generate"))
    outcome = generate(campaign, [roster], out, session.state.settings_file, advance, session.ask)
    session.finish(outcome, *outcome.files)


def continue_village(session: Session) -> None:
    """Makes a further workbook of the active village workbook's village beside it and opens it."""
    file = session.need_saved_file()
    session.progress(label("further"))
    outcome = further([file], results_folder(file.parent))
    session.finish(outcome, *outcome.files)
