"""A roster full of mistakes, so that most checks have something to say."""

from __future__ import annotations

from random import Random

from cunbiao.definitions import Campaign
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.lists.roster.model import Roster, Value

# What decides which village and sheet a household is issued in stays as it is.
_KEPT = frozenset({"village_code", "household_code", "household_type", "monitored_type", "poverty_status"})
_NUMBERS = (0.0, -1.0, 1.0, 12.0, 13.5, 99.999, 3749.99, 3750.0, 3750.01, 15000.0, 400000.0, 2016.0, 2020.0)
_TEXTS = ("A张", "x", "13800000000", "张　三", "李·四", "同上", 'a"b<c>&d')


def spoil(campaign: Campaign, roster: Roster, share: float, seed: int = 7) -> None:
    """Replaces a share of all cells of the roster by blanks and wrong values."""
    random = Random(seed)
    for columns in (roster.households, roster.members):
        for name, column in columns.items():
            indicator = campaign.indicators.get(name)
            if indicator is None or name in _KEPT:
                continue
            for row, value in enumerate(column):
                if random.random() < share:
                    column[row] = _wrong(campaign, random, name, value)


def _wrong(campaign: Campaign, random: Random, name: str, value: Value) -> Value:
    indicator = campaign.indicators[name]
    if random.random() < 0.3:
        return None
    if indicator.codes is not None:
        labels = campaign.codes[indicator.codes].labels
        return random.choice(labels) if random.random() < 0.9 else "乱写"
    if indicator.kind in NUMBER_KINDS:
        return random.choice(_NUMBERS)
    if indicator.kind == "id":
        number = str(value)
        return random.choice((number[:-1] + "0", number[:17], "99999919900101123X", number + "41", "ABC"))
    return random.choice(_TEXTS)
