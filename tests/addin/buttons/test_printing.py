"""The official form of a household becomes a PDF of one page; the workbook stays as it is."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from addin.buttons.printing import print_all, print_household
from addin.stop import Stopped
from commands.outcome import CommandError
from cunbiao.definitions import load_campaign
from cunbiao.submissions.reading import read_submissions
from tests.addin.buttons.conftest import POLICY, Click, carried_out, closed_register, told

HOUSEHOLDS = "register_household"


@pytest.fixture
def village(returned: Path, tmp_path: Path) -> Path:
    """A village workbook of two households, in a folder of this test."""
    campaign = load_campaign(POLICY)
    file = next(file for file in sorted(returned.glob("*/*.xlsx")) if read_submissions([file], campaign).submissions)
    return Path(shutil.copy(file, tmp_path))


def text_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout


def pages_of(pdf: Path) -> int:
    return text_of(pdf).count("\f")


@pytest.mark.prove
def test_the_form_of_the_household_at_the_cursor_is_a_sheet_of_paper_named_after_it(
    calc: xw.App, click: Click, village: Path, shown: list[Path]
) -> None:
    frame = closed_register(village).frames[HOUSEHOLDS]
    before, last = village.read_bytes(), frame.size - 1
    book = calc.books.open(village)
    book.sheets["对照表-户"].activate()
    book.sheets.active.range(f"D{int(frame.row[last])}").select()
    carried_out(print_household, click)
    code, head = frame.text("household_code")[last], frame.text("head_name")[last]
    pdf = village.with_name(f"{village.stem}_户表") / f"{code}_{head}.pdf"
    assert pages_of(pdf) == 2
    assert code in text_of(pdf)
    assert head in text_of(pdf)
    assert shown == [pdf.parent]
    assert village.read_bytes() == before
    assert book.api.Saved
    assert [own.name for own in calc.books] == [village.name]


def test_every_household_gets_a_file_of_its_own(calc: xw.App, click: Click, village: Path) -> None:
    register = closed_register(village)
    forms = register.campaign.forms.values()
    faces = {form.print_face.sheet: form.print_face.household_table for form in forms if form.print_face}
    calc.books.open(village)
    carried_out(print_all, click)
    out = village.with_name(f"{village.stem}_户表")
    count = 0
    for sheet, table in faces.items():
        frame = register.frames[table]
        names = zip(frame.text("household_code").tolist(), frame.text("head_name").tolist(), strict=True)
        expected = sorted(f"{code}_{head}.pdf" for code, head in names)
        assert sorted(own.name for own in (out / sheet).glob("*.pdf")) == expected
        count += frame.size
    assert f"打印了 {count} 份" in told(calc)
    assert all(pages_of(pdf) <= 2 and pdf.stem.partition("_")[0] in text_of(pdf) for pdf in out.rglob("*.pdf"))


@pytest.mark.prove
def test_stopping_keeps_what_is_printed_and_says_so(calc: xw.App, click: Click, village: Path) -> None:
    calc.books.open(village)
    session = click()
    progress = session.progress

    def stopped(what: str) -> Callable[[int, int], None]:
        advance = progress(what)

        def after_one(done: int, total: int) -> None:
            if done == 1:
                session.stop_mark.leave()
            advance(done, total)

        return after_one

    session.progress = stopped  # type: ignore[method-assign]
    with pytest.raises(Stopped, match="打印好的 1 户在"):
        print_all(session)
    session.close()
    assert len(list(village.parent.rglob("*.pdf"))) == 1
    assert [own.name for own in calc.books] == [village.name]


def test_a_workbook_without_forms_is_told_where_to_print(calc: xw.App, click: Click) -> None:
    calc.books.add()
    for command in (print_household, print_all):
        with pytest.raises(CommandError, match="采集表里做"):
            carried_out(command, click)
