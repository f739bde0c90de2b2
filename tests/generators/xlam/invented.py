"""Invented identity numbers and household incomes, right ones and wrong ones of every kind."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date

from cunbiao.records.identity import check_character
from cunbiao.records.submission import Value

# What 人均纯收入 is made of, in the order the worksheet function asks for it.
PARTS = (
    "wage_income",
    "business_income",
    "asset_dividend",
    "other_property_income",
    "family_planning_money",
    "subsistence_allowance",
    "destitute_support",
    "pension_income",
    "ecological_compensation",
    "other_transfer",
    "business_cost",
    "year_population",
)


def identity_numbers(count: int) -> list[str]:
    """Identity numbers, good ones and bad ones of every kind."""
    chance = random.Random(7)
    return [_identity_number(chance) for _ in range(count)]


def _identity_number(chance: random.Random) -> str:
    born = date.fromordinal(chance.randint(date(1899, 6, 1).toordinal(), date(2021, 3, 1).toordinal()))
    good = _numbered(chance, f"{born:%Y%m%d}")
    wrong_day = _numbered(chance, chance.choice(("19990230", "19991301", "19000229", "20000001", "19990431")))
    return chance.choice(
        (
            good,
            good,
            good,
            good[:17] + good[17].lower(),
            good[:17] + chance.choice("0123456789X"),
            wrong_day,
            good[:6] + good[8:17],
            good[:17],
            good + "1",
            good + chance.choice(("43", "43B1", "4311")),
            good.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"}),
            good[:10] + " " + good[11:],
            f"{good[:10]} {good[10:]}",
            "810000" + good[6:],
            "999999" + good[6:],
            "H" + good[1:9],
            "号码不清",
            chance.choice(("1", "X", "I" * 18, "　", "340123199001O11238")),
        )
    )


def _numbered(chance: random.Random, born: str) -> str:
    """An identity number with a right check character."""
    seventeen = f"{chance.choice(('341302', '533103'))}{born}{chance.randint(0, 999):03d}"
    return seventeen + check_character(seventeen)


def incomes(count: int) -> list[dict[str, Value]]:
    """What households earn and spend; some left something open, some have nobody, some typed no number."""
    chance = random.Random(11)
    return [_income(chance) for _ in range(count)]


def _income(chance: random.Random) -> dict[str, Value]:
    row: dict[str, Value] = {name: chance.choice((0.0, 0.0, 100.0, 1234.56, 0.005)) for name in PARTS}
    row["wage_income"] = chance.randint(-500_000, 5_000_000) / 100
    row["business_cost"] = chance.choice((0.0, 250.05, 3000.0))
    row["year_population"] = float(chance.choice((1, 2, 3, 4, 7, 7, 0)))
    if chance.random() < 0.3:
        row[chance.choice(PARTS)] = chance.choice((None, None, "三百"))
    return row


def without(row: Mapping[str, Value], *parts: str) -> dict[str, Value]:
    """A household that has no such income."""
    return {**row, **dict.fromkeys(parts, 0.0)}
