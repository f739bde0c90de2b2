"""A rollup read again is the register it was written from; anything else is told what it is."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest

from commands import rollups
from commands.outcome import CommandError
from commands.rollups import read_rollup
from cunbiao.records.submission import Intake, Quarantined
from tests.commands.conftest import LINE, SOUTH, SmallNotice, home, rolled_up
from workbooks.refusal import TOO_MUCH_MEMORY


def test_it_knows_what_the_merge_knew(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回", homes=[home(farmland=60.0), home(number=2, farmland=None)], settings=LINE)
    small_notice.write(tmp_path / "交回", SOUTH, settings=LINE)
    read = read_rollup(rolled_up(tmp_path))
    register = read.register
    assert read.place == "小县"
    assert register.frames["homes"].text("head_name").tolist() == ["张1", "张2", "张1"]
    assert register.ledger.standings == {"必改": 1, "核实": 1, "交表": 1}
    assert register.campaign.notice.id == small_notice.policy
    assert register.campaign.settings is not None
    assert register.campaign.settings.supplied() == LINE
    assert [village.state for village in register.progress] == ["received", "missing", "received"]


def test_it_may_cost_what_a_county_s_list_may(
    small_notice: SmallNotice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of 120 villages has more cells on a sheet than any village's workbook may have."""
    small_notice.write(tmp_path / "交回")
    told = Quarantined(rollup.name, "", 0, TOO_MUCH_MEMORY, "读这个文件占用内存超过 3072 MB", "换回下发的工作簿")
    monkeypatch.setattr(rollups, "read_found", Mock(return_value=Intake([], [told], [])))
    with pytest.raises(CommandError) as refused:
        read_rollup(rollup)
    assert str(refused.value).startswith("小县_汇总.xlsx：读这个文件占用内存超过 3072 MB。一份汇总表里的村太多")
    assert str(refused.value).endswith("分乡镇汇总，用各乡镇的汇总表一份一份地办。")
