"""Excel refuses calls, dies, or has no window: told apart by the names and numbers of its errors."""

from __future__ import annotations

import pytest

from addin.surroundings import WAITS, Busy, is_busy, is_gone, is_windowless, patiently
from tests.addin.desk import EDITING, EXCEPTION, REJECTED, UNAVAILABLE, com_error


class ExcelBusyError(Exception):
    """As xlwings raises it when Excel refuses to name a member."""


class error(Exception):
    """As pywin32 raises it for a window that is not there."""

    winerror = 1400


def looked_up(cause: Exception) -> KeyError:
    """As xlwings tells every failure to find a workbook."""
    try:
        try:
            raise cause
        except Exception:
            raise KeyError("花名册.xlsx")  # noqa: B904
    except KeyError as missing:
        return missing


@pytest.mark.parametrize(
    "trouble",
    [com_error(REJECTED), com_error(EXCEPTION, EDITING), com_error(EDITING), ExcelBusyError()],
)
def test_a_dialog_or_a_cell_being_edited_is_busy(trouble: Exception) -> None:
    assert is_busy(trouble)
    assert is_busy(looked_up(trouble))
    assert not is_gone(trouble)


def test_other_errors_are_not_busy() -> None:
    assert not is_busy(com_error(EXCEPTION, -2146827284))
    assert not is_busy(KeyError("花名册.xlsx"))
    assert not is_busy(ValueError(REJECTED))


def test_a_closed_excel_is_gone() -> None:
    assert is_gone(com_error(UNAVAILABLE))
    assert is_gone(looked_up(com_error(UNAVAILABLE)))
    assert is_gone(error())
    assert not is_gone(OSError())


def test_an_excel_without_workbooks_has_no_window() -> None:
    assert is_windowless(OSError())
    assert not is_windowless(com_error(REJECTED))


def test_patience_outlasts_a_cell_being_edited() -> None:
    refusals = [com_error(REJECTED)] * 3
    waited: list[float] = []

    def call() -> str:
        if refusals:
            raise refusals.pop()
        return "done"

    assert patiently(call, waited.append) == "done"
    assert waited == list(WAITS[:3])


def test_patience_has_an_end_and_says_what_to_do() -> None:
    waited: list[float] = []

    def call() -> str:
        raise com_error(REJECTED)

    with pytest.raises(Busy, match="按 Esc"):
        patiently(call, waited.append)
    assert sum(waited) > 15


def test_other_errors_are_not_waited_for() -> None:
    def call() -> str:
        raise com_error(UNAVAILABLE)

    with pytest.raises(com_error):
        patiently(call, lambda seconds: pytest.fail("waited"))
