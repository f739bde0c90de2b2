"""The first page: its numbers are those of the other sheets, its charts begin with what matters."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cunbiao.days import serial
from cunbiao.definitions import load_campaign, policy_ids
from cunbiao.merging.register import Register
from generators.publishing import publish
from generators.rollup import rollup_file
from generators.rollup.views import load_views
from tests.generators.rollup.registers import county, township
from tests.judge import Office


def page(register: Register, tmp_path: Path, *, values: bool = True) -> Worksheet:
    path = publish(rollup_file(tmp_path / "汇总.xlsx", "埇桥区2020年度汇总表", register)).path
    book = openpyxl.load_workbook(path, data_only=values)
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def below(sheet: Worksheet, label: str, rows: int = 1) -> object:
    """The number under a label."""
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == label)
    return sheet.cell(cell.row + rows, cell.column).value


def test_its_numbers_are_those_of_the_register(tmp_path: Path) -> None:
    register = county()
    sheet = page(register, tmp_path)
    own = register.ledger
    measures = register.totals.overall.values
    assert [below(sheet, label) for label in ("应交", "已交", "未交", "退回重交")] == [4, 3, 0, 1]
    assert (below(sheet, "登记"), below(sheet, "登记", 2)) == (own.households, own.persons)
    assert below(sheet, "必改") == own.standings["必改"] == sum(line.must for line in register.progress)
    assert below(sheet, "拟标注脱贫") == measures["proposed_exit"] == 3
    results = [below(sheet, f"其中：{result}") for result in ("通过", "不通过", "缺资料")]
    assert results == [measures[name] for name in ("exit_fits", "exit_fits_not", "exit_undecided")]
    assert sum(results) == below(sheet, "拟标注脱贫")  # type: ignore[arg-type]
    now, expected = (sum(getattr(own, name) for own in register.village_changes) for name in ("this_year", "expected"))
    assert (below(sheet, "现有人数"), below(sheet, "＝ 应有人数")) == (now, expected)
    assert below(sheet, "现有人数", 2) == f"相差 {now - expected} 人"


def test_it_is_one_upright_page_with_two_charts(tmp_path: Path) -> None:
    sheet = page(county(), tmp_path)
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize) == ("portrait", 9)
    fitted = sheet.sheet_properties.pageSetUpPr
    assert fitted is not None and fitted.fitToPage
    assert (setup.fitToWidth or 1, setup.fitToHeight or 1) == (1, 1)
    assert len(sheet._charts) == 2  # type: ignore[attr-defined]
    assert sheet.title == "一页看全县"
    assert page(township(0), tmp_path / "镇").title == "一页看全乡"


def test_what_has_most_to_be_changed_stands_first(tmp_path: Path) -> None:
    sheet = page(township(0), tmp_path)
    first = next(cell.row for cell in sheet["A"] if cell.value == "村") + 1
    listed = [(sheet.cell(row, 1).value, sheet.cell(row, 6).value) for row in range(first, first + 3)]
    must = {line.village: line.must for line in township(0).progress}
    assert listed[:2] == sorted(must.items(), key=lambda pair: -pair[1])
    assert listed[2] == ("合计", sum(must.values()))
    assert must["西庄村"] > must["东关村"] > 0


def test_days_left_go_by_the_day_it_is_looked_at(office: Office, tmp_path: Path) -> None:
    stage = next(stage for stage in county().campaign.notice.stages if "collect" in stage.tags)
    assert stage.end is not None
    path = publish(rollup_file(tmp_path / "汇总.xlsx", "汇总表", township(1))).path
    with office.open(path) as book:
        for left, said in ((1, "还有 1 天"), (0, "今天截止"), (-1, "已截止")):
            book.type("一页看全乡", "L2", serial(stage.end - timedelta(days=left)))
            book.calculate()
            assert book.value("一页看全乡", "B4") == said


@pytest.mark.parametrize("policy", policy_ids())
def test_every_notice_says_its_own_figures(policy: str) -> None:
    campaign = load_campaign(policy)
    views = load_views(campaign)
    assert [block.id for block in views.blocks][:2] == ["delivery", "people"]
    assert views.blocks[-1].id == "findings"
    own = {placed.item.id for placed in campaign.library.blocks.values() if placed.layer == policy}
    assert own or policy == "yunnan-mengga-2019"
    assert [band.id for band in views.bands] == ["income"]


def test_the_day_stands_in_one_cell(tmp_path: Path) -> None:
    sheet = page(county(), tmp_path, values=False)
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if "TODAY()" in str(cell.value)] == ["L2"]
    assert sheet["K2"].value == "打开这天"
    assert [cell.coordinate for cell in sheet["B"] if "从打开或打印的这一天（右上角）算起" in str(cell.value)] == ["B5"]
