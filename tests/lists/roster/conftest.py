"""The campaign rosters are read for."""

from __future__ import annotations

import pytest

from cunbiao.definitions import Campaign, load_campaign


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return load_campaign("anhui-yongqiao-2020")
