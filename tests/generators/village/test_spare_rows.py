"""Spare rows: how many a county wants, and further workbooks of a village that has filled all of them."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from commands.further import further
from commands.outcome import Status
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.source import DefinitionError
from cunbiao.lists.roster.model import Roster
from cunbiao.merging.merge import merge
from cunbiao.submissions.reading import read_submissions
from generators.village import Further, capacity_of, village_workbooks
from generators.village.layout import FIRST_ROW
from generators.village.prefill import Prefill, prefill
from sample.answers import Answers
from sample.filler import type_answers
from tests.generators.village.conftest import POLICY


def test_a_county_says_how_many_spare_rows_a_sheet_has(tmp_path: Path, campaign: Campaign, roster: Roster) -> None:
    settings = tmp_path / "县设置.yaml"
    settings.write_text("county: 埇桥区\nspare_rows: {附件4边缘-户: 120}\n", encoding="utf-8")
    own = load_campaign(POLICY, settings)
    assert own.tables["edge_household"].spare_rows == 120
    before, after = (dict(capacity_of(one, 20).rows) for one in (campaign, own))
    assert after["edge_household"] - before["edge_household"] == 110
    assert prefill(own, roster, roster.villages[0]).spare_keys("edge_household", 120)[98:] == [
        "边99",
        "边100",
        *(f"边{number}" for number in range(101, 121)),
    ]


@pytest.mark.parametrize(
    "line", ["spare_rows: {附件9: 20}", "spare_rows: {对照表-户: 20}", "spare_rows: {附件3减少: 0}"]
)
def test_spare_rows_of_no_such_sheet_or_number_are_refused(tmp_path: Path, line: str) -> None:
    settings = tmp_path / "县设置.yaml"
    settings.write_text(f"county: 埇桥区\n{line}\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"备用行写的|spare_rows"):
        load_campaign(POLICY, settings)


@pytest.fixture(scope="module")
def second(campaign: Campaign, roster: Roster) -> tuple[Prefill, bytes]:
    """The first village's further workbook."""
    [made] = village_workbooks(campaign, roster, Further(frozenset({roster.villages[0].code}), 2))
    return made


def test_a_further_workbook_is_put_together_with_the_villages_own(
    campaign: Campaign, roster: Roster, issued: bytes, second: tuple[Prefill, bytes], tmp_path: Path
) -> None:
    village, (own, further) = roster.villages[0], second
    spare = campaign.tables["new_household"].spare_rows
    assert own.spare_keys("new_household", spare)[0] == f"新{spare + 1}"
    for name, data, head in (("原表", issued, "林军保"), ("续表", further, "林军卫")):
        filled = type_answers(village, data, Answers({}, new_rows={"new_household": [{"head_name": head}]}))
        (tmp_path / f"{name}.xlsx").write_bytes(filled.workbook.to_bytes())
    register = merge(read_submissions([tmp_path], campaign), campaign, "county", load_messages(campaign))
    frame = register.tables.tables["new_household"]
    assert list(zip(frame.codes, frame.text("head_name"), strict=True)) == [
        ("新01", "林军保"),
        (f"新{spare + 1}", "林军卫"),
    ]
    assert len(register.tables.tables["register_household"].codes) == own.count("register_household")
    assert {fate.fate for fate in register.files} == {"merged", "joined"}


def test_a_further_workbook_is_the_same_from_the_villages_own_as_from_the_roster(
    issued_file: Path, second: tuple[Prefill, bytes], tmp_path: Path
) -> None:
    own = tmp_path / "紫梅村.xlsx"
    own.write_bytes(issued_file.read_bytes())
    outcome = further([own], tmp_path)
    [file] = outcome.files
    assert file.read_bytes() == second[1]
    assert file.stem.endswith("_续表2")


def test_a_further_workbook_writes_over_no_other(issued_file: Path, tmp_path: Path) -> None:
    names = [further([issued_file], tmp_path).files[0].stem[-3:] for _ in range(2)]
    names.append(further([*tmp_path.glob("*续表3.xlsx")], tmp_path).files[0].stem[-3:])
    assert names == ["续表2", "续表3", "续表4"]


def test_what_is_no_village_workbook_is_told(tmp_path: Path) -> None:
    (tmp_path / "别的.xlsx").write_bytes(b"")
    outcome = further([tmp_path / "别的.xlsx"], tmp_path)
    assert outcome.status is Status.NEEDS_PERSON and "认不出“别的.xlsx”是采集表" in outcome.lines[0]


def test_what_was_issued_is_locked_in_a_further_workbook(campaign: Campaign, second: tuple[Prefill, bytes]) -> None:
    own, further = second
    book = openpyxl.load_workbook(io.BytesIO(further))
    issued = book[campaign.tables["register_household"].sheet][FIRST_ROW]
    assert all(cell.protection.locked for cell in issued)
    spare = book[campaign.tables["edge_household"].sheet][FIRST_ROW + own.count("edge_household")]
    assert not all(cell.protection.locked for cell in spare)
