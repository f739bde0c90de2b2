"""Which values hold when workbooks carry those of their county: never those of the longer text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cunbiao.definitions import load_campaign
from cunbiao.definitions.notices import Settings
from cunbiao.records.identity_sheet import Identity
from cunbiao.submissions.settings import SettingsDifferError, carried_settings, with_carried
from tests.inline import changed

SOUND = Identity(
    "test-2020", 2020, "某县", township="某镇", area_code="340100", settings={"exit_line": (4000.0, "某文")}
)
OTHER = replace(SOUND, settings={"exit_line": (1.0, "另一份很长很长很长很长很长的文")})


def value(*carriers: Identity, rollups: tuple[Identity, ...] = ()) -> object:
    settings = carried_settings(rollups, carriers)
    return settings and settings.parameters["exit_line"].value


def test_what_most_workbooks_carry_holds() -> None:
    assert value() is None
    assert value(SOUND) == 4000
    assert value(OTHER, SOUND, SOUND) == 4000


def test_rollups_come_before_village_workbooks() -> None:
    assert value(OTHER, OTHER, OTHER, rollups=(SOUND,)) == 4000


def test_a_rollup_that_holds_no_village_says_nothing() -> None:
    empty = replace(SOUND, township="", settings={})
    assert value(rollups=(empty, empty, SOUND)) == 4000
    assert value(rollups=(replace(SOUND, township=""),)) == 4000


@pytest.mark.parametrize("order", [1, -1])
def test_a_tie_needs_a_person(order: int) -> None:
    with pytest.raises(SettingsDifferError) as refused:
        value(*[SOUND, OTHER][::order])
    assert str(refused.value) == (
        "这些表里带的县设置不一样，一样多，不知道该用哪一种"
        "（1 份：某县，1（另一份很长很长很长很长很长的文）；1 份：某县，4000（某文））。"
        "请给出县设置文件：和表一起拖到启动器上，或者在命令后面加 --settings 县设置.yaml。"
    )


def test_values_kept_beside_a_notice_come_before_those_workbooks_of_its_county_carry(tmp_path: Path) -> None:
    kept = "county: 埇桥区\nparameters:\n  exit_line: {value: 4100, source: 区文件}\n"
    campaign = load_campaign(changed(tmp_path, "anhui-yongqiao-2020", {}, {"县设置.yaml": kept}))
    supplied = {"exit_line": (4000.0, "旧文件")}
    assert with_carried(campaign, None).parameters["exit_line"].value == 4100
    assert with_carried(campaign, Settings.of("埇桥区", "", supplied)).parameters["exit_line"].value == 4100
    assert with_carried(campaign, Settings.of("别的区", "", supplied)).parameters["exit_line"].value == 4000
