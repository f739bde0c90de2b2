"""LibreOffice reads the shared formulas as we mean them."""

from __future__ import annotations

from pathlib import Path

from tests.judge import Office
from tests.workbooks.stamp.templates import drawn, form
from workbooks.stamp import Band, stamp


def test_recalculated_values_equal_the_cached_ones(office: Office, tmp_path: Path) -> None:
    names = [f"名{n}" for n in range(300)]
    income = [n / 8 for n in range(300)]
    issued = {
        "A": names,
        "B": income,
        "C": [value * 2 for value in income],
        "D": [f"多<{name}" if value > 1 else "" for name, value in zip(names, income, strict=True)],
    }
    spare = {"A": ["补"], "B": [9], "C": [18], "D": ["多<补"]}
    file = tmp_path / "stamped.xlsx"
    bands = {"表": [Band(3, 0), Band(3, 300, issued), Band(4, 1, spare)]}
    file.write_bytes(stamp(drawn(form), bands, {"表": {"B2": sum(income) + 9}}))
    with office.open(file) as book:
        rows = book.values("表", "A3:E303")
        assert book.value("表", "B2") == sum(income) + 9
    expected = [[*row, "元"] for row in zip(*issued.values(), strict=True)] + [["补", 9, 18, "多<补", "元"]]
    assert rows == expected
