"""The account of persons as two lists: by village, and by household where something changed or does not add up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cunbiao.definitions.tables import Account, HouseholdAccount
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.household_account import minus_labels, plus_labels
from cunbiao.merging.natural_change import HouseholdChange
from cunbiao.merging.register import Register
from generators.listing import ListColumn, Listing
from generators.rollup.rows import TEXT, Part, codes_column, heads, origin_columns, place_columns
from generators.style import CENTRED, GREEN, GREEN_TEXT, RED, RED_TEXT
from workbooks.references import column_letters

# Sign, heading and one figure a line.
Terms = list[tuple[str, str, list[int]]]
_COUNT = {**CENTRED, "num_format": "0"}
_EVEN = {"平": (GREEN, GREEN_TEXT), "不平": (RED, RED_TEXT)}
_EXPECTED, _NOW, _GAP = "应有人数", "现有人数", "相差"


def account_listings(register: Register) -> list[Listing]:
    """The lists of the account; none where the notice keeps no account."""
    account = register.campaign.account
    if account is None:
        return []
    households = register.campaign.library.household_account
    counts = [_counts(register, households)] if households is not None else []
    return [_villages(register, account), *counts, _households(register, account)]


def _counts(register: Register, account: HouseholdAccount) -> Listing:
    """Last year + plus − minus + new = this year, in households, by village."""
    counts, campaign = register.household_counts, register.campaign
    columns = [
        ListColumn(vocabulary().township, [count.township for count in counts], TEXT, most=14),
        ListColumn(vocabulary().village, [count.village for count in counts], TEXT, most=14),
    ]
    plus, minus = plus_labels(campaign, account), minus_labels(campaign, account)
    terms: Terms = [("+", f"{account.opening.label}户数", [count.last_year for count in counts])]
    terms += [("+", label, [count.plus[number] for count in counts]) for number, label in enumerate(plus)]
    terms += [("-", label, [count.minus[number] for count in counts]) for number, label in enumerate(minus)]
    terms.append(("+", account.new.label, [count.new for count in counts]))
    expected, now = [count.expected for count in counts], [count.this_year for count in counts]
    columns += _lines(terms, len(columns), ("应有户数", "现有户数"), expected, now, width=11)
    said = "".join(f" {'−' if sign == '-' else sign} {label}" for sign, label, _ in terms).removeprefix(" + ")
    note = f"应有户数 = {said}；现有户数是家里还有人的户。"
    return Listing(account.title, f"{account.title}（按村）", tuple(columns), len(counts), note, frozen=2)


def _villages(register: Register, account: Account) -> Listing:
    """Last year + plus − minus + new = this year, by village."""
    changes = register.village_changes
    columns = [
        ListColumn(vocabulary().township, [change.township for change in changes], TEXT, most=14),
        ListColumn(vocabulary().village, [change.village for change in changes], TEXT, most=14),
    ]
    columns += _figures(
        account,
        len(columns),
        [change.last_year for change in changes],
        [change.plus for change in changes],
        [change.minus for change in changes],
        [change.expected for change in changes],
        [change.this_year for change in changes],
        width=12,
        new=[change.new for change in changes],
    )
    for number, item in enumerate(account.beside):
        values = [change.beside[number] for change in changes]
        columns.append(ListColumn(f"{item.label}（人，未减）", values, _COUNT, width=12, total="sum"))
    note = f"{_EXPECTED} = {_equation(account, new=True)}。"
    if account.beside:
        note += f"{'、'.join(item.label for item in account.beside)}的由上级操作，不在这里减。"
    return Listing(account.title, f"人口{account.title}（按村）", tuple(columns), len(changes), note, frozen=2)


def _households(register: Register, account: Account) -> Listing:
    """The households in which something changed or does not add up."""
    by_table: dict[str, list[HouseholdChange]] = {}
    for change in register.household_changes:
        if change.changed or not change.balanced:
            by_table.setdefault(change.table, []).append(change)
    parts = [
        Part(register.frames[table], np.array([own.index for own in changed])) for table, changed in by_table.items()
    ]
    changes = [change for changed in by_table.values() for change in changed]
    columns = [
        *place_columns(parts),
        codes_column(parts),
        ListColumn(vocabulary().head, [name for part in parts for name in heads(register, part)], TEXT, width=10),
    ]
    columns += _figures(
        account,
        len(columns),
        [change.last_year for change in changes],
        [change.plus for change in changes],
        [change.minus for change in changes],
        [change.expected for change in changes],
        [change.this_year for change in changes],
        width=10,
    )
    columns += origin_columns(parts, len(columns))
    return Listing(
        f"{account.title}-户",
        f"人口{account.title}（按户）",
        tuple(columns),
        len(changes),
        "只列有增减的户和对不上的户。",
        frozen=5,
        empty="没有增减，也没有对不上的户。",
    )


def _figures(
    account: Account,
    start: int,
    last_year: list[int],
    plus: Sequence[tuple[int, ...]],
    minus: Sequence[tuple[int, ...]],
    expected: list[int],
    now: list[int],
    *,
    width: int,
    new: list[int] | None = None,
) -> list[ListColumn]:
    """The columns of the account of persons from column ``start`` on, and whether each line is even."""
    terms: Terms = [("+", f"{account.opening.label}人数", last_year)]
    terms += [("+", label, [own[number] for own in plus]) for number, label in enumerate(account.plus_labels)]
    terms += [("-", label, [own[number] for own in minus]) for number, label in enumerate(account.minus_labels)]
    terms += [("+", account.new.label, new)] if new is not None else []
    return _lines(terms, start, (_EXPECTED, _NOW), expected, now, width=width)


def _lines(
    terms: Terms, start: int, labels: tuple[str, str], expected: list[int], now: list[int], *, width: int
) -> list[ListColumn]:
    """The terms of an account from column ``start`` on, their sum, what there is, and whether both are the same."""
    letters = [column_letters(start + number) for number in range(len(terms) + 3)]
    signed = "".join(f"{sign}{letter}{{row}}" for (sign, _, _), letter in zip(terms, letters, strict=False))
    sums, present, gap = letters[len(terms) :]
    columns = [ListColumn(label, values, _COUNT, width=width, total="sum") for _, label, values in terms]
    columns += [
        ListColumn(labels[0], expected, _COUNT, signed.removeprefix("+"), width=width, total="sum"),
        ListColumn(labels[1], now, _COUNT, width=width, total="sum"),
        ListColumn(
            _GAP,
            [here - there for here, there in zip(now, expected, strict=True)],
            _COUNT,
            f"{present}{{row}}-{sums}{{row}}",
            width=width,
            total="sum",
        ),
        ListColumn(
            "是否平",
            ["平" if here == there else "不平" for here, there in zip(now, expected, strict=True)],
            CENTRED,
            f'IF({gap}{{row}}=0,"平","不平")',
            width=9,
            colours=_EVEN,
        ),
    ]
    return columns


def _equation(account: Account, *, new: bool) -> str:
    terms = [f" + {label}" for label in account.plus_labels] + [f" − {label}" for label in account.minus_labels]
    return f"{account.opening.label}人数{''.join(terms)}{f' + {account.new.label}' if new else ''}"
