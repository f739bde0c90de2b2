from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from cunbiao.merging.register import Register
from generators.publishing import publish
from generators.rollup import rollup_file
from tests.generators.opening import assert_opens, assert_recalculates
from tests.generators.rollup.registers import county, township
from tests.judge import Office


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(
        rollup_file(tmp_path_factory.mktemp("county") / "埇桥区.xlsx", "埇桥区汇总表", county(), folder="../收回/")
    ).path


@pytest.fixture(scope="module")
def book(file: Path) -> Workbook:
    return openpyxl.load_workbook(file)


@pytest.fixture(scope="module")
def shown(file: Path) -> Workbook:
    return openpyxl.load_workbook(file, data_only=True)


def rows(book: Workbook, sheet: str, headings: int) -> list[dict[str, Any]]:
    """The records below the labels, which stand in row ``headings``."""
    lines = list(book[sheet].iter_rows(values_only=True))
    return [dict(zip(map(str, lines[headings - 1]), line, strict=True)) for line in lines[headings:]]


def test_sheets_stand_in_the_order_of_reading(book: Workbook) -> None:
    assert book.sheetnames == [
        "一页看全县", "汇总", "进度", "汇总-按村",
        "脱贫核验", "边缘易致贫核验", "脱贫不稳定核验", "收入", "监测",
        "自然增减", "自然增减-乡镇", "户数增减", "自然增减-户",
        "重复人员",
        "对照表-户", "对照表-人",
        "附件1新识别-户", "附件1新识别-人", "附件2增加", "附件3减少",
        "附件4边缘-户", "附件4边缘-人", "附件5监测", "附件6子女", "附件7清退",
        "村表", "自然村", "信息更正", "户变动",
        "文件去向", "说明",
        "_rollup", "_files", "_intake", "_reasons", "_decisions", "_corrected",
    ]  # fmt: skip
    assert [sheet.sheet_state for sheet in book.worksheets if sheet.title.startswith("_")] == ["veryHidden"] * 6


def test_every_row_of_the_register_is_there_with_its_origin(shown: Workbook) -> None:
    households = rows(shown, "对照表-户", 5)
    assert len(households) == county().frames["register_household"].size == 12
    third = households[2]
    assert (third["乡镇"], third["村"], third["户编号"], third["户主姓名"]) == ("东关镇", "东关村", "3413000002", "赵2")
    assert (third["文件"], third["表"], third["行"], third["链接"]) == ("东关村.xlsx", "对照表-户", 8, "打开")


def test_machine_names_stand_in_the_hidden_first_row(book: Workbook) -> None:
    sheet = book["对照表-户"]
    names = [cell.value for cell in sheet[1]]
    assert names[0] == "cunbiao:register_household:2020.2"
    assert names[1:6] == ["_township", "_village", "_village_code", "household_code", "head_name"]
    assert sheet.row_dimensions[1].hidden
    assert [names[-7:]] == [["_file", "_sheet", "_row", "_col", "_link", "_bad", "_issued"]]


def test_what_could_not_be_read_stands_as_it_was_typed(shown: Workbook) -> None:
    cells = [row["耕地面积\n（亩）"] for row in rows(shown, "对照表-户", 5)]
    assert cells.count("三亩") == 1
    assert cells.count(0) == 11


def test_amounts_are_added_up_and_amounts_a_person_are_not(book: Workbook) -> None:
    sheet = book["收入"]
    totals = dict(zip((cell.value for cell in sheet[5]), (cell.value for cell in sheet[3]), strict=True))
    assert str(totals["纯收入\n（元）"]).startswith("=SUBTOTAL(109,")
    assert totals["人均纯收入\n（元）"] is None


def test_numbers_of_identity_are_text(book: Workbook) -> None:
    sheet = book["对照表-户"]
    for label in ("户主证件号码", "银行账号", "户联系电话", "户编号"):
        cell = next(cell for cell in sheet[5] if cell.value == label)
        first = sheet.cell(6, cell.column)
        assert (first.data_type, first.number_format) == ("s", "@")


def test_totals_stand_indicators_down_and_places_across(book: Workbook, shown: Workbook) -> None:
    lines = rows(shown, "汇总", 3)
    totals = county().totals
    assert list(lines[0])[3:] == ["合计", "东关镇", "西关镇"]
    assert len(lines) == len(totals.measures)
    for measure, line in zip(totals.measures, lines, strict=True):
        assert (line["指标"], line["单位"]) == (measure.label, measure.unit)
        assert [line["合计"], line["东关镇"], line["西关镇"]] == [
            own.values[measure.id] for own in (totals.overall, *totals.townships)
        ]
    assert all(str(cell.value).startswith("=") for cell in book["汇总"][4][3:])
    assert (lines[0]["指标"], lines[0]["东关镇"]) == ("在册户数", 8)
    assert [row["在册户数（户）"] for row in rows(shown, "汇总-按村", 5)] == [4, 4, 4]


def test_a_verdict_is_a_mark_a_criterion_and_reasons_where_it_is_not_met(shown: Workbook) -> None:
    verdicts = rows(shown, "脱贫核验", 3)
    verdict = county().verdicts["register_household"][0]
    assert len(verdicts) == int(verdict.applies.sum())
    labels = [own.compiled.criterion.label for own in verdict.criteria]
    for row in verdicts:
        assert {row[label] for label in labels} <= {"✓", "✗", "？"}
        not_met = [label for label in labels if row[label] != "✓"]
        told = row["没有达到、缺资料的"] or ""
        assert [label for label in labels if f"{label}：" in told] == not_met
        assert "\n" not in told
    asked = [row["拟作操作"] or "" for row in verdicts]
    assert asked == sorted(asked, reverse=True), "those for whom it is asked stand first"
    unsafe = next(row for row in verdicts if row["户编号"] == "3413000002")
    assert (unsafe["结论"], unsafe["饮水安全有保障"]) == ("无法判定", "？")
    assert "是否解决安全饮用水" in unsafe["没有达到、缺资料的"]


def test_progress_names_every_expected_village(shown: Workbook) -> None:
    progress = rows(shown, "进度", 4)
    assert [(row["村"], row["状态"]) for row in progress] == [
        ("东关村", "已收到"),
        ("西庄村", "已收到"),
        ("南湖村", "已收到"),
        ("北岗村", "已隔离"),
    ]
    assert progress[3]["说明"] == "文件不完整"


def test_natural_change_is_an_account(shown: Workbook) -> None:
    change = rows(shown, "自然增减", 5)[0]
    assert (change["上年人数"], change["自然增加"], change["自然减少"], change["新识别"]) == (8, 1, 0, 1)
    assert (change["应有人数"], change["现有人数"], change["是否平"]) == (10, 10, "平")
    uneven = [row["户编号"] for row in rows(shown, "自然增减-户", 5)]
    assert uneven == ["3413000001", "3413010001", "3413010002", "3413020001"]


def test_natural_change_is_split_by_reason_at_every_level(shown: Workbook, book: Workbook) -> None:
    reasons = ["新生儿", "嫁入", "户籍迁入", "其他转入", "增加原因没写明"]
    for sheet, headings in (("自然增减", 5), ("自然增减-乡镇", 5), ("自然增减-户", 5)):
        for row in rows(shown, sheet, headings):
            assert sum(row[reason] for reason in reasons) == row["自然增加"], sheet
    for own in rows(shown, "自然增减-乡镇", 5):
        villages = [row for row in rows(shown, "自然增减", 5) if row["乡镇"] == own["乡镇"]]
        for heading in ("上年人数", *reasons, "自然减少", "死亡", "应有人数", "现有人数"):
            assert own[heading] == sum(row[heading] for row in villages), heading
    increase = [cell.value for cell in book["自然增减"][6]][3]
    assert increase == "=SUM(E6:I6)"


def test_persons_in_two_villages_are_shown_with_every_address(shown: Workbook) -> None:
    places = rows(shown, "重复人员", 3)
    assert [(row["组"], row["重复的是"], row["姓名"], row["村"], row["行"]) for row in places] == [
        (1, "同一个人", "孙新", "东关村", 6),
        (1, "同一个人", "孙新", "南湖村", 6),
    ]


def test_data_sheets_can_be_filtered_and_printed(book: Workbook) -> None:
    sheet = book["对照表-户"]
    assert sheet.auto_filter.ref == f"A5:{sheet.cell(17, sheet.max_column).coordinate}"
    assert sheet.freeze_panes == "G6"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$4:$5"


def test_a_township_is_totalled_by_village(tmp_path: Path) -> None:
    path = publish(rollup_file(tmp_path / "东关镇.xlsx", "东关镇汇总表", township(0), "东关镇")).path
    book = openpyxl.load_workbook(path, data_only=True)
    assert "汇总-按村" not in book.sheetnames
    assert list(rows(book, "汇总", 3)[0])[3:] == ["合计", "东关村", "西庄村"]
    assert book.sheetnames[0] == "一页看全乡"


def test_the_same_register_gives_the_same_bytes(file: Path, tmp_path: Path) -> None:
    again = publish(rollup_file(tmp_path / "a.xlsx", "埇桥区汇总表", county(), folder="../收回/")).path
    assert again.read_bytes() == file.read_bytes()


@pytest.mark.parametrize("register", [county(), township(1)], ids=["county", "township"])
def test_recalculation_changes_nothing(office: Office, tmp_path: Path, register: Register) -> None:
    path = publish(rollup_file(tmp_path / "rollup.xlsx", "汇总表", register, folder="../收回/")).path
    assert_opens(path)
    assert assert_recalculates(office, path) > 100


def test_calamine_reads_every_sheet(file: Path) -> None:
    workbook = CalamineWorkbook.from_path(str(file))
    for name in workbook.sheet_names:
        assert workbook.get_sheet_by_name(name).to_python()
