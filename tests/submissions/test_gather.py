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
from cunbiao.submissions.workbook import Taken
from tests.closed_folder import close_folder
from tests.submissions.workbooks import draft, read_whole, schema, zipped
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
    west, deep, broken, east = read_whole(found.files, SCHEMA)
    assert isinstance(west, Taken)
    assert isinstance(east, Taken)
    assert west.submission.sha256 == east.submission.sha256
    assert isinstance(deep, Quarantined)
    assert deep.reason == refusal.ARCHIVE
    assert isinstance(broken, Quarantined)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["全县.zip"]


@pytest.mark.parametrize(
    "name", ["碧竹.xlsx.txt", "丹桑.tmp", "东风村.bak", ".东风村.xlsx", "东风村.xlsx.crdownload", "东风村.docx"]
)
def test_a_workbook_under_a_wrong_name_is_read(tmp_path: Path, good: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(good)
    (tmp_path / f"全镇{name}.zip").write_bytes(zipped({f"甲.xlsx{Path(name).suffix}": good}))
    found = gather([tmp_path], SCHEMA)
    assert [file.name for file in found.files] == sorted([name, f"全镇{name}.zip/甲.xlsx{Path(name).suffix}"])
    assert found.ignored == []


def test_what_is_no_workbook_keeps_its_reason_for_passing_over(tmp_path: Path) -> None:
    document = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<d/>"})
    damaged = b"PK\x03\x04" + bytes(50)
    for name, data in {
        "说明.docx": document,
        "a.tmp": damaged,
        "b.txt": b"PK",
        "c.log": b"",
        ".~东风村.xlsx": b"x",
    }.items():
        (tmp_path / name).write_bytes(data)
    found = gather([tmp_path], SCHEMA)
    assert (found.files, found.quarantined) == ([], [])
    assert [own.check for own in found.ignored] == ["FILE-50", "FILE-51", "FILE-53", "FILE-53", "FILE-53"]


def test_drafts_of_ours_and_lock_files_are_never_read(tmp_path: Path, good: bytes) -> None:
    for name in (".~白露镇_汇总.xlsx.16006.part", ".~村表通正在写/0.part", ".~东风村.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(good)
    found = gather([tmp_path], SCHEMA)
    assert (found.files, found.quarantined) == ([], [])
    assert len(found.ignored) == 3


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("朱荷.xlsx".encode("gbk"), "朱荷.xlsx"),
        (b"\xd6\xec.tmp", "朱.tmp"),
        (b"\xff\xfe.xlsx", "\ufffd\ufffd.xlsx"),
        ("朱\x1b荷.xlsx".encode(), "朱荷.xlsx"),
        ("朱\n荷\u202e.xlsx".encode(), "朱荷.xlsx"),
        ("\u200b".encode(), "?"),
        ("朱荷😀.xlsx".encode(), "朱荷😀.xlsx"),
    ],
)
def test_any_name_is_read_and_can_be_told(tmp_path: Path, good: bytes, raw: bytes, shown: str) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw))
    file.write_bytes(good)
    found = gather([tmp_path], SCHEMA)
    [name] = [own.name for own in found.files] or [own.file for own in found.ignored]
    assert name == shown
    assert name.encode()
    if found.files:
        [answer] = read_whole(found.files, SCHEMA)
        assert isinstance(answer, Taken)


def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "密").mkdir()
    (tmp_path / "密" / "素兰.xlsx").write_bytes(b"x")
    close_folder(monkeypatch, "密")
    for given, name in ((tmp_path, "密/"), (tmp_path / "密", "./")):
        [refused] = gather([given], SCHEMA).quarantined
        assert (refused.file, refused.reason) == (name, refusal.UNREADABLE)
        assert "没有读取权限" in refused.message


@pytest.mark.parametrize("entries", [{}, {"空/": b""}])
def test_an_empty_bundle_is_told(tmp_path: Path, entries: dict[str, bytes]) -> None:
    (tmp_path / "全镇.zip").write_bytes(zipped(entries))
    [refused] = gather([tmp_path], SCHEMA).quarantined
    assert (refused.file, refused.reason) == ("全镇.zip", refusal.NOTHING_INSIDE)


@pytest.mark.parametrize(("start", "content"), [(b"Rar!\x1a\x07\x00", "RAR"), (b"7z\xbc\xaf\x27\x1c\0", "7z")])
def test_another_archive_named_zip_is_called_what_it_is(tmp_path: Path, start: bytes, content: str) -> None:
    (tmp_path / "全镇.zip").write_bytes(start + bytes(100))
    [refused] = gather([tmp_path], SCHEMA).quarantined
    assert (refused.reason, content in refused.message) == (refusal.ARCHIVE, True)


def test_what_a_bundle_declares_is_counted_before_anything_is_inflated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cunbiao.submissions.bundle.unpack", lambda *_: pytest.fail("nothing may be inflated"))
    (tmp_path / "全镇.zip").write_bytes(zipped({f"{number}.zip": bytes(1 << 20) for number in range(20)}))
    few = replace(SCHEMA, limits=replace(SCHEMA.limits, bundle_size=replace(SCHEMA.limits.bundle_size, value=10)))
    [refused] = gather([tmp_path], few).quarantined
    assert refused.reason == refusal.INFLATES_TOO_MUCH


def test_entries_that_share_one_body_are_refused(tmp_path: Path) -> None:
    data = zipped({"a.zip": bytes(1 << 20)})
    directory = data[data.rfind(b"PK\x01\x02") : data.rfind(b"PK\x05\x06")]
    end = bytearray(data[data.rfind(b"PK\x05\x06") :])
    for place in (8, 10):
        end[place : place + 2] = (60).to_bytes(2, "little")
    end[12:16] = (len(directory) * 60).to_bytes(4, "little")
    (tmp_path / "全镇.zip").write_bytes(data[: data.rfind(b"PK\x01\x02")] + directory * 60 + bytes(end))
    [refused] = gather([tmp_path], SCHEMA).quarantined
    assert refused.reason == refusal.DAMAGED


def test_a_workbook_named_like_a_bundle_is_a_workbook(tmp_path: Path, good: bytes) -> None:
    (tmp_path / "东风村.zip").write_bytes(good)
    found = gather([tmp_path], SCHEMA)
    [answer] = read_whole(found.files, SCHEMA)
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
    [answer] = read_whole(gather([tmp_path], SCHEMA).files, SCHEMA)
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
