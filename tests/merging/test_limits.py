"""Limits over totals: below, at and above; at the level they are for; open without their figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.definitions import Campaign, DefinitionError, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.notices import Settings, SettingValue
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.merging.villages import RollupLevel
from cunbiao.records.submission import Intake
from tests.inline import notice
from tests.merging.invented import Row, submission

LIMITS = """\
limits:
  - id: SM-L1
    label: 户数上限
    at: county
    measure: homes
    at_most: param.share * param.base
    level: 核实
    message: 户数超出上限
    fix: 核对各村的户
    clause: 试
"""
MEASURES = """\
measures:
  - {id: homes, label: 户数, unit: 户, group: 户, operation: count, tables: [homes]}
"""
PARAMETERS = """\
parameters:
  share: {label: 占比, type: number, value: 0.5, clause: 试}
  base: {label: 基数, type: integer, value: null, clause: 试}
"""


def campaign(folder: Path, base: float | None, limits: str = LIMITS) -> Campaign:
    """The small notice with a limit, and the county's base figure."""
    files = {"limits.yaml": limits, "rollups/measures.yaml": MEASURES, "parameters.yaml": PARAMETERS}
    settings = None
    if base is not None:
        settings = Settings(county="小县", parameters={"base": SettingValue(value=base, source="试")})
    return load_campaign(notice(folder, files=files), settings)


def register(own: Campaign, homes: int, level: RollupLevel = "county") -> Register:
    """A village with so many homes."""
    rows: list[Row] = [{"household_code": f"{number}", "head_name": "张三", "farmland": 1.0} for number in range(homes)]
    village = submission(tables={"homes": rows, "people": []}, of=own)
    return merge(Intake([village], [], []), own, level, load_messages(own))


@pytest.mark.parametrize(("homes", "result"), [(2, "符合"), (3, "符合"), (4, "不符合")])
def test_below_at_and_above(tmp_path: Path, homes: int, result: str) -> None:
    found = register(campaign(tmp_path, 6), homes)
    assert [(line.value, line.bound, line.result) for line in found.limits] == [(float(homes), 3.0, result)]
    told = [finding.message for finding in found.findings if finding.check == "SM-L1"]
    assert told == ([] if result == "符合" else [f"户数超出上限（{homes}，应不超过 3）"])


@pytest.mark.parametrize(("homes", "result"), [(2, "不符合"), (3, "符合"), (4, "不符合")])
def test_a_figure_that_is_fixed_may_be_neither_more_nor_less(tmp_path: Path, homes: int, result: str) -> None:
    found = register(campaign(tmp_path, 6, LIMITS.replace("at_most:", "equals:")), homes)
    assert [line.result for line in found.limits] == [result]
    told = [finding.message for finding in found.findings if finding.check == "SM-L1"]
    assert told == ([] if result == "符合" else [f"户数超出上限（{homes}，应等于 3）"])


def test_a_limit_without_its_figure_is_open_and_names_it(tmp_path: Path) -> None:
    (line,) = register(campaign(tmp_path, None), 3).limits
    assert (line.result, line.bound, line.missing) == ("无法判定", None, ("基数",))


def test_a_limit_of_the_county_is_not_told_in_a_township(tmp_path: Path) -> None:
    assert register(campaign(tmp_path, 2), 3, "township").limits == ()


def test_a_limit_of_villages_is_told_for_each(tmp_path: Path) -> None:
    own = campaign(tmp_path, 2, LIMITS.replace("at: county", "at: village"))
    found = register(own, 3, "township")
    assert [(line.village, line.result) for line in found.limits] == [("东关村", "不符合")]
    assert [finding.village for finding in found.findings if finding.check == "SM-L1"] == ["东关村"]


def test_a_limit_over_a_measure_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"limits.yaml 第5行：没有“nothing”这个汇总数"):
        campaign(tmp_path, 2, LIMITS.replace("measure: homes", "measure: nothing"))


def test_a_limit_has_one_bound(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="at_most、at_least、equals 要写一个，也只能写一个"):
        campaign(tmp_path, 2, LIMITS.replace("    level: 核实", "    equals: '3'\n    level: 核实"))
