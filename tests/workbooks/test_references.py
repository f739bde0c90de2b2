from __future__ import annotations

import pytest
from xlsxwriter.utility import xl_col_to_name

from workbooks.excel import MAX_COLUMNS
from workbooks.references import column_index, column_letters, split_reference


def test_letters_are_those_of_xlsxwriter_and_lead_back_to_the_column() -> None:
    for index in range(MAX_COLUMNS):
        assert column_letters(index) == xl_col_to_name(index)
        assert column_index(column_letters(index)) == index


@pytest.mark.parametrize("text", ["", "XFE", "AAAA", "A1", "Ａ", "a b", "1"])
def test_what_is_no_column_has_no_index(text: str) -> None:
    assert column_index(text) == -1


def test_letters_count_in_either_case() -> None:
    assert column_index("xfd") == MAX_COLUMNS - 1


@pytest.mark.parametrize(("reference", "place"), [("A1", (1, 0)), ("B3", (3, 1)), ("XFD1048576", (1_048_576, 16_383))])
def test_a_reference_is_a_row_and_a_column(reference: str, place: tuple[int, int]) -> None:
    assert split_reference(reference) == place


@pytest.mark.parametrize("reference", ["A0", "A1048577", "XFE1", "B", "3", "$A$1", "A1:B2", "A-1", ""])
def test_what_is_no_cell_is_refused(reference: str) -> None:
    with pytest.raises(ValueError):
        split_reference(reference)
