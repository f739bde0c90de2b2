"""The account of persons as lists: by village and township, and by household where something changed or is uneven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cunbiao.definitions import Campaign
from cunbiao.definitions.tables import Account, HouseholdAccount
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.household_account import minus_labels, plus_labels
from cunbiao.merging.natural_change import Change, HouseholdChange, VillageChange, reason_labels, together
from cunbiao.merging.register import Register
from generators.listing import ListColumn, Listing
from generators.rollup.rows import TEXT, Part, codes_column, heads, origin_columns, place_columns
from generators.style import CENTRED, GREEN, GREEN_TEXT, RED, RED_TEXT
from workbooks.references import column_letters

_COUNT = {**CENTRED, "num_format": "0"}
_EVEN = {"平": (GREEN, GREEN_TEXT), "不平": (RED, RED_TEXT)}
_EXPECTED, _NOW, _GAP = "应有人数", "现有人数", "相差"
_WIDTH, _NARROW = 11, 8


@dataclass(frozen=True)
class _Term:
    """A column of an account: sign, heading, one figure a line, and the columns that add up to it by reason."""

    sign: str
    label: str
    values: list[int]
    reasons: tuple[ListColumn, ...] = ()


def account_listings(register: Register) -> list[Listing]:
    """The lists of the account; none where the notice keeps no account."""
    account = register.campaign.account
    if account is None:
        return []
    households = register.campaign.library.household_account
    return [
        _villages(register, account),
        *([_townships(register, account)] if register.level != "township" else []),
        *([_counts(register, households)] if households is not None else []),
        _households(register, account),
    ]


def _counts(register: Register, account: HouseholdAccount) -> Listing:
    """Last year + plus − minus + new = this year, in households, by village."""
    counts, campaign = register.household_counts, register.campaign
    columns = [
        ListColumn(vocabulary().township, [count.township for count in counts], TEXT, most=14),
        ListColumn(vocabulary().village, [count.village for count in counts], TEXT, most=14),
    ]
    plus, minus = plus_labels(campaign, account), minus_labels(campaign, account)
    terms = [_Term("+", f"{account.opening.label}户数", [count.last_year for count in counts])]
    terms += [_Term("+", label, [count.plus[number] for count in counts]) for number, label in enumerate(plus)]
    terms += [_Term("-", label, [count.minus[number] for count in counts]) for number, label in enumerate(minus)]
    terms.append(_Term("+", account.new.label, [count.new for count in counts]))
    expected, now = [count.expected for count in counts], [count.this_year for count in counts]
    columns += _lines(terms, len(columns), ("应有户数", "现有户数"), expected, now)
    said = "".join(f" {'−' if term.sign == '-' else term.sign} {term.label}" for term in terms).removeprefix(" + ")
    note = f"应有户数 = {said}；现有户数是家里还有人的户。"
    return Listing(account.title, f"{account.title}（按村）", tuple(columns), len(counts), note, frozen=2)


def _villages(register: Register, account: Account) -> Listing:
    """Last year + plus − minus + new = this year, by village."""
    changes = register.village_changes
    columns = [
        ListColumn(vocabulary().township, [change.township for change in changes], TEXT, most=14),
        ListColumn(vocabulary().village, [change.village for change in changes], TEXT, most=14),
    ]
    columns += _figures(register.campaign, account, len(columns), changes, new=True)
    for number, item in enumerate(account.beside):
        values = [change.beside[number] for change in changes]
        columns.append(ListColumn(f"{item.label}（人，未减）", values, _COUNT, width=_WIDTH, total="sum"))
    note = _equation(account)
    if account.beside:
        note += f"{'、'.join(item.label for item in account.beside)}的由上级操作，不在这里减。"
    return Listing(account.title, f"人口{account.title}（按村）", tuple(columns), len(changes), note, frozen=2)


def _townships(register: Register, account: Account) -> Listing:
    """The same by township."""
    own: dict[str, list[VillageChange]] = {}
    for change in register.village_changes:
        own.setdefault(change.township, []).append(change)
    township = vocabulary().township
    columns = [ListColumn(township, list(own), TEXT, most=14)]
    columns += _figures(register.campaign, account, 1, [together(changes) for changes in own.values()], new=True)
    title = f"人口{account.title}（按{township}）"
    return Listing(f"{account.title}-{township}", title, tuple(columns), len(own), _equation(account), frozen=1)


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
    columns += _figures(register.campaign, account, len(columns), changes, new=False)
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
    campaign: Campaign, account: Account, start: int, changes: Sequence[Change], *, new: bool
) -> list[ListColumn]:
    """The columns of the account of persons from column ``start`` on, and whether each line is even."""
    terms = [_Term("+", f"{account.opening.label}人数", [change.last_year for change in changes])]
    plus, minus = [change.plus for change in changes], [change.minus for change in changes]
    reasons = _reasons(campaign, account, changes)
    terms += _terms("+", account.plus_labels, plus, reasons)
    terms += _terms("-", account.minus_labels, minus, reasons)
    terms += [_Term("+", account.new.label, [change.new for change in changes])] if new else []
    expected, now = [change.expected for change in changes], [change.this_year for change in changes]
    return _lines(terms, start, (_EXPECTED, _NOW), expected, now)


def _terms(
    sign: str, labels: Sequence[str], figures: Sequence[tuple[int, ...]], reasons: Mapping[str, tuple[ListColumn, ...]]
) -> list[_Term]:
    return [
        _Term(sign, label, [own[number] for own in figures], reasons.get(label, ()))
        for number, label in enumerate(labels)
    ]


def _reasons(campaign: Campaign, account: Account, changes: Sequence[Change]) -> dict[str, tuple[ListColumn, ...]]:
    """The columns by reason below the heading of what they add up to."""
    return {
        item.label: tuple(
            ListColumn(
                label,
                [change.reasons[item.id][number] for change in changes],
                _COUNT,
                group=f"{item.label}的原因",
                width=_NARROW,
                total="sum",
            )
            for number, label in enumerate(reason_labels(campaign, item))
        )
        for item in (*account.plus, *account.minus)
    }


def _lines(
    terms: Sequence[_Term], start: int, labels: tuple[str, str], expected: list[int], now: list[int]
) -> list[ListColumn]:
    """The terms of an account from column ``start`` on, their sum, what there is, and whether both are the same."""
    columns: list[ListColumn] = []
    signed = ""
    for term in terms:
        at = start + len(columns)
        signed += f"{term.sign}{column_letters(at)}{{row}}"
        columns.append(ListColumn(term.label, term.values, _COUNT, _by_reason(term, at), width=_WIDTH, total="sum"))
        columns += term.reasons
    sums, present, gap = (column_letters(start + len(columns) + number) for number in range(3))
    return [
        *columns,
        ListColumn(labels[0], expected, _COUNT, signed.removeprefix("+"), width=_WIDTH, total="sum"),
        ListColumn(labels[1], now, _COUNT, width=_WIDTH, total="sum"),
        ListColumn(
            _GAP,
            [here - there for here, there in zip(now, expected, strict=True)],
            _COUNT,
            f"{present}{{row}}-{sums}{{row}}",
            width=_WIDTH,
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


def _by_reason(term: _Term, at: int) -> str:
    """What adds a column's reasons up, which stand to its right; nothing where it has none."""
    if not term.reasons:
        return ""
    return f"SUM({column_letters(at + 1)}{{row}}:{column_letters(at + len(term.reasons))}{{row}})"


def _equation(account: Account) -> str:
    terms = [f" + {label}" for label in account.plus_labels] + [f" − {label}" for label in account.minus_labels]
    return f"{_EXPECTED} = {account.opening.label}人数{''.join(terms)} + {account.new.label}。"
