"""One line a step: ✓ or ✗ and the sentence that the name of the proof is. ``pytest -p tests.windows.steps``."""

from __future__ import annotations

import pytest


class Steps:
    """Writes the lines."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """No dots; what comes before and after a proof does not count as one."""
        return ("passed" if report.when == "call" else "", "", "") if report.passed else None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A proof that was done, or whose beginnings failed."""
        if report.when == "call" or report.failed:
            # pytest writes letters outside ASCII as escapes.
            name = report.nodeid.rpartition("::")[2].partition("@")[0].encode().decode("unicode_escape")
            self._terminal.ensure_newline()
            self._terminal.write_line(f"{'✓' if report.passed else '✗'} {name.removeprefix('test_').replace('_', ' ')}")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    assert terminal is not None
    config.pluginmanager.register(Steps(terminal))
