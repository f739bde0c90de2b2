"""The ledger balances or the run fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cunbiao.findings import DELIVERY
from cunbiao.merging.ledger import FileFate, Ledger, LedgerError
from cunbiao.merging.reasons import ReasonCount
from cunbiao.records.submission import Ignored, Quarantined
from tests.merging.invented import household, merged, submission

FILES = (
    FileFate("a.xlsx", "aa", "merged", rows=5),
    FileFate("b.xlsx", "bb", "superseded", "MERGE-05", "已被“a.xlsx”替代", "核对", rows=4),
    FileFate("c.xlsx", "", "quarantined", "FILE-01", "文件是空的", "重发"),
)
EVEN = Ledger(3, FILES, {"register_household": 2, "register_member": 3}, {}, 2, 3, {}, ReasonCount())


def test_an_even_ledger_passes() -> None:
    EVEN.balance()
    assert (EVEN.rows_in, EVEN.rows_named) == (9, 4)


@pytest.mark.parametrize(
    ("uneven", "says"),
    [
        (replace(EVEN, files_found=4), "找到 4 个文件，账目里有 3 个"),
        (replace(EVEN, rows_in_register={"register_household": 2, "register_member": 2}), "读入 9 行，登记 4 行"),
        (replace(EVEN, files=(*FILES[:2], replace(FILES[2], reason=""))), "没有写明原因的文件：c.xlsx"),
    ],
)
def test_anything_unaccounted_for_fails(uneven: Ledger, says: str) -> None:
    with pytest.raises(LedgerError, match=says):
        uneven.balance()


def test_a_row_lost_between_reading_and_the_register_fails_the_run() -> None:
    given = submission(tables={"register_household": [household("1"), household("2")]})
    given.tables["register_household"].counts.issued = 3
    given.tables["register_household"].counts.physical += 1
    with pytest.raises(LedgerError, match="读入 3 行，登记 2 行"):
        merged(given)


def test_a_sheet_row_nobody_accounts_for_fails_the_run() -> None:
    given = submission(tables={"register_household": [household("1")]})
    given.tables["register_household"].counts.physical += 1
    with pytest.raises(LedgerError, match=r"东关村\.xlsx 的“对照表-户”"):
        merged(given)


def test_every_file_ends_in_the_account_with_its_reason() -> None:
    register = merged(
        submission("甲村", {"register_household": [household("1")]}, file="a.xlsx"),
        submission("甲村", {"register_household": [household("1")]}, file="b.xlsx"),
        quarantined=[Quarantined("坏.xlsx", "cc", 3, "FILE-08", "文件不完整", "重发")],
        ignored=[Ignored("~$a.xlsx", "打开文件时留下的临时文件")],
    )
    ledger = register.ledger
    assert ledger.files_found == 4
    assert [(file.file, file.fate, file.rows) for file in ledger.files] == [
        ("a.xlsx", "merged", 1),
        ("b.xlsx", "identical", 1),
        ("~$a.xlsx", "ignored", 0),
        ("坏.xlsx", "quarantined", 0),
    ]
    assert ledger.rows_in == sum(ledger.rows_in_register.values()) + ledger.rows_named == 2
    assert ledger.standings[DELIVERY] == 1
