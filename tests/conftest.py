"""Shared fixtures: one LibreOffice for a whole test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.judge import Office


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A running LibreOffice; a test that needs it fails, never passes, when it is not installed."""
    with Office() as running:
        yield running
