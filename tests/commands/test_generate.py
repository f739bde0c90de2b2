"""What ``generate`` says of a roster: a little on the screen, everything in a workbook."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from commands.cli import app
from commands.generate import PROBLEMS, Ask, examples, generate
from commands.outcome import Outcome, Status
from cunbiao.findings import Finding, Place

POLICY = "anhui-yongqiao-2020"
PERSONS = ["乡(镇)", "行政村", "户编号", "姓名", "证件号码", "与户主关系", "户类别"]
HEAD: list[str | float] = ["谷雨镇", "紫梅村", "34130220100001", "邓义光", "341302196812072495", "户主", "贫困户"]
WIFE: list[str | float] = [*HEAD[:3], "徐兰", "341302197001010023", "配偶", "贫困户"]
VILLAGES = [["乡镇", "行政村", "村代码"], ["谷雨镇", "紫梅村", "341302901201"]]
CHECK = re.compile(r"[A-Z]{2,}-[0-9]{2}")


def stranger(number: int) -> list[str | float]:
    """A person of a village that is on no list."""
    return ["谷雨镇", "没有的村", f"3413022020{number:04}", "张三", "341302196812072495", "户主", "贫困户"]


def issued(folder: Path, *rows: list[str | float], ask: Ask | None = None, only_examine: bool = False) -> Outcome:
    """Issues a roster of these persons."""
    roster = folder / "花名册.xlsx"
    with xlsxwriter.Workbook(roster) as book:
        for name, cells in (("人口信息", [PERSONS, *rows]), ("村名单", VILLAGES)):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(cells):
                sheet.write_row(number, 0, row)
    return generate(POLICY, [roster], folder / "下发", None, None, ask, only_examine=only_examine)


def listed(folder: Path) -> list[list[object]]:
    """Rows of the problem list that are about a finding."""
    rows = CalamineWorkbook.from_path(folder / PROBLEMS).get_sheet_by_name("问题清单").to_python()
    return [list(row) for row in rows if CHECK.search("".join(map(str, row)))]


def test_hundreds_of_findings_are_one_line_on_the_screen_and_all_in_the_list(tmp_path: Path) -> None:
    outcome = issued(tmp_path, HEAD, *map(stranger, range(300)))
    assert outcome.status is Status.NEEDS_PERSON
    (summary,) = [line for line in outcome.lines if "300" in line and PROBLEMS in line]
    assert "必改 300 条" in summary
    shown = outcome.lines[outcome.lines.index(summary) + 1 :]
    assert len(shown) == 1
    assert shown[0].startswith("【必改】花名册.xlsx“人口信息”第3行")
    assert shown[0].endswith("（这样的共 300 条）")
    assert len(listed(tmp_path / "下发")) == 300
    assert tmp_path / "下发" / PROBLEMS in outcome.files


def test_what_must_be_mended_comes_first(tmp_path: Path) -> None:
    unlisted: list[str | float] = [*HEAD[:6], "别的户"]
    numeric: list[str | float] = [*HEAD[:4], 341302196812072495.0, "配偶", "贫困户"]
    outcome = issued(tmp_path, HEAD, unlisted, numeric, stranger(1))
    levels = [line[1:3] for line in outcome.lines if line.startswith("【")]
    assert set(levels) > {"必改"}
    assert levels == sorted(levels, key=["必改", "核实", "提示"].index)


def test_a_roster_without_findings_has_no_list_and_mending_it_empties_an_earlier_one(tmp_path: Path) -> None:
    clean = issued(tmp_path, HEAD, ask=pytest.fail)
    assert (clean.status, clean.files) == (Status.DONE, [tmp_path / "下发"])
    issued(tmp_path, HEAD, stranger(1))
    assert len(listed(tmp_path / "下发")) == 1
    assert issued(tmp_path, HEAD).status is Status.DONE
    assert listed(tmp_path / "下发") == []
    assert len(workbooks(tmp_path)) == 1


def workbooks(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "下发").glob("*/*_3413*.xlsx"))


def test_a_roster_with_mistakes_is_asked_about_with_their_number(tmp_path: Path) -> None:
    questions: list[str] = []

    def no(question: str) -> bool:
        questions.append(question)
        return False

    outcome = issued(tmp_path, HEAD, WIFE, ask=no)
    (question,) = questions
    assert "1 户、1 人要先改" in question and "校验码" in question
    assert (workbooks(tmp_path), outcome.files) == ([], [tmp_path / "下发" / PROBLEMS])
    assert ("没有下发" in outcome.lines[0], outcome.status) == (True, Status.NEEDS_PERSON)
    (row,) = listed(tmp_path / "下发")
    assert row[:4] == ["谷雨镇", "紫梅村", "邓义光", "徐兰"]


def test_a_roster_can_be_examined_alone(tmp_path: Path) -> None:
    outcome = issued(tmp_path, HEAD, WIFE, ask=pytest.fail, only_examine=True)
    assert (workbooks(tmp_path), outcome.files) == ([], [tmp_path / "下发" / PROBLEMS])
    assert len(listed(tmp_path / "下发")) == 1


def test_a_person_without_a_number_is_issued_with_an_open_cell(tmp_path: Path) -> None:
    """Of the two, only the one whose number was lost can type one. Nobody is there to ask: it is issued and said."""
    outcome = issued(tmp_path, HEAD, [*WIFE[:4], 341302197001010000.0, *WIFE[5:]])
    assert any("1 户、1 人要先改" in line for line in outcome.lines)
    assert len(listed(tmp_path / "下发" / "谷雨镇")) == 1
    assert workbooks(tmp_path) == ["紫梅村_341302901201.xlsx"]
    book = openpyxl.load_workbook(tmp_path / "下发" / "谷雨镇" / "紫梅村_341302901201.xlsx", data_only=True)
    sheet = next(own for own in book.worksheets if "register_member" in str(own["A1"].value))
    names = {cell.value: number for number, cell in enumerate(sheet[1], 1)}
    rows = {sheet.cell(row, names["name"]).value: row for row in range(2, sheet.max_row + 1)}
    cells = {name: sheet.cell(rows[name], names["id_number"]) for name in ("邓义光", "徐兰")}
    assert cells["邓义光"].protection.locked and cells["邓义光"].value == HEAD[4]
    assert not cells["徐兰"].protection.locked and cells["徐兰"].value is None
    assert "这一格空着下发，没有锁" in str(sheet.cell(rows["徐兰"], names["_message"]).value)


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
