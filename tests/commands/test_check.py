"""A check says of each workbook what is wrong with it, by its own notice, and reads it once."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest

from commands.check import check, register_of
from commands.outcome import CommandError, Status
from cunbiao.definitions import load_campaign
from cunbiao.definitions.intake import reading_limits
from cunbiao.definitions.layers import OWN_NOTICES
from cunbiao.merging.register import Register
from cunbiao.records.origin import peek_data
from cunbiao.submissions.pool import read_files
from cunbiao.submissions.reading import read_submissions
from cunbiao.submissions.settings import campaign_with
from generators.problems import problems_file
from generators.publishing import publish
from tests.commands.conftest import EAST, LINE, SOUTH, VILLAGES, WEST, SmallNotice, home, rolled_up
from tests.inline import notice
from tests.merging.test_limits import LIMITS, MEASURES, PARAMETERS
from workbooks import refusal


def register(file: Path) -> Register:
    origin = peek_data(file.read_bytes(), reading_limits())
    return register_of(file.name, origin, partial(read_submissions, [file]))


def test_a_workbook_without_a_mistake_is_done(small_notice: SmallNotice, tmp_path: Path) -> None:
    report = check([small_notice.write(tmp_path)])
    assert report.findings == []
    assert report.outcome.status is Status.DONE
    assert report.outcome.lines == ["检查了 1 个文件：必改 0 条，核实 0 条，提示 0 条。"]


def test_what_must_be_mended_needs_a_person_and_is_told_with_its_cell(
    small_notice: SmallNotice, tmp_path: Path
) -> None:
    file = small_notice.write(tmp_path, homes=[home(farmland=60.0), home(number=2, farmland=None)])
    report = check([file])
    assert report.outcome.status is Status.NEEDS_PERSON
    assert report.outcome.lines == ["检查了 1 个文件：必改 1 条，核实 1 条，提示 0 条。"]
    found = {(own.level, own.head_name, own.field, own.place.row) for own in report.findings}
    assert found == {("核实", "张1", "耕地面积", 6), ("必改", "张2", "耕地面积", 7)}
    told = json.loads(report.json())
    assert [own["place"]["file"] for own in told] == ["东关村.xlsx"] * 2


def test_villages_that_were_not_given_are_not_missed(small_notice: SmallNotice, tmp_path: Path) -> None:
    assert check([small_notice.write(tmp_path, SOUTH)]).findings == []


def test_what_all_villages_keep_together_is_not_asked_of_a_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {
        at: LIMITS.replace("at: county", f"at: {at}").replace("SM-L1", f"SM-{at}") for at in ("county", "village")
    }
    both = limits["county"] + limits["village"].replace("limits:\n", "")
    notice(
        tmp_path / "通知", files={"limits.yaml": both, "rollups/measures.yaml": MEASURES, "parameters.yaml": PARAMETERS}
    )
    monkeypatch.setenv(OWN_NOTICES, str(tmp_path / "通知"))
    own = SmallNotice(load_campaign("small-2020"))
    file = own.write(tmp_path, settings={"base": (1.0, "试")})
    assert [finding.check for finding in check([file]).findings] == ["SM-village"]


def test_workbooks_of_two_notices_are_each_checked_by_their_own(
    small_notice: SmallNotice, other_notice: SmallNotice, tmp_path: Path
) -> None:
    new = small_notice.write(tmp_path / "新", homes=[home(farmland=60.0)])
    old = other_notice.write(tmp_path / "旧", SOUTH, homes=[home(SOUTH, farmland=None)])
    report = check([new, old])
    assert {(own.level, own.village) for own in report.findings} == {("核实", "东关村"), ("必改", "南湖村")}
    assert report.outcome.lines == ["检查了 2 个文件：必改 1 条，核实 1 条，提示 0 条。"]


def test_every_file_is_read_once_and_every_notice_loaded_once(
    small_notice: SmallNotice, other_notice: SmallNotice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for village in VILLAGES:
        small_notice.write(tmp_path / "新", village)
    other_notice.write(tmp_path / "旧", EAST)
    (tmp_path / "空.xlsx").write_bytes(b"")
    loads, reads = Mock(wraps=campaign_with), Mock(wraps=read_files)
    monkeypatch.setattr("commands.notice.campaign_with", loads)
    monkeypatch.setattr("cunbiao.submissions.readers.read_files", reads)
    check([tmp_path])
    assert sorted(call.args[0] for call in loads.call_args_list) == ["other-2019", "small-2020"]
    read = [file.name for call in reads.call_args_list for file in call.args[0]]
    assert len(read) == len(set(read)) == 5


def test_a_notice_that_is_not_installed_is_said_and_the_others_are_checked(
    small_notice: SmallNotice, tmp_path: Path
) -> None:
    far = small_notice.write(tmp_path, WEST, identity={"policy": "far-2021", "title": "远县2021年动态管理"})
    near = small_notice.write(tmp_path, EAST, homes=[home(farmland=None)])
    report = check([far, near])
    assert [(own.check, own.place.file) for own in report.findings] == [
        (refusal.NOT_INSTALLED, "西庄村.xlsx"),
        ("CELL-01", "东关村.xlsx"),
    ]
    assert "远县2021年动态管理（far-2021）" in report.findings[0].message
    assert report.outcome.status is Status.NEEDS_PERSON


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", refusal.EMPTY), (b"<html></html>", refusal.NOT_A_WORKBOOK), (b"PK\x03\x04", refusal.DAMAGED)],
)
def test_a_file_nothing_can_be_read_from_is_a_finding(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "甲村.xlsx").write_bytes(data)
    report = check([tmp_path / "甲村.xlsx"])
    assert [(own.check, own.place.file) for own in report.findings] == [(reason, "甲村.xlsx")]
    assert report.outcome.lines == ["检查了 1 个文件：必改 1 条，核实 0 条，提示 0 条。"]


def test_an_identity_that_names_no_notice_any_more_was_tampered_with(small_notice: SmallNotice, tmp_path: Path) -> None:
    report = check([small_notice.write(tmp_path, identity={"policy": ""})])
    assert [own.check for own in report.findings] == [refusal.TAMPERED]


def test_results_of_ours_are_passed_over_and_that_is_said(small_notice: SmallNotice, tmp_path: Path) -> None:
    village = small_notice.write(tmp_path / "交回")
    rollup = rolled_up(tmp_path)
    listed = publish(problems_file(tmp_path / "清单.xlsx", "问题清单", [], {})).path
    report = check([village, rollup, listed])
    assert report.findings == []
    counted, *passed = sorted(report.outcome.lines)
    assert counted.startswith("检查了 1 个文件：")
    assert len(passed) == 2
    for file in (rollup, listed):
        assert any(line.startswith("没有检查") and file.name in line for line in passed)


# ---- the workbook on the screen


def test_a_register_is_made_with_the_values_the_workbook_was_issued_with(
    small_notice: SmallNotice, tmp_path: Path
) -> None:
    own = register(small_notice.write(tmp_path, settings=LINE))
    assert own.campaign.parameters["exit_line"].value == 4000.0
    assert own.frames["homes"].text("head_name").tolist() == ["张1"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"policy": "far-2021", "title": "远县2021年动态管理"},
            "东关村.xlsx：这是“远县2021年动态管理（far-2021）”的表",
        ),
        ({"policy": ""}, "东关村.xlsx：下发标识被改动过"),
        ({"issued_hash": "0" * 64}, "东关村.xlsx：下发标识被改动过"),
        ({"year": 2018}, "东关村.xlsx：这是“2018年度”的表，本次工作是“小县2020年动态管理”"),
        ({"product": "another program"}, "东关村.xlsx：没有下发标识"),
    ],
)
def test_a_workbook_nothing_can_be_taken_from_is_told_why(
    small_notice: SmallNotice, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(CommandError) as refused:
        register(small_notice.write(tmp_path, identity=changes))
    assert str(refused.value).startswith(said)


def test_a_rollup_is_no_village_workbook(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回")
    with pytest.raises(CommandError, match="请给村里的采集表"):
        register(rolled_up(tmp_path))
