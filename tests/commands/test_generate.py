"""What ``generate`` says of a roster: a little on the screen, everything in a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from commands.cli import app
from commands.generate import PROBLEMS, examples, generate
from commands.outcome import Outcome, Status
from cunbiao.findings import Finding, Place

POLICY = "anhui-yongqiao-2020"
PERSONS = ["乡(镇)", "行政村", "户编号", "姓名", "证件号码", "与户主关系", "户类别"]
HEAD: list[str | float] = ["谷雨镇", "紫梅村", "34130220100001", "邓义光", "341302196812072495", "户主", "贫困户"]
VILLAGES = [["乡镇", "行政村", "村代码"], ["谷雨镇", "紫梅村", "341302901201"]]


def stranger(number: int) -> list[str | float]:
    """A person of a village that is on no list."""
    return ["谷雨镇", "没有的村", f"3413022010{number:04}", "张三", "341302196812072495", "户主", "贫困户"]


def issued(folder: Path, *rows: list[str | float]) -> Outcome:
    """Issues a roster of these persons."""
    roster = folder / "花名册.xlsx"
    with xlsxwriter.Workbook(roster) as book:
        for name, cells in (("人口信息", [PERSONS, *rows]), ("村名单", VILLAGES)):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(cells):
                sheet.write_row(number, 0, row)
    return generate(POLICY, [roster], folder / "下发", None)


def listed(folder: Path) -> list[list[object]]:
    """Rows of the problem list that are about a finding."""
    rows = CalamineWorkbook.from_path(folder / "下发" / PROBLEMS).get_sheet_by_name("问题清单").to_python()
    return [list(row) for row in rows if "ROSTER-" in "".join(map(str, row))]


def test_hundreds_of_findings_are_one_line_on_the_screen_and_all_in_the_list(tmp_path: Path) -> None:
    outcome = issued(tmp_path, HEAD, *map(stranger, range(300)))
    assert outcome.status is Status.NEEDS_PERSON
    (summary,) = [line for line in outcome.lines if "300" in line and PROBLEMS in line]
    assert "必改 300 条" in summary
    shown = outcome.lines[outcome.lines.index(summary) + 1 :]
    assert len(shown) == 1
    assert shown[0].startswith("【必改】花名册.xlsx“人口信息”第3行")
    assert shown[0].endswith("（这样的共 300 条）")
    assert len(listed(tmp_path)) == 300
    assert tmp_path / "下发" / PROBLEMS in outcome.files


def test_what_must_be_mended_comes_first(tmp_path: Path) -> None:
    unlisted: list[str | float] = [*HEAD[:6], "别的户"]
    numeric: list[str | float] = [*HEAD[:4], 341302196812072495.0, "配偶", "贫困户"]
    outcome = issued(tmp_path, HEAD, unlisted, numeric, stranger(1))
    levels = [line[1:3] for line in outcome.lines if line.startswith("【")]
    assert set(levels) > {"必改"}
    assert levels == sorted(levels, key=["必改", "核实", "提示"].index)


def test_a_roster_without_findings_has_no_list_and_mending_it_empties_an_earlier_one(tmp_path: Path) -> None:
    clean = issued(tmp_path, HEAD)
    assert (clean.status, clean.files) == (Status.DONE, [tmp_path / "下发"])
    issued(tmp_path, HEAD, stranger(1))
    assert len(listed(tmp_path)) == 1
    assert issued(tmp_path, HEAD).status is Status.DONE
    assert listed(tmp_path) == []


@pytest.mark.parametrize("kinds", [1, 15, 16, 28])
def test_the_screen_shows_at_most_fifteen_kinds(kinds: int) -> None:
    found = [Finding(f"X-{kind}", "核实", "单格", "问题", "改", Place("a.xlsx")) for kind in range(kinds)]
    lines = list(examples(found))
    assert sum(line.startswith("【") for line in lines) == min(kinds, 15)
    assert (f"还有 {kinds - 15} 种" in lines[-1]) == (kinds > 15)


@pytest.mark.parametrize("command", ["generate", "merge"])
def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """A file has its name: as little as a folder without permission is that a fault of ours."""
    issued(tmp_path, HEAD)
    in_the_way = tmp_path / "结果"
    in_the_way.write_text("别的")
    words = {
        "generate": ["--policy", POLICY, "--roster", str(tmp_path / "花名册.xlsx"), "--out", str(in_the_way)],
        "merge": ["--policy", POLICY, "--level", "township", "--out", str(in_the_way), "--", str(tmp_path / "下发")],
    }
    assert app([command, *words[command]], standalone_mode=False) == 2
    told = capsys.readouterr().out.replace("\n", "")
    assert "没有保存" in told and "程序出错了" not in told
    assert in_the_way.read_text() == "别的"
