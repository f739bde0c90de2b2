"""设置: which county settings, and stopping what is going on."""

from __future__ import annotations

from pathlib import Path

from addin.labels import label
from addin.session import Session
from addin.state import State
from commands.outcome import CommandError
from cunbiao.definitions import Campaign, load_campaign, policy_ids


def choose_settings(session: Session) -> None:
    """Remembers the picked settings file after having read it with the chosen notice."""
    campaign = load_campaign(need_campaign(session.state), Path(session.given))
    session.state.settings = session.given
    session.state.save()
    session.tell([f"以后用这个县设置：{session.given}。", *open_parameters(campaign)])


def stop(session: Session) -> None:
    """Asks the long work that is going on to stop; it says itself when it has."""
    if session.lock.is_taken():
        session.stop_mark.leave()
    else:
        session.tell("现在没有正在做的事，不用停止。")


def need_campaign(state: State) -> str:
    """The id of the chosen notice; raises `CommandError` when none was chosen yet, or it is no longer there."""
    if state.campaign not in policy_ids():
        raise CommandError(f"还不知道按哪份通知办。先点“{label('choose_campaign')}”，再点一次。")
    return state.campaign


def open_parameters(campaign: Campaign) -> list[str]:
    """What is said of the standards that nobody has set yet; nothing where all are."""
    missing = campaign.missing_parameters()
    if not missing:
        return []
    return [
        f"还没有定的标准：{'、'.join(missing)}。写进县设置文件、选好“{label('choose_settings')}”以后，才能下有关结论。"
    ]
