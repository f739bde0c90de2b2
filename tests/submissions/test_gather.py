"""Everything found is listed: files, folders, bundles, and what is passed over."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from cunbiao.records.submission import Quarantined
from cunbiao.submissions.gather import Gathered, gather
from cunbiao.submissions.pool import read_files
from cunbiao.submissions.workbook import Taken
from tests.submissions.workbooks import draft, schema, zipped
from workbooks import refusal

SCHEMA = schema()


@pytest.fixture(scope="module")
def good() -> bytes:
    return draft().to_bytes()


def names(found: Gathered, root: Path) -> tuple[list[str], list[tuple[str, str]], list[tuple[str, str]]]:
    """Names below ``root`` of the files to read, the ignored and the refused ones."""

    def short(name: str) -> str:
        return name.removeprefix(f"{root.as_posix()}/")

    return (
        [short(file.name) for file in found.files],
        [(short(file.file), file.check) for file in found.ignored],
        [(short(file.file), file.reason) for file in found.quarantined],
    )


def test_folders_are_walked_and_every_file_is_listed(tmp_path: Path) -> None:
    for name in (
        "甲镇/东风村.xlsx",
        "甲镇/~$东风村.xlsx",
        "甲镇/西河村.XLS",
        "乙镇/说明.txt",
        "乙镇/照片.JPG",
        "乙镇/无扩展名",
        "Thumbs.db",
        "账目.json",
        "__MACOSX/甲镇/._东风村.xlsx",
        ".~lock.东风村.xlsx#",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    files, ignored, refused = names(gather([tmp_path], SCHEMA), tmp_path)
    assert files == ["乙镇/无扩展名", "甲镇/东风村.xlsx", "甲镇/西河村.XLS"]
    assert sorted(ignored) == [
        (".~lock.东风村.xlsx#", "FILE-50"),
        ("Thumbs.db", "FILE-51"),
        ("__MACOSX/甲镇/._东风村.xlsx", "FILE-51"),
        ("乙镇/照片.JPG", "FILE-53"),
        ("乙镇/说明.txt", "FILE-53"),
        ("甲镇/~$东风村.xlsx", "FILE-50"),
        ("账目.json", "FILE-52"),
    ]
    assert refused == []


def test_the_reason_for_passing_over_is_in_words(tmp_path: Path) -> None:
    (tmp_path / "说明.pdf").write_bytes(b"%PDF")
    [ignored] = gather([tmp_path], SCHEMA).ignored
    assert "PDF 文档" in ignored.reason
    assert ignored.fix


def test_names_are_told_from_the_folder_that_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("returned/甲镇/东风村.xlsx", "late/西河村.xlsx"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    both = gather([Path("returned"), tmp_path / "late" / "西河村.xlsx"], SCHEMA)
    assert [file.name for file in gather([Path("returned")], SCHEMA).files] == ["甲镇/东风村.xlsx"]
    assert [file.name for file in both.files] == ["late/西河村.xlsx", "returned/甲镇/东风村.xlsx"]


def test_a_file_reached_twice_counts_once(tmp_path: Path) -> None:
    (tmp_path / "东风村.xlsx").write_bytes(b"x")
    found = gather([tmp_path, tmp_path / "东风村.xlsx", tmp_path / "." / "东风村.xlsx"], SCHEMA)
    assert len(found.files) == 1


def test_the_order_of_the_paths_does_not_matter(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a.xlsx", "c.zip"):
        (tmp_path / name).write_bytes(zipped({"x.xlsx": b"", "y.xlsx": b""}))
    paths = sorted(tmp_path.iterdir())
    assert gather(paths, SCHEMA).files == gather(reversed(paths), SCHEMA).files


def test_links_and_special_files_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "东风村.xlsx").write_bytes(b"x")
    (tmp_path / "链接.xlsx").symlink_to(tmp_path / "东风村.xlsx")
    (tmp_path / "文件夹链接").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "管道.xlsx")
    files, ignored, refused = names(gather([tmp_path], SCHEMA), tmp_path)
    assert files == ["东风村.xlsx"]
    assert sorted(ignored) == [("文件夹链接", "FILE-54"), ("链接.xlsx", "FILE-54")]
    assert refused == [("管道.xlsx", refusal.UNREADABLE)]


def test_a_path_that_is_not_there_is_said(tmp_path: Path) -> None:
    [refused] = gather([tmp_path / "没有.xlsx"], SCHEMA).quarantined
    assert refused.reason == refusal.UNREADABLE
    assert "没有这个文件" in refused.message


def test_bundles_are_read_in_memory(tmp_path: Path, good: bytes) -> None:
    inner = zipped({"乙镇/西河村.xlsx": good, "深.zip": zipped({"c.xlsx": good})})
    (tmp_path / "全县.zip").write_bytes(
        zipped({"甲镇/东风村.xlsx": good, "乙镇.zip": inner, "甲镇/~$x.xlsx": b"", "坏.xlsx": b"x"})
    )
    found = gather([tmp_path], SCHEMA)
    files, ignored, refused = names(found, tmp_path)
    assert files == [
        "全县.zip/乙镇.zip/乙镇/西河村.xlsx",
        "全县.zip/乙镇.zip/深.zip",
        "全县.zip/坏.xlsx",
        "全县.zip/甲镇/东风村.xlsx",
    ]
    assert ignored == [("全县.zip/甲镇/~$x.xlsx", "FILE-50")]
    assert refused == []
    west, deep, broken, east = read_files(found.files, SCHEMA, 1)
    assert isinstance(west, Taken)
    assert isinstance(east, Taken)
    assert west.submission.sha256 == east.submission.sha256
    assert isinstance(deep, Quarantined)
    assert deep.reason == refusal.ARCHIVE
    assert isinstance(broken, Quarantined)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["全县.zip"]


def test_a_workbook_named_like_a_bundle_is_a_workbook(tmp_path: Path, good: bytes) -> None:
    (tmp_path / "东风村.zip").write_bytes(good)
    found = gather([tmp_path], SCHEMA)
    [answer] = read_files(found.files, SCHEMA, 1)
    assert isinstance(answer, Taken)


def _bundle(entries: list[tuple[zipfile.ZipInfo, bytes]]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for info, content in entries:
            archive.writestr(info, content)
    return data.getvalue()


def test_names_in_a_bundle_are_text_and_nothing_else(tmp_path: Path) -> None:
    names_inside = [
        "../../etc/东.xlsx",
        "C:\\windows\\西.xlsx",
        "/etc/南.xlsx",
        "北\u202exslx.exe.xlsx",
        "同.xlsx",
        "同.xlsx",
    ]
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = _bundle([(zipfile.ZipInfo(name), b"x") for name in names_inside])
    (tmp_path / "包.zip").write_bytes(data)
    files, _, _ = names(gather([tmp_path], SCHEMA), tmp_path)
    assert sorted(files) == sorted(
        [
            "包.zip/etc/东.xlsx",
            "包.zip/C:/windows/西.xlsx",
            "包.zip/etc/南.xlsx",
            "包.zip/北xslx.exe.xlsx",
            "包.zip/同.xlsx",
            "包.zip/同.xlsx #2",
        ]
    )


def test_names_of_chinese_windows_are_read(tmp_path: Path) -> None:
    data = _bundle([(zipfile.ZipInfo("AAAAAA.xlsx"), b"x")])
    (tmp_path / "包.zip").write_bytes(data.replace(b"AAAAAA", "东风村".encode("gb18030")))
    files, _, _ = names(gather([tmp_path], SCHEMA), tmp_path)
    assert files == ["包.zip/东风村.xlsx"]


def test_links_in_a_bundle_are_passed_over(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("链接.xlsx")
    link.external_attr = 0o120777 << 16
    (tmp_path / "包.zip").write_bytes(_bundle([(link, b"/etc/passwd")]))
    _, ignored, _ = names(gather([tmp_path], SCHEMA), tmp_path)
    assert ignored == [("包.zip/链接.xlsx", "FILE-54")]


def test_a_member_longer_than_it_says_is_refused(tmp_path: Path, good: bytes) -> None:
    data = bytearray(zipped({"东风村.xlsx": good}))
    place = data.rfind("东风村.xlsx".encode()) - 46
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    (tmp_path / "包.zip").write_bytes(data)
    [answer] = read_files(gather([tmp_path], SCHEMA).files, SCHEMA, 1)
    assert isinstance(answer, Quarantined)
    assert answer.reason == refusal.TOO_LARGE


def test_a_bundle_that_holds_too_much_is_refused_whole(tmp_path: Path) -> None:
    limits = replace(SCHEMA.limits, bundle_size=replace(SCHEMA.limits.bundle_size, value=1))
    (tmp_path / "包.zip").write_bytes(zipped({f"{number}.xlsx": b"\0" * 300_000 for number in range(4)}))
    [refused] = gather([tmp_path], schema(limits=limits)).quarantined
    assert refused.reason == refusal.INFLATES_TOO_MUCH


def test_a_broken_bundle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "包.zip").write_bytes(zipped({"a.xlsx": b"x"})[:-10])
    [refused] = gather([tmp_path], SCHEMA).quarantined
    assert (refused.reason, refused.size > 0) == (refusal.DAMAGED, True)
