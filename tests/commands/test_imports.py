"""A command loads what it needs and nothing that takes longer to load than it saves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.commands.conftest import VILLAGES, SmallNotice

RUN = """
import sys
from commands.cli import main
try:
    main()
finally:
    print("\\nloaded", *{name.partition(".")[0] for name in sys.modules})
"""
# What reads foreign tables, makes the add-in or reaches Excel.
OF_OTHERS = {"openpyxl", "pandas", "pyopenvba", "python_calamine", "xlwings"}


def loaded(*arguments: object) -> set[str]:
    """The packages that are loaded when a command ends."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, arguments)], capture_output=True, encoding="utf-8", check=True
    )
    return set(done.stdout.rpartition("\nloaded ")[2].split())


def test_what_a_county_does_daily_loads_no_pandas(small_notice: SmallNotice, tmp_path: Path) -> None:
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village)
    merge = loaded("merge", tmp_path / "交回", "--level", "county", "--out", tmp_path / "汇总")
    rollup = tmp_path / "汇总" / "小县_汇总.xlsx"
    problems = loaded("problems", rollup, "--out", tmp_path / "问题")
    progress = loaded("progress", rollup)
    for own in (merge, problems, progress):
        assert {"cunbiao", "numpy"} <= own
        assert not own & OF_OTHERS
    assert "xlsxwriter" not in progress
