"""选择通知: by the row of a list, by the workbook that is open, or at once where there is only one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from addin.buttons import notices as button
from addin.buttons.notices import choose_campaign
from addin.session import Session
from addin.state import State
from commands.outcome import CommandError
from cunbiao.definitions.notice_list import ListedNotice, listed_notices
from generators.notices import FILE_NAME, SHEET
from generators.village import village_workbooks
from sample.county import County
from sample.roster import as_roster
from tests.addin.buttons.conftest import POLICY, Click, told
from tests.addin.desk import Desk
from tests.fifty_notices import FIFTY

OTHER = "yunnan-mengga-2019"


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes one notice the only one there is."""

    def leave(policy: str) -> None:
        monkeypatch.setattr(button, "listed_notices", lambda: [own for own in listed_notices() if own.id == policy])

    return leave


@pytest.fixture
def newcomer(calc: xw.App, state: State) -> Callable[[], Session]:
    """Clicks of a person who has chosen nothing yet."""
    return lambda: Session(lambda: calc, state=state)


@pytest.fixture(scope="session")
def village(county: County, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook as it is issued to a village."""
    own, data = next(iter(village_workbooks(county.campaign, as_roster(county))))
    file = tmp_path_factory.mktemp("下发") / f"{own.village.name}.xlsx"
    file.write_bytes(data)
    return file


def row_of(listed: xw.Sheet, policy: str) -> int:
    """The row of a notice in the list."""
    values = listed.used_range.value
    return next(number for number, row in enumerate(values, 1) if policy in row)


def test_a_row_of_the_list_is_chosen_by_a_second_click(
    calc: xw.App, newcomer: Callable[[], Session], state: State
) -> None:
    choose_campaign(newcomer())
    (book,) = calc.books
    assert (book.name, book.sheet_names) == (FILE_NAME, [SHEET])
    assert f"通知有 {len(listed_notices())} 份" in told(calc)
    assert "点要用的那一行，再点一次“选择通知”" in told(calc)
    listed = book.sheets[SHEET]
    listed.range(f"E{row_of(listed, OTHER)}").select()
    choose_campaign(newcomer())
    assert "勐戛镇" in told(calc)
    assert State.load(state.folder).campaign == OTHER
    assert len(calc.books) == 0, "the list has done its service"


def test_where_the_cursor_is_on_no_notice_or_on_several_nothing_is_chosen(
    calc: xw.App, newcomer: Callable[[], Session], state: State
) -> None:
    choose_campaign(newcomer())
    listed = calc.books.active.sheets[SHEET]
    for cells in ("A1", f"A1:B{listed.used_range.last_cell.row}"):
        listed.range(cells).select()
        with pytest.raises(CommandError, match="只点一行"):
            choose_campaign(newcomer())
    assert state.campaign == ""
    assert calc.books.active.name == FILE_NAME


def test_a_list_that_lies_open_is_shown_again(calc: xw.App, newcomer: Callable[[], Session]) -> None:
    choose_campaign(newcomer())
    other = calc.books.add()
    assert calc.books.active == other
    choose_campaign(newcomer())
    assert calc.books.active.name == FILE_NAME
    assert len(calc.books) == 2


def test_the_notices_used_before_are_on_top_of_fifty(
    calc: xw.App, newcomer: Callable[[], Session], state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(button, "listed_notices", lambda: FIFTY)
    for used in ("yunnan-yi-2018", "anhui-wu-2020"):
        state.take(used)
    choose_campaign(newcomer())
    listed = calc.books.active.sheets[SHEET]
    rows = [row_of(listed, own) for own in ("anhui-wu-2020", "yunnan-yi-2018", FIFTY[0].id)]
    assert rows == [rows[0], rows[0] + 1, rows[0] + 2]


def test_the_notice_of_an_open_workbook_is_offered(
    calc: xw.App, click: Click, village: Path, merged: Path, state: State
) -> None:
    for file in (village, merged / "埇桥区_汇总.xlsx"):
        calc.books.open(file)
        session = click()
        state.campaign = OTHER
        choose_campaign(session)
        question, answer = calc.impl.messages.told[-2:]
        assert question.buttons == "yes_no"
        assert "埇桥区2020年度" in question.text
        assert "以后按这份通知办：埇桥区2020年度" in answer.text
        assert State.load(state.folder).campaign == POLICY
        assert calc.books.active.name == file.name


def test_who_wants_another_notice_than_the_open_workbooks_gets_the_list(
    calc: xw.App, click: Click, village: Path, state: State
) -> None:
    calc.books.open(village)
    session = click()
    state.campaign = OTHER
    calc.impl.messages.answers.append("no")
    choose_campaign(session)
    assert calc.books.active.name == FILE_NAME
    assert state.campaign == OTHER


def test_the_notice_in_use_is_not_offered_again(calc: xw.App, click: Click, village: Path) -> None:
    calc.books.open(village)
    choose_campaign(click())
    assert [message.buttons for message in calc.impl.messages.told] == ["ok"]
    assert calc.books.active.name == FILE_NAME


def test_the_only_notice_is_taken_at_once_and_what_it_leaves_open_is_said(
    session: Session, desk: Desk, state: State, only: Callable[[str], None]
) -> None:
    only(POLICY)
    choose_campaign(session)
    assert State.load(state.folder).campaign == POLICY
    assert "还没有定的标准：脱贫人均纯收入" in desk.told[0]
    assert "“县设置”" in desk.told[0]


def test_with_no_workbook_open_the_list_opens_from_the_desktop(session: Session, desk: Desk, shown: list[Path]) -> None:
    desk.windowless = True
    choose_campaign(session)
    assert [file.name for file in shown] == [FILE_NAME]
    assert "名单已打开" in desk.told[0]


def test_settings_of_another_county_are_forgotten_with_its_notice(
    session: Session, desk: Desk, state: State, settings: Path, only: Callable[[str], None]
) -> None:
    state.settings = str(settings)
    only(OTHER)
    choose_campaign(session)
    assert State.load(state.folder).settings_file is None
    assert "请重新选择“县设置”" in desk.told[0]


def test_without_any_notice_there_is_nothing_to_choose(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing: list[ListedNotice] = []
    monkeypatch.setattr(button, "listed_notices", lambda: nothing)
    with pytest.raises(CommandError, match="一份通知也没有"):
        choose_campaign(session)
