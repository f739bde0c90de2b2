"""An invented county's notice of 2022, made of another county's by nothing but its definition workbook.

Other lines, one more field with its own check and its own column in the upload sheets, an option called otherwise, one
attachment less, a posting worded otherwise. It goes from roster to upload and documents by the commands, filled by the
invented county's clerks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from commands.definition import apply, derive
from commands.documents import documents
from commands.generate import generate
from commands.merge import merge_files
from commands.outcome import Status
from commands.upload import upload
from cunbiao.definitions import Campaign, load_campaign
from sample.campaign_events import campaign_events
from sample.county import invent_county
from sample.returns import IssuedFile, return_workbooks
from sample.roster import as_roster, write_roster
from tests.authoring.desk import Desk, Value

ID = "xinzhen-2022"


def made(file: Path) -> list[str]:
    """Makes the notice as a person would, and stores it; gives what was said."""
    derive("anhui-yongqiao-2020", file, 2022, ID)
    desk = Desk(file)
    for item, value in {
        "标题": "新镇县2022年防返贫监测工作方案", "发文单位": "新镇县乡村振兴局", "发文日期": "2022-09-01",
        "文号": "新振发〔2022〕1号",
        "省": "某省", "市（州）": "某市", "县（市、区）": "新镇县", "区划代码": "990101",
    }.items():  # fmt: skip
        desk.put("通知", item, 内容=value)
    desk.put("参数", "exit_line", 通知的值=6800, 出自哪一条="二", 请县里定="否")
    desk.put("参数", "monitoring_line", 县里定的值=7200, 县里的依据="新镇县会议纪要")
    desk.put("参数", "pension_minimum", 县里定的值=98, 县里的依据="新镇县人社局")
    desk.put("阶段", "collect", 截止="2022-10-20")
    desk.put("附件", "附件3", 用不用="否", 不用的理由="自然减少另行布置（二）")
    desk.put("代码", "health / 残疾", 选项="残疾人")
    desk.add("参数", 编号="garden_most", 名称="菜园面积上限", 类型="数", 单位="亩", 通知的值=2, 出自哪一条="三")
    desk.add(
        "指标",
        编号="garden",
        名称="菜园面积",
        类型="数",
        单位="亩",
        最小=0,
        最大=9,
        怎么填="房前屋后的菜园。",
        出处="三",
    )
    desk.add("栏目", 工作表="对照表-户", 放在哪一栏后面="farmland", 指标="garden", 必填="应填")
    check: dict[str, Value] = {
        "编号": "XZ-01", "用在哪些表": "对照表-户", "级别": "核实", "类别": "单格", "标在哪些栏": "garden",
        "出处": "三", "什么时候算错（算式）": "garden > param.garden_most",
        "怎么说": "菜园面积大于{param:garden_most}亩", "怎么改": "核对面积，单位是亩",
    }  # fmt: skip
    desk.add("校验", **check)
    desk.add("上报栏目", 哪一页="living", 指标="garden")
    desk.put("文书", "exit_publicity", 标题="{{ village }}拟退出户公示", 没有人的时候怎么写="{{ village }}今年没有。")
    desk.put("文书", "summary", 用不用="否", 不用的理由="县里统一写")
    outcome = apply(desk.save())
    assert outcome.status is Status.DONE, outcome.lines
    return outcome.lines


@dataclass(frozen=True)
class Played:
    """The notice, what was said when it was stored, and where its campaign lies."""

    campaign: Campaign
    said: list[str]
    folder: Path

    def sheet(self, name: str) -> list[Sequence[object]]:
        """The rows of a sheet of the county's rollup."""
        (rollup,) = (self.folder / "县").glob("*_汇总.xlsx")
        return [*CalamineWorkbook.from_path(rollup).get_sheet_by_name(name).to_python()]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("新镇县")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        said = made(folder / "定义.xlsx")
        campaign = load_campaign(ID)
        county = invent_county(campaign, 3, 8)
        write_roster(county, folder / "花名册.xlsx")
        generate(ID, [folder / "花名册.xlsx"], folder / "下发", None)
        issued = {
            village: IssuedFile(file.stem, file.read_bytes())
            for village in as_roster(county).villages
            for file in (folder / "下发").glob(f"*/*_{village.code}.xlsx")
        }
        (folder / "交回").mkdir()
        for own in return_workbooks(county, issued, campaign_events(county)).files:
            (folder / "交回" / own.name).write_bytes(own.data)
        merge_files([folder / "交回"], None, "township", folder / "乡镇", None, "newest")
        merge_files([folder / "乡镇"], None, "county", folder / "县", None, None)
        (rollup,) = (folder / "县").glob("*_汇总.xlsx")
        upload(rollup, folder / "上报")
        documents(rollup, folder / "文书")
        yield Played(campaign, said, folder)


def test_what_went_with_the_attachment_is_said(played: Played) -> None:
    assert any("ST-05" in line and "停用" in line for line in played.said)
    assert "decrease" not in played.campaign.tables
    assert "HH-01" in {one.check.id for one in played.campaign.checks("register_household")}


def test_its_lines_are_those_of_the_notice_and_of_the_county(played: Played) -> None:
    lines = {name: played.campaign.parameters[name] for name in ("exit_line", "monitoring_line")}
    assert {name: (one.value, one.clause) for name, one in lines.items()} == {
        "exit_line": (6800, "二"),
        "monitoring_line": (7200, "新镇县会议纪要"),
    }
    assert played.campaign.missing_parameters() == []


def test_the_issued_workbook_asks_its_field_and_not_its_missing_attachment(played: Played) -> None:
    file = next((played.folder / "下发").glob("*/*.xlsx"))
    book = load_workbook(file)
    assert "附件3减少" not in book.sheetnames
    assert any(
        "菜园面积" in str(value) for row in book["对照表-户"].iter_rows(max_row=5, values_only=True) for value in row
    )
    assert "XZ-01" in {one.check.id for one in played.campaign.checks("register_household")}


def test_the_renamed_option_is_read_from_rosters_and_goes_up(played: Played) -> None:
    assert "残疾人" in played.campaign.codes["health"].labels
    assert played.campaign.codes["health"].canonical("残疾") == "残疾人"
    up = [row for file in (played.folder / "上报").glob("*.xlsx") for row in _rows(file)]
    assert any("残疾人" in str(cell) for row in up for cell in row)
    assert not any(cell == "残疾" for row in up for cell in row)


def test_its_field_is_merged_checked_and_goes_up(played: Played) -> None:
    rows = played.sheet("对照表-户")
    at = next(number for number, name in enumerate(rows[0]) if name == "garden")
    assert any(isinstance(row[at], float) for row in rows[5:])
    uploaded = [row for file in (played.folder / "上报").glob("*.xlsx") for row in _rows(file)]
    assert any("菜园面积（亩）" in row for row in uploaded)


def test_every_village_has_its_posting_as_worded_there(played: Played) -> None:
    progress = [row for row in played.sheet("进度") if "已收到" in row]
    written = list((played.folder / "文书").rglob("*拟退出户公示*.docx"))
    assert written
    assert {file.parent.name for file in written} == {str(row[1]) for row in progress}
    assert not list((played.folder / "文书").rglob("*工作总结*"))


def _rows(file: Path) -> list[Sequence[object]]:
    book = CalamineWorkbook.from_path(file)
    return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
