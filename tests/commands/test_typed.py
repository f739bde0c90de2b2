"""录入核对 from the command line: a rollup, an export of the national system, what the person is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from commands.outcome import CommandError, Status
from commands.typed import typed, typed_lists
from tests.accounts import rows_of
from tests.commands.conftest import EAST, VILLAGES, SmallNotice, home, rolled_up

HEADINGS = ["乡镇", "行政村", "户编号", "姓名", "证件号码", "与户主关系", "户类别", "工资性收入", "耕地面积"]


def exported(folder: Path, *rows: list[str | float]) -> Path:
    """What the system exports: one list of persons with what it says of their households; no list of villages."""
    file = folder / "人口信息.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("人口信息")
        for number, row in enumerate([HEADINGS, *rows]):
            sheet.write_row(number, 0, row)
    return file


def of(village: int, number: int = 1, **values: float) -> list[str | float]:
    own = VILLAGES[village]
    given = home(own, number) | values
    names = ("household_code", "head_name", "id_number")
    amounts = ("wage_income", "farmland")
    places, money = (own.township, own.village), (str(given[name]) for name in amounts)
    return [*places, *(str(given[name]) for name in names), "户主", "贫困户", *money]


@pytest.fixture
def rollup(small_notice: SmallNotice, tmp_path: Path) -> Path:
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village)
    return rolled_up(tmp_path)


def test_nothing_is_wrong_where_everything_is_typed(rollup: Path, tmp_path: Path) -> None:
    outcome = typed(rollup, [exported(tmp_path, of(0), of(1), of(2))], tmp_path / "核对")
    assert outcome.status is Status.DONE, outcome.lines
    assert "该录的都录了，和汇总表一样。" in outcome.lines
    assert [file.name for file in outcome.files] == ["小县_录入核对.xlsx"]


def test_what_is_wrong_is_counted_and_listed(rollup: Path, tmp_path: Path) -> None:
    outcome = typed(rollup, [exported(tmp_path, of(0, wage_income=1.0), of(1), of(1, 7))], tmp_path / "核对")
    assert outcome.status is Status.NEEDS_PERSON
    assert any(line.startswith("录错 1 条，多录 1 条。") for line in outcome.lines), outcome.lines
    assert any("没有这些村" in line and "南湖村" in line for line in outcome.lines)
    wrong = [row for row in rows_of(outcome.files[0], "录入核对", "结果") if row["结果"] == "录错"]
    assert [(row["村"], row["栏目"], row["系统里"]) for row in wrong] == [(EAST.village, "工资性收入", "1")]


def test_a_list_that_is_none_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有系统里导出的表"):
        typed_lists([tmp_path / "小县_汇总.xlsx", tmp_path / "东关镇_上报录入表.xlsx"])
