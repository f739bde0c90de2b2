from __future__ import annotations

import io
from pathlib import Path

import pytest

from generators.links import OPEN, draw_folder, link_formula
from generators.style import Drawing
from tests.judge import Office


@pytest.mark.parametrize(
    ("file", "sheet", "row", "column", "opens"),
    [
        ("东风村.xlsx", "对照表-户", 17, "F", "../收回/东风村.xlsx#'对照表-户'!F17"),
        ("东风村.xlsx", "对照表'户", 17, "", "../收回/东风村.xlsx#'对照表''户'!A17"),
        ("东风村.xlsx", "", None, "", "../收回/东风村.xlsx"),
    ],
)
def test_a_link_leads_to_the_cell(
    office: Office, tmp_path: Path, file: str, sheet: str, row: int | None, column: str, opens: str
) -> None:
    drawing = Drawing("试")
    page = drawing.sheet("表")
    draw_folder(drawing, page, 0, 5, "../收回/")
    page.write_row(0, 0, [file, sheet, row, column])
    formula = link_formula("A", "B", "C", "D").replace("{row}", "1")
    page.write_formula(1, 0, f"={formula}", None, OPEN)
    target = formula.split("HYPERLINK(")[1].removesuffix(f',"{OPEN}"))')
    page.write_formula(2, 0, f"={target}", None, "")
    path = tmp_path / "a.xlsx"
    path.write_bytes(io.BytesIO(drawing.finish()).getvalue())
    with office.open(path) as book:
        assert book.value("表", "A2") == OPEN
        assert book.value("表", "A3") == opens


def test_a_row_without_a_file_has_no_link(office: Office, tmp_path: Path) -> None:
    drawing = Drawing("试")
    page = drawing.sheet("表")
    draw_folder(drawing, page, 0, 5, "")
    page.write_formula(1, 0, "=" + link_formula("A", "B", "C", "D").replace("{row}", "1"), None, "")
    path = tmp_path / "a.xlsx"
    path.write_bytes(drawing.finish())
    with office.open(path) as book:
        assert book.value("表", "A2") == ""
