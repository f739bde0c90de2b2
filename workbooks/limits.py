"""How much a file may cost: every limit has its own words, and every refusal names the limit and what the file has."""

from __future__ import annotations

from dataclasses import dataclass

_BYTES = {"MB": 2**20}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: ``value`` in ``unit`` as written in templates/intake.yaml."""

    label: str
    value: float
    unit: str

    @property
    def most(self) -> int:
        """The largest amount allowed, in bytes for a size and in the limit's own unit otherwise."""
        return int(self.value * _BYTES.get(self.unit, 1))

    def shown(self, amount: float) -> str:
        """An amount (bytes for a size) with the limit's unit: 61.5 MB, 2001 个."""
        scaled = amount / _BYTES.get(self.unit, 1)
        return f"{scaled:.4g} {self.unit}" if self.unit in _BYTES else f"{scaled:.0f} {self.unit}"

    def against(self, amount: float) -> dict[str, str]:
        """What a message about exceeding it says: ``actual`` and ``limit``."""
        return {"actual": self.shown(amount), "limit": self.shown(self.most)}


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of reading, see templates/intake.yaml for their meaning."""

    file_size: Limit
    inflated_size: Limit
    bundle_size: Limit
    parts: Limit
    ratio: Limit
    ratio_from: Limit
    rows: Limit
    cells: Limit
    depth: Limit
    text_length: Limit
    seconds: Limit
    memory: Limit
    still: Limit
