from __future__ import annotations

import errno
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from generators.publish import ComparisonError, PublishError, publish_bytes, publish_text, publish_workbook
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
    published = publish_workbook(path, rows)
    assert (published.path, published.renamed, published.note) == (path, False, "")
    assert zipfile.ZipFile(path).testzip() is None
    assert others(path) == []


def test_text_is_utf8(tmp_path: Path) -> None:
    publish_text(tmp_path / "账目.json", '{"文件": 3}\n')
    assert (tmp_path / "账目.json").read_bytes() == '{"文件": 3}\n'.encode()


def test_a_new_file_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    publish_text(path, "旧")
    publish_text(path, "新")
    assert path.read_text(encoding="utf-8") == "新"
    assert others(path) == []


def test_fewer_rows_than_written_are_noticed(tmp_path: Path, rows: Any) -> None:
    path = tmp_path / "a.xlsx"
    with pytest.raises(PublishError, match="“表”写入 43 行，读回 42 行"):
        publish_workbook(path, lambda file: {"表": rows(file)["表"] + 1})
    assert list(tmp_path.iterdir()) == []


def test_another_sheet_name_is_noticed(tmp_path: Path, rows: Any) -> None:
    with pytest.raises(PublishError, match="应当是别的，读回的是表"):
        publish_workbook(tmp_path / "a.xlsx", lambda file: {"别的": rows(file)["表"]})


def test_a_flipped_byte_is_noticed(tmp_path: Path, rows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def flip(_: int) -> None:
        draft = next(tmp_path.glob("*.part"))
        data = bytearray(draft.read_bytes())
        data[len(data) // 2] ^= 1
        draft.write_bytes(data)

    monkeypatch.setattr(os, "fsync", flip)
    with pytest.raises(PublishError, match="检查没有通过"):
        publish_workbook(path, rows)
    assert (path.read_bytes(), others(path)) == (b"old", [])


def test_the_callers_own_comparison_decides(tmp_path: Path, rows: Any) -> None:
    def compare(draft: Path) -> None:
        raise ComparisonError("合计不对")

    with pytest.raises(PublishError, match="合计不对"):
        publish_workbook(tmp_path / "a.xlsx", rows, compare)
    assert list(tmp_path.iterdir()) == []


def fail_call(patch: pytest.MonkeyPatch, nth: int) -> Iterator[str]:
    """Makes the ``nth`` call among all calls that touch the disk fail; yields the name of the failed one."""
    calls = 0
    failed = ""

    def failing(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def call(*args: Any, **named: Any) -> Any:
            nonlocal calls, failed
            calls += 1
            if calls == nth:
                failed = name
                raise OSError(errno.ENOSPC, "No space left on device")
            return original(*args, **named)

        patch.setattr(owner, name, call)

    for owner, name in ((Path, "mkdir"), (Path, "open"), (os, "fsync"), (zipfile, "ZipFile"), (Path, "replace")):
        failing(owner, name)
    yield ""
    yield failed


def test_whichever_call_fails_the_old_file_or_the_new_one_is_there(tmp_path: Path, rows: Any) -> None:
    new = tmp_path / "new.xlsx"
    publish_workbook(new, rows)
    failures = []
    for nth in range(1, 20):
        path = tmp_path / str(nth) / "a.xlsx"
        path.parent.mkdir()
        path.write_bytes(b"old")
        with pytest.MonkeyPatch.context() as patch:
            watch = fail_call(patch, nth)
            next(watch)
            try:
                publish_workbook(path, rows)
                published = True
            except PublishError as error:
                published = False
                assert "请检查磁盘空间和路径" in str(error)
            failed = next(watch)
        assert path.read_bytes() == (new.read_bytes() if published else b"old")
        assert others(path) == []
        failures.append(failed)
        if not failed:
            break
    assert failures == ["mkdir", "open", "fsync", "ZipFile", "replace", "fsync", ""]


def test_a_writer_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def write(file: BinaryIO) -> dict[str, int]:
        file.write(b"half")
        raise OSError(errno.EIO, "Input/output error")

    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(PublishError, match=r"a\.xlsx 没有保存：写不进磁盘（Input/output error）"):
        publish_workbook(path, write)
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
    assert publish_bytes(path, b"new").path == path
    assert len(slept) == 2


def test_a_target_open_in_excel_stays_and_the_new_file_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    path = tmp_path / "蕲县镇汇总.xlsx"
    path.write_bytes(b"old")
    (tmp_path / "蕲县镇汇总（新1）.xlsx").write_bytes(b"earlier")
    monkeypatch.setattr(Path, "replace", locked(path, 99))
    published = publish_bytes(path, b"new")
    assert published.renamed
    assert published.path.name == "蕲县镇汇总（新2）.xlsx"
    assert "正被别的程序打开" in published.note and published.path.name in published.note
    assert (path.read_bytes(), published.path.read_bytes()) == (b"old", b"new")
    assert others(path) == ["蕲县镇汇总（新1）.xlsx", "蕲县镇汇总（新2）.xlsx"]
    assert sum(slept) < 5


def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, mode: str) -> BinaryIO:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(PublishError, match="没有权限写入文件夹"):
        publish_text(tmp_path / "a.json", "{}")
