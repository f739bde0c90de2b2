"""Which notice to work by is what the workbooks say, with the county's values they carry."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.notice import campaign_of, only_notice
from commands.outcome import CommandError
from cunbiao.definitions.intake import reading_limits
from cunbiao.records.identity_sheet import Supplied
from cunbiao.records.origin import Origin, peek_data
from tests.commands.conftest import LINE, SOUTH, VILLAGES, WEST, SmallNotice, rolled_up

OTHER_LINE: dict[str, Supplied] = {"exit_line": (4500.0, "另一份文件")}


def said(*files: Path) -> dict[str, Origin]:
    return {file.name: peek_data(file.read_bytes(), reading_limits()) for file in files}


def exit_line(origins: dict[str, Origin], settings: Path | None = None) -> object:
    return campaign_of(origins, settings).parameters["exit_line"].value


def test_workbooks_that_agree_name_their_notice(small_notice: SmallNotice, tmp_path: Path) -> None:
    files = [small_notice.write(tmp_path, village) for village in VILLAGES]
    assert campaign_of(said(*files)).notice.id == small_notice.policy
    assert only_notice([tmp_path]) == small_notice.policy


def test_files_that_name_no_notice_do_not_count(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path)
    (tmp_path / "空.xlsx").write_bytes(b"")
    (tmp_path / "说明.docx").write_bytes(b"PK")
    assert only_notice([tmp_path, tmp_path / "没有.xlsx"]) == small_notice.policy


def test_the_county_and_its_values_come_with_the_workbooks(small_notice: SmallNotice, tmp_path: Path) -> None:
    supplied: dict[str, Supplied] = {**LINE, "reference_date": ("2020-12-31", "某文件")}
    file = small_notice.write(tmp_path, settings=supplied, identity={"county": "某县", "area_code": "990102"})
    campaign = campaign_of(said(file))
    assert campaign.county == "某县"
    assert campaign.settings is not None
    assert campaign.settings.area_code == "990102"
    assert campaign.settings.supplied() == supplied
    assert str(campaign.parameters["reference_date"].value) == "2020-12-31"
    assert campaign.parameters["exit_line"].clause == "试办〔2020〕1号"


def test_the_values_of_most_workbooks_are_taken(small_notice: SmallNotice, tmp_path: Path) -> None:
    east, west = small_notice.write(tmp_path, settings=LINE), small_notice.write(tmp_path, WEST, settings=LINE)
    south = small_notice.write(tmp_path, SOUTH, settings=OTHER_LINE)
    assert exit_line(said(south, east, west)) == 4000.0


def test_the_values_a_rollup_was_made_with_come_before_those_of_villages(
    small_notice: SmallNotice, tmp_path: Path
) -> None:
    small_notice.write(tmp_path / "交回", settings=OTHER_LINE)
    rollup = rolled_up(tmp_path, "township")
    late = [small_notice.write(tmp_path, village, settings=LINE) for village in (WEST, SOUTH)]
    assert exit_line(said(rollup, *late)) == 4500.0


def test_a_settings_file_comes_before_what_the_workbooks_carry(small_notice: SmallNotice, tmp_path: Path) -> None:
    settings = tmp_path / "县设置.yaml"
    settings.write_text("county: 小县\nparameters:\n  exit_line: {value: 5000, source: 县里}\n", encoding="utf-8")
    assert exit_line(said(small_notice.write(tmp_path, settings=LINE)), settings) == 5000


@pytest.mark.parametrize("value", ["很多", "2020-13-01", True])
def test_a_value_that_cannot_be_a_countys_is_left_open(
    small_notice: SmallNotice, tmp_path: Path, value: str | bool
) -> None:
    assert exit_line(said(small_notice.write(tmp_path, settings={"exit_line": (value, "改过的")}))) is None


def test_workbooks_of_several_notices_are_told_apart(
    small_notice: SmallNotice, other_notice: SmallNotice, tmp_path: Path
) -> None:
    old = other_notice.write(tmp_path, SOUTH, name="旧表.xlsx")
    new = [small_notice.write(tmp_path, village) for village in (WEST, SOUTH)]
    with pytest.raises(CommandError) as refused:
        campaign_of(said(old, *new))
    text = str(refused.value)
    assert f"“{small_notice.title}（small-2020）”2 份（如 {WEST.village}.xlsx）" in text
    assert f"“{other_notice.title}（other-2019）”1 份（如 旧表.xlsx）" in text
    assert "--policy" in text
    assert only_notice([tmp_path]) is None


def test_files_none_of_which_names_a_notice_cannot_be_worked_on(tmp_path: Path) -> None:
    (tmp_path / "甲村.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(CommandError, match=r"看不出.*--policy"):
        campaign_of(said(tmp_path / "甲村.xlsx"))
    assert only_notice([tmp_path]) is None
    assert only_notice([]) is None


def test_a_notice_that_is_not_installed_is_named_with_what_to_do(small_notice: SmallNotice, tmp_path: Path) -> None:
    file = small_notice.write(tmp_path, identity={"policy": "far-2021", "title": "远县动态管理"})
    for ask in (lambda: campaign_of(said(file)), lambda: only_notice([tmp_path])):
        with pytest.raises(CommandError, match=r"东关村.xlsx：这是“远县动态管理（far-2021）”的表.*没有这份通知.*装好"):
            ask()
