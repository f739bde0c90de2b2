"""The county's values as workbooks carry them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from cunbiao.definitions.notices import Settings
from cunbiao.records.identity_sheet import Supplied


class Carrier(Protocol):
    """A workbook or rollup: the parameters its county supplied go with it."""

    @property
    def county(self) -> str:
        """The county."""

    @property
    def area_code(self) -> str:
        """Its area code, "" when it did not say it."""

    @property
    def settings(self) -> Mapping[str, Supplied]:
        """Name → value and source."""


def carried_settings(rollups: Sequence[Carrier], villages: Sequence[Carrier]) -> Settings | None:
    """The values that most rollups were made with, else those most village workbooks were issued with."""
    carriers = rollups or villages
    if not carriers:
        return None
    texts = [json.dumps([own.county, own.area_code, dict(own.settings)], sort_keys=True) for own in carriers]
    counted = Counter(texts)
    most = max(counted, key=lambda text: (counted[text], text))
    county, area_code, supplied = json.loads(most)
    return Settings.of(county, area_code, supplied)
