"""The first lines of the cover: whether a village can hand in, and what it lacks."""

from __future__ import annotations

import pytest

from generators.village.standing import Line, SheetCounts, standing_formulas, standing_texts

HOMES, PEOPLE = Line("对照表-户", 15, "SUM(a)-SUM(b)"), Line("对照表-人", 16, "")
NOTHING_OPEN = SheetCounts(3, 0, 0, 40)


@pytest.mark.parametrize(
    ("homes", "verdict", "lacking"),
    [
        (SheetCounts(0, 12, 1, 12), "还没有填", "对照表-户 12 行必改；对照表-户 12 行一格没动"),
        (SheetCounts(9, 2, 0, 0), "还不能交：有 2 行必改没有改好（实在改不了的，先跟乡镇说明）", "对照表-户 2 行必改"),
        (SheetCounts(12, 0, 5, 0), "可以交：没有必改的了；看一看的 5 行查清属实可以保留", "没有"),
        (SheetCounts(12, 0, 0, 1), "可以交：没有必改的了", "对照表-户 1 行一格没动"),
    ],
)
def test_what_a_village_is_told(homes: SheetCounts, verdict: str, lacking: str) -> None:
    people = NOTHING_OPEN if homes.filled else SheetCounts(0, 0, 0, 40)
    assert standing_texts({"homes": HOMES, "people": PEOPLE}, {"homes": homes, "people": people}) == (verdict, lacking)


def test_the_sheet_counts_every_line() -> None:
    verdict, lacking = standing_formulas([HOMES, PEOPLE])
    assert all(f"SUM({column}15:{column}16)" in verdict for column in "DEF")
    assert "E15" in lacking and "E16" in lacking and "SUM(a)-SUM(b)" in lacking
