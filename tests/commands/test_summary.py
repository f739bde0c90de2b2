"""A prefecture's or province's summary says what its counties' rollups say, leads to them, and names nobody."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from commands.cli import app
from commands.merge import merge_files
from commands.outcome import CommandError, Outcome, Status
from commands.summary import summarise
from cunbiao.definitions import load_campaign
from cunbiao.definitions.layers import OWN_NOTICES
from cunbiao.merging.villages import RollupLevel
from cunbiao.records.identity_sheet import ExpectedVillage
from tests.accounts import rows_of
from tests.commands.conftest import LINE, VILLAGES, SmallNotice, home
from tests.inline import notice

MEASURES = """\
measures:
  - {id: homes, label: 户, unit: 户, group: 收入, operation: count, tables: [homes]}
  - {id: poor, label: 贫困, unit: 户, group: 收入, operation: count, tables: [homes], where: {household_type: [贫困户]}}
  - {id: wages, label: 工资, unit: 元, group: 收入, operation: sum, tables: [homes], column: wage_income}
  - {id: mean_wage, label: 户均工资, unit: 元, group: 收入, operation: ratio, ratio: [wages, homes]}
"""
PAGE = """\
blocks:
  - {id: work, title: 务工, figures: [{figure: poor}, {figure: wages}, {figure: mean_wage}]}
"""
HEAD = "extends: national-2019\nasks: [exit_line]\n"
PLACE = 'jurisdiction: {{level: county, province: 试省, prefecture: {}, county: {}, area_code: "{}"}}\n'
COUNTIES = {"小县": "990101", "大县": "990102", "远县": "990201"}
PAGE_OF_COUNTY = "一页看全县"


@pytest.fixture(scope="module")
def notices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three counties, each with its notice; the last one is another prefecture's."""
    folder = tmp_path_factory.mktemp("通知")
    for county, area in COUNTIES.items():
        place = PLACE.format("远市" if county == "远县" else "试市", county, area)
        own = f"id: n{area}\ntitle: {county}通知\n"
        notice(folder, HEAD + own + place, {"rollups/measures.yaml": MEASURES, "rollups/page.yaml": PAGE})
    return folder


@pytest.fixture(autouse=True)
def _known(notices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OWN_NOTICES, str(notices))


def villages_of(county: str) -> list[ExpectedVillage]:
    return [replace(own, code=COUNTIES[county] + own.code[6:]) for own in VILLAGES]


def merged(
    folder: Path, county: str, *, wage: float = 12000.0, level: RollupLevel = "county", out: str = "汇总"
) -> Path:
    """A county's folder with what its villages handed in, all but one, and its rollup."""
    own = SmallNotice(load_campaign(f"n{COUNTIES[county]}"))
    expected = villages_of(county)
    said = {"county": county, "villages": tuple(expected)}
    for village in expected[:-1]:
        homes = [home(village, number, wage_income=wage * number, farmland=60.0) for number in (1, 2)]
        own.write(folder / county / "交回", village, homes, settings=LINE, identity=said)
    merge_files([folder / county / "交回"], None, level, folder / county / out, None, None)
    return next((folder / county / out).glob("*_汇总.xlsx"))


@pytest.fixture(scope="module")
def merged_once(notices: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of two counties of a prefecture."""
    folder = tmp_path_factory.mktemp("各县")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(OWN_NOTICES, str(notices))
        merged(folder, "小县")
        merged(folder, "大县", wage=9000.5)
    return folder


@pytest.fixture
def counties(merged_once: Path, tmp_path: Path) -> Path:
    """A copy of theirs."""
    shutil.copytree(merged_once, tmp_path / "各县")
    return tmp_path / "各县"


def summary(folder: Path) -> Path:
    return next(folder.glob("*_各县汇总.xlsx"))


def data(folder: Path) -> Path:
    return next(folder.glob("*_数据"))


def places(file: Path, sheet: str) -> list[dict[str, Any]]:
    return listed(file, sheet, "链接")


def listed(file: Path, sheet: str, heading: str) -> list[dict[str, Any]]:
    """The rows of a list; units stand in a line of their own in its headings."""
    rows = rows_of(file, sheet, heading)
    return [{label.replace("\n", ""): value for label, value in row.items()} for row in rows]


def fates(file: Path) -> dict[str, str]:
    return {row["文件"]: row["去向"] for row in rows_of(file, "文件去向", "去向")}


def page_numbers(rollup: Path) -> dict[str, Any]:
    """Label → the first number below it on the first page of a county."""
    sheet = openpyxl.load_workbook(rollup, data_only=True)[PAGE_OF_COUNTY]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    numbers: dict[str, Any] = {}
    for above, under in pairwise(rows):
        for label, below in zip(above, under, strict=True):
            if isinstance(label, str) and isinstance(below, int | float):
                numbers.setdefault(label, below)
    return numbers


def test_a_row_says_what_the_county_s_own_page_says(counties: Path, tmp_path: Path) -> None:
    outcome = summarise([counties], "prefecture", tmp_path / "全市")
    assert outcome.lines[0] == "试市：汇总 2 个县，应交 6 个村，已汇总 4 个村。"
    rows = places(summary(tmp_path / "全市"), "一页看全市")
    assert [row["县"] for row in rows] == ["小县", "大县"]
    for row in rows:
        page = page_numbers(counties / row["县"] / "汇总" / f"{row['县']}_汇总.xlsx")
        said = {label.rpartition("（")[0]: value for label, value in row.items() if value != ""}
        compared = page.keys() & said.keys()
        assert {"应交", "已交", "未交", "登记", "核实", "贫困", "工资", "户均工资"} <= compared
        assert {label: said[label] for label in compared - {"登记"}} == {
            label: page[label] for label in compared - {"登记"}
        }
        assert row["登记（户）"] == page["登记"]


def test_the_measures_of_counties_and_townships_are_the_county_s_own(counties: Path, tmp_path: Path) -> None:
    summarise([counties], "prefecture", tmp_path / "全市")
    for county in places(summary(tmp_path / "全市"), "汇总-按县"):
        rollup = counties / county["县"] / "汇总" / f"{county['县']}_汇总.xlsx"
        own = {row["指标"]: row for row in rows_of(rollup, "汇总", "指标") if row["指标"]}
        townships = [row for row in places(summary(tmp_path / "全市"), "汇总-按乡镇") if row["县"] == county["县"]]
        assert len(townships) == 1
        for label, unit in (("户", "户"), ("贫困", "户"), ("工资", "元"), ("户均工资", "元")):
            assert county[f"{label}（{unit}）"] == own[label]["合计"]
            for township in townships:
                assert township[f"{label}（{unit}）"] == own[label][township["乡镇"]]


def test_every_row_leads_to_the_rollup_it_is_taken_from(counties: Path, tmp_path: Path) -> None:
    summarise([counties], "prefecture", tmp_path / "全市")
    file = summary(tmp_path / "全市")
    book = openpyxl.load_workbook(file)
    sheet, cell = next(iter(book.defined_names["files_folder"].destinations))
    folder = book[sheet][cell].value
    for listed in ("一页看全市", "汇总-按县", "汇总-按乡镇"):
        for row in places(file, listed):
            rollup = file.parent / folder / row["文件"]
            assert row["表"] in openpyxl.load_workbook(rollup, read_only=True).sheetnames
        assert "HYPERLINK(files_folder&" in str([own.value for own in book[listed][book[listed].max_row]])


def test_a_province_adds_up_its_prefectures(counties: Path, tmp_path: Path) -> None:
    merged(counties, "远县")
    summarise([counties], "province", tmp_path / "全省")
    file = summary(tmp_path / "全省")
    assert file.name == "试省_各县汇总.xlsx"
    every = places(file, "一页看全省")
    for row in listed(file, "汇总-按市", "市（州）"):
        own = [one for one in every if one["市（州）"] == row["市（州）"]]
        assert row["县（个）"] == len(own)
        for label in ("应交（村）", "登记（户）", "登记（人）", "工资（元）"):
            assert row[label] == sum(one[label] for one in own)
        assert "户均工资（元）" not in row, "a mean of means would be no mean"


def told(outcome: Outcome) -> str:
    return "\n".join(outcome.lines)


def test_what_is_no_county_s_rollup_is_passed_over(counties: Path, tmp_path: Path) -> None:
    merged(counties, "小县", level="township", out="乡镇")
    outcome = summarise([counties], "prefecture", tmp_path / "全市")
    assert outcome.status is Status.DONE
    said = fates(summary(tmp_path / "全市"))
    assert [name for name, fate in said.items() if fate == "已汇总"] == [
        "大县/汇总/大县_汇总.xlsx",
        "小县/汇总/小县_汇总.xlsx",
    ]
    assert said["小县/乡镇/东关镇_汇总.xlsx"] == said["小县/交回/东关镇/东关村.xlsx"] == "忽略"


def test_of_two_different_rollups_of_a_county_none_counts(counties: Path, tmp_path: Path) -> None:
    shutil.copytree(counties / "大县", tmp_path / "旧" / "大县")
    own = SmallNotice(load_campaign("n990102"))
    village = villages_of("大县")[0]
    own.write(tmp_path / "旧" / "大县" / "交回", village, [home(village)], settings=LINE, identity={"county": "大县"})
    merge_files([tmp_path / "旧" / "大县" / "交回"], None, "county", tmp_path / "旧" / "大县" / "汇总", None, None)
    shutil.copy(next((tmp_path / "旧" / "大县" / "汇总").glob("*_汇总.xlsx")), counties / "大县_汇总.xlsx")
    outcome = summarise([counties], "prefecture", tmp_path / "全市")
    assert outcome.status is Status.NEEDS_PERSON
    assert "大县有 2 份不同的县汇总表" in told(outcome)
    assert outcome.lines[0].startswith("试市：汇总 1 个县")


def test_a_copy_counts_once(counties: Path, tmp_path: Path) -> None:
    shutil.copy(counties / "大县" / "汇总" / "大县_汇总.xlsx", counties / "副本.xlsx")
    outcome = summarise([counties], "prefecture", tmp_path / "全市")
    assert outcome.status is Status.DONE
    assert outcome.lines[0].startswith("试市：汇总 2 个县")


def test_a_county_of_another_prefecture_is_left_out(counties: Path, tmp_path: Path) -> None:
    merged(counties, "远县")
    outcome = summarise([counties], "prefecture", tmp_path / "全市")
    assert outcome.status is Status.NEEDS_PERSON
    assert "远县的区划代码以 9902 开头，这一次汇总的市（州）是 9901" in told(outcome)
    assert outcome.lines[0].startswith("试市：汇总 2 个县")


def test_a_rollup_that_was_changed_is_left_out_and_the_others_go_on(counties: Path, tmp_path: Path) -> None:
    file = counties / "大县" / "汇总" / "大县_汇总.xlsx"
    book = openpyxl.load_workbook(file)
    [*_, wage] = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == 9000.5]
    wage.value = 9999.0
    book.save(file)
    outcome = summarise([counties], "prefecture", tmp_path / "全市")
    assert outcome.status is Status.NEEDS_PERSON
    assert fates(summary(tmp_path / "全市"))["大县/汇总/大县_汇总.xlsx"] == "没有汇总"
    assert outcome.lines[0].startswith("试市：汇总 1 个县")


def test_without_a_county_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    with pytest.raises(CommandError, match="没有一份县汇总表可用"):
        summarise([tmp_path / "空"], "province", tmp_path / "全省")
    assert not (tmp_path / "全省").exists()


def test_the_command_takes_no_option_that_it_would_not_heed(counties: Path, tmp_path: Path) -> None:
    given = ["merge", str(counties), "--level", "prefecture", "--out", str(tmp_path / "全市")]
    refused = CliRunner().invoke(app, [*given, "--prefer", "newest"])
    assert refused.exit_code == Status.NOT_DONE
    assert "只写 --level 和 --out" in refused.output
    done = CliRunner().invoke(app, given)
    assert done.exit_code == Status.DONE
    assert "试市：汇总 2 个县" in done.output


# ---- the data folder


def asked(query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as database:
        return database.execute(query).fetchall()


def test_pandas_and_duckdb_read_the_data_folder(counties: Path, tmp_path: Path) -> None:
    summarise([counties], "prefecture", tmp_path / "全市")
    folder = data(tmp_path / "全市")
    villages = pd.read_parquet(folder / "村")
    assert sorted(villages["village_code"]) == sorted(
        own.code for county in ("小县", "大县") for own in villages_of(county)
    )
    [wages] = asked(f"SELECT sum(wages) FROM read_parquet('{folder}/村/*/*.parquet')")
    assert wages[0] == sum(row["工资（元）"] for row in places(summary(tmp_path / "全市"), "汇总-按县"))
    query = f"SELECT area, sum(wage_income) FROM read_parquet('{folder}/户/*/*.parquet', hive_partitioning = true)"
    by_area = dict(asked(f"{query} GROUP BY area"))
    assert by_area == {990101: 72000.0, 990102: 54003.0}
    assert sum(by_area.values()) == wages[0]


def test_the_data_folder_names_nobody(counties: Path, tmp_path: Path) -> None:
    """Of a household only what figures are made of, its kind and its wage; the order of the rows tells no more."""
    summarise([counties], "prefecture", tmp_path / "全市")
    households = pd.read_parquet(data(tmp_path / "全市") / "户")
    place = ["policy", "prefecture", "county", "township", "village_code", "village"]
    assert list(households.columns) == [*place, "form", "household_type", "wage_income", "area"]
    assert (
        list(households["wage_income"]) == sorted(households["wage_income"][:4]) + sorted(households["wage_income"][4:])
        or len(households) == 8
    )
    written = households.to_csv() + pd.read_parquet(data(tmp_path / "全市") / "村").to_csv()
    for county in ("小县", "大县"):
        for village in villages_of(county)[:-1]:
            for one in (home(village, 1), home(village, 2)):
                for secret in ("household_code", "head_name", "id_number"):
                    assert str(one[secret]) not in written


def test_a_county_that_is_no_longer_given_leaves_the_data_folder(counties: Path, tmp_path: Path) -> None:
    summarise([counties], "prefecture", tmp_path / "全市")
    shutil.rmtree(counties / "大县")
    summarise([counties], "prefecture", tmp_path / "全市")
    for table in ("村", "户"):
        assert [own.name for own in (data(tmp_path / "全市") / table).iterdir()] == ["area=990101"]


def test_without_the_libraries_there_is_the_workbook(
    counties: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generators.summary.data.find_spec", lambda name: None)
    outcome = summarise([counties], "prefecture", tmp_path / "全市")
    assert outcome.status is Status.DONE
    assert "数据文件夹没有写" in told(outcome)
    assert not list((tmp_path / "全市").glob("*_数据"))


def test_the_same_rollups_give_the_same_bytes(counties: Path, tmp_path: Path) -> None:
    def written(out: str, paths: Sequence[Path]) -> dict[str, bytes]:
        summarise(paths, "prefecture", tmp_path / out)
        return {
            own.relative_to(tmp_path / out).as_posix(): own.read_bytes()
            for own in sorted((tmp_path / out).rglob("*"))
            if own.is_file()
        }

    both = [counties / "小县", counties / "大县"]
    assert written("一", both) == written("二", both[::-1])
