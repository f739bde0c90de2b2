"""One Wine with one bundle for all proofs; a campaign done on Linux to compare with; a clerk at the stand-in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.demo import demo
from commands.problem_list import problem_list
from commands.setup.build import build
from office import connect
from tests.addin.journey.campaign import Begun, Collected, Issued, Returned, Reviewed, begin, collect
from tests.addin.journey.conftest import helped, issued, reported, returned, reviewed
from tests.addin.journey.ribbon import clickables
from tests.generators.xlam.in_office import opened
from tests.judge import Office
from tests.windows.clerk import WindowsClerk, desktop, pythonw, stand_in
from tests.windows.port import Port
from tests.windows.wine import NotReady, Wine, ready_wine

# The stages of the journey that pytest looks for here.
__all__ = ["helped", "issued", "reported", "returned", "reviewed"]

POLICY = "anhui-yongqiao-2020"


@pytest.fixture(scope="session")
def wine() -> Iterator[Wine]:
    try:
        with ready_wine() as ready:
            yield ready
    except NotReady as why:
        pytest.exit(f"Windows 文件夹没有试成：{why}", returncode=1)


@pytest.fixture(scope="session")
def on_linux(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, done by this Python, with the problem list written again."""
    folder = tmp_path_factory.mktemp("linux") / "演示"
    demo(folder, lambda line: None)
    problem_list(folder / "5-县汇总" / "埇桥区_汇总.xlsx", folder / "7-问题")
    return folder


@pytest.fixture(scope="module")
def policy() -> str:
    return POLICY


@pytest.fixture(scope="module")
def addin(wine: Wine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in as it is installed on this Windows."""
    (file,) = build(tmp_path_factory.mktemp("加载项"), pythonw(wine), wine.on_drive(wine.bundle)).files
    return file


@pytest.fixture(scope="module")
def state(wine: Wine) -> Path:
    """The folder in which the programs of the bundle keep what a person chose."""
    return wine.drive / "users" / os.environ.get("USER", "root") / "AppData" / "Local"


@pytest.fixture(scope="module")
def port(wine: Wine, pipe: str) -> Iterator[Port]:
    with stand_in(wine, connect(pipe)) as ready:
        yield ready


@pytest.fixture(scope="module")
def clerk(
    wine: Wine, port: Port, addin: Path, office: Office, pipe: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WindowsClerk]:
    """A clerk who has never clicked anything, with an empty desk."""
    shown: list[Path] = []
    buttons, log = clickables(addin), tmp_path_factory.mktemp("桌面") / "opened.txt"
    with pytest.MonkeyPatch.context() as patch, opened(office, addin) as macros, desktop(wine, log):
        macros.record([button.sub for button in buttons.values()])
        app = connect(pipe)
        clerk = WindowsClerk(buttons, macros, app, pipe, shown, wine, port, log)
        patch.setattr(app.impl.messages, "show_status", clerk.watch)
        clerk.clear_the_desk()
        yield clerk
        clerk.clear_the_desk()


@pytest.fixture(scope="module")
def begun(clerk: WindowsClerk, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    return begin(clerk, tmp_path_factory.mktemp("动态管理 2020"), POLICY)


@pytest.fixture(scope="module")
def collected(clerk: WindowsClerk, issued: Issued, returned: Returned, reviewed: Reviewed) -> Collected:
    """With a workbook open: without one Excel has no status bar in which to see how far a merge is."""
    clerk.open(issued.roster)
    return collect(clerk, returned, issued.county.campaign.county)
