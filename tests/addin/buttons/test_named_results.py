"""Every file and folder a button makes has the name the manual calls it by."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from addin.buttons.collect import merge_county, merge_township
from addin.buttons.printing import print_household
from addin.buttons.report import list_problems, write_upload
from addin.buttons.review import check_workbook, exit_check, sheet_income
from addin.session import Session
from tests.addin.buttons.conftest import Click

MANUAL = (Path(__file__).parents[3] / "docs" / "操作手册.md").read_text(encoding="utf-8")


@pytest.fixture
def village(faulty: Path, tmp_path: Path) -> Path:
    """A workbook with mistakes, alone in a folder of this test."""
    folder = tmp_path / "村里"
    folder.mkdir()
    return Path(shutil.copy(faulty, folder / "村名_村代码.xlsx"))


def assert_named(folder: Path, source: Path | None = None) -> None:
    """The manual names everything in the folder but the source, with words for what is called otherwise elsewhere."""
    words = {"埇桥区": "县名", "白露镇": "乡镇名", "谷雨镇": "乡镇名", "交回": "文件夹名"}
    made = [file.name for file in folder.iterdir() if file != source and not file.name.startswith(".")]
    assert made
    for name in made:
        for real, word in words.items():
            name = name.replace(real, word)
        assert f"“{name}”" in MANUAL, name


@pytest.mark.parametrize("merge", [merge_township, merge_county])
def test_merging(
    merge: Callable[[Session], None], click: Click, returned: Path, tmp_path: Path, shown: list[Path]
) -> None:
    folder = tmp_path / "工作"
    source = Path(shutil.copytree(returned, folder / "交回"))
    merge(click(source))
    assert_named(folder, source)
    assert_named(next(out for out in folder.iterdir() if out != source))


def test_reports_of_a_rollup(calc: xw.App, click: Click, merged: Path, tmp_path: Path, shown: list[Path]) -> None:
    folder = tmp_path / "县里"
    folder.mkdir()
    rollup = Path(shutil.copy(merged / "埇桥区_汇总.xlsx", folder))
    book = calc.books.open(rollup)
    for command in (list_problems, write_upload):
        book.activate()
        command(click())
    assert_named(folder, rollup)
    assert_named(folder / "上报")


@pytest.mark.prove
def test_reviews_and_prints_of_a_village(calc: xw.App, click: Click, village: Path, shown: list[Path]) -> None:
    book = calc.books.open(village)
    sheet = book.sheets["对照表-户"]
    for command in (check_workbook, sheet_income, exit_check, print_household):
        book.activate()
        sheet.activate()
        sheet.range("C6").select()
        command(click())
    assert len(list(village.parent.iterdir())) == 6
    assert_named(village.parent, village)
