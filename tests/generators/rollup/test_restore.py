"""County built from townships equals county built from villages: a rollup gives back what it was made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.merging.rollup_sheets import Restored, RollupSheetError, restore
from cunbiao.message_ids import CELLS_JOINED, ROW_ADDED
from cunbiao.records.submission import Ignored, Intake, Quarantined, RollupFile, Submission
from cunbiao.submissions.definition import schema_of
from cunbiao.submissions.workbook import take
from generators.publishing import publish
from generators.rollup import rollup_file
from tests.generators.rollup.registers import county, township
from tests.merging.invented import campaign, merged, messages
from tests.merging.partial import AUNT, CHILD, WAGE, copy


def read_back(path: Path) -> RollupFile:
    taken = take(path.name, path.read_bytes(), 0.0, schema_of(campaign(), rollups=True))
    assert isinstance(taken, RollupFile)
    return taken


@pytest.fixture(scope="module")
def rollups(tmp_path_factory: pytest.TempPathFactory) -> list[Restored]:
    folder = tmp_path_factory.mktemp("rollups")
    restored = []
    for number, name in enumerate(("东关镇", "西关镇")):
        path = publish(rollup_file(folder / f"{name}.xlsx", f"{name}汇总表", township(number), name, "../收回/")).path
        restored.append(restore(read_back(path).sheets))
    return restored


def test_it_says_whose_rollup_it_is(rollups: list[Restored]) -> None:
    identity = rollups[1].identity
    assert (identity.level, identity.policy, identity.year) == ("township", "anhui-yongqiao-2020", 2020)
    assert (identity.county, identity.township, identity.settings) == ("埇桥区", "西关镇", {})
    assert identity.folder == "../收回/"


def test_it_keeps_the_parameters_the_county_supplied(tmp_path: Path) -> None:
    supplied = campaign(exit_line=3750.0)
    register = merge(Intake(list(township(0).submissions), [], []), supplied, "township", messages())
    path = publish(rollup_file(tmp_path / "a.xlsx", "汇总表", register)).path
    assert restore(read_back(path).sheets).identity.settings == {"exit_line": (3750.0, "测试用")}


@pytest.mark.parametrize("number", [0, 1])
def test_every_workbook_comes_back_as_it_was_read(rollups: list[Restored], number: int) -> None:
    originals = {submission.file: submission for submission in township(number).submissions}
    assert {own.file for own in rollups[number].submissions} == set(originals)
    for own in rollups[number].submissions:
        original = originals[own.file]
        assert replace(own, tables={}) == replace(original, tables={})
        for table, rows in original.tables.items():
            assert _plain(own, table) == replace(rows, shown={})


def _plain(submission: Submission, table: str) -> object:
    rows = submission.tables[table]
    return replace(rows, columns={name: list(values) for name, values in rows.columns.items()})


def test_every_other_file_comes_back_with_its_fate(rollups: list[Restored]) -> None:
    for number in (0, 1):
        others = [file for file in township(number).files if file.fate != "merged"]
        assert list(rollups[number].other_files) == others
    assert {file.fate for one in rollups for file in one.other_files} == {"quarantined", "ignored"}


def test_county_from_townships_equals_county_from_villages(rollups: list[Restored]) -> None:
    intake = Intake(
        [submission for one in rollups for submission in one.submissions],
        [
            Quarantined(file.file, file.sha256, 10, file.check, file.reason, file.fix)
            for one in rollups
            for file in one.other_files
            if file.fate == "quarantined"
        ],
        [
            Ignored(file.file, file.reason, file.sha256, check=file.check, fix=file.fix)
            for one in rollups
            for file in one.other_files
            if file.fate == "ignored"
        ],
    )
    again = merge(intake, campaign(), "county", messages())
    assert again.findings == county().findings
    assert again.ledger == county().ledger
    assert again.totals == county().totals
    assert again.progress == county().progress
    assert _frames(again) == _frames(county())


def _frames(register: Register) -> dict[str, list[object]]:
    return {
        name: [frame.row.tolist(), frame.token.tolist(), frame.raw]
        + [np.asarray(frame.arrays[column.name], dtype=object).astype(str).tolist() for column in frame.columns]
        for name, frame in register.frames.items()
    }


def test_a_rollup_without_its_hidden_half_is_refused(tmp_path: Path) -> None:
    sheets = dict(read_back(publish(rollup_file(tmp_path / "a.xlsx", "汇总表", township(0))).path).sheets)
    del sheets["_files"]
    with pytest.raises(RollupSheetError, match="缺少隐藏的工作表“_files”"):
        restore(sheets)


def test_a_damaged_hidden_half_is_refused(tmp_path: Path) -> None:
    sheets = dict(read_back(publish(rollup_file(tmp_path / "a.xlsx", "汇总表", township(0))).path).sheets)
    sheets["_files"] = sheets["_intake"]
    with pytest.raises(RollupSheetError, match="不完整"):
        restore(sheets)


def test_a_village_put_together_from_two_files_comes_back_as_it_was(tmp_path: Path) -> None:
    register = merged(copy("a.xlsx", CHILD, WAGE, saved=1.0), copy("b.xlsx", AUNT, saved=2.0), level="township")
    path = publish(rollup_file(tmp_path / "东关镇_汇总.xlsx", "东关镇汇总表", register, "东关镇")).path
    restored = restore(read_back(path).sheets)
    assert [(own.file, own.joined_to, own.saved) for own in restored.submissions] == [
        ("a.xlsx", "b.xlsx", 1.0),
        ("b.xlsx", "", 2.0),
    ]
    again = merged(*restored.submissions, decided=restored.other_files)
    assert again.ledger.persons == register.ledger.persons
    for table, frame in register.frames.items():
        assert again.frames[table].take("file").tolist() == frame.take("file").tolist()
        assert again.frames[table].row.tolist() == frame.row.tolist()
    said = [own for own in again.findings if own.check in (CELLS_JOINED, ROW_ADDED)]
    assert sorted(own.check for own in said) == [CELLS_JOINED, ROW_ADDED]
