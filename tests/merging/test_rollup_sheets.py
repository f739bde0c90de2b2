"""What a rollup was made of is known by the names its files have where they lie now."""

from __future__ import annotations

from cunbiao.findings import Finding, Place
from cunbiao.merging.ledger import FileFate
from cunbiao.merging.rollup_sheets import Restored, RollupIdentity, in_folder
from tests.merging.invented import POLICY, submission

IDENTITY = RollupIdentity("township", POLICY, 2020, "埇桥区", "东关镇", {})
REMARK = Finding("SHEET-04", "提示", "文件", "保护被取消", "", Place("甲.xlsx", "户", 6, "C"), head_name="张三")
REFUSED = FileFate("乙.xlsx", "ff", "quarantined", "FILE-08", "文件不完整", "重发")


def test_a_folder_is_put_before_the_name_of_every_file_and_into_every_finding() -> None:
    made = Restored(IDENTITY, (submission(file="甲.xlsx", findings=[REMARK]),), (REFUSED,), ())
    moved = in_folder(made, "交回/东关镇")
    (own,) = moved.submissions
    assert own.file == "交回/东关镇/甲.xlsx"
    assert [finding.place for finding in own.findings] == [Place("交回/东关镇/甲.xlsx", "户", 6, "C")]
    assert [file.file for file in moved.other_files] == ["交回/东关镇/乙.xlsx"]
    assert moved.file_names == {"交回/东关镇/甲.xlsx", "交回/东关镇/乙.xlsx"}


def test_nothing_else_changes_and_what_was_moved_stays_as_it_was() -> None:
    made = Restored(IDENTITY, (submission(file="甲.xlsx", findings=[REMARK]),), (REFUSED,), ())
    (own,) = in_folder(made, "东关镇").submissions
    assert own.sha256 == made.submissions[0].sha256
    assert [(finding.check, finding.head_name) for finding in own.findings] == [("SHEET-04", "张三")]
    assert made.submissions[0].findings == [REMARK]
    assert in_folder(made, "东关镇").identity == IDENTITY


def test_folders_within_folders_are_put_before_one_another() -> None:
    made = Restored(IDENTITY, (submission(file="甲.xlsx", findings=[REMARK]),), (), ())
    (own,) = in_folder(in_folder(made, "东关镇"), "交回").submissions
    assert {own.file, own.findings[0].place.file} == {"交回/东关镇/甲.xlsx"}
