"""Whatever a person types into an open cell, the screen says of it what the merge will say, in a real spreadsheet."""

from __future__ import annotations

from random import Random

import pytest

from cunbiao.definitions import Campaign
from tests.campaign.screen.filled import FilledCampaign
from tests.campaign.screen.nonsense import filled_with_nonsense, said_differently
from tests.judge import Office
from tests.sampling import Sampling

_SAMPLE, _ALL = 60, 500


@pytest.fixture(scope="module")
def filled(
    campaign: Campaign, sampling: Sampling, office: Office, tmp_path_factory: pytest.TempPathFactory
) -> list[FilledCampaign]:
    """Workbooks with nonsense in them."""
    left, rng, workbooks = _ALL if sampling.seed is None else _SAMPLE, Random(f"{sampling.seed}"), []
    while left > 0:
        edits = min(100, left)
        left -= edits
        folder = tmp_path_factory.mktemp("nonsense")
        workbooks.append(filled_with_nonsense(office, campaign, folder, edits, rng)[0])
    return workbooks


def test_screen_and_merge_say_the_same_of_whatever_is_typed(filled: list[FilledCampaign]) -> None:
    assert [line for own in filled for line in said_differently(own)] == []


def test_nonsense_is_noticed(filled: list[FilledCampaign]) -> None:
    said = {finding.check for own in filled for finding in own.register.findings}
    assert {"CELL-02", "CELL-03"} < said
