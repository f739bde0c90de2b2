"""The numbers that the first page of a rollup shows, worked out once: the page writes formulas that give the same, and
summaries of higher levels add them up.
"""

from __future__ import annotations

from dataclasses import dataclass

from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.findings import EXPLAINED
from cunbiao.merging.progress import delivery
from cunbiao.merging.register import Register


@dataclass(frozen=True)
class Figure:
    """A number and its unit; None where there is nothing to divide by."""

    value: float | None
    unit: str


@dataclass(frozen=True)
class Term:
    """A term of the account of persons: what is said of it, under which heading the account has it, and its value."""

    said: str
    column: str
    value: int


def figures(register: Register) -> dict[str, Figure]:
    """Every number that a block of the first page may name, and every measure of the register."""
    villages, ledger = delivery(register.progress), register.ledger
    village = f"个{vocabulary().village}"
    own = {
        "villages_expected": Figure(villages.expected, village),
        "villages_received": Figure(villages.received, village),
        "villages_missing": Figure(villages.missing, village),
        "villages_returned": Figure(villages.returned, village),
        "counted_households": Figure(ledger.households, "户"),
        "counted_persons": Figure(ledger.persons, "人"),
    }
    standings = {"must": "必改", "verify": "核实", "explained": EXPLAINED, "hints": "提示"}
    own |= {name: Figure(ledger.standings.get(standing, 0), "条") for name, standing in standings.items()}
    totals = register.totals
    return own | {one.id: Figure(totals.overall.values[one.id], one.unit) for one in totals.measures}


def account_terms(register: Register) -> list[Term]:
    """Opening + plus − minus + new = expected, and who is there now; nothing where the notice keeps no account."""
    account, changes = register.campaign.account, register.village_changes
    if account is None:
        return []
    opening = f"{account.opening.label}人数"
    terms = [Term(opening, opening, sum(one.last_year for one in changes))]
    terms += [
        Term(f"＋ {item.label}", item.label, sum(one.plus[number] for one in changes))
        for number, item in enumerate(account.plus)
    ]
    terms += [
        Term(f"－ {item.label}", item.label, sum(one.minus[number] for one in changes))
        for number, item in enumerate(account.minus)
    ]
    return [
        *terms,
        Term(f"＋ {account.new.label}", account.new.label, sum(one.new for one in changes)),
        Term("＝ 应有人数", "应有人数", sum(one.expected for one in changes)),
        Term("现有人数", "现有人数", sum(one.this_year for one in changes)),
    ]
