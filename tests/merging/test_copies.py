"""Several workbooks of one village."""

from __future__ import annotations

from cunbiao.merging.copies import Settled, settle
from cunbiao.records.submission import Submission
from tests.merging.invented import campaign, household, messages, submission


def _copy(file: str, wage: float = 12000.0, modified: float = 0.0, content: str = "") -> Submission:
    rows = {"register_household": [household("1", wage_income=wage)]}
    return submission(tables=rows, file=file, modified=modified, content=content)


def _settled(*copies: Submission, newest: bool = False, stopped: frozenset[str] = frozenset()) -> Settled:
    return settle(copies, "newest" if newest else None, stopped, campaign(), messages())


def _fates(settled: Settled) -> dict[str, str]:
    return {fate.file: fate.fate for fate in settled.fates}


def test_the_same_file_twice_counts_once_whichever_is_read_first() -> None:
    a, b = _copy("a.xlsx"), _copy("b.xlsx")
    for order in ((a, b), (b, a)):
        settled = _settled(*order)
        assert [own.file for own in settled.chosen] == ["a.xlsx"]
        assert _fates(settled) == {"a.xlsx": "merged", "b.xlsx": "identical"}
    assert settled.fates[1].reason == "与“a.xlsx”内容完全一样，只计一次"


def test_the_file_with_the_plain_name_is_the_one_that_counts() -> None:
    settled = _settled(_copy("东关村 - 副本.xlsx"), _copy("东关村.xlsx"))
    assert [own.file for own in settled.chosen] == ["东关村.xlsx"]


def test_a_copy_saved_again_with_the_same_records_is_the_same() -> None:
    a, b = _copy("a.xlsx", modified=1.0), _copy("b.xlsx", modified=2.0, content="saved again")
    b.tables["register_household"].rows = [9]
    b.tables["register_household"].sheet = "对照表-户 (2)"
    assert _fates(_settled(a, b)) == {"a.xlsx": "merged", "b.xlsx": "identical"}


def test_differing_copies_stop_the_village_and_name_each_other() -> None:
    settled = _settled(_copy("a.xlsx"), _copy("b.xlsx", wage=1.0))
    assert settled.chosen == ()
    assert _fates(settled) == {"a.xlsx": "conflicting", "b.xlsx": "conflicting"}
    assert settled.fates[0].reason == "东关镇东关村报来 2 份不同的表（a.xlsx、b.xlsx），没有采用任何一份"
    assert {fate.rows for fate in settled.fates} == {1}


def test_an_empty_cell_and_an_unreadable_one_are_a_difference() -> None:
    a, b = _copy("a.xlsx"), _copy("b.xlsx")
    b.tables["register_household"].bad = {"wage_income": [0]}
    assert set(_fates(_settled(a, b)).values()) == {"conflicting"}


def test_newest_wins_and_the_others_say_by_what_they_were_replaced() -> None:
    old, new = _copy("z.xlsx", modified=100.0), _copy("a.xlsx", wage=1.0, modified=200.0)
    for order in ((old, new), (new, old)):
        settled = _settled(*order, newest=True)
        assert [own.file for own in settled.chosen] == ["a.xlsx"]
        assert _fates(settled) == {"a.xlsx": "merged", "z.xlsx": "superseded"}
    assert settled.fates[1].reason == "已被“a.xlsx”替代（按最新保存的为准）"


def test_of_two_saved_in_the_same_second_the_content_decides() -> None:
    a, b = _copy("a.xlsx"), _copy("b.xlsx", wage=1.0)
    picked = {_settled(*order, newest=True).chosen[0].file for order in ((a, b), (b, a))}
    assert len(picked) == 1
    assert picked == {max((a, b), key=lambda own: own.sha256).file}


def test_a_village_stopped_before_stays_stopped() -> None:
    copy = _copy("a.xlsx")
    settled = _settled(copy, stopped=frozenset({copy.identity.village_code}))
    assert _fates(settled) == {"a.xlsx": "conflicting"}


def test_villages_do_not_disturb_each_other() -> None:
    other = submission("西关村", file="c.xlsx")
    settled = _settled(_copy("a.xlsx"), _copy("b.xlsx", wage=1.0), other)
    assert [own.file for own in settled.chosen] == ["c.xlsx"]
