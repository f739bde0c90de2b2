"""A tiny invented county: its roster, what its villages handed in, and sessions on a LibreOffice."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import xlwings as xw

from addin.session import Session
from addin.state import State
from commands.check import check, register_of
from commands.merge import merge_files
from cunbiao import message_ids
from cunbiao.definitions import load_campaign
from cunbiao.definitions.intake import reading_limits
from cunbiao.merging.register import Register
from cunbiao.records.origin import peek_data
from cunbiao.submissions.reading import read_submissions
from generators.village import village_workbooks
from sample.answers import Answers
from sample.calculation import Calculation
from sample.campaign_events import campaign_events
from sample.county import County, invent_county
from sample.filler import fill_workbooks
from sample.returns import IssuedFile, return_workbooks
from sample.roster import as_roster, write_roster
from tests.inline import YONGQIAO_SETTINGS

POLICY = "anhui-yongqiao-2020"
Click = Callable[..., Session]
_SAVED = 1_600_000_000.0


def closed_register(file: Path) -> Register:
    """The register of a village workbook as its file holds it."""
    return register_of(file.name, peek_data(file.read_bytes(), reading_limits()), partial(read_submissions, [file]))


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("县 设置") / "县设置.yaml"
    file.write_text(YONGQIAO_SETTINGS, encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def county(settings: Path) -> County:
    return invent_county(load_campaign(POLICY, settings), villages=6, households=2)


@pytest.fixture(scope="session")
def roster(county: County, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("名册") / "花名册.xlsx"
    write_roster(county, file)
    return file


@pytest.fixture(scope="session")
def returned(county: County, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what came back, a folder a township.

    One village is missing, others made mistakes, and one had sent another wage before it sent what it means.
    """
    listed = as_roster(county)
    books = {own.village: data for own, data in village_workbooks(county.campaign, listed)}
    issued = {own: IssuedFile(f"{own.name}_{own.code}", books[own]) for own in listed.villages}
    answers = campaign_events(county)
    returns = return_workbooks(county, issued, answers)
    folder = tmp_path_factory.mktemp("县里") / "交回"
    for file in returns.files:
        save(folder / file.folder / file.name, file.data, _SAVED + file.saved)
    twice = next(own for own in listed.villages if own.code == returns.clean[0])
    before = {twice.code: _with_another_wage(answers[twice.code])}
    for _, data in fill_workbooks(Calculation(county.campaign), {twice: books[twice]}, before):
        save(folder / twice.township / f"{twice.name}（先）.xlsx", data, _SAVED - 1)
    return folder


def _with_another_wage(answers: Answers) -> Answers:
    """The same answers but for one household, which earned some more."""
    changes = {table: dict(rows) for table, rows in answers.changes.items()}
    table, key, wage = next(
        (table, key, wage)
        for table, rows in changes.items()
        for key, record in rows.items()
        if isinstance(wage := record.get("wage_income"), float)
    )
    changes[table][key] = {**changes[table][key], "wage_income": wage + 1}
    return replace(answers, changes=changes)


@pytest.fixture(scope="session")
def faulty(returned: Path) -> Path:
    """A returned workbook with mistakes in its rows, none of which opening it mends: a formula without a result."""
    files = sorted(returned.glob("*/*.xlsx"))
    for file, findings in ((file, check([file]).findings) for file in files):
        wrong = [own for own in findings if own.level == "必改" and own.place.row]
        if wrong and not any(own.check == message_ids.NO_RESULT for own in wrong):
            return file
    raise AssertionError("no village made a mistake")


@pytest.fixture(scope="session")
def merged(returned: Path, settings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the county's rollup."""
    out = tmp_path_factory.mktemp("结果")
    merge_files([returned], POLICY, "county", out, settings, "newest")
    return out


def save(file: Path, data: bytes, when: float) -> None:
    """Writes a file that was saved then, in seconds since 1970."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    os.utime(file, (when, when))


@pytest.fixture
def click(calc: xw.App, state: State, shown: list[Path], settings: Path) -> Click:
    """A click in LibreOffice by a person who has chosen the notice and the county's settings."""
    state.campaign, state.settings = POLICY, str(settings)

    def clicked(given: str | Path = "") -> Session:
        return Session(lambda: calc, given=str(given), state=state)

    return clicked


def carried_out(command: Callable[[Session], None], click: Click) -> None:
    """One click from beginning to end; a mistake is raised instead of told."""
    session = click()
    try:
        command(session)
    finally:
        session.close()


def told(app: xw.App) -> str:
    """The message box shown last."""
    return str(app.impl.messages.told[-1].text)
