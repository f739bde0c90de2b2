"""A merge writes rollup, problem list and account, or nothing; every file it was given is told of."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from commands import merge as merging
from commands.merge import merge_files, rollups_in
from commands.outcome import CommandError, Outcome, Status
from commands.rollups import read_rollup
from cunbiao import message_ids
from cunbiao.definitions import Campaign, DefinitionError
from cunbiao.definitions import campaign as campaigns
from cunbiao.merging.villages import RollupLevel
from cunbiao.records.identity_sheet import Supplied
from cunbiao.submissions.store import STORE_NAME
from generators.publishing import PublishError
from tests.accounts import fates_of, rollup_in
from tests.commands.conftest import EAST, LINE, SOUTH, VILLAGES, WEST, SmallNotice, home

OTHER_LINE: dict[str, Supplied] = {"exit_line": (4500.0, "另一份文件")}


def merged(folder: Path, level: RollupLevel = "county", policy: str | None = None, **others: Any) -> Outcome:
    """Merges the folder 交回 into 汇总 beside it."""
    given = {"settings": None, "prefer": None, **others}
    return merge_files([folder / "交回"], policy, level, folder / "汇总", **given)


def written(folder: Path) -> set[str]:
    """What lies in the folder 汇总, half-written drafts too; not what is kept for the next reading."""
    lies = {file.name for file in (folder / "汇总").iterdir()} if (folder / "汇总").exists() else set()
    return lies - {STORE_NAME}


def account(folder: Path, place: str = "") -> dict[str, str]:
    """File → its fate."""
    return fates_of(rollup_in(folder / "汇总", place))


def test_a_county_gets_a_rollup_a_problem_list_and_an_account(small_notice: SmallNotice, tmp_path: Path) -> None:
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village)
    outcome = merged(tmp_path)
    assert outcome.status is Status.DONE
    assert [file.name for file in outcome.files] == ["小县_汇总.xlsx", "小县_问题清单.xlsx", "小县_回执.xlsx"]
    assert written(tmp_path) == {file.name for file in outcome.files}
    assert outcome.lines == ["小县：应交 3 个村，已汇总 3 个村，3 户 3 人。"]
    assert account(tmp_path) == {f"{own.township}/{own.village}.xlsx": "已汇总" for own in VILLAGES}


def test_each_township_gets_its_own(small_notice: SmallNotice, tmp_path: Path) -> None:
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village)
    outcome = merged(tmp_path, "township")
    assert [file.name for file in rollups_in(outcome)] == ["东关镇_汇总.xlsx", "西关镇_汇总.xlsx"]
    assert len(outcome.files) == len(written(tmp_path)) == 6
    assert account(tmp_path, "西关镇") == {"西关镇/南湖村.xlsx": "已汇总"}


def test_what_must_be_mended_and_who_is_missing_is_said_first(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回", homes=[home(farmland=None)])
    outcome = merged(tmp_path)
    assert outcome.status is Status.NEEDS_PERSON
    assert outcome.lines[:2] == [
        "小县：应交 3 个村，已汇总 1 个村，1 户 1 人。",
        "还没有交的村：西庄村、南湖村。",
    ]
    assert outcome.lines[2] == "问题清单：必改 1 条，核实 0 条，提示 0 条，交表 2 条。"


def test_a_broken_file_is_put_aside_with_its_reason(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回")
    (tmp_path / "交回" / "乱.xlsx").write_bytes(b"<html></html>")
    outcome = merged(tmp_path)
    assert outcome.status is Status.NEEDS_PERSON
    assert any(line.startswith("隔离：乱.xlsx——") for line in outcome.lines)
    assert account(tmp_path)["乱.xlsx"] == "隔离"


# ---- which notice


def test_workbooks_of_another_notice_are_put_aside_when_the_notice_was_named(
    small_notice: SmallNotice, other_notice: SmallNotice, tmp_path: Path
) -> None:
    small_notice.write(tmp_path / "交回")
    other_notice.write(tmp_path / "交回", SOUTH)
    outcome = merged(tmp_path, policy=small_notice.policy)
    assert outcome.status is Status.NEEDS_PERSON
    (line,) = [line for line in outcome.lines if line.startswith("隔离：")]
    assert f"这是“{other_notice.title}（other-2019）”的表，本次工作是“{small_notice.title}”" in line
    assert account(tmp_path) == {"东关镇/东关村.xlsx": "已汇总", "西关镇/南湖村.xlsx": "隔离"}


def test_workbooks_of_several_notices_are_not_merged_unasked(
    small_notice: SmallNotice, other_notice: SmallNotice, tmp_path: Path
) -> None:
    small_notice.write(tmp_path / "交回")
    other_notice.write(tmp_path / "交回", SOUTH)
    with pytest.raises(CommandError, match="不是同一份通知的"):
        merged(tmp_path)
    assert not (tmp_path / "汇总").exists()


def test_a_rollup_of_another_notice_never_gets_among_those_of_the_county(
    small_notice: SmallNotice, other_notice: SmallNotice, tmp_path: Path
) -> None:
    """It holds tables of the same names, so its rows would be counted without a word."""
    other_notice.write(tmp_path / "别县" / "交回", SOUTH)
    merged(tmp_path / "别县", "township")
    small_notice.write(tmp_path / "交回")
    (tmp_path / "别县" / "汇总" / "西关镇_汇总.xlsx").rename(tmp_path / "交回" / "西关镇_汇总.xlsx")
    outcome = merged(tmp_path, policy=small_notice.policy)
    assert outcome.lines[0] == "小县：应交 3 个村，已汇总 1 个村，1 户 1 人。"
    assert account(tmp_path) == {"东关镇/东关村.xlsx": "已汇总", "西关镇_汇总.xlsx": "隔离"}


def test_an_unknown_notice_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "交回").mkdir()
    with pytest.raises(DefinitionError, match="没有这份通知"):
        merged(tmp_path, policy="nowhere-1999")
    assert written(tmp_path) == set()


# ---- the county's values


def line_of(folder: Path, name: str = "小县_汇总.xlsx") -> object:
    """The line that a rollup was made with, as the next one reads it."""
    return read_rollup(folder / "汇总" / name).register.campaign.parameters["exit_line"].value


@pytest.mark.parametrize("named", [False, True])
def test_the_values_the_workbooks_were_issued_with_go_on_to_the_rollup(
    small_notice: SmallNotice, tmp_path: Path, named: bool
) -> None:
    small_notice.write(tmp_path / "交回", settings=LINE)
    merged(tmp_path, policy=small_notice.policy if named else None)
    assert line_of(tmp_path) == 4000.0


def test_from_townships_they_go_on_to_the_county(small_notice: SmallNotice, tmp_path: Path) -> None:
    for village in (EAST, SOUTH):
        small_notice.write(tmp_path / "交回", village, settings=LINE)
    merged(tmp_path, "township")
    outcome = merge_files([tmp_path / "汇总"], None, "county", tmp_path / "县" / "汇总", None, None)
    assert outcome.lines[0].startswith("小县：应交 3 个村，已汇总 2 个村")
    assert line_of(tmp_path / "县") == 4000.0


def test_a_workbook_issued_with_other_values_than_most_is_named(small_notice: SmallNotice, tmp_path: Path) -> None:
    for village in (EAST, WEST):
        small_notice.write(tmp_path / "交回", village, settings=LINE)
    small_notice.write(tmp_path / "交回", SOUTH, settings=OTHER_LINE)
    merged(tmp_path)
    register = read_rollup(tmp_path / "汇总" / "小县_汇总.xlsx").register
    told = [own for own in register.findings if own.check == message_ids.OTHER_PARAMETER]
    assert [own.village for own in told] == ["南湖村"]
    assert "4500元，与本次汇总用的 4000元" in told[0].message


def test_a_settings_file_goes_before_the_values_that_are_carried(small_notice: SmallNotice, tmp_path: Path) -> None:
    settings = tmp_path / "县设置.yaml"
    settings.write_text("county: 小县\nparameters:\n  exit_line: {value: 5000, source: 县里}\n", encoding="utf-8")
    small_notice.write(tmp_path / "交回", settings=LINE)
    merged(tmp_path, settings=settings)
    assert line_of(tmp_path) == 5000.0


def test_findings_of_townships_lead_to_the_files_where_they_lie(small_notice: SmallNotice, tmp_path: Path) -> None:
    """Each township merges its own folder, so its rollup names files from there; the county tells them from above."""
    for village in (EAST, SOUTH):
        lying = [home(village, wage_income="很多"), home(village, 2, farmland=60.0)]
        small_notice.write(tmp_path / "交回", village, lying)
        merge_files([tmp_path / "交回" / village.township], None, "township", tmp_path / "乡镇", None, None)
    merge_files([tmp_path / "乡镇"], None, "county", tmp_path / "汇总", None, None)
    read = read_rollup(tmp_path / "汇总" / "小县_汇总.xlsx")
    told = {(own.check, own.place.file) for own in read.register.findings if own.place.row}
    assert told == {
        (check, f"{own.township}/{own.village}.xlsx")
        for check in (message_ids.WRONG_KIND, "SM-01")
        for own in (EAST, SOUTH)
    }
    assert all((read.folder / file).is_file() for _, file in told)
    assert {own.file for own in read.register.files if own.fate == "merged"} == {file for _, file in told}


# ---- several workbooks of one village


def _twice(notice: SmallNotice, folder: Path) -> None:
    """Two workbooks of one village that differ, the second one saved later."""
    notice.write(folder, homes=[home(wage_income=1.0)])
    later = notice.write(folder, homes=[home(wage_income=2.0)], name="东关村（改）.xlsx")
    saved = later.stat().st_mtime + 60
    os.utime(later, (saved, saved))


def test_which_of_two_is_right_is_left_to_a_person(small_notice: SmallNotice, tmp_path: Path) -> None:
    _twice(small_notice, tmp_path / "交回")
    outcome = merged(tmp_path)
    assert outcome.undecided == ["东关村"]
    assert outcome.status is Status.NEEDS_PERSON
    assert outcome.lines[0] == "小县：应交 3 个村，已汇总 0 个村，0 户 0 人。"


def test_the_newest_is_taken_when_that_is_asked_for(small_notice: SmallNotice, tmp_path: Path) -> None:
    _twice(small_notice, tmp_path / "交回")
    outcome = merged(tmp_path, prefer="newest")
    assert outcome.undecided == []
    assert account(tmp_path) == {"东关镇/东关村.xlsx": "被更新的一份替代", "东关镇/东关村（改）.xlsx": "已汇总"}


# ---- what goes wrong


@pytest.mark.parametrize("named", [False, True])
def test_an_empty_folder_is_told_and_makes_none(small_notice: SmallNotice, tmp_path: Path, named: bool) -> None:
    (tmp_path / "交回").mkdir()
    with pytest.raises(CommandError, match="没有找到可以汇总的表"):
        merged(tmp_path, policy=small_notice.policy if named else None)
    assert not (tmp_path / "汇总").exists()


def test_where_no_file_names_a_notice_it_is_said_of_each_what_is_the_matter(tmp_path: Path) -> None:
    folder = tmp_path / "交回"
    folder.mkdir()
    (folder / "加密.xlsx").write_bytes(b"\x62\x14\x23\x65\x04\x00E-SafeNet\x00LOCK\x00" + bytes(range(256)) * 40)
    (folder / "空包.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    (folder / "说明.docx").write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError) as told:
        merged(tmp_path)
    no_notice, *reasons = str(told.value).splitlines()
    assert "看不出这些表是按哪份通知下发的" in no_notice
    assert any(reason.startswith("加密.xlsx：文件被单位的文档加密软件加了密") for reason in reasons)
    assert any(reason.startswith("空包.zip：压缩包是空的") for reason in reasons)


def test_of_many_files_that_name_no_notice_a_few_are_told(tmp_path: Path) -> None:
    (tmp_path / "交回").mkdir()
    for number in range(7):
        (tmp_path / "交回" / f"{number}.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    with pytest.raises(CommandError) as told:
        merged(tmp_path)
    *_, last = lines = str(told.value).splitlines()
    assert len(lines) == 7
    assert last == "另外还有 2 个这样的文件。"


def test_a_result_that_cannot_be_put_in_its_place_leaves_no_half_of_it(
    small_notice: SmallNotice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_notice.write(tmp_path / "交回")
    merged(tmp_path)
    before = (tmp_path / "汇总" / "小县_汇总.xlsx").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("generators.publishing.output.os.fsync", full)
    with pytest.raises(PublishError, match=r"小县_汇总.xlsx 没有保存：写不进磁盘"):
        merged(tmp_path)
    assert (tmp_path / "汇总" / "小县_汇总.xlsx").read_bytes() == before
    assert written(tmp_path) == {"小县_汇总.xlsx", "小县_问题清单.xlsx", "小县_回执.xlsx"}


def test_a_file_where_the_results_should_go_is_told_in_words(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回")
    (tmp_path / "汇总").write_text("不是文件夹", encoding="utf-8")
    with pytest.raises(PublishError, match="没有保存"):
        merged(tmp_path)
    assert (tmp_path / "汇总").read_text(encoding="utf-8") == "不是文件夹"


def test_how_far_the_reading_is_is_told_and_once_more_before_writing(
    small_notice: SmallNotice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village)
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(merging, "rollup_file", lambda *_: pytest.fail("only after the last word"))

    def advance(done: int, total: int) -> None:
        told.append((done, total))
        if (done, total) == (1, 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        merged(tmp_path, advance=advance)
    assert told[-2:] == [(3, 3), (1, 1)]
    assert written(tmp_path) == set()


def test_what_a_township_filled_in_is_not_written_over_where_it_cannot_be_read(
    small_notice: SmallNotice, tmp_path: Path
) -> None:
    small_notice.write(tmp_path / "交回")
    filled = tmp_path / "汇总" / "东关镇_本级填报.xlsx"
    filled.parent.mkdir()
    filled.write_bytes(b"PK\x03\x04 half of it")
    with pytest.raises(CommandError, match=r"东关镇_本级填报\.xlsx.*什么也没有写"):
        merged(tmp_path)
    assert written(tmp_path) == {filled.name}


def test_the_definitions_are_compiled_once(
    small_notice: SmallNotice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village, settings=LINE)
    compiled = []
    compile_campaign = campaigns._campaign

    def counted(*given: Any) -> Campaign:
        compiled.append(compile_campaign(*given))
        return compiled[-1]

    monkeypatch.setattr(campaigns, "_campaign", counted)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert merged(tmp_path).status is Status.DONE
    read = read_rollup(rollup_in(tmp_path / "汇总"))
    assert read.register.campaign.parameters == compiled[0].parameters
    assert [own.parameters["exit_line"].value for own in compiled] == [4000.0]
