"""Every mistake clerks make is named with its place, and nobody who made none is accused."""

from __future__ import annotations

from cunbiao import message_ids
from cunbiao.findings import Finding
from sample.mistakes import Planted
from tests.campaign.conftest import Run


def _names(finding: Finding, planted: Planted) -> bool:
    place = finding.place
    if finding.check != planted.check:
        return False
    if planted.file and planted.sheet:
        return (
            place.file.endswith(planted.file)
            and place.sheet == planted.sheet
            and planted.row in (0, place.row)
            and planted.column in ("", place.column)
        )
    if planted.file:
        return place.file.endswith(planted.file)
    return finding.village_code == planted.village_code


def _accuses(run: Run, finding: Finding) -> bool:
    """Whether it wants something corrected, or asks about a household that is not rightly asked about; of a village."""
    if finding.check in run.register.campaign.checks_of_levels:
        return False
    questioned = finding.household_code in run.county.rightly_questioned
    return finding.level == "必改" or (finding.level == "核实" and not questioned)


def test_every_planted_mistake_is_named_with_its_place(run: Run) -> None:
    ignored = {(file.check, file.file.rpartition("/")[2]) for file in run.register.files if file.fate == "ignored"}
    # Nothing is asked of a village whose good file is there beside one that was put aside.
    aside = {file.file.rpartition("/")[2] for file in run.register.files if file.check == message_ids.ASIDE_AND_THERE}
    missed = [
        own
        for own in run.returns.planted
        if (own.check, own.file) not in ignored
        and own.file not in aside
        and not any(_names(finding, own) for finding in run.register.findings)
    ]
    assert missed == []


def test_no_clean_village_is_accused(run: Run) -> None:
    accused = [
        finding
        for finding in run.register.findings
        if finding.village_code in run.returns.clean
        and _accuses(run, finding)
        and not any(_names(finding, own) for own in run.returns.planted)
    ]
    assert accused == []


def test_no_clean_row_of_a_village_with_mistakes_is_accused(run: Run) -> None:
    """A row is accused only where a mistake was planted in it, or in its household."""
    planted = {(own.file, own.sheet, own.row) for own in run.returns.planted if own.row}
    homes = {(own.village_code, own.household_code) for own in run.returns.planted if own.household_code}
    accused = [
        finding
        for finding in run.register.findings
        if finding.place.row
        and _accuses(run, finding)
        and (finding.place.file.rpartition("/")[2], finding.place.sheet, finding.place.row) not in planted
        and (finding.village_code, finding.household_code) not in homes
    ]
    assert accused == []
