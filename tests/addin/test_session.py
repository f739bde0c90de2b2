"""Talking to the person: message boxes, the status bar, results, and what happens when Excel has gone."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from addin.session import Session
from addin.state import State
from addin.stop import Stopped
from commands.outcome import CommandError, Outcome, Status
from office import connect, start
from tests.addin.desk import Book, Desk, busy, gone


def logged(state: State) -> str:
    """All log files."""
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(state.logs.glob("*.txt")))


def test_a_message_says_its_lines(session: Session, desk: Desk) -> None:
    session.tell(["第一句。", "第二句。"])
    session.tell("一句。")
    assert desk.told == ["第一句。\n第二句。", "一句。"]


def test_a_message_higher_than_the_screen_goes_on_in_a_file(session: Session, desk: Desk) -> None:
    lines = [f"第{number}句。" for number in range(100)]
    session.tell(lines)
    shown = desk.told[0].splitlines()
    assert len(shown) == 20
    assert shown[:19] == lines[:19]
    assert "还有 81 条" in shown[-1]
    file = Path(shown[-1].rpartition("：")[2])
    assert file.read_text(encoding="utf-8").splitlines() == lines


def test_a_notice_is_said_once(session: Session, desk: Desk) -> None:
    session.notice("版本不一样。")
    session.tell("做好了。")
    session.tell("再说一句。")
    session.close()
    assert desk.told == ["做好了。\n版本不一样。", "再说一句。"]


def test_a_notice_is_said_after_a_command_that_says_nothing(session: Session, desk: Desk) -> None:
    session.notice("版本不一样。")
    session.close()
    assert desk.told == ["版本不一样。"]


def test_no_workbook_is_said_with_what_to_do(session: Session) -> None:
    assert session.book is None
    with pytest.raises(CommandError, match="启用编辑"):
        session.need_book()


def test_a_saved_workbook_is_worked_on_without_a_word(session: Session, desk: Desk) -> None:
    desk.open_books.append(Book("/县/花名册.xlsx"))
    assert session.need_saved_file() == session.need_file() == Path("/县/花名册.xlsx")
    session.close()
    assert desk.told == []


def test_unsaved_changes_are_to_be_saved_first(session: Session, desk: Desk) -> None:
    desk.open_books.append(Book("/县/花名册.xlsx", saved=False))
    desk.replies = ["no"]
    with pytest.raises(CommandError, match="先保存"):
        session.need_saved_file()
    assert session.need_saved_file() == Path("/县/花名册.xlsx")
    assert all("先保存" in question for question in desk.told)


def test_a_rollup_that_excel_has_only_calculated_is_used_as_it_was_saved(session: Session, desk: Desk) -> None:
    desk.open_books.append(Book("/县/埇桥区_汇总.xlsx", saved=False))
    assert session.need_file() == Path("/县/埇桥区_汇总.xlsx")
    assert desk.told == []
    session.tell("做好了。")
    assert "先保存" in desk.told[0]


def test_progress_is_shown_and_the_bar_given_back(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("addin.session._BEAT", 0.0)
    advance = session.progress("汇总")
    for done in range(1, 4):
        advance(done, 3)
    assert session.close() == Status.DONE
    began, *counted, end, free = desk.statuses
    assert began == "村表通：汇总……"
    assert counted == ["村表通：汇总，1 / 3", "村表通：汇总，2 / 3"]
    assert "正在计算和写出" in str(end)
    assert free is False


def test_what_is_counted_last_is_not_taken_for_all_there_was(session: Session, desk: Desk) -> None:
    advance = session.progress("汇总")
    advance(32, 32)
    advance(1, 1)  # everything is computed
    session.close()
    assert not [text for text in desk.statuses if "1 份" in str(text)]


def test_the_status_bar_is_not_set_for_every_one_of_many(session: Session, desk: Desk) -> None:
    advance = session.progress("汇总")
    for done in range(1, 10_000):
        advance(done, 10_000)
    assert len(desk.statuses) < 100


def test_work_does_not_wait_for_a_busy_status_bar(session: Session, desk: Desk) -> None:
    desk.failures = (busy() for _ in iter(int, 1))
    advance = session.progress("汇总")
    advance(1, 1)
    assert desk.statuses == []
    session.lock.give_back()


def test_the_stop_button_ends_the_work_at_its_next_step(session: Session, desk: Desk, state: State) -> None:
    advance = session.progress("汇总")
    advance(1, 10)
    Session(lambda: desk.app, state=state).stop_mark.leave()
    with pytest.raises(Stopped, match="没有写出结果"):
        advance(2, 10)
    session.close()


def test_a_late_stop_does_not_end_the_next_work(session: Session, desk: Desk, state: State) -> None:
    session.stop_mark.leave()
    session.progress("汇总")(1, 10)
    session.close()


def test_only_one_long_work_at_a_time(session: Session, desk: Desk, state: State) -> None:
    session.progress("汇总")
    other = Session(lambda: desk.app, state=state)
    with pytest.raises(CommandError, match="正在做“汇总”"):
        other.progress("写上报表")
    session.close()
    other.progress("写上报表")
    other.close()


def test_results_open_and_folders_show_on_the_desktop(
    session: Session, desk: Desk, shown: list[Path], tmp_path: Path
) -> None:
    result = tmp_path / "埇桥区_汇总.xlsx"
    session.finish(Outcome(Status.NEEDS_PERSON, ["做好了。"]), result, tmp_path)
    assert [book.fullname for book in desk.open_books] == [str(result)]
    assert shown == [tmp_path]
    assert desk.told == ["做好了。"]
    assert session.close() == Status.NEEDS_PERSON


def test_where_no_workbook_is_open_results_open_from_the_desktop(
    session: Session, desk: Desk, shown: list[Path], tmp_path: Path
) -> None:
    desk.windowless = True
    result = tmp_path / "埇桥区_汇总.xlsx"
    result.touch()
    session.progress("汇总")(1, 1)
    session.finish(Outcome(lines=["做好了。"], files=[result]), result)
    assert session.close() == Status.DONE
    assert shown == [result]
    assert desk.told == ["做好了。"]


def test_what_the_desktop_has_no_program_for_is_named(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(file: Path) -> None:
        raise OSError("no association")

    desk.windowless = True
    monkeypatch.setattr("addin.session.show", refuse)
    with pytest.raises(CommandError, match=r"请自己打开：.*名单\.xlsx"):
        session.show(tmp_path / "名单.xlsx")


def test_macros_in_what_is_opened_are_asked_about_as_for_a_person(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted: list[int] = []
    monkeypatch.setattr(desk.books, "open", lambda file: trusted.append(desk.api.AutomationSecurity))
    session.open(Path("/县/村表.xls"))
    assert trusted == [2]
    assert desk.api.AutomationSecurity == 1


def test_a_result_that_does_not_open_is_named(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Excel refuses a second workbook of the same name."""

    def refuse(file: Path) -> Book:
        raise ValueError("Cannot open two workbooks with the same name")

    monkeypatch.setattr(desk.books, "open", refuse)
    session.finish(Outcome(lines=["做好了。"]), tmp_path / "汇总.xlsx")
    assert desk.told == [
        f"做好了。\n没能自动打开，请自己打开（有同名的工作簿开着，就先关掉）：{tmp_path / '汇总.xlsx'}"
    ]


def test_with_excel_closed_the_work_is_finished_and_written_down(
    session: Session, desk: Desk, state: State, tmp_path: Path
) -> None:
    advance = session.progress("汇总")
    desk.failures = (gone() for _ in iter(int, 1))
    advance(1, 2)
    advance(2, 2)
    session.finish(Outcome(lines=["县：已汇总 2 个村。"]), tmp_path / "汇总.xlsx")
    assert not session.ask("再来一次吗？")
    assert session.close() == Status.NOT_DONE
    assert "已汇总 2 个村" in logged(state)
    assert desk.told == []


def test_a_fault_of_ours_in_a_message_box_is_not_swallowed(session: Session, desk: Desk) -> None:
    desk.failures = iter([TypeError("ours")])
    with pytest.raises(TypeError):
        session.tell("一句。")


def test_nobody_is_asked_for_the_program_before_it_is_needed(state: State) -> None:
    Session(lambda: pytest.fail("attached"), state=state).close()


@pytest.mark.office
def test_a_libreoffice_that_is_closed_while_working_is_finished_without(state: State, tmp_path: Path) -> None:
    with start() as pipe:
        session = Session(lambda: connect(pipe), state=state)
        advance = session.progress("汇总")
        session.app.quit()
        advance(1, 1)
        session.finish(Outcome(lines=["县：已汇总 2 个村。"]), tmp_path / "汇总.xlsx")
        assert session.close() == Status.NOT_DONE
    assert "已汇总 2 个村" in logged(state)


def rewritten(calc: xw.App, state: State, file: Path, typed: float | None) -> tuple[Session, xw.Book]:
    """A result that is open while a command writes it again; meanwhile the person may have typed something into it."""
    file.parent.mkdir()
    openpyxl.Workbook().save(file)
    book = calc.books.open(file)
    if typed is not None:
        book.sheets[0]["B1"].value = typed
    changed = openpyxl.Workbook()
    changed.worksheets[0]["A1"] = "新的"
    changed.save(file)
    return Session(lambda: calc, state=state), book


def test_a_result_that_is_still_open_is_shown_as_it_is_now(calc: xw.App, state: State, tmp_path: Path) -> None:
    file = tmp_path / "结果" / "问题清单.xlsx"
    session, _ = rewritten(calc, state, file, None)
    session.finish(Outcome(files=[file]), file)
    assert [book.name for book in calc.books] == [file.name]
    assert calc.books.active.sheets[0]["A1"].value == "新的"
    assert calc.impl.messages.told == []


def test_a_result_that_was_worked_in_stays_and_that_is_said(calc: xw.App, state: State, tmp_path: Path) -> None:
    file = tmp_path / "结果" / "问题清单.xlsx"
    session, book = rewritten(calc, state, file, 7.0)
    session.finish(Outcome(files=[file]), file)
    assert book.sheets[0]["B1"].value == 7.0
    assert "先关掉" in calc.impl.messages.told[-1].text


def test_a_workbook_nobody_wrote_stays_as_it_is(calc: xw.App, state: State, tmp_path: Path) -> None:
    file = tmp_path / "结果" / "汇总.xlsx"
    session, book = rewritten(calc, state, file, 7.0)
    session.finish(Outcome(), file)
    assert book.sheets[0]["B1"].value == 7.0
    assert calc.impl.messages.told == []
