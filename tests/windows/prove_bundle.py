"""The whole job, done by the bundle under Wine, leaves what Linux leaves, byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commands.outcome import Status
from commands.setup.installation_check import LIBRARIES
from tests.addin.journey.typed import files_in
from tests.windows.conftest import POLICY
from tests.windows.wine import Ended, Wine


@pytest.fixture(scope="module")
def desk(wine: Wine, on_linux: Path) -> Path:
    """The folder of the work, of an odd name; what was prepared and what came back lie in it."""
    folder = wine.drive / "王 小明" / "动态管理 (2020) & 其他"
    for name in ("1-设置", "3-交回"):
        shutil.copytree(on_linux / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def done(wine: Wine, desk: Path) -> dict[str, Ended]:
    """The steps of the job by name."""

    def at(name: str) -> str:
        return wine.on_drive(desk / name)

    rollup = at("5-县汇总/埇桥区_汇总.xlsx")
    settings = ["--settings", at("1-设置/县设置.yaml")]
    return {
        "generate": wine.cunbiao(
            "generate", "--policy", POLICY, "--roster", at("1-设置/花名册.xlsx"), *settings, "--out", at("2-下发")
        ),
        "township": wine.cunbiao("merge", at("3-交回"), "--level", "township", "--out", at("4-乡镇汇总")),
        "county": wine.cunbiao("merge", at("4-乡镇汇总"), "--level", "county", "--out", at("5-县汇总")),
        "upload": wine.cunbiao("upload", rollup, "--out", at("6-上报")),
        "problems": wine.cunbiao("problems", rollup, "--out", at("7-问题")),
        "progress": wine.cunbiao("progress", rollup),
    }


def test_every_library_loads_and_the_environment_is_not_heard(wine: Wine) -> None:
    script = f"import {', '.join(LIBRARIES)}, xlwings._xlwindows, sys; print(sys.stdout.encoding, sys.flags.optimize)"
    told = {"PYTHONIOENCODING": "gbk", "PYTHONOPTIMIZE": "2", "PYTHONPATH": "Z:\\", "PYTHONDONTWRITEBYTECODE": "1"}
    ended = wine.run(wine.python, "-E", "-P", "-X", "utf8", "-c", script, more=told)
    assert ended == Ended(0, "utf-8 0\n")


def test_sheets_are_scanned_by_the_compiled_library(wine: Wine) -> None:
    script = "from workbooks.reading import fast; print(fast._scan.__module__)"
    ended = wine.run(wine.python, "-E", "-P", "-X", "utf8", "-c", script)
    assert ended == Ended(0, "workbooks.reading.compiled.library\n")


def test_every_step_of_the_job_ends_as_on_linux(done: dict[str, Ended]) -> None:
    assert done["generate"].status == Status.DONE, done["generate"].output
    for step in ("township", "county", "upload", "problems", "progress"):
        assert done[step].status == Status.NEEDS_PERSON, done[step].output
    assert "已汇总 21 个村" in done["county"].output


@pytest.mark.parametrize("folder", ["2-下发", "4-乡镇汇总", "5-县汇总", "6-上报", "7-问题"])
def test_every_file_is_that_of_linux_byte_for_byte(
    folder: str, desk: Path, on_linux: Path, done: dict[str, Ended]
) -> None:
    here, there = files_in(desk / folder), files_in(on_linux / folder)
    assert here.keys() == there.keys() != set()
    assert [name for name, content in there.items() if here[name] != content] == []
