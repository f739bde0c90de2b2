"""A merge that knows what was read before writes the same files as one that reads everything."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest

from commands.merge import merge_files
from commands.rollups import read_rollup
from commands.store import clear
from cunbiao.submissions import readers
from cunbiao.submissions.pool import read_files
from cunbiao.submissions.store import STORE_NAME
from tests.commands.conftest import LINE, SOUTH, WEST, SmallNotice, home


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Sees which files are read."""
    own = Mock(wraps=read_files)
    monkeypatch.setattr(readers, "read_files", own)
    return own


def names(reader: Mock) -> list[str]:
    """The files that were read since the last time this was asked, lists of ours left out."""
    asked = [found.name for call in reader.call_args_list for found in call.args[0]]
    reader.reset_mock()
    return [name for name in asked if "_" not in Path(name).stem]


def handed_in(small_notice: SmallNotice, folder: Path) -> None:
    small_notice.write(folder / "交回", homes=[home(farmland=60.0), home(number=2, farmland=None)], settings=LINE)
    small_notice.write(folder / "交回", WEST, homes=[home(WEST, household_type="富裕户")], settings=LINE)
    small_notice.write(folder / "交回", SOUTH, settings=LINE)


def merged(folder: Path, out: str, level: str = "county") -> dict[str, bytes]:
    merge_files([folder / "交回"], None, level, folder / out, None, None)  # type: ignore[arg-type]  # its two values
    return {file.name: file.read_bytes() for file in (folder / out).glob("*.xlsx")}


def test_it_reads_what_changed_and_writes_what_reading_everything_would(
    small_notice: SmallNotice, tmp_path: Path, reader: Mock
) -> None:
    handed_in(small_notice, tmp_path)
    assert merged(tmp_path, "汇总") == merged(tmp_path, "另一处")
    assert len(names(reader)) == 6
    small_notice.write(tmp_path / "交回", homes=[home(farmland=6.0), home(number=2, farmland=1.0)], settings=LINE)
    known = merged(tmp_path, "汇总")
    assert names(reader) == ["东关镇/东关村.xlsx"]
    clear([tmp_path / "另一处"])
    assert known == merged(tmp_path, "另一处")
    assert len(names(reader)) == 3


def test_townships_and_county_share_what_was_read(small_notice: SmallNotice, tmp_path: Path, reader: Mock) -> None:
    handed_in(small_notice, tmp_path)
    merged(tmp_path, "汇总", "township")
    names(reader)
    merged(tmp_path, "汇总")
    assert names(reader) == []


def test_a_rollup_is_read_once(small_notice: SmallNotice, tmp_path: Path, reader: Mock) -> None:
    handed_in(small_notice, tmp_path)
    merged(tmp_path, "汇总")
    [rollup] = (tmp_path / "汇总").glob("*_汇总.xlsx")
    afresh = read_rollup(rollup).register
    reader.reset_mock()
    known = read_rollup(rollup).register
    assert known.findings == afresh.findings
    assert known.ledger == afresh.ledger
    assert known.submissions == afresh.submissions


def test_what_a_killed_run_leaves_harms_nothing(small_notice: SmallNotice, tmp_path: Path) -> None:
    handed_in(small_notice, tmp_path)
    first = merged(tmp_path, "汇总")
    store = tmp_path / "汇总" / STORE_NAME
    half = store.read_bytes()[:1000]
    store.write_bytes(half)
    store.with_name(f"{STORE_NAME}.part").write_bytes(half)
    assert merged(tmp_path, "汇总").keys() == first.keys()
    assert not store.with_name(f"{STORE_NAME}.part").exists()
    assert store.stat().st_size > len(half)


def test_beside_what_is_handed_in_it_is_our_own_file(small_notice: SmallNotice, tmp_path: Path) -> None:
    handed_in(small_notice, tmp_path)
    merged(tmp_path, "交回/汇总")
    outcome = merge_files([tmp_path / "交回"], None, "county", tmp_path / "汇总", None, None)
    [ignored] = [line for line in outcome.lines if STORE_NAME in line]
    assert "这是村表通记着已读内容的文件" in ignored


def test_clearing_says_what_it_removed(small_notice: SmallNotice, tmp_path: Path) -> None:
    handed_in(small_notice, tmp_path)
    merged(tmp_path, "汇总")
    assert clear([tmp_path]).lines == [f"已删除 {tmp_path / '汇总' / STORE_NAME}。"]
    assert clear([tmp_path]).lines == [f"没有找到“{STORE_NAME}”，不用清。"]
