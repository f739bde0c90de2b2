"""The numbers of the first page: each a formula over the sheet where everybody can look it up, and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cunbiao.definitions.rollups import PageBlock, PageFigure
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.figures import Term, account_terms, figures
from cunbiao.merging.progress import STATE_LABELS
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
        self._figures = figures(register)
        words = vocabulary()
        due, received, missing = (
            self._villages("villages_expected", None),
            self._villages("villages_received", STATE_LABELS["received"]),
            self._villages("villages_missing", STATE_LABELS["missing"]),
        )
        returned = f"{due.formula}-{received.formula}-{missing.formula}"
        self._own: dict[str, Callable[[], Number]] = {
            "villages_expected": lambda: due,
            "villages_received": lambda: received,
            "villages_missing": lambda: missing,
            "villages_returned": lambda: self._told("villages_returned", returned),
            "counted_households": lambda: self._added("counted_households", words.households),
            "counted_persons": lambda: self._added("counted_persons", words.persons),
            "must": lambda: self._added("must", MUST),
            "verify": lambda: self._added("verify", "核实"),
            "explained": lambda: self._added("explained", "已写理由"),
            "hints": lambda: self._added("hints", "提示"),
        }

    def tiles(self, block: PageBlock) -> list[Tile]:
        """The numbers of one line; none where this campaign counts none of them."""
        if block.account:
            return self._account_tiles() if self._account is not None else []
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

    def _villages(self, name: str, state: str | None) -> Number:
        conditions = [self._progress.reference(DUE), "1"]
        conditions += [self._progress.reference(STATE), f'"{state}"'] if state is not None else []
        return self._told(name, f"COUNTIFS({','.join(conditions)})")

    def _added(self, name: str, column: str) -> Number:
        return self._told(name, f"SUM({self._progress.reference(column)})")

    def _told(self, name: str, formula: str) -> Number:
        figure = self._figures[name]
        assert figure.value is not None
        return Number(formula, figure.value, figure.unit, self._progress.sheet)

    def _account_tiles(self) -> list[Tile]:
        """Opening + plus − minus + new = expected against who is there now."""
        *terms, expected, now = account_terms(self._register)
        tiles = [Tile(term.said, self._summed(term)) for term in (*terms, expected)]
        here, there = self._summed(now), self._summed(expected)
        even = f'IF({here.formula}={there.formula},"平","相差 "&({here.formula}-{there.formula})&" 人")'
        said = "平" if now.value == expected.value else f"相差 {now.value - expected.value} 人"
        return [*tiles, Tile(now.said, here, Number(even, said, "", here.sheet))]

    def _summed(self, term: Term) -> Number:
        assert self._account is not None
        return Number(f"SUM({self._account.reference(term.column)})", term.value, "人", self._account.sheet)
