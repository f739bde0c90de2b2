"""定义表: the chosen notice as a workbook that can be changed, and what was changed put into force."""

from __future__ import annotations

from pathlib import Path

from addin.buttons.settings import need_campaign
from addin.session import Session
from commands.definition import apply, export
from commands.outcome import Status


def export_notice(session: Session) -> None:
    """Writes the definition workbook of the chosen notice into the picked folder, with the county's values."""
    policy = need_campaign(session.state)
    outcome = export(policy, Path(session.given), session.state.settings_file)
    session.finish(outcome, *outcome.files)


def apply_notice(session: Session) -> None:
    """Puts the definition workbook that is open into force, or says all that is wrong with it.

    The notice is the chosen one from then on; where the workbook has the county's values, a settings file that was
    chosen before is forgotten, which is said.
    """
    outcome = apply(session.need_saved_file())
    if outcome.status is not Status.NOT_DONE:
        state = session.state
        state.take(outcome.policy)
        if outcome.has_settings and state.settings:
            state.settings = ""
            outcome.lines.append("县里定的值以后用定义表里的，原来选的县设置文件不用了。")
        state.save()
    session.finish(outcome)
