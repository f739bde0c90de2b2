"""Launchers through cmd, as Explorer starts them, on paths with blanks, brackets and ampersands.

Wine's cmd reads once more what it has put in the place of a variable, so percent and exclamation marks in paths prove
nothing here.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generators.xlam.launchers import CODE_PAGE
from tests.windows.wine import Ended, Wine

ENTER = "\r\n"


@pytest.fixture(scope="module")
def desk(wine: Wine, on_linux: Path) -> Path:
    folder = wine.drive / "王 小明" / "甲&乙 (1)"
    shutil.copytree(on_linux / "3-交回" / "谷雨镇", folder / "谷雨镇")
    return folder


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


def test_a_folder_dropped_on_merge_is_merged(wine: Wine, desk: Path) -> None:
    ended = dropped(wine, "合并.bat", desk / "谷雨镇", typed=f"1{ENTER}{ENTER}{ENTER}")
    assert ended.status == 1, ended.output
    assert "已汇总 12 个村" in ended.output
    assert (desk / "谷雨镇_乡镇汇总" / "谷雨镇_汇总.xlsx").is_file()


def test_files_dropped_on_check_are_all_checked(wine: Wine, desk: Path) -> None:
    files = sorted((desk / "谷雨镇").glob("*.xlsx"))[:2]
    odd = [file.with_name(name) for file, name in zip(files, ("丙&丁 (2).xlsx", "戊^己,庚;辛.xlsx"), strict=True)]
    for file, name in zip(files, odd, strict=True):
        shutil.copyfile(file, name)
    ended = dropped(wine, "检查.bat", *odd, typed=ENTER * 2)
    judged = dropped(wine, "全表核验.bat", odd[0], typed=ENTER * 2)
    for name in odd:
        name.unlink()
    assert "检查了 2 个文件" in ended.output, ended.output
    assert ended.status in (0, 1)
    assert judged.status == 0, judged.output
    assert (odd[0].parent / "核验" / f"{odd[0].stem}_核验.xlsx").is_file()


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
