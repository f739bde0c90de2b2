"""Choosing the county's settings, and the 停止 button."""

from __future__ import annotations

from pathlib import Path

import pytest

from addin.buttons.settings import choose_settings, stop
from addin.session import Session
from addin.state import State
from addin.stop import Stopped
from commands.outcome import CommandError
from cunbiao.definitions import DefinitionError
from tests.addin.buttons.conftest import POLICY
from tests.addin.desk import Desk


def test_settings_are_read_before_they_are_remembered(
    session: Session, desk: Desk, state: State, settings: Path, tmp_path: Path
) -> None:
    state.campaign = POLICY
    session.given = str(settings)
    choose_settings(session)
    assert State.load(state.folder).settings_file == settings
    assert "脱贫人均纯收入" not in desk.told[0]
    wrong = tmp_path / "错.yaml"
    wrong.write_text("county: 别的县\nparameters: {}\n", encoding="utf-8")
    session.given = str(wrong)
    with pytest.raises(DefinitionError, match="别的县"):
        choose_settings(session)
    assert State.load(state.folder).settings_file == settings


@pytest.mark.parametrize("chosen", ["", "taken-away-2018"])
def test_settings_need_a_notice_that_is_there(chosen: str, session: Session, settings: Path) -> None:
    session.state.campaign = chosen
    session.given = str(settings)
    with pytest.raises(CommandError, match="先点“选择通知”"):
        choose_settings(session)


def test_stop_reaches_the_work_of_another_process(session: Session, desk: Desk, state: State) -> None:
    advance = session.progress("汇总")
    stop(Session(lambda: pytest.fail("attached"), state=state))
    with pytest.raises(Stopped):
        advance(1, 2)
    session.close()


def test_nothing_to_stop_is_said(session: Session, desk: Desk) -> None:
    stop(session)
    assert desk.told == ["现在没有正在做的事，不用停止。"]
    session.progress("汇总")(1, 2)
    session.close()
