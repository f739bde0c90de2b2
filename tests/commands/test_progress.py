"""Who has handed in and who has not, as a rollup knows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.outcome import CommandError, Status
from commands.progress import progress
from tests.commands.conftest import EAST, SOUTH, VILLAGES, WEST, SmallNotice, home, rolled_up


def test_a_county_that_is_complete_needs_nobody(small_notice: SmallNotice, tmp_path: Path) -> None:
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village)
    outcome = progress(rolled_up(tmp_path))
    assert outcome.status is Status.DONE
    assert outcome.lines == ["小县：共 3 个村，已收到 3 个。"]
    assert outcome.files == []


def test_villages_that_are_put_aside_are_named_with_the_reason(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回", WEST)
    small_notice.write(tmp_path / "交回", EAST, [home(wage_income=1.0)])
    small_notice.write(tmp_path / "交回", EAST, [home(wage_income=2.0)], name="东关村（改）.xlsx")
    (tmp_path / "交回" / "南湖村.xlsx").write_bytes(b"")
    outcome = progress(rolled_up(tmp_path))
    assert outcome.status is Status.NEEDS_PERSON
    numbers, conflict, refused = outcome.lines
    assert numbers == "小县：共 3 个村，已收到 1 个，几份不一样待决定 1 个，已隔离 1 个。"
    assert conflict.startswith("东关镇东关村几份不一样待决定：东关镇/东关村.xlsx、东关镇/东关村（改）.xlsx——")
    assert refused.startswith("西关镇南湖村已隔离：南湖村.xlsx——")


def test_a_township_waits_only_for_its_own_villages(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回", WEST)
    assert progress(rolled_up(tmp_path, "township")).lines == [
        "东关镇：共 2 个村，已收到 1 个，未交 1 个。",
        "东关镇未交：东关村。",
    ]


def test_what_is_no_rollup_is_refused(small_notice: SmallNotice, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="不是汇总表"):
        progress(small_notice.write(tmp_path, SOUTH))
