"""What Explorer passes to a launcher, and what is dropped into its window."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.dropped import dropped_on, paths_in, rosters, workbooks

LAUNCHER = r"C:\Users\王 小明\村表通 (新)\合并.bat"
CMD = r"C:\WINDOWS\system32\cmd.exe"


@pytest.mark.parametrize(
    ("dropped", "paths"),
    [
        ("", []),
        (r" D:\交回\谷雨镇", [r"D:\交回\谷雨镇"]),
        (r' "D:\交 回\甲村.xlsx" D:\乙&丙.xlsx', [r"D:\交 回\甲村.xlsx", r"D:\乙&丙.xlsx"]),
        (r" D:\100%\(1)^!,;=.xlsx", [r"D:\100%\(1)^!,;=.xlsx"]),
        (r" \\server\共享\甲&&乙.xlsx", [r"\\server\共享\甲&&乙.xlsx"]),
        (r' "D:\甲 村.xlsx"', [r"D:\甲 村.xlsx"]),
    ],
)
def test_explorers_line_is_read_whole(dropped: str, paths: list[str]) -> None:
    line = f'{CMD} /c ""{LAUNCHER}"{dropped}"'
    assert dropped_on(LAUNCHER, line, ["what cmd left of it"]) == [Path(path) for path in paths]


def test_a_line_without_outer_quotes_and_letters_in_another_case() -> None:
    line = f'cmd.exe /C "{LAUNCHER.upper()}" "D:\\甲 村.xlsx"'
    assert dropped_on(LAUNCHER, line, []) == [Path("D:\\甲 村.xlsx")]


def test_what_was_typed_in_a_window_comes_as_cmd_split_it() -> None:
    assert dropped_on(LAUNCHER, CMD, ["甲 村.xlsx", "乙村.xlsx"]) == [Path("甲 村.xlsx"), Path("乙村.xlsx")]
    assert dropped_on("", "", ["甲.xlsx"]) == [Path("甲.xlsx")]


def test_a_path_typed_without_quotes_is_one_path_when_it_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "交 回"
    folder.mkdir()
    assert paths_in(f" {folder} ") == [folder]
    assert paths_in(f'"{folder}" "{tmp_path}"') == [folder, tmp_path]
    assert paths_in("  ") == []


def test_workbooks_are_found_in_folders_each_once(tmp_path: Path) -> None:
    deep = tmp_path / "谷雨镇" / "甲村.xlsx"
    deep.parent.mkdir()
    for file in (deep, tmp_path / "甲.XLS", tmp_path / "~$甲.xlsx", tmp_path / ".~甲.xlsx", tmp_path / "说明.docx"):
        file.touch()
    assert workbooks([tmp_path, deep]) == [tmp_path / "甲.XLS", deep]


def test_rosters_may_be_what_systems_export_and_do_not_lie_deeper(tmp_path: Path) -> None:
    (tmp_path / "旧").mkdir()
    names = ("人口.CSV", "户.xlsx", "村名单.xls")
    for name in (*names, "旧/人口.xlsx", "~$户.xlsx", "读我.txt", "县设置.yaml"):
        (tmp_path / name).touch()
    assert rosters([tmp_path]) == sorted(tmp_path / name for name in names)
