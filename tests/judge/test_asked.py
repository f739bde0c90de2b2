"""LibreOffice is there for the tests that ask for it, and for no other."""

from __future__ import annotations

import pytest

from office import OfficeMissing, start
from tests.judge import Office


def test_a_test_that_did_not_ask_has_none() -> None:
    with pytest.raises(OfficeMissing), start():
        pass


def test_a_test_that_asks_is_marked(office: Office, request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("office") is not None
    assert office.connection.alive()
