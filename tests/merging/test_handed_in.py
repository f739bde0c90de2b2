"""What was handed in, each township's apart."""

from __future__ import annotations

from cunbiao.merging.handed_in import NO_TOWNSHIP, by_township
from cunbiao.records.submission import Ignored, Intake, Quarantined, Submission
from tests.merging.invented import intake, submission

LIST = (
    ("341302100001", "东关村", "东关镇"),
    ("341302200001", "南湖村", "西关镇"),
    ("341302300001", "北岗村", "北关镇"),
)


def _village(number: int) -> Submission:
    code, village, township = LIST[number]
    return submission(village, code=code, township=township, villages=LIST)


def _refused(file: str) -> Quarantined:
    return Quarantined(file, "ff" * 32, 10, "FILE-08", "文件不完整", "请报送人重新发送")


def _files(parts: dict[str, Intake]) -> dict[str, list[str]]:
    """The files of each part that no submission came from."""
    return {
        name: [*(own.file for own in part.quarantined), *(own.file for own in part.ignored)]
        for name, part in parts.items()
        if part.quarantined or part.ignored
    }


def test_every_village_is_in_its_township() -> None:
    parts = by_township(intake(_village(1), _village(0)))
    assert {name: [own.identity.village for own in part.submissions] for name, part in parts.items()} == {
        "东关镇": ["东关村"],
        "西关镇": ["南湖村"],
    }


def test_a_broken_file_is_its_folders_or_its_villages() -> None:
    broken = [_refused("西关镇/甲.xlsx"), _refused("南湖村.xlsx"), _refused("341302300001.xlsx")]
    parts = by_township(intake(_village(0), _village(1), quarantined=broken))
    assert _files(parts) == {"西关镇": ["西关镇/甲.xlsx", "南湖村.xlsx"], "北关镇": ["341302300001.xlsx"]}


def test_a_file_of_an_unknown_township_is_in_no_townships_account() -> None:
    broken, lock = _refused("甲.xlsx"), Ignored("~$乙.xlsx", "打开着的文件留下的锁")
    parts = by_township(intake(_village(0), _village(1), quarantined=[broken], ignored=[lock]))
    assert _files(parts) == {NO_TOWNSHIP: ["甲.xlsx", "~$乙.xlsx"]}


def test_the_only_township_answers_for_every_file() -> None:
    parts = by_township(intake(_village(0), quarantined=[_refused("甲.xlsx")]))
    assert _files(parts) == {"东关镇": ["甲.xlsx"]}


def test_without_any_village_everything_is_one_part() -> None:
    assert _files(by_township(intake(quarantined=[_refused("甲.xlsx")]))) == {"": ["甲.xlsx"]}
