"""Every workbook we write is, part by part and cell by cell, the one it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.goldens.made import Made
from tests.goldens.workbook_text import difference

HERE = Path(__file__).parent
NAMES = (
    "village",
    "painted_copy",
    "township_rollup",
    "county_rollup",
    "problem_list",
    "upload",
    "roster_problem_list",
    "add_in",
)
LARGEST = 350_000
_SHOWN = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("goldens"))


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_is_its_golden(made: Made, name: str, pytestconfig: pytest.Config) -> None:
    golden, text = HERE / f"{name}.txt", getattr(made, name)()
    if pytestconfig.option.update_goldens:
        golden.write_text(text, encoding="utf-8")
    changed = difference(golden.read_text(encoding="utf-8"), text).splitlines()[:_SHOWN]
    assert not changed, "\n".join(["pytest tests/goldens --update-goldens takes this for the golden:", *changed])


def test_goldens_are_small_enough_to_be_read() -> None:
    assert {file.stem for file in HERE.glob("*.txt")} == set(NAMES)
    assert [file.name for file in HERE.glob("*.txt") if file.stat().st_size > LARGEST] == []
