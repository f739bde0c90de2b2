"""Shared fixtures: one LibreOffice for a whole test process, for the tests that are marked ``office``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from cunbiao.definitions import policy_ids
from office import connect, start
from tests.judge import Office
from tests.sampling import Sampling, commit

# Notices of which one commit proves what takes minutes.
_DRAWN = 2
UNASKED = Path(__file__).parent / "judge" / "unasked"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--prove", action="store_true", help="prove everything, not only a sample")
    parser.addoption("--update-goldens", action="store_true", help="write tests/goldens/*.txt again")
    parser.addoption("--sample", metavar="NAME", help="draw this sample (default: the one of the commit)")


def pytest_configure(config: pytest.Config) -> None:
    """No test sees what whoever runs it keeps for himself: choices, notices of his own."""
    own, patch = tempfile.TemporaryDirectory(), pytest.MonkeyPatch()
    patch.setenv("XDG_STATE_HOME", own.name)
    config.add_cleanup(patch.undo)
    config.add_cleanup(own.cleanup)
    if config.option.sample is None:
        config.option.sample = commit()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.option.prove:
        drawn = f"--sample={config.option.sample}"
        terminalreporter.write_line(f"A sample was proved; {drawn} draws it again, --prove proves everything.")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks the tests that ask for LibreOffice, leaves out what only --prove proves, and keeps together what shares."""
    for item in items:
        if isinstance(item, pytest.Function) and {"office", "pipe"} & set(item.fixturenames):
            item.add_marker(pytest.mark.office)
        if config.pluginmanager.hasplugin("xdist"):
            item.add_marker(pytest.mark.xdist_group(_group(item)))
    if not config.option.prove:
        drawn = Sampling(config.option.sample).of(policy_ids(), _DRAWN)
        left_out = [item for item in items if item.get_closest_marker("prove") or _is_left_to_others(item, drawn)]
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def _is_left_to_others(item: pytest.Item, drawn: list[str]) -> bool:
    """Whether it takes minutes and is about a notice that this sample leaves to others.

    It is so marked, types into a workbook, or needs a whole campaign.
    """
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return False
    if not {"filled", "run"} & set(item.fixturenames) and item.get_closest_marker("sampled") is None:
        return False
    return item.callspec.params.get("notice") not in (None, *drawn)


def _group(item: pytest.Item) -> str:
    """What one process should run: all tests that look at the campaign of one notice, otherwise those of one file."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return str(parameters.get("notice", item.location[0]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """To tests that are not marked, no LibreOffice is installed."""
    with pytest.MonkeyPatch.context() as patch:
        if item.get_closest_marker("office") is None:
            patch.setenv("PATH", f"{UNASKED}{os.pathsep}{os.environ['PATH']}")
        return (yield)


@pytest.fixture(scope="session")
def sampling(pytestconfig: pytest.Config) -> Sampling:
    return Sampling(None if pytestconfig.option.prove else pytestconfig.option.sample)


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A running LibreOffice; a test that needs it fails, never passes, when it is not installed."""
    with Office() as running:
        yield running


@pytest.fixture(scope="session")
def pipe() -> Iterator[str]:
    with start() as name:
        yield name


@pytest.fixture
def calc(pipe: str) -> Iterator[xw.App]:
    """LibreOffice with no workbook open and nothing told yet."""
    app = connect(pipe)
    app.impl.messages.told.clear()
    app.impl.messages.answers.clear()
    app.impl.messages.statuses.clear()
    yield app
    for book in list(app.books):
        book.close()
