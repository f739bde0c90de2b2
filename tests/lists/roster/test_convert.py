"""A number in a column of codes is its digits only where none can be lost; anything else is named and left out."""

from __future__ import annotations

import pytest

from cunbiao.definitions import Campaign
from cunbiao.definitions.rosters import RosterColumn
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.convert import Converted, convert
from workbooks.reading.raw import Raw, Serial


def read(campaign: Campaign, indicator: str, *cells: Raw) -> Converted:
    return convert(RosterColumn(indicator=indicator, headers=["某栏"]), list(cells), campaign)


@pytest.mark.parametrize(
    ("indicator", "cell", "value"),
    [
        ("household_code", 1001.0, "1001"),
        ("household_code", 999999999999999.0, "999999999999999"),
        ("household_code", 0.0, "0"),
        ("household_phone", 13900000001.0, "13900000001"),
    ],
)
def test_a_number_that_keeps_all_its_digits_is_read_and_counted(
    campaign: Campaign, indicator: str, cell: Raw, value: str
) -> None:
    read_ = read(campaign, indicator, "1002", cell)
    assert (read_.values, read_.issues, read_.numeric) == (["1002", value], [], [1])


@pytest.mark.parametrize(
    ("indicator", "cell", "message"),
    [
        ("household_code", 1e15, message_ids.KEY_LOST_DIGITS),
        ("household_code", 12345678901234567.0, message_ids.KEY_LOST_DIGITS),
        ("household_code", -1001.0, message_ids.KEY_LOST_DIGITS),
        ("household_code", 1001.5, message_ids.KEY_LOST_DIGITS),
        ("household_code", True, message_ids.KEY_LOST_DIGITS),
        ("household_code", Serial(44104), message_ids.KEY_LOST_DIGITS),
        ("id_number", 340123700312001.0, message_ids.LOST_DIGITS),
        ("bank_account", 622848000000000.0, message_ids.LOST_DIGITS),
        ("household_phone", 1390000000112345678.0, message_ids.LOST_DIGITS),
    ],
)
def test_a_number_that_may_have_lost_digits_is_no_value(
    campaign: Campaign, indicator: str, cell: Raw, message: str
) -> None:
    read_ = read(campaign, indicator, "1002", cell)
    assert (read_.values, read_.numeric) == (["1002", None], [])
    assert [(index, own) for index, own, _ in read_.issues] == [(1, message)]
    assert read_.refused() == ({1} if message == message_ids.KEY_LOST_DIGITS else set())
