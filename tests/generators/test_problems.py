from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from cunbiao.findings import DELIVERY, EXPLAINED, Finding, Place
from generators.problems import COUNTS, LIST, UNKNOWN, problems_file
from generators.publishing import publish
from generators.style import lines_of, row_height
from tests.generators.opening import assert_opens, assert_recalculates
from tests.judge import Office

ID = Finding(
    check="ID-02",
    level="必改",
    category="单格",
    message="证件号码校验位不对",
    fix="对照户口本逐位核对",
    place=Place("东风村.xlsx", "对照表-人", 17, "F"),
    village_code="341302102001",
    village="东风村",
    township="蕲县镇",
    household_code="3413020001",
    head_name="赵一",
    name="赵二",
    field="证件号码",
    value="110101199001011236",
)
INCOME = replace(ID, check="INC-03", level="核实", category="本户", name="", field="工资性收入", value="3万")
OTHER = replace(
    ID,
    village_code="341302101009",
    village="前进村",
    township="大店镇",
    place=Place("前进'村.xlsx", "对照表-人", 9, "F"),
    value="=1+1",
)
FILE = Finding("FILE-08", "必改", "文件", "文件已损坏", "请重新发送", Place("坏.xlsx"))
HINT = replace(ID, check="HH-01", level="提示", household_code="3413020000", head_name="王五")


def records(path: Path) -> list[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(path, data_only=True)[LIST].iter_rows(values_only=True))
    return [dict(zip(rows[2], row, strict=True)) for row in rows[3:]]  # type: ignore[arg-type]


def written(tmp_path: Path, findings: Sequence[Finding], folder: str = "") -> Path:
    return publish(
        problems_file(tmp_path / "问题清单.xlsx", "埇桥区问题清单", findings, {"ID-02": "GB 11643"}, folder)
    ).path


def test_one_row_a_finding_by_village_then_household_then_level(tmp_path: Path) -> None:
    found = records(written(tmp_path, [INCOME, HINT, ID, FILE, OTHER]))
    assert [(row["村"], row["户主"], row["编号"]) for row in found] == [
        (UNKNOWN, None, "FILE-08"),
        ("前进村", "赵一", "ID-02"),
        ("东风村", "王五", "HH-01"),
        ("东风村", "赵一", "ID-02"),
        ("东风村", "赵一", "INC-03"),
    ]


def test_columns_stand_in_the_order_of_use(tmp_path: Path) -> None:
    assert list(records(written(tmp_path, [ID]))[0].items()) == [
        ("乡镇", "蕲县镇"),
        ("村", "东风村"),
        ("户主", "赵一"),
        ("姓名", "赵二"),
        ("问题", "证件号码校验位不对"),
        ("怎么改", "对照户口本逐位核对"),
        ("现在填的", "证件号码：110101199001011236"),
        ("级别", "必改"),
        ("类别", "单格"),
        ("文件", "东风村.xlsx"),
        ("表", "对照表-人"),
        ("行", 17),
        ("列", "F"),
        ("链接", "打开"),
        ("户编号", "3413020001"),
        ("编号", "ID-02"),
        ("规则来源", "GB 11643"),
    ]


def test_the_order_of_the_findings_does_not_matter(tmp_path: Path) -> None:
    findings = [INCOME, HINT, ID, FILE, OTHER]
    first = written(tmp_path, findings).read_bytes()
    assert written(tmp_path, findings[::-1]).read_bytes() == first


def test_what_no_cell_can_hold_is_made_visible(tmp_path: Path) -> None:
    broken = replace(ID, field="", value="三亩\x01\ud800\uffff")
    assert records(written(tmp_path, [broken]))[0]["现在填的"] == "三亩␁□□"


def test_counts_tie_to_the_list(tmp_path: Path) -> None:
    another = replace(ID, place=Place("东风村.xlsx", "对照表-人", 18, "F"))
    path = written(tmp_path, [INCOME, HINT, ID, FILE, OTHER, another, replace(INCOME, reason="确实多")])
    sheet = openpyxl.load_workbook(path, data_only=True)[COUNTS]
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert rows[:5] == [
        ["乡镇", "村", "必改", "核实", EXPLAINED, "提示", DELIVERY, "合计"],
        ["大店镇", "前进村", 1, 0, 0, 0, 0, 1],
        ["蕲县镇", "东风村", 2, 1, 1, 1, 0, 5],
        [UNKNOWN, UNKNOWN, 1, 0, 0, 0, 0, 1],
        ["合计", 4, 1, 1, 1, 0, 7],
    ]
    assert ["ID-02", "GB 11643", "必改", "单格", 3, 0, 2, "证件号码校验位不对"] in rows
    assert [row[4:7] for row in rows if row[:1] == ["INC-03"]] == [[2, 1, 1]]


def test_the_list_can_be_filtered_and_printed(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path, [ID, INCOME]))[LIST]
    assert sheet.auto_filter.ref == "A3:Q5"
    assert sheet.freeze_panes == "E4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$3:$3"


def test_links_follow_the_folder(office: Office, tmp_path: Path) -> None:
    path = written(tmp_path, [ID, OTHER, FILE], folder="../收回/")
    assert_opens(path)
    assert assert_recalculates(office, path) > 10
    with office.open(path) as book:
        cells = [book.sheet(LIST).getCellRangeByName(address) for address in ("N4", "N5", "N6")]
        links = [cell.getFormula() for cell in cells]
    assert all("HYPERLINK(" in link and "files_folder" in link for link in links)


def test_no_findings_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, [])
    assert_opens(path)
    assert openpyxl.load_workbook(path)[LIST]["A2"].value == "没有发现问题。"


def test_what_is_counted_by_check_is_seen_whole(tmp_path: Path) -> None:
    long = replace(ID, message="证件号码校验位不对，" * 12)
    sheet = openpyxl.load_workbook(written(tmp_path, [long, INCOME]))[COUNTS]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row}
    assert (sheet.row_dimensions[cells[long.message].row or 0].height or 0) >= row_height(lines_of(long.message, 70))
    assert (sheet.row_dimensions[cells[EXPLAINED].row or 0].height or 0) >= row_height(lines_of(EXPLAINED, 10))
