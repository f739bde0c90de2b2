"""The numbers of the first page: each a formula over the sheet where everybody can look it up, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cunbiao.definitions.rollups import PageBlock, PageFigure
from cunbiao.definitions.tables import Account
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.progress import STATE_LABELS, delivery
from cunbiao.merging.register import Register
from generators.listing import Listing
from generators.rollup.lists import DUE, MUST, STATE
from generators.rollup.numbers import Number
from generators.rollup.totals import TotalsSheet


@dataclass(frozen=True)
class Tile:
    """A number under its label; ``beside`` is said below it."""

    label: str
    number: Number
    beside: Number | None = None


class PageFigures:
    """The numbers of a register by name, and the lines of the first page made of them."""

    def __init__(self, register: Register, progress: Listing, totals: TotalsSheet, account: Listing | None) -> None:
        self._register, self._progress, self._totals, self._account = register, progress, totals, account
        villages = delivery(register.progress)
        standings = register.ledger.standings
        words = vocabulary()
        village, households, persons = words.village, words.households, words.persons
        due, received, missing = (
            self._villages(None, villages.expected),
            self._villages(STATE_LABELS["received"], villages.received),
            self._villages(STATE_LABELS["missing"], villages.missing),
        )
        returned = f"{due.formula}-{received.formula}-{missing.formula}"
        self._own: dict[str, Callable[[], Number]] = {
            "villages_expected": lambda: due,
            "villages_received": lambda: received,
            "villages_missing": lambda: missing,
            "villages_returned": lambda: Number(returned, villages.returned, f"个{village}", progress.sheet),
            "counted_households": lambda: self._added(households, register.ledger.households, "户"),
            "counted_persons": lambda: self._added(persons, register.ledger.persons, "人"),
            "must": lambda: self._added(MUST, standings.get(MUST, 0), "条"),
            "verify": lambda: self._added("核实", standings.get("核实", 0), "条"),
            "explained": lambda: self._added("已写理由", standings.get("核实（已写理由）", 0), "条"),
            "hints": lambda: self._added("提示", standings.get("提示", 0), "条"),
        }

    def tiles(self, block: PageBlock) -> list[Tile]:
        """The numbers of one line; none where this campaign counts none of them."""
        if block.account:
            account = self._register.campaign.account
            return self._account_tiles(account) if account is not None and self._account is not None else []
        tiles = (self._tile(figure) for figure in block.figures)
        return [tile for tile in tiles if tile is not None]

    def number(self, name: str) -> Number | None:
        """A number by its name; None for a measure that this campaign does not count."""
        if name in self._own:
            return self._own[name]()
        return self._totals.number(name)

    def _tile(self, figure: PageFigure) -> Tile | None:
        number = self.number(figure.figure)
        if number is None:
            return None
        return Tile(
            figure.label or self._totals.label(figure.figure),
            number,
            self.number(figure.beside) if figure.beside else None,
        )

    def _villages(self, state: str | None, shown: int) -> Number:
        conditions = [self._progress.reference(DUE), "1"]
        conditions += [self._progress.reference(STATE), f'"{state}"'] if state is not None else []
        unit = f"个{vocabulary().village}"
        return Number(f"COUNTIFS({','.join(conditions)})", shown, unit, self._progress.sheet)

    def _added(self, column: str, shown: float, unit: str) -> Number:
        return Number(f"SUM({self._progress.reference(column)})", shown, unit, self._progress.sheet)

    def _account_tiles(self, account: Account) -> list[Tile]:
        """Opening + plus − minus + new = expected against who is there now."""
        assert self._account is not None
        changes = self._register.village_changes
        now, expected = sum(one.this_year for one in changes), sum(one.expected for one in changes)
        terms = [
            (f"{account.opening.label}人数", f"{account.opening.label}人数", sum(one.last_year for one in changes))
        ]
        terms += _terms("＋", [item.label for item in account.plus], [one.plus for one in changes])
        terms += _terms("－", [item.label for item in account.minus], [one.minus for one in changes])
        terms.append((f"＋ {account.new.label}", account.new.label, sum(one.new for one in changes)))
        terms.append(("＝ 应有人数", "应有人数", expected))
        tiles = [Tile(said, self._summed(column, value)) for said, column, value in terms]
        here, there = self._summed("现有人数", now), self._summed("应有人数", expected)
        even = f'IF({here.formula}={there.formula},"平","相差 "&({here.formula}-{there.formula})&" 人")'
        said = "平" if now == expected else f"相差 {now - expected} 人"
        return [*tiles, Tile("现有人数", here, Number(even, said, "", here.sheet))]

    def _summed(self, column: str, shown: float) -> Number:
        assert self._account is not None
        return Number(f"SUM({self._account.reference(column)})", shown, "人", self._account.sheet)


def _terms(sign: str, labels: Sequence[str], values: Sequence[tuple[int, ...]]) -> list[tuple[str, str, int]]:
    """(What is said, column of the account, sum over all villages) of its plus or minus items."""
    return [(f"{sign} {label}", label, sum(own[number] for own in values)) for number, label in enumerate(labels)]
