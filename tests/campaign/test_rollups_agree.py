"""A county built from its townships equals the county built from its villages; order and repetition change nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from commands.merge import merge_files
from commands.outcome import CommandError, Status
from commands.upload import upload
from cunbiao.definitions import load_campaign, policy_ids
from cunbiao.definitions.messages import load_messages
from cunbiao.merging.merge import merge
from cunbiao.merging.villages import RollupLevel
from cunbiao.submissions.reading import read_submissions
from tests.accounts import files_of, progress_of, reasons_of, rollup_in
from tests.campaign.conftest import Run
from tests.merging.test_merge import picture

pytestmark = pytest.mark.sampled

# A township's own notice has no second township to keep apart.
of_several_townships = pytest.mark.parametrize(
    "notice",
    [own for own in policy_ids() if load_campaign(own).notice.jurisdiction.township is None],
    indirect=True,
    scope="session",
)


def _merge(run: Run, paths: list[Path], level: RollupLevel, out: Path) -> dict[str, Any]:
    outcome = merge_files(paths, run.campaign.notice.id, level, out, None, None)
    assert outcome.status is Status.NEEDS_PERSON
    return _ledger(out)


def _ledger(out: Path) -> dict[str, Any]:
    rollup = rollup_in(out)
    return {"文件清单": files_of(rollup), "进度": progress_of(rollup), "核实理由": reasons_of(rollup)}


@of_several_townships
def test_county_of_townships_is_county_of_villages(run: Run, direct: Path, tmp_path: Path) -> None:
    _merge(run, [run.folder], "township", tmp_path / "townships")
    rollups = sorted((tmp_path / "townships").glob("*_汇总.xlsx"))
    assert len(rollups) == 2
    assert _merge(run, rollups, "county", tmp_path / "county") == _ledger(direct)


@of_several_townships
def test_a_county_names_files_of_townships_from_the_folder_that_holds_them(
    run: Run, direct: Path, townships: Path, tmp_path: Path
) -> None:
    """Each township merges its own folder: the county knows the files by the names it would give them itself."""
    county = _merge(run, [townships], "county", tmp_path / "county")
    assert _taken_files(county) == _taken_files(_ledger(direct))


def _taken_files(ledger: dict[str, Any]) -> set[str]:
    """All files but those that were passed over or read for what townships wrote, such as their results."""
    passed = {"忽略", "读取本级填报", "读取整改台账", "读取更正认定"}
    return {file["文件"] for file in ledger["文件清单"] if file["结果"] not in passed}


@of_several_townships
def test_townships_that_name_files_alike_stay_apart(run: Run, tmp_path: Path) -> None:
    """Each township merges in a folder of its own, and calls its first file 1.xlsx."""
    for folder in sorted(run.folder.iterdir()):
        own = tmp_path / "交回" / folder.name
        own.mkdir(parents=True)
        for number, file in enumerate(sorted(folder.glob("*村_*.xlsx"))[-3:], start=1):
            shutil.copy(file, own / f"{number}.xlsx")
        merge_files([own], run.campaign.notice.id, "township", tmp_path / "townships", None, None)
    rollups = sorted((tmp_path / "townships").glob("*_汇总.xlsx"))
    files = _merge(run, rollups, "county", tmp_path / "county")["文件清单"]
    assert len({file["文件"] for file in files}) == len(files) == 6


@of_several_townships
def test_a_rollup_somebody_typed_into_reaches_neither_county_nor_upload(
    run: Run, townships: Path, tmp_path: Path
) -> None:
    """The county does without it and says so, with the township it is from; its villages count as missing."""
    shutil.copytree(townships, tmp_path / "乡镇")
    typed, kept = sorted(tmp_path.rglob("*_汇总.xlsx"))
    book = openpyxl.load_workbook(typed)
    name = run.campaign.tables["register_household"].sheet
    sheet = book[name]
    column = next(cell.column for cell in sheet[1] if cell.value == "wage_income")
    sheet.cell(6, column).value = 123456
    book.save(typed)
    outcome = merge_files([tmp_path], run.campaign.notice.id, "county", tmp_path / "county", None, None)
    assert outcome.status is Status.NEEDS_PERSON
    (said,) = [line for line in outcome.lines if f"生成以后被人改动过（工作表：{name}）" in line]
    assert typed.name in said
    ledger = _ledger(tmp_path / "county")
    assert {file["乡镇"] for file in ledger["文件清单"] if file["结果"] == "已汇总"} == {kept.parent.name}
    (refused,) = [file for file in ledger["文件清单"] if typed.name in file["文件"]]
    assert (refused["结果"], refused["乡镇"]) == ("隔离", typed.parent.name)
    with pytest.raises(CommandError, match=rf"^{typed.name}：这份汇总表生成以后被人改动过（工作表：{name}）"):
        upload(typed, tmp_path / "上报")
    assert not (tmp_path / "上报").exists()


def test_order_and_repetition_change_nothing(run: Run) -> None:
    """The register is the same from the files in another order, and when they are found again in their folder."""
    files = sorted(path for path in run.folder.rglob("*") if path.is_file())
    intake = read_submissions([*files[::-1], run.folder], run.campaign)
    again = merge(intake, run.campaign, "county", load_messages(run.campaign))
    expected = picture(run.register)
    assert picture(again) == expected


def test_every_file_and_row_is_accounted_for(run: Run) -> None:
    ledger = run.register.ledger
    assert ledger.files_found == len(run.returns.files) == len(ledger.files)
    fates = [ledger.count(fate) for fate in ("merged", "identical", "conflicting", "quarantined", "ignored")]
    assert all(fates), fates
    assert ledger.rows_in == sum(ledger.rows_in_register.values()) + ledger.rows_named


def test_the_newest_copy_can_be_preferred(run: Run) -> None:
    intake = read_submissions([run.folder], run.campaign)
    settled = merge(replace(intake), run.campaign, "county", load_messages(run.campaign), prefer="newest")
    assert settled.ledger.count("conflicting") == 0
    assert settled.ledger.count("superseded") == 1
    assert settled.ledger.count("merged") == run.register.ledger.count("merged") + 1
