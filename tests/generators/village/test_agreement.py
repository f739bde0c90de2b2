"""The village's screen and the merge name the same checks on the same rows."""

from __future__ import annotations

import copy
import re
from collections import defaultdict

from cunbiao.checking.checks import Finder, run_checks
from cunbiao.definitions import Campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.lists.roster.model import Roster
from cunbiao.records.build import build_frames
from cunbiao.submissions.definition import schema_of
from generators.village import VillageTemplate
from generators.village.layout import FIRST_ROW, MESSAGE
from generators.village.prefill import as_submission, prefill
from generators.village.shown import shown
from tests.generators.village.messy import spoil

# Named on the sheet for the person typing; in the merge they come from reading the file, not from the checks.
READING = frozenset({"ROW-07", "CELL-02", "CELL-15"})


def test_every_row_names_the_checks_the_merge_finds(
    campaign: Campaign, roster: Roster, template: VillageTemplate
) -> None:
    spoilt = copy.deepcopy(roster)
    spoil(campaign, spoilt, 0.2, seed=11)
    villages = [prefill(campaign, spoilt, village) for village in spoilt.villages]
    schema = schema_of(campaign)
    frames = build_frames(campaign, (as_submission(own, schema) for own in villages))
    frames.compute()
    found: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for finding in run_checks(campaign, frames, load_messages(), Finder(frames)):
        found[finding.village_code, finding.place.sheet, finding.place.row].add(finding.check)
    said: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for own, tables in zip(villages, shown(campaign, template.sheets, villages), strict=True):
        for table, columns in tables.items():
            for row, message in enumerate(columns[MESSAGE], start=FIRST_ROW):
                checks = set(re.findall(r"（([A-Z]+-\w+)）", str(message))) - READING
                if checks:
                    said[own.village.code, campaign.tables[table].sheet, row] = checks
    assert sum(map(len, found.values())) > 300
    assert said == found
