"""A notice by a folder alone: provincial, without natural decrease and without exit, with a table of villages.

The folder is tests/notices/shisheng-2022; nothing of the product knows of it. It goes from roster to upload by the
commands, filled as a village would.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from commands.generate import generate
from commands.merge import merge_files
from commands.upload import upload
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.layers import OWN_NOTICES
from cunbiao.definitions.notices import Settings
from sample.filler import as_cell
from sample.issued import IssuedWorkbook
from tests.lists.roster.exports import Rows, number, write

ID = "shisheng-2022"
NOTICES = Path(__file__).parents[1] / "notices"
SETTINGS = 'county: 东县\narea_code: "990101"\n'
HOMES: Rows = [
    ["县", "乡", "村", "户编号", "户主姓名", "户主证件号码", "户类别", "脱贫状态", "年度家庭人口数"],
    ["东县", "东镇", "东村", "99010100001", "赵一", number(1), "脱贫户", "已脱贫", 1],
    ["东县", "东镇", "东村", "99010100002", "钱二", number(2), "脱贫户", "已脱贫", 1],
]
PEOPLE: Rows = [
    ["县", "乡", "村", "户编号", "姓名", "证件号码", "与户主关系", "健康状况"],
    ["东县", "东镇", "东村", "99010100001", "赵一", number(1), "户主", "健康"],
    ["东县", "东镇", "东村", "99010100002", "钱二", number(2), "户主", "健康"],
]
VILLAGES: Rows = [["乡镇", "行政村", "村代码"], ["东镇", "东村", "990101001001"]]


@pytest.fixture(autouse=True)
def notices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OWN_NOTICES, str(NOTICES))


def campaign(county: str = "东县") -> Campaign:
    return load_campaign(ID, Settings(county=county))


def filled(data: bytes, homes_visited: float) -> bytes:
    """The workbook with one edge household and the village's row typed in."""
    book = IssuedWorkbook(data)
    answers: dict[str, dict[str, str | float]] = {
        "edge_household": {"head_name": "孙三", "head_id": number(3), "year_population": 1.0, "wage_income": 5000.0},
        "village_visit": {"homes_visited": homes_visited},
    }
    for table, values in answers.items():
        entry = book.entry(table)
        for name, value in values.items():
            entry.put(entry.spare[0], name, as_cell(value))
    return book.to_bytes()


def test_a_county_that_has_a_line_of_its_own_is_held_to_it() -> None:
    assert campaign("东县").parameters["monitoring_line"].value == 7500
    assert campaign("西县").parameters["monitoring_line"].value == 7000


def test_it_speaks_in_its_own_words_and_numbers() -> None:
    own = campaign()
    sheets = ["表1-户", "表1-人", "表2边缘-户", "表2边缘-人", "表3监测", "村表", "信息更正", "户变动"]
    assert [table.sheet for table in own.tables.values()] == sheets
    assert own.titles["unstable"] == "脱贫不稳户信息采集表"
    assert "脱贫不稳户" in own.codes["monitored_type"].labels
    said = [one.check.message for table in own.tables for one in own.checks(table)]
    assert "脱贫不稳户只能是已脱贫的户" in said


def test_it_has_no_exit_and_nobody_can_be_gone() -> None:
    own = campaign()
    assert {compiled.verdict.id for table in own.tables for compiled in own.verdicts(table)} == {"edge"}
    assert "HH-01" in {compiled.check.id for compiled in own.checks("register_household")}
    assert {fate.id: fate.reason for fate in own.fates if not fate.tables} == {"HH-10": "没有新识别表"}


def test_from_roster_to_upload(tmp_path: Path) -> None:
    settings = tmp_path / "县设置.yaml"
    settings.write_text(SETTINGS, encoding="utf-8")
    roster = write(tmp_path / "花名册.xlsx", {"户信息": HOMES, "人口信息": PEOPLE, "村名单": VILLAGES})
    generate(ID, [roster], tmp_path / "下发", settings)
    (issued,) = (tmp_path / "下发").glob("*/*.xlsx")
    (tmp_path / "交回").mkdir()
    (tmp_path / "交回" / issued.name).write_bytes(filled(issued.read_bytes(), 1))
    merge_files([tmp_path / "交回"], ID, "township", tmp_path / "乡镇", None, None)
    county = merge_files([tmp_path / "乡镇"], ID, "county", tmp_path / "县", None, None)
    rollup = next(file for file in county.files if file.name.endswith("_汇总.xlsx"))
    assert rollup.name == "东县_汇总.xlsx"
    sheets = CalamineWorkbook.from_path(rollup)
    assert {"村表", "控制数"} <= set(sheets.sheet_names)
    limit = next(row for row in sheets.get_sheet_by_name("控制数").to_python() if "边缘易致贫户占比" in row)
    assert {1.0, "符合"} <= set(limit)
    problems = next(file for file in county.files if file.name.endswith("_问题清单.xlsx"))
    told = [
        row for row in CalamineWorkbook.from_path(problems).get_sheet_by_name("问题清单").to_python() if "TV-01" in row
    ]
    assert len(told) == 1
    files = upload(rollup, tmp_path / "上报").files
    assert [file.name for file in files] == ["东镇_上报录入表.xlsx"]
