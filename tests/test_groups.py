"""Tests that share a campaign run in one process: set up in both of them, it would cost the time of two."""

from __future__ import annotations

import pytest


def test_tests_run_in_their_group(request: pytest.FixtureRequest) -> None:
    grouped = hasattr(request.config, "workerinput") and request.config.getvalue("loadgroup")
    assert request.node.nodeid.endswith("@tests/test_groups.py") == grouped
