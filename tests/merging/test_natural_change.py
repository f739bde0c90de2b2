"""Last year + 增加 − 减少 = this year."""

from __future__ import annotations

from cunbiao.merging.natural_change import HouseholdChange, VillageChange, reason_labels, together
from cunbiao.merging.register import Register
from tests.merging.invented import Row, Tables, household, member, merged, person_number, submission, told

HEAD = member("1", "张三", person_number(1))
SON = member("1", "张小", person_number(2), "之子")
WIFE = member("1", "李四", person_number(3, male=False), "配偶", sex="女")


def _leaving(person: Row, **values: str) -> Row:
    row = {name: person[name] for name in ("household_code", "name", "id_number")}
    return {**row, "decrease_reason": "死亡", **values}


def _joining(person: Row) -> Row:
    return {**person, "increase_reason": "嫁入"}


def _register(members: list[Row], gone: tuple[str, ...] = (), **tables: list[Row]) -> Register:
    """A household with its members and further tables; of the households in ``gone`` an issued row each is missing."""
    given: Tables = {"register_household": [household("1", 2)], "register_member": members, **tables}
    own = submission(tables=given)
    own.tables["register_member"].gone += gone
    return merged(own)


def _household(register: Register) -> HouseholdChange:
    (change,) = register.household_changes
    return change


def _village(register: Register) -> VillageChange:
    (change,) = register.village_changes
    return change


def test_an_even_account() -> None:
    register = _register([HEAD, SON], increase=[_joining(WIFE)], decrease=[_leaving(SON)])
    change = _household(register)
    assert (change.last_year, change.plus, change.minus, change.this_year) == (2, (1, 0), (1, 0), 2)
    assert change.balanced
    assert _village(register).balanced
    assert told(register, "MERGE-09") == []


def test_who_comes_and_goes_is_counted_by_reason() -> None:
    register = _register([HEAD, SON], increase=[_joining(WIFE)], decrease=[_leaving(SON, decrease_reason="嫁出")])
    change, village = _household(register), _village(register)
    account = register.campaign.account
    assert account is not None
    for item, reason in ((account.plus[0], "嫁入"), (account.minus[0], "嫁出")):
        labels = reason_labels(register.campaign, item)
        for own in (change, village, together([village, village])):
            counted = {label: number for label, number in zip(labels, own.reasons[item.id], strict=True) if number}
            assert counted == {reason: 2 if own not in (change, village) else 1}


def test_who_leaves_without_a_reason_is_counted_as_such() -> None:
    change = _household(_register([HEAD, SON], decrease=[_leaving(SON, decrease_reason="")]))
    assert (change.reasons["decrease"][-1], sum(change.reasons["decrease"])) == (1, 1)


def test_a_decrease_of_somebody_who_was_never_there_is_uneven() -> None:
    stranger = member("1", "王五", person_number(9))
    register = _register([HEAD, SON], decrease=[_leaving(stranger)])
    (finding,) = told(register, "MERGE-09")
    assert finding.message.startswith("账目不平：上年 2 人，增加、减少后应为 1 人，实际 2 人")
    assert (finding.place.sheet, finding.place.row, finding.household_code) == ("对照表-户", 6, "1")


def test_the_same_decrease_twice_is_uneven() -> None:
    register = _register([HEAD, SON], decrease=[_leaving(SON), _leaving(SON)])
    assert (_household(register).expected, _household(register).this_year) == (0, 1)


def test_a_mistyped_number_takes_nobody_off_the_register() -> None:
    """Who has left is declared once, by household and number; the check on the number says what to mend."""
    register = _register([HEAD, SON], decrease=[_leaving(SON, id_number="3401")])
    assert (_household(register).expected, _household(register).this_year) == (1, 2)
    assert len(told(register, "MERGE-09")) == 1
    assert told(register, "ST-05")


def test_an_increase_of_somebody_already_registered_is_uneven() -> None:
    register = _register([HEAD, SON], increase=[_joining(SON)])
    assert (_household(register).expected, _household(register).this_year) == (3, 2)


def test_a_person_born_and_lost_in_the_year_is_even() -> None:
    register = _register([HEAD], increase=[_joining(SON)], decrease=[_leaving(SON)])
    assert (_household(register).this_year, _household(register).balanced) == (1, True)


def test_a_person_written_into_the_register_past_the_form_is_uneven() -> None:
    register = _register([HEAD, {**SON, "_added": True}])
    assert (_household(register).last_year, _household(register).this_year) == (1, 2)


def test_a_deleted_row_counts_as_last_year() -> None:
    register = _register([HEAD], gone=("1",))
    assert (_household(register).last_year, _household(register).this_year) == (2, 1)
    assert len(told(register, "MERGE-09")) == 1


def test_a_household_deleted_with_its_people_leaves_the_village_uneven() -> None:
    register = _register([HEAD, SON], gone=("7",))
    assert _household(register).balanced
    assert (_village(register).expected, _village(register).this_year) == (3, 2)
    (finding,) = told(register, "MERGE-09")
    assert (finding.village, finding.household_code, finding.place.sheet) == ("东关村", "", "")


def test_new_households_have_no_last_year_and_clearouts_are_not_subtracted() -> None:
    new = [member("新01", name, person_number(number), _added=True) for name, number in (("钱一", 11), ("钱二", 12))]
    request: Row = {"household_code": "1", "misidentified_case": "购买商品房"}
    register = _register(
        [HEAD, SON], new_household=[household("新01", 2, _added=True)], new_member=new, clearout=[request]
    )
    village = _village(register)
    assert (village.last_year, village.new, village.this_year, village.beside) == (2, 2, 4, (2,))
    assert village.balanced
    assert len(register.household_changes) == 1


def test_a_household_examined_but_not_to_be_cleared_out_is_no_request() -> None:
    examined: Row = {"household_code": "1", "survey_findings": "识别准确"}
    assert _village(_register([HEAD], clearout=[examined])).beside == (0,)
