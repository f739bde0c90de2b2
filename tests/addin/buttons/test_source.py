"""From a row of a rollup or a problem list to its cell in the village file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlwings as xw

from addin.buttons.source import go_to_source
from commands.merge import merge_files
from commands.outcome import CommandError
from tests.addin.buttons.conftest import POLICY, Click, carried_out


@pytest.fixture
def merged(returned: Path, settings: Path, tmp_path: Path) -> Path:
    """A folder with what came back and, beside it, the rollup and the problem list."""
    shutil.copytree(returned, tmp_path / "交回")
    merge_files([tmp_path / "交回"], POLICY, "county", tmp_path / "汇总", settings, "newest")
    return tmp_path / "汇总"


def selected(app: xw.App) -> tuple[str, str, str]:
    cell = app.books.active.selection
    assert cell is not None
    return app.books.active.name, cell.sheet.name, cell.get_address(False, False)


@pytest.mark.parametrize("name", ["对照表-户", "脱贫核验"])
def test_a_row_of_a_rollup_leads_to_its_row(calc: xw.App, click: Click, merged: Path, name: str) -> None:
    book = calc.books.open(merged / "埇桥区_汇总.xlsx")
    sheet = book.sheets[name]
    values = sheet.used_range.value
    labels = next(row for row in values if "文件" in row and "行" in row)
    at = values.index(labels) + 1
    row = dict(zip(labels, values[at], strict=True))
    sheet.activate()
    sheet.range((at + 1, 3)).select()
    carried_out(go_to_source, click)
    expected = (Path(row["文件"]).name, row["表"], f"{row['列']}{int(row['行'])}")
    assert selected(calc) == expected


def test_a_row_of_a_problem_list_leads_to_its_cell(calc: xw.App, click: Click, merged: Path) -> None:
    book = calc.books.open(merged / "埇桥区_问题清单.xlsx")
    sheet = book.sheets["问题清单"]
    values = sheet.used_range.value
    number, row = next((at, row) for at, row in enumerate(values, 1) if row[13] and isinstance(row[12], float))
    sheet.activate()
    sheet.range((number, 5)).select()
    carried_out(go_to_source, click)
    assert selected(calc) == (Path(row[10]).name, row[11], f"{row[13]}{int(row[12])}")


def test_a_missing_file_is_told_with_the_folder_it_was_looked_for_in(calc: xw.App, click: Click, merged: Path) -> None:
    book = calc.books.open(merged / "埇桥区_汇总.xlsx")
    book.sheets["对照表-户"].activate()
    book.sheets.active.range("D7").select()
    shutil.move(merged.parent / "交回", merged.parent / "挪走了")
    with pytest.raises(CommandError, match=r"没有找到“.*”，在这里找过：.*交回"):
        carried_out(go_to_source, click)


def test_rows_without_origin_are_told_so(calc: xw.App, click: Click, merged: Path) -> None:
    book = calc.books.open(merged / "埇桥区_汇总.xlsx")
    book.sheets["对照表-户"].activate()
    book.sheets.active.range("D2").select()
    with pytest.raises(CommandError, match="光标所在的行"):
        carried_out(go_to_source, click)
    book.sheets[0].activate()
    book.sheets[0].range("A1").select()
    with pytest.raises(CommandError, match="没有写明"):
        carried_out(go_to_source, click)
