"""Every button of the tab, clicked in the order of the work, gives what the command line gives for the same.

A click goes from the tab in the package through its VBA and the line it would start to the command, on the workbook
that is open. The clerk sees to it that no click changes an open workbook or its file.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest

from addin.state import State
from commands.outcome import Status
from commands.setup.doctor import doctor
from cunbiao.definitions.ribbon import load_ribbon
from cunbiao.findings import LEVELS
from cunbiao.version import VERSION
from tests.addin.journey.campaign import (
    ABOVE,
    EXPORT,
    HOUSEHOLDS,
    Begun,
    Collected,
    Helped,
    Issued,
    Reported,
    Returned,
    Reviewed,
)
from tests.addin.journey.clerk import Clerk
from tests.addin.journey.ribbon import clickables
from tests.addin.journey.typed import Row, cunbiao, files_in, is_said, rows_of

HOUSEHOLD, INCOME = "户编号", "人均纯收入（元）"
GIVEN = {"符合", "不符合", "无法判定"}


@pytest.fixture(scope="module")
def typed(policy: str, returned: Returned, collected: Collected, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the merges of the journey were typed, on copies of the same files."""
    folder = tmp_path_factory.mktemp("打的")
    shutil.copytree(returned.folder, folder / returned.folder.name)
    settings = returned.folder.with_name("县设置.yaml")
    how: list[str | Path] = ["--policy", policy, "--settings", settings]
    townships, county = folder / collected.townships_folder.name, folder / collected.county_folder.name
    cunbiao("merge", folder / returned.folder.name, *how, "--level", "township", "--out", townships)
    cunbiao("merge", townships, *how, "--level", "county", "--out", county)
    return folder


def test_every_button_was_clicked(
    clerk: Clerk, addin: Path, begun: Begun, reviewed: Reviewed, reported: Reported, helped: Helped
) -> None:
    entries = clickables(addin)
    assert entries.keys() == {button.id for button in load_ribbon().buttons}
    assert clerk.pressed == entries.keys()


def test_a_new_clerk_is_sent_to_the_choices_first(begun: Begun) -> None:
    assert begun.generated_too_soon.status == Status.NOT_DONE
    assert "先点“选择通知”" in begun.generated_too_soon.told[0]
    assert not begun.made_too_soon
    assert begun.nothing_to_stop.lines == ["现在没有正在做的事，不用停止。"]
    assert "通知：还没有选" in begun.about_nothing.lines


def test_a_notice_exported_and_put_into_force_unchanged_is_the_same(begun: Begun) -> None:
    assert begun.exported.status == begun.applied.status == Status.DONE
    assert begun.exported.lines[0].endswith("不启用就什么也不变。")
    assert begun.applied.lines[0].startswith("启用了。")


def test_with_no_workbook_open_every_button_says_to_open_one(begun: Begun) -> None:
    for click in begun.nothing_open:
        assert click.status == Status.NOT_DONE
        assert click.lines == [
            "没有可以处理的工作簿。先打开它；如果上方有“受保护的视图”黄条，先点“启用编辑”。然后再点一次。"
        ]


def test_notice_and_settings_are_kept(begun: Begun) -> None:
    assert "勐戛镇" in begun.other_notice.told[0]
    assert "脱贫人均纯收入标准" in begun.notice.told[0]
    assert "脱贫人均纯收入标准" not in begun.settings.told[0]
    assert begun.settings.asked == "请选择县设置文件 *.yaml; *.yml"
    state = State.load()
    assert (state.campaign, state.settings_file) == (begun.policy, begun.settings_file)


def test_workbooks_are_issued_as_the_command_line_issues_them(issued: Issued, begun: Begun, tmp_path: Path) -> None:
    assert issued.cancelled.asked
    assert not issued.cancelled.started
    words = "--policy", begun.policy, "--roster", issued.roster, "--settings", begun.settings_file, "--out", tmp_path
    status, output = cunbiao("generate", *words)
    assert issued.generated.status == status
    assert files_in(issued.folder) == files_in(tmp_path)
    assert is_said(issued.generated.lines, output)
    assert issued.generated.shown == (issued.folder,)


def test_the_income_of_the_household_at_the_cursor_is_told_as_the_rollup_has_it(
    reviewed: Reviewed, typed: Path
) -> None:
    household = next(row for row in merged_households(typed, reviewed.village) if row["行"] == reviewed.row)
    assert household[HOUSEHOLD] in reviewed.income.lines[0]
    assert reviewed.income.lines[-1].startswith("人均纯收入 = ")
    assert reviewed.income.lines[-1].endswith(f"{household[INCOME]:.2f} 元")


def test_a_further_workbook_and_a_fresh_one_are_the_command_lines(reviewed: Reviewed, tmp_path: Path) -> None:
    for command, click in (("further", reviewed.further), ("restamp", reviewed.restamped)):
        status, output = cunbiao(command, reviewed.village, "--out", tmp_path / command)
        assert click.status == status, command
        assert is_said(click.lines[:1], output)
        [name] = click.opened
        assert reviewed.village.with_name(name).read_bytes() == (tmp_path / command / name).read_bytes()


def test_the_incomes_of_a_sheet_are_those_of_the_rollup(reviewed: Reviewed, typed: Path) -> None:
    result = f"{reviewed.village.stem}_{HOUSEHOLDS}_收入计算.xlsx"
    assert reviewed.incomes.opened == {result}
    found = rows_of(reviewed.village.with_name(result), "收入计算", HOUSEHOLD)
    merged = merged_households(typed, reviewed.village)
    assert incomes(found) == incomes(merged)
    assert len(merged) > 3


def test_the_verdicts_on_a_selection_are_those_of_the_rollup(reviewed: Reviewed, typed: Path) -> None:
    result = f"{reviewed.village.stem}_核验.xlsx"
    assert reviewed.exits.opened == {result}
    found = rows_of(reviewed.village.with_name(result), "结论", HOUSEHOLD)
    assert {row["行"] for row in found} == set(reviewed.rows)
    sheets = {row["核验事项"] for row in found}
    listed = [
        {**row, "核验事项": sheet}
        for sheet in sorted(sheets)
        for row in rows_of(county_rollup(typed), sheet, HOUSEHOLD)
    ]
    own = [row for row in listed if row["文件"].endswith(reviewed.village.name) and row["表"] == HOUSEHOLDS]
    merged = [row for row in own if row["行"] in reviewed.rows]
    assert merged
    assert verdicts(row for row in found if row["结论"] in GIVEN) == verdicts(merged)
    criteria = rows_of(reviewed.village.with_name(result), "逐条", HOUSEHOLD)
    assert all(row["依据"] and row["结果"] for row in criteria)
    assert {row[HOUSEHOLD] for row in criteria} == {row[HOUSEHOLD] for row in found}


def test_what_a_check_finds_on_the_screen_the_command_line_finds_in_the_file(reviewed: Reviewed) -> None:
    assert reviewed.checked.opened == {f"{reviewed.village.stem}{end}" for end in ("（标注）.xlsx", "_问题清单.xlsx")}
    status, output = cunbiao("check", reviewed.as_checked, "--json")
    findings = json.loads(output)
    assert len(findings) > len(json.loads(cunbiao("check", reviewed.village, "--json")[1]))
    levels = Counter(own["level"] for own in findings)
    counts = "，".join(f"{level} {levels[level]} 条" for level in LEVELS)
    assert reviewed.checked.lines[0] == f"检查了 1 个文件：{counts}。"
    assert reviewed.checked.status == status
    listed = rows_of(reviewed.village.with_name(f"{reviewed.village.stem}_问题清单.xlsx"), "问题清单", "编号")
    assert sorted((row["编号"], row["问题"], row["表"], row["行"] or 0, row["列"]) for row in listed) == sorted(
        (own["check"], own["message"], own["place"]["sheet"], own["place"]["row"], own["place"]["column"])
        for own in findings
    )
    painted = openpyxl.load_workbook(reviewed.village.with_name(f"{reviewed.village.stem}（标注）.xlsx"))
    for own in findings:
        if own["place"]["row"] and own["place"]["column"]:
            note = painted[own["place"]["sheet"]][f"{own['place']['column']}{own['place']['row']}"].comment
            assert own["message"] in note.text


def test_forms_are_printed_a_sheet_of_paper_a_household(reviewed: Reviewed, typed: Path) -> None:
    out = reviewed.village.with_name(f"{reviewed.village.stem}_户表")
    assert reviewed.printed.shown == reviewed.printed_all.shown == (out,)
    households = {row[HOUSEHOLD]: row["户主姓名"] for row in merged_households(typed, reviewed.village)}
    (one,) = out.glob("*.pdf")
    (at_cursor,) = (row for row in merged_households(typed, reviewed.village) if row["行"] == reviewed.row)
    assert one.stem == f"{at_cursor[HOUSEHOLD]}_{at_cursor['户主姓名']}"
    forms = {file.stem: file for file in (out / "打印-对照表").iterdir()}
    assert forms.keys() == {f"{code}_{head}" for code, head in households.items()}
    for name, file in forms.items():
        page = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
        assert page.count("\f") == 2
        assert all(part in page for part in name.split("_"))


def test_stopping_a_merge_leaves_nothing(collected: Collected) -> None:
    assert collected.stopped.status == Status.NOT_DONE
    assert collected.stopped.lines == ["已停止，没有写出结果。"]
    assert collected.left_by_stop == []


def test_merges_of_townships_are_the_command_lines(collected: Collected, typed: Path) -> None:
    assert files_in(collected.townships_folder) == files_in(typed / collected.townships_folder.name)
    assert collected.townships.shown == (collected.townships_folder,)
    assert collected.townships.lines[0] == f"结果在：{collected.townships_folder}"
    assert any("必改" in line for line in collected.townships.lines)


def test_the_merge_of_the_county_is_the_command_lines(collected: Collected, reported: Reported, typed: Path) -> None:
    clicked, wanted = files_in(collected.county_folder), files_in(typed / collected.county_folder.name)
    assert len(wanted) >= 3
    assert {name: clicked[name] for name in wanted} == wanted
    assert all(name.startswith(("上报/", "文书/")) for name in clicked.keys() - wanted.keys())
    assert collected.county.opened == {collected.county_rollup.name}


def test_nothing_that_came_back_was_changed(returned: Returned, reported: Reported, typed: Path) -> None:
    assert files_in(returned.folder) == files_in(typed / returned.folder.name)


def test_progress_is_told_as_at_the_command_line(collected: Collected, reported: Reported, typed: Path) -> None:
    townships = sorted((typed / collected.townships_folder.name).glob("*_汇总.xlsx"))
    assert len(townships) == 2
    assert is_said(collected.progress.lines, "".join(cunbiao("progress", rollup)[1] for rollup in townships))
    assert collected.progress.opened == set()
    status, output = cunbiao("progress", county_rollup(typed))
    assert reported.progress.status == status == Status.NEEDS_PERSON
    assert is_said(reported.progress.lines[:3], output)
    assert any("未交" in line for line in reported.progress.lines)


def test_rows_lead_to_their_cells(reported: Reported) -> None:
    for place in (reported.row, reported.problem):
        assert place.found == place.wanted
        assert place.click.told == ()


def test_problem_list_and_upload_sheets_are_the_command_lines(
    collected: Collected, reported: Reported, typed: Path
) -> None:
    folder = typed / collected.county_folder.name
    status, output = cunbiao("problems", county_rollup(typed), "--out", folder)
    assert reported.problems.status == status
    assert is_said(reported.problems.lines[:1], output)
    name = collected.county_rollup.name.replace("_汇总", "_问题清单")
    assert reported.problems.opened == {name}
    assert (collected.county_folder / name).read_bytes() == (folder / name).read_bytes()
    status, output = cunbiao("upload", county_rollup(typed), "--out", folder / "上报")
    assert reported.upload.status == status
    assert files_in(collected.county_folder / "上报") == files_in(folder / "上报")
    assert is_said(reported.upload.lines[:2], output)


def test_documents_are_the_command_lines(collected: Collected, reported: Reported, typed: Path) -> None:
    folder = typed / collected.county_folder.name
    status, output = cunbiao("documents", county_rollup(typed), "--out", folder / "文书")
    assert reported.documents.status == status
    assert files_in(collected.county_folder / "文书") == files_in(folder / "文书")
    assert is_said(reported.documents.lines[:2], output)


def test_what_goes_back_and_what_came_from_above_are_the_command_lines(
    collected: Collected, reported: Reported, typed: Path
) -> None:
    folder = typed / reported.beside.name
    for own in (ABOVE, EXPORT):
        lists = [file for file in (reported.beside / own).iterdir() if file.is_file()]
        (folder / own).mkdir(parents=True)
        for file in lists:
            shutil.copy(file, folder / own)
    rollup = shutil.copy(county_rollup(typed), folder)
    (roster,) = (folder / EXPORT).iterdir()
    for click, words in (
        (reported.returned, ["return", rollup, "--out", folder]),
        (reported.suspected, ["suspected", rollup, folder / ABOVE, "--out", folder / ABOVE]),
        (reported.typed, ["typed", rollup, "--export", roster, "--out", folder]),
    ):
        status, output = cunbiao(*words)
        assert click.status == status in (Status.DONE, Status.NEEDS_PERSON)
        assert is_said(click.lines[:1], output)
    assert files_in(reported.beside) == files_in(folder)


def test_help_shows_the_manual_the_state_of_the_installation_and_the_versions(helped: Helped, begun: Begun) -> None:
    (page,) = helped.manual.shown
    assert "操作手册" in page.read_text(encoding="utf-8")
    assert helped.doctor.lines[-1] == doctor().lines[-1]
    assert f"村表通 {VERSION} 版" in helped.about.lines
    assert f"县设置：{begun.settings_file}" in helped.about.lines


def county_rollup(typed: Path) -> Path:
    (file,) = typed.glob("*_县汇总/*_汇总.xlsx")
    return file


def merged_households(typed: Path, village: Path) -> list[Row]:
    """The rows of a village in the rollup the command line made."""
    rows = rows_of(county_rollup(typed), HOUSEHOLDS, HOUSEHOLD)
    return [row for row in rows if row["文件"].endswith(village.name)]


def incomes(rows: Iterable[Row]) -> dict[str, float | str]:
    return {row[HOUSEHOLD]: row[INCOME] for row in rows}


def verdicts(rows: Iterable[Row]) -> dict[tuple[str, str], str]:
    return {(row[HOUSEHOLD], row["核验事项"]): row["结论"] for row in rows}
