"""Missing and unexpected villages, and how far each village is."""

from __future__ import annotations

from cunbiao.records.submission import Quarantined, Submission
from tests.merging.invented import household, member, merged, person_number, submission, told

LIST = [("101", "甲村", "东关镇"), ("102", "乙村", "东关镇"), ("201", "丙村", "西关镇")]
TABLES = {"register_household": [household("1", 1)], "register_member": [member("1", "张三", person_number(1))]}


def _village(name: str, code: str, township: str = "东关镇") -> Submission:
    return submission(name, TABLES, code=code, township=township, villages=LIST)


def test_missing_villages_are_named() -> None:
    register = merged(_village("甲村", "101"))
    states = [(line.village, line.state) for line in register.progress]
    assert states == [("甲村", "received"), ("乙村", "missing"), ("丙村", "missing")]
    assert {finding.village for finding in told(register, "MERGE-06")} == {"乙村", "丙村"}


def test_a_township_waits_for_its_own_villages_only() -> None:
    register = merged(_village("甲村", "101"), level="township")
    assert {finding.village for finding in told(register, "MERGE-06")} == {"乙村"}


def test_a_village_nobody_expected_is_merged_and_said() -> None:
    register = merged(_village("甲村", "101"), _village("丁村", "999"))
    (finding,) = told(register, "MERGE-07")
    assert finding.message == "收到了名单以外的东关镇丁村的表"
    assert register.frames["register_household"].size == 2


def test_a_village_of_another_township_is_unexpected_in_a_township() -> None:
    east = (_village("甲村", "101"), _village("乙村", "102"))
    register = merged(*east, _village("丙村", "201", "西关镇"), level="township")
    assert [finding.village for finding in told(register, "MERGE-07")] == ["丙村"]


def test_without_a_list_of_villages_nothing_is_missing_or_unexpected() -> None:
    register = merged(submission("甲村", TABLES))
    assert told(register, "MERGE-06") == told(register, "MERGE-07") == []


def test_a_quarantined_file_shows_at_the_village_its_name_tells() -> None:
    bad = Quarantined("东关镇/乙村.xlsx", "ff", 9, "FILE-08", "文件不完整", "重发")
    register = merged(_village("甲村", "101"), quarantined=[bad])
    (line,) = [line for line in register.progress if line.village == "乙村"]
    assert (line.state, line.reason, line.files) == ("quarantined", "文件不完整", ("东关镇/乙村.xlsx",))
    assert told(register, "FILE-08")[0].place.file == "东关镇/乙村.xlsx"


def test_a_conflict_shows_at_its_village() -> None:
    other = submission("甲村", {"register_household": [household("2")]}, code="101", file="b.xlsx", villages=LIST)
    register = merged(_village("甲村", "101"), other)
    (line,) = [line for line in register.progress if line.village == "甲村"]
    assert line.state == "conflict"
    assert line.households == line.persons == 0
    assert register.frames["register_household"].size == 0


def test_counts_by_village() -> None:
    broken = {
        "register_household": [household("2", 1, safe_water="否", operation="标注脱贫")],
        "register_member": [member("2", "李四", person_number(2))],
    }
    register = merged(_village("甲村", "101"), submission("乙村", broken, code="102", township="东关镇", villages=LIST))
    lines = {line.village: line for line in register.progress}
    assert (lines["甲村"].households, lines["甲村"].persons, lines["甲村"].must) == (1, 1, 0)
    assert lines["乙村"].must == sum(f.level == "必改" and f.village == "乙村" for f in register.findings) > 0
