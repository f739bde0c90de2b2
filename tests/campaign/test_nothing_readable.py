"""A township whose every file is broken still gets its ledger and problem list, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.merge import merge_files
from commands.outcome import CommandError, Status
from cunbiao.merging.villages import RollupLevel

POLICY = "anhui-yongqiao-2020"


@pytest.mark.parametrize("level", ["township", "county"])
def test_only_broken_files(tmp_path: Path, level: RollupLevel) -> None:
    folder = tmp_path / "交回"
    folder.mkdir()
    (folder / "甲村.xlsx").write_bytes(b"")
    (folder / "乙村.xlsx").write_text("<html><body>1</body></html>", encoding="utf-8")
    outcome = merge_files([folder], POLICY, level, tmp_path / "out", None, None)
    assert outcome.status is Status.NEEDS_PERSON
    assert sum("隔离" in line for line in outcome.lines) == 2
    assert len(outcome.files) == 2


def test_no_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有找到可以汇总的表"):
        merge_files([tmp_path], POLICY, "county", tmp_path / "out", None, None)
