"""Launchers through cmd, as Explorer starts them, on paths with blanks, brackets and ampersands.

Wine's cmd reads once more what it has put in the place of a variable, so percent and exclamation marks in paths prove
nothing here.
"""

from __future__ import annotations

import shutil
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from commands.launch import launch
from commands.outcome import Status
from cunbiao.definitions.launchers import Launcher, load_launchers
from generators.xlam.launchers import CODE_PAGE
from tests.addin.journey.typed import files_in
from tests.windows.desk import prepare
from tests.windows.launched import DESK, SET_UP, WORK
from tests.windows.wine import Ended, Wine

ENTER = "\r\n"


@pytest.fixture(scope="module")
def state_on_linux(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A person who has chosen nothing, as the one on this Windows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("用户")))
        yield


@pytest.fixture(scope="module")
def desk_on_linux(state_on_linux: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is dropped on launchers, in a folder of an odd name."""
    desk = tmp_path_factory.mktemp("linux") / "甲&乙 (1)"
    desk.mkdir()
    prepare(desk)
    return desk


@pytest.fixture(scope="module")
def desk(wine: Wine, state: Path, desk_on_linux: Path) -> Path:
    """The same for one who has chosen nothing here."""
    shutil.rmtree(state / "cunbiao", ignore_errors=True)
    return Path(shutil.copytree(desk_on_linux, wine.drive / "王 小明" / desk_on_linux.name))


def dropped(wine: Wine, launcher: str, *paths: Path, typed: str, encoding: str = "utf-8") -> Ended:
    """Starts a launcher as Explorer does."""
    places = [wine.on_drive(path) for path in (wine.bundle / launcher, *paths)]
    words = ["-E", "-P", "-X", "utf8", wine.inside("explorer.py"), *places]
    return wine.run(explorer(wine), *words, typed=typed, encoding=encoding)


def explorer(wine: Wine) -> str:
    """A Python that is there even when the bundle's has been taken away."""
    own = wine.drive / "explorer"
    if not own.exists():
        shutil.copytree(wine.bundle / "python", own, ignore=shutil.ignore_patterns("site-packages"))
    return wine.on_drive(own / "python.exe")


def launchers(of: Container[str]) -> list[Launcher]:
    return [one for one in load_launchers().launchers if one.command in of]


@pytest.mark.parametrize("launcher", launchers(WORK), ids=lambda one: one.command)
def test_a_launcher_leaves_what_it_leaves_on_linux(
    launcher: Launcher, wine: Wine, desk: Path, desk_on_linux: Path
) -> None:
    work = WORK[launcher.command]
    typed = [line.replace(DESK, wine.on_drive(desk)) for line in work.typed]
    before, before_there = files_in(desk), files_in(desk_on_linux)
    ended = dropped(wine, launcher.file, *(desk / name for name in work.dropped), typed=ENTER.join([*typed, "", ""]))
    answers = iter(line.replace(DESK, str(desk_on_linux)) for line in work.typed)
    status = launch(launcher, [desk_on_linux / name for name in work.dropped], lambda asked: next(answers))
    assert ended.status == status in (Status.DONE, Status.NEEDS_PERSON), ended.output
    here, there = changed(before, files_in(desk)), changed(before_there, files_in(desk_on_linux))
    assert here.keys() == there.keys(), ended.output
    assert [name for name, content in there.items() if here[name] != content] == []
    if work.leaves:
        assert here.keys() & {file.relative_to(desk).as_posix() for file in desk.glob(work.leaves)}, ended.output


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in after.items() if before.get(name) != content}


@pytest.mark.parametrize("launcher", launchers(SET_UP), ids=lambda one: one.command)
def test_a_launcher_of_the_set_up_comes_to_its_end(launcher: Launcher, wine: Wine) -> None:
    ended = dropped(wine, launcher.file, typed=ENTER * 2)
    assert ended.status in (Status.DONE, Status.NEEDS_PERSON), ended.output
    assert SET_UP[launcher.command] in ended.output


def test_a_mistyped_path_ends_in_a_sentence(wine: Wine) -> None:
    ended = dropped(wine, "上报.bat", typed=f"C:\\没有.xlsx{ENTER}{ENTER}")
    assert ended.status == 2
    assert "找不到" in ended.output
    assert "Traceback" not in ended.output


@contextmanager
def windows_version(wine: Wine, version: str) -> Iterator[None]:
    wine.run("winecfg", "-v", version)
    try:
        yield
    finally:
        wine.run("winecfg", "-v", "win10")


@pytest.mark.parametrize("version", ["winxp64", "win7", "win8"])
def test_an_old_windows_is_told_what_to_do_instead(version: str, wine: Wine) -> None:
    with windows_version(wine, version):
        ended = dropped(wine, "体检.bat", typed=ENTER, encoding=CODE_PAGE)
    assert ended.status == 2
    assert "用不了村表通" in ended.output
    assert "64 位 Windows 10 以上" in ended.output


def test_windows_8_1_is_not_held_back(wine: Wine) -> None:
    with windows_version(wine, "win81"):
        assert "查了" in dropped(wine, "体检.bat", typed=ENTER).output


@contextmanager
def taken_away(wine: Wine, name: str) -> Iterator[None]:
    """A part of the bundle in the quarantine of a virus scanner."""
    file = wine.bundle / name
    away = wine.drive / "quarantine"
    file.rename(away)
    try:
        yield
    finally:
        away.rename(file)


@pytest.mark.parametrize("part", ["python/python.exe", "app/commands/started.py"])
def test_a_bundle_without_its_program_says_so(part: str, wine: Wine) -> None:
    with taken_away(wine, part):
        ended = dropped(wine, "体检.bat", typed=ENTER, encoding=CODE_PAGE)
    assert ended.status == 2
    assert "隔离区" in ended.output


def test_a_program_that_does_not_come_to_its_end_says_so(wine: Wine) -> None:
    with taken_away(wine, "app/commands/fault_log.py"):
        ended = dropped(wine, "体检.bat", typed=ENTER, encoding=CODE_PAGE)
    assert ended.status == 2
    assert "没有启动起来" in ended.output
    with taken_away(wine, "python/Lib/site-packages/typer/main.py"):
        assert "重新解压一次" in dropped(wine, "体检.bat", typed=ENTER).output
