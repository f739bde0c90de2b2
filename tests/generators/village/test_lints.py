"""What Excel 2010 and WPS cannot open, or compute wrongly: looked for in the XML of an issued workbook."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import unescape

import pytest

from generators.village import VillageTemplate
from generators.village.layout import FIRST_ROW

BANNED = re.compile(
    r"\b(XLOOKUP|XMATCH|LET|LAMBDA|FILTER|UNIQUE|SORT|SORTBY|SEQUENCE|TEXTJOIN|CONCAT|IFS|SWITCH|MAXIFS|MINIFS"
    r"|TOCOL|TEXTSPLIT|OFFSET|TODAY|NOW|RAND|CELL)\("
)
FIRST_TEN_DIGITS = re.compile(r"\b(COUNTIFS?|SUMIFS?|AVERAGEIFS?)\(")


@pytest.fixture(scope="module")
def parts(issued_file: Path) -> dict[str, str]:
    with zipfile.ZipFile(issued_file) as package:
        return {name: package.read(name).decode() for name in package.namelist() if name.endswith(".xml")}


def formulas(parts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every formula of cells, colours, validations and names, with the part it stands in."""
    for name, xml in parts.items():
        found = re.findall(r"<(f|formula|formula1|formula2|definedName)(?: [^>]*)?>([^<]+)</\1>", xml)
        for _, text in found:
            yield name, unescape(text, {"&quot;": '"'})


def test_no_formula_is_longer_than_excel_takes(parts: dict[str, str]) -> None:
    assert max(len(text) for _, text in formulas(parts)) <= 8192


def test_no_text_in_a_formula_is_longer_than_excel_takes(parts: dict[str, str]) -> None:
    for _, text in formulas(parts):
        assert all(len(literal) <= 255 for literal in re.findall(r'"((?:[^"]|"")*)"', text))


def test_only_functions_of_excel_2010_are_used_and_nothing_that_depends_on_the_day(parts: dict[str, str]) -> None:
    assert [text for _, text in formulas(parts) if BANNED.search(text)] == []
    # AGGREGATE came with Excel 2010, which marks it as its own; without ISFORMULA the sheet only says less.
    plain = [re.sub(r"_xlfn\.AGGREGATE\(|IFERROR\(_xlfn\.ISFORMULA\(", "", text) for _, text in formulas(parts)]
    assert [text for text in plain if "_xlfn" in text or "_xlws" in text] == []


def test_digits_kept_as_text_are_never_counted_by_functions_that_read_them_as_numbers(parts: dict[str, str]) -> None:
    assert [text for _, text in formulas(parts) if FIRST_TEN_DIGITS.search(text)] == []


def test_conditions_of_colours_and_validations_fit_excels_input_box(parts: dict[str, str]) -> None:
    for xml in parts.values():
        for text in re.findall(r"<formula[12]?>([^<]+)</formula[12]?>", xml):
            assert len(unescape(text, {"&quot;": '"'})) <= 255
            assert "{" not in text


def test_names_are_legal_and_end_at_the_capacity(parts: dict[str, str], template: VillageTemplate) -> None:
    names = dict(re.findall(r'<definedName name="([^"]+)"(?: [^>]*)?>([^<]+)</definedName>', parts["xl/workbook.xml"]))
    assert len(names) > 300
    for name in names:
        assert len(name) <= 255
        assert re.fullmatch(r"(_xlnm\.)?[\w.]+", name), name
        assert not re.fullmatch(r"[A-Za-z]{1,3}\d+|[RrCc]\d*", name), name
    for sheet in template.sheets:
        for column in sheet.layout.columns:
            cells = names.get(f"{sheet.table_id}.{column.name}")
            if cells is not None:
                letter = sheet.layout.letter(sheet.layout.read(column.name))
                assert cells.endswith(f"!${letter}${FIRST_ROW}:${letter}${sheet.layout.last_row}")


def test_every_name_used_in_a_formula_is_defined(parts: dict[str, str]) -> None:
    defined = set(re.findall(r'<definedName name="([^"]+)"', parts["xl/workbook.xml"]))
    for _, text in formulas(parts):
        without_text = re.sub(r'"(?:[^"]|"")*"|_xlfn\.', "", text)
        used = set(re.findall(r"(?<![\w!'$.])[a-z_]+\.[\w.]+", without_text))
        used |= set(re.findall(r"(?<![\w!'$.])(?:list|households|spelled|meant|words)_\w+", without_text))
        assert used <= defined, used - defined


def test_no_shared_formula_reaches_another_sheet(parts: dict[str, str]) -> None:
    for xml in parts.values():
        for text in re.findall(r'<f t="shared" ref="[^"]*" si="\d+">([^<]+)</f>', xml):
            assert "!" not in re.sub(r'"(?:[^"]|"")*"', "", unescape(text, {"&quot;": '"'}))


def test_the_workbook_carries_no_macro_link_or_connection(issued_file: Path) -> None:
    with zipfile.ZipFile(issued_file) as package:
        names = package.namelist()
    assert [name for name in names if re.search(r"vba|external|connection|activeX|embed", name, re.IGNORECASE)] == []
