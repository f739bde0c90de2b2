"""Every button under Wine, on the stand-in, as the journey has a clerk click them: with the command line's results."""

from __future__ import annotations

import json
from pathlib import Path

from commands.outcome import Status
from cunbiao.version import VERSION
from tests.addin.journey.campaign import Begun, Helped, Reported, Reviewed
from tests.addin.journey.test_journey import (
    test_a_further_workbook_and_a_fresh_one_are_the_command_lines,
    test_a_new_clerk_is_sent_to_the_choices_first,
    test_a_notice_exported_and_put_into_force_unchanged_is_the_same,
    test_documents_are_the_command_lines,
    test_every_button_was_clicked,
    test_forms_are_printed_a_sheet_of_paper_a_household,
    test_merges_of_townships_are_the_command_lines,
    test_nothing_that_came_back_was_changed,
    test_problem_list_and_upload_sheets_are_the_command_lines,
    test_progress_is_told_as_at_the_command_line,
    test_rows_lead_to_their_cells,
    test_stopping_a_merge_leaves_nothing,
    test_the_income_of_the_household_at_the_cursor_is_told_as_the_rollup_has_it,
    test_the_incomes_of_a_sheet_are_those_of_the_rollup,
    test_the_merge_of_the_county_is_the_command_lines,
    test_the_verdicts_on_a_selection_are_those_of_the_rollup,
    test_what_a_check_finds_on_the_screen_the_command_line_finds_in_the_file,
    test_what_goes_back_and_what_came_from_above_are_the_command_lines,
    test_with_no_workbook_open_every_button_says_to_open_one,
    test_workbooks_are_issued_as_the_command_line_issues_them,
    typed,
)
from tests.windows.clerk import WindowsClerk, pythonw, running
from tests.windows.conftest import POLICY
from tests.windows.excel import VERSION as EXCEL
from tests.windows.paths import to_windows
from tests.windows.port import Port
from tests.windows.wine import Wine

# What the journey proves of every way to click.
__all__ = [
    "test_a_further_workbook_and_a_fresh_one_are_the_command_lines",
    "test_a_new_clerk_is_sent_to_the_choices_first",
    "test_a_notice_exported_and_put_into_force_unchanged_is_the_same",
    "test_documents_are_the_command_lines",
    "test_every_button_was_clicked",
    "test_forms_are_printed_a_sheet_of_paper_a_household",
    "test_merges_of_townships_are_the_command_lines",
    "test_nothing_that_came_back_was_changed",
    "test_problem_list_and_upload_sheets_are_the_command_lines",
    "test_progress_is_told_as_at_the_command_line",
    "test_rows_lead_to_their_cells",
    "test_stopping_a_merge_leaves_nothing",
    "test_the_income_of_the_household_at_the_cursor_is_told_as_the_rollup_has_it",
    "test_the_incomes_of_a_sheet_are_those_of_the_rollup",
    "test_the_merge_of_the_county_is_the_command_lines",
    "test_the_verdicts_on_a_selection_are_those_of_the_rollup",
    "test_what_a_check_finds_on_the_screen_the_command_line_finds_in_the_file",
    "test_what_goes_back_and_what_came_from_above_are_the_command_lines",
    "test_with_no_workbook_open_every_button_says_to_open_one",
    "test_workbooks_are_issued_as_the_command_line_issues_them",
    "typed",
]

# What the buttons may ask of Excel with arguments, and of which kinds these are.
KINDS: dict[tuple[str, str], set[tuple[str, ...]]] = {
    ("Collection", "_value_"): {("str",), ("int",)},
    ("RangeObject", "_value_"): {("int", "int")},
    ("WorkbookObject", "Close"): {("bool",)},
    ("WorkbookObject", "SaveCopyAs"): {("str",)},
    ("WorksheetObject", "ExportAsFixedFormat"): {("int", "str")},
    ("WorksheetObject", "Cells"): {("int", "int")},
    ("WorksheetObject", "Range"): {("str",), ("RangeObject", "RangeObject")},
    ("ApplicationObject", "AutomationSecurity"): {("int",)},
    ("ApplicationObject", "StatusBar"): {("str",), ("bool",)},
    ("RangeObject", "Value"): {("str",)},
    ("WorkbooksObject", "_value_"): {("str",)},
}


def test_notice_and_settings_are_kept(begun: Begun, state: Path) -> None:
    assert "勐戛镇" in begun.other_notice.told[0]
    assert "脱贫人均纯收入标准" in begun.notice.told[0]
    kept = json.loads((state / "cunbiao" / "选择.json").read_text(encoding="utf-8"))
    assert (kept["campaign"], kept["settings"]) == (POLICY, to_windows(begun.settings_file))


def test_help_shows_the_manual_the_state_of_the_installation_and_the_versions(helped: Helped) -> None:
    (page,) = helped.manual.shown
    assert "操作手册" in page.read_text(encoding="utf-8")
    assert any(line.startswith("查了") for line in helped.doctor.lines)
    assert f"村表通 {VERSION} 版" in helped.about.lines


def test_excel_was_asked_nothing_that_it_does_not_know(
    port: Port, wine: Wine, reviewed: Reviewed, reported: Reported
) -> None:
    called = {(own.kind, own.member, own.arguments) for own in port.calls}
    lines = sorted(f"{kind}.{member}({', '.join(arguments)})" for kind, member, arguments in called)
    (wine.logs / "calls.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [str(fault) for fault in port.faults] == []
    for kind, member, arguments in called:
        if member == "Open":
            # Before it is called pywin32 asks whether it is a value; then all its fifteen arguments come.
            assert arguments[:1] in ((), ("str",))
        elif arguments:
            assert arguments in KINDS[kind, member]


def test_every_message_box_belonged_to_excels_window(port: Port, helped: Helped) -> None:
    assert set(port.owners) == {port.window}


def test_a_busy_excel_is_asked_again(clerk: WindowsClerk, port: Port, issued: object, begun: Begun) -> None:
    clerk.open(begun.settings_file.with_name("花名册.xlsx"))
    port.rejections = 2
    clicked = clerk.click("about")
    assert f"表格程序 {EXCEL} 版" in clicked.lines
    assert port.rejections == 0


def test_an_excel_that_stays_busy_is_told_with_what_to_do(clerk: WindowsClerk, port: Port, begun: Begun) -> None:
    port.rejections = 1_000_000
    clicked = clerk.click("check_workbook")
    port.rejections = 0
    assert clicked.status == Status.NOT_DONE
    assert "表格程序正忙" in clicked.told[0]
    clerk.clear_the_desk()


def said_by(clerk: WindowsClerk, *arguments: str) -> list[str]:
    """What a line that the clerk's add-in would not write makes the program say."""
    told = len(clerk.app.impl.messages.told)
    assert clerk.carry_out(list(arguments)) == Status.NOT_DONE
    return [message.text for message in clerk.app.impl.messages.told[told:]]


def test_a_window_that_has_gone_does_not_swallow_the_last_words(clerk: WindowsClerk) -> None:
    (said,) = said_by(clerk, "progress", "--hwnd=999", f"--version={VERSION}")
    assert "程序出错了" in said


def test_the_line_of_another_version_is_told(clerk: WindowsClerk) -> None:
    (said,) = said_by(clerk, "progress", "--hwnd=1312", "--colour=red", "--version=2019.9")
    assert "加载项是 2019.9 版" in said
    (said,) = said_by(clerk, "a_button_of_next_year", "--hwnd=1312", "--version=2030.1")
    assert "加载项是 2030.1 版" in said


def test_excel_does_not_wait_for_a_click(clerk: WindowsClerk, port: Port, wine: Wine) -> None:
    told = len(clerk.app.impl.messages.told)
    port.held = True
    line = [pythonw(wine), "-E", "-P", "-X", "utf8", "-m", "addin", "about", f"--hwnd={port.window}"]
    assert wine.run("cscript", "//nologo", wine.inside("start.vbs"), *line).status == 0
    assert running(wine), "it returned while the click was still going on"
    port.held = False
    clerk.let_it_end()
    assert f"村表通 {VERSION} 版" in clerk.app.impl.messages.told[told].text
