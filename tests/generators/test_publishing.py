from __future__ import annotations

import errno
import os
import time
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from generators.publishing import (
    ComparisonError,
    Output,
    OutputFolder,
    Published,
    PublishError,
    content,
    finish_interrupted,
    publish,
    text,
    workbook,
)
from generators.publishing.output_folder import WORK
from tests.workbooks.stamp.templates import drawn, form
from workbooks.stamp import Band, Template, stamp_to


@pytest.fixture(scope="module")
def template() -> Template:
    return drawn(form)


@pytest.fixture
def rows(template: Template) -> Callable[[BinaryIO], dict[str, int]]:
    return lambda file: stamp_to(file, template, {"表": [Band(3, 40, {"A": ["甲"] * 40}), Band(4, 0)]})


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits that were asked for; nothing really waits."""
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    return waits


def others(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir() if file != path)


def test_a_workbook_arrives_whole_in_a_folder_that_did_not_exist(tmp_path: Path, rows: Any) -> None:
    path = tmp_path / "汇总" / "蕲县镇.xlsx"
    published = publish(workbook(path, rows))
    assert (published.path, published.renamed, published.note) == (path, False, "")
    assert zipfile.ZipFile(path).testzip() is None
    assert others(path) == []


def test_text_is_utf8(tmp_path: Path) -> None:
    publish(text(tmp_path / "账目.json", '{"文件": 3}\n'))
    assert (tmp_path / "账目.json").read_bytes() == '{"文件": 3}\n'.encode()


def test_a_new_file_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    publish(text(path, "旧"))
    publish(text(path, "新"))
    assert path.read_text(encoding="utf-8") == "新"
    assert others(path) == []


def test_fewer_rows_than_written_are_noticed(tmp_path: Path, rows: Any) -> None:
    path = tmp_path / "a.xlsx"
    with pytest.raises(PublishError, match="“表”写入 43 行，读回 42 行"):
        publish(workbook(path, lambda file: {"表": rows(file)["表"] + 1}))
    assert list(tmp_path.iterdir()) == []


def test_another_sheet_name_is_noticed(tmp_path: Path, rows: Any) -> None:
    with pytest.raises(PublishError, match="应当是别的，读回的是表"):
        publish(workbook(tmp_path / "a.xlsx", lambda file: {"别的": rows(file)["表"]}))


def test_a_flipped_byte_is_noticed(tmp_path: Path, rows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def flip(_: int) -> None:
        draft = next(tmp_path.rglob("*.part"))
        data = bytearray(draft.read_bytes())
        data[len(data) // 2] ^= 1
        draft.write_bytes(data)

    monkeypatch.setattr(os, "fsync", flip)
    with pytest.raises(PublishError, match="检查没有通过"):
        publish(workbook(path, rows))
    assert (path.read_bytes(), others(path)) == (b"old", [])


def test_the_callers_own_comparison_decides(tmp_path: Path, rows: Any) -> None:
    def compare(draft: Path) -> None:
        raise ComparisonError("合计不对")

    with pytest.raises(PublishError, match="合计不对"):
        publish(workbook(tmp_path / "a.xlsx", rows, compare))
    assert list(tmp_path.iterdir()) == []


DISK = (
    (Path, "mkdir"),
    (Path, "open"),
    (os, "open"),
    (os, "fsync"),
    (os, "link"),
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "rmdir"),
    (zipfile, "ZipFile"),
)


def at_call(patch: pytest.MonkeyPatch, nth: int, happens: Callable[[], None]) -> list[str]:
    """Makes something happen at the ``nth`` of all calls that touch the disk; returns the calls made."""
    calls: list[str] = []

    def watched(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def call(*args: Any, **named: Any) -> Any:
            calls.append(name)
            if len(calls) == nth:
                happens()
            return original(*args, **named)

        patch.setattr(owner, name, call)

    for owner, name in DISK:
        watched(owner, name)
    return calls


def full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def power_cut() -> None:
    os._exit(9)


def a_set(folder: Path, which: bytes, rows: Any) -> list[Output]:
    """Two files that were there before, in different folders, and one that was not."""
    return [
        content(folder / "账目.json", which),
        workbook(folder / "谷雨镇" / "汇总.xlsx", rows),
        content(folder / "谷雨镇" / "清单.txt", which),
    ]


def publish_set(folder: Path, which: bytes, rows: Any) -> list[Published]:
    with OutputFolder(folder) as place:
        return place.publish(a_set(folder, which, rows))


def old_set(folder: Path) -> Path:
    (folder / "谷雨镇").mkdir(parents=True)
    for name in ("账目.json", "谷雨镇/清单.txt"):
        (folder / name).write_bytes(b"old")
    return folder


def state(folder: Path) -> str:
    """old or new as the files say, or what else is the matter."""
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    said = {files[name].read_bytes().decode() for name in ("账目.json", "谷雨镇/清单.txt")}
    if len(said) > 1:
        return "mixed"
    new = said == {"new"}
    expected = {"账目.json", "谷雨镇/清单.txt"} | ({"谷雨镇/汇总.xlsx"} if new else set())
    return "".join(said) if files.keys() == expected else f"{said} with {sorted(files)}"


def test_whichever_call_fails_the_set_is_old_or_new(tmp_path: Path, rows: Any) -> None:
    seen = set()
    for nth in count(1):
        folder = old_set(tmp_path / str(nth))
        with pytest.MonkeyPatch.context() as patch:
            calls = at_call(patch, nth, full)
            try:
                publish_set(folder, b"new", rows)
                published = True
            except PublishError as error:
                published = False
                assert "请检查磁盘空间和路径" in str(error)
        at_once = {file.read_bytes() for file in (folder / "账目.json", folder / "谷雨镇/清单.txt")}
        assert at_once == {b"new" if published else b"old"}
        finish_interrupted([folder])
        seen.add(state(folder) if published else f"refused, {state(folder)}")
        if len(calls) < nth:
            break
    assert seen == {"new", "refused, old"}
    assert nth > 30


def test_wherever_a_run_is_killed_the_next_one_finds_the_set_old_or_new(tmp_path: Path, rows: Any) -> None:
    seen = set()
    for nth in count(1):
        folder = old_set(tmp_path / str(nth))
        child = os.fork()
        if not child:
            with pytest.MonkeyPatch.context() as patch:
                at_call(patch, nth, power_cut)
                publish_set(folder, b"new", rows)
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        at_once = {file.read_bytes() for file in (folder / "账目.json", folder / "谷雨镇/清单.txt")}
        assert len(at_once) == 1 or (folder / WORK / "moves.json").exists()
        finish_interrupted([folder])
        seen.add(state(folder))
        if not ended:
            break
    assert seen == {"old", "new"}
    assert nth > 30


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_a_set_that_could_not_be_moved_whole_is_taken_back_even_when_that_is_cut_short(
    tmp_path: Path, rows: Any, moved: int, monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    folder = old_set(tmp_path / "结果")
    original, done = Path.replace, 0

    def replace(self: Path, target: Path) -> Path:
        nonlocal done
        if folder / WORK not in target.parents:
            done += 1
            if done > moved:
                full()
        return original(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(PublishError):
        publish_set(folder, b"new", rows)
    monkeypatch.setattr(Path, "replace", original)
    finish_interrupted([folder])
    assert state(folder) == "old"


def test_while_one_run_writes_into_a_folder_another_is_told_so(tmp_path: Path, rows: Any) -> None:
    with OutputFolder(tmp_path / "结果") as folder:
        for other in (lambda: publish_set(folder.path, b"new", rows), lambda: finish_interrupted([tmp_path])):
            with pytest.raises(PublishError, match="另一次操作正在往这个文件夹里写结果，等它做完再做一次"):
                other()
        folder.publish([text(folder.path / "a.txt", "甲")])
    assert [file.name for file in folder.path.iterdir()] == ["a.txt"]


def test_nothing_is_left_of_a_run_that_writes_nothing(tmp_path: Path) -> None:
    with OutputFolder(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()
    assert list(tmp_path.iterdir()) == []


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with OutputFolder(tmp_path) as folder, pytest.raises(PublishError, match="有两份结果要用这个名字"):
        folder.publish([text(tmp_path / "A镇.txt", "1"), text(tmp_path / "a镇.txt", "2")])


def test_what_stands_in_the_way_of_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "结果").write_text("一个文件")
    with pytest.raises(PublishError, match=r"结果 没有保存：.*是一个文件，不是文件夹，请换一个文件夹"):
        publish(text(tmp_path / "结果" / "a.txt", "甲"))


def test_a_writer_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def write(file: BinaryIO) -> dict[str, int]:
        file.write(b"half")
        raise OSError(errno.EIO, "Input/output error")

    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(PublishError, match=r"a\.xlsx 没有保存：写不进磁盘（Input/output error）"):
        publish(workbook(path, write))
    assert (path.read_bytes(), others(path)) == (b"old", [])


def locked(path: Path, times: int) -> Callable[[Path, Path], Path]:
    """A replacement of `Path.replace` that finds ``path`` open in Excel so many times."""
    original = Path.replace
    left = times

    def replace(self: Path, target: Path) -> Path:
        nonlocal left
        if target == path and left:
            left -= 1
            raise PermissionError(errno.EACCES, "Permission denied")
        return original(self, target)

    return replace


def test_a_briefly_locked_target_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    path = tmp_path / "a.xlsx"
    monkeypatch.setattr(Path, "replace", locked(path, 2))
    assert publish(content(path, b"new")).path == path
    assert len(slept) == 2


def test_when_one_file_is_open_in_excel_the_whole_set_lies_beside_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    for name in ("谷雨镇_汇总.xlsx", "谷雨镇_账目.json"):
        (tmp_path / name).write_bytes(b"old")
    (tmp_path / "谷雨镇_汇总（新1）.xlsx").write_bytes(b"earlier")
    monkeypatch.setattr(Path, "replace", locked(tmp_path / "谷雨镇_汇总.xlsx", 99))
    with OutputFolder(tmp_path) as folder:
        written = folder.publish(
            [content(tmp_path / name, b"new") for name in ("谷雨镇_账目.json", "谷雨镇_汇总.xlsx")]
        )
    assert [own.path.name for own in written] == ["谷雨镇_账目（新2）.json", "谷雨镇_汇总（新2）.xlsx"]
    assert all(own.renamed for own in written)
    assert {own.note for own in written} == {
        "谷雨镇_汇总.xlsx 正被别的程序打开，这一次的文件都另存为 谷雨镇_账目（新2）.json、谷雨镇_汇总（新2）.xlsx；"
        "请关掉旧的再改名"
    }
    contents = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert contents == {
        "谷雨镇_汇总.xlsx": b"old",
        "谷雨镇_账目.json": b"old",
        "谷雨镇_汇总（新1）.xlsx": b"earlier",
        "谷雨镇_账目（新2）.json": b"new",
        "谷雨镇_汇总（新2）.xlsx": b"new",
    }
    assert sum(slept) < 5


def test_a_set_that_must_keep_its_names_waits_for_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", locked(tmp_path / "b.xlsx", 99))
    with OutputFolder(tmp_path) as folder, pytest.raises(PublishError, match=r"b\.xlsx 没有保存：正被别的程序打开"):
        folder.publish([content(tmp_path / name, b"new") for name in ("a.xlsx", "b.xlsx")], beside=False)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"b.xlsx": b"old"}


def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *args: object, **named: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(PublishError, match="没有权限写入文件夹"):
        publish(text(tmp_path / "a.json", "{}"))
