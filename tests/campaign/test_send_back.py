"""A slip of every notice, filled in LibreOffice as a clerk fills it, brings its village home with nothing open."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from commands.merge import merge_files, rollups_in
from commands.rollups import read_rollup
from commands.send_back import send_back
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import HOUSEHOLD, MEMBER, REGISTER
from cunbiao.merging.lives import has_life
from cunbiao.records.identity_sheet import FIRST_ROW
from cunbiao.records.slip import MENDED, REASON
from generators.send_back.slip import SHEET
from tests.campaign.conftest import Run
from tests.judge import Book, Office

DAY = date(2021, 1, 5)
_HEADINGS = 3


def _typed(campaign: Campaign, subject: str, kinds: set[str]) -> tuple[str, list[ResolvedColumn]]:
    """The register's sheet of this subject, and what of these kinds a village types into it."""
    table = next(
        own for own in campaign.tables.values() if own.subject == subject and REGISTER in own.tags and own.roster
    )
    columns = [
        own
        for own in campaign.columns(table.id)
        if own.kind in kinds and own.derived is None and not own.locked and own.filled_at == "village"
    ]
    return table.sheet, columns


def _spoil(file: Path, campaign: Campaign) -> dict[str, str | float]:
    """Spoils a number of the first household and a choice of the first member; label → what stood there."""
    stood: dict[str, str | float] = {}
    book = openpyxl.load_workbook(file)
    for subject, kinds, wrong in ((HOUSEHOLD, {"money"}, "好几千"), (MEMBER, {"choice"}, "不知道")):
        name, columns = _typed(campaign, subject, kinds)
        sheet = book[name]
        at = {str(cell.value): cell.column_letter for cell in sheet[1] if cell.value}
        column = next(own for own in columns if sheet[f"{at[own.name]}{FIRST_ROW}"].value not in (None, 0))
        cell = sheet[f"{at[column.name]}{FIRST_ROW}"]
        assert isinstance(cell.value, str | float | int)
        stood[column.label] = cell.value
        cell.value = wrong
    book.save(file)
    return stood


def _lines(book: Book) -> Iterator[tuple[int, dict[str, str | float]]]:
    """Number of the row (from 1) and, by heading, its cells."""
    rows = book.used(SHEET)
    for number, row in enumerate(rows[_HEADINGS + 1 :], _HEADINGS + 2):
        yield number, dict(zip(map(str, rows[_HEADINGS]), row, strict=True))


@pytest.mark.sampled
def test_a_slip_brings_a_village_home(run: Run, office: Office, tmp_path: Path) -> None:
    code = run.returns.clean[0]
    source = next(own for own in run.register.sources if own.village_code == code)
    handed_in, out = tmp_path / "交回", tmp_path / "汇总"
    handed_in.mkdir()
    file = handed_in / Path(source.file).name
    shutil.copy(run.folder / source.file, file)
    stood = _spoil(file, run.campaign)
    # What a township writes itself is nothing that a village is asked about.
    columns = [own for table in run.campaign.tables for own in run.campaign.columns(table)]
    opinions = {own.label for own in columns if own.filled_at != "village"}
    merging = [handed_in], run.campaign.notice.id, "township", out, None, None

    def open_findings() -> set[str]:
        [rollup] = rollups_in(merge_files(*merging, day=DAY))  # type: ignore[arg-type]  # as written above
        findings = read_rollup(rollup).register.findings
        own_findings = [own for own in findings if own.village_code == code and has_life(own) and not own.reason]
        return {own.field for own in own_findings} - opinions

    assert stood.keys() <= open_findings()
    send_back(list(out.glob("*_汇总.xlsx")), out, None, day=DAY)
    [slip] = out.glob("退回/*/*/*_整改.xlsx")
    with office.open(slip) as book:
        letters = {heading: chr(ord("A") + index) for index, heading in enumerate(next(_lines(book))[1])}
        for row, line in _lines(book):
            right = stood.get(str(line["栏目"]))
            if right is not None and line["现在填的"] in ("好几千", "不知道"):
                book.type(SHEET, f"{letters[MENDED]}{row}", right)
            elif line["级别"] == "核实" and line["怎么改"]:
                book.type(SHEET, f"{letters[REASON]}{row}", "入户查实")
        book.save(handed_in / slip.name)
    assert open_findings() == set()
