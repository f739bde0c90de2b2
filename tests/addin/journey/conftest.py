"""The campaign a clerk goes through, stage by stage; every stage builds on the one before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.demo import POLICY
from commands.setup.build import build
from office import connect
from tests.addin.journey.campaign import (
    Begun,
    Collected,
    Helped,
    Issued,
    Reported,
    Returned,
    Reviewed,
    ask_for_help,
    begin,
    collect,
    issue,
    report,
    review,
    send_back,
)
from tests.addin.journey.clerk import Clerk
from tests.addin.journey.ribbon import clickables
from tests.generators.xlam.in_office import opened
from tests.judge import Office


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in for this computer."""
    (file,) = build(tmp_path_factory.mktemp("加载项"), None, None).files
    return file


@pytest.fixture(scope="module", params=[POLICY, pytest.param("shaanxi-2019", marks=pytest.mark.prove)])
def policy(request: pytest.FixtureRequest) -> str:
    """The notice of the journey: one that was there before notices were folders, and one that came after."""
    return str(request.param)


@pytest.fixture(scope="module")
def clerk(
    policy: str, addin: Path, office: Office, pipe: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clerk]:
    """A clerk who has never clicked anything, with an empty desk."""
    shown: list[Path] = []
    buttons = clickables(addin)
    with pytest.MonkeyPatch.context() as patch, opened(office, addin) as macros:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("用户 张三")))
        patch.setattr("addin.session.show", shown.append)
        patch.setattr("addin.buttons.help.show", shown.append)
        macros.record([button.sub for button in buttons.values()])
        app = connect(pipe)
        clerk = Clerk(buttons, macros, app, pipe, shown)
        patch.setattr(app.impl.messages, "show_status", clerk.watch)
        clerk.clear_the_desk()
        yield clerk
        clerk.clear_the_desk()


@pytest.fixture(scope="module")
def begun(clerk: Clerk, policy: str, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    return begin(clerk, tmp_path_factory.mktemp("动态管理 2020"), policy)


@pytest.fixture(scope="module")
def issued(clerk: Clerk, begun: Begun) -> Issued:
    return issue(clerk, begun)


@pytest.fixture(scope="module")
def returned(issued: Issued) -> Returned:
    return send_back(issued)


@pytest.fixture(scope="module")
def reviewed(clerk: Clerk, returned: Returned, tmp_path_factory: pytest.TempPathFactory) -> Reviewed:
    return review(clerk, returned, tmp_path_factory.mktemp("审核"))


@pytest.fixture(scope="module")
def collected(clerk: Clerk, issued: Issued, returned: Returned, reviewed: Reviewed) -> Collected:
    return collect(clerk, returned, issued.county.campaign.county)


@pytest.fixture(scope="module")
def reported(clerk: Clerk, issued: Issued, collected: Collected, reviewed: Reviewed) -> Reported:
    return report(clerk, collected, reviewed.village.name, issued.roster)


@pytest.fixture(scope="module")
def helped(clerk: Clerk, reported: Reported) -> Helped:
    return ask_for_help(clerk)
