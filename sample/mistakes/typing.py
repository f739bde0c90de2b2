"""Mistakes of typing: something else stands in a cell than belongs there."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from cunbiao.days import day_of
from cunbiao.kinds import Kind
from cunbiao.records.identity import check_character
from sample.answers import Record, Value
from sample.cells import Cell, Error, Formula, Number, Text
from sample.mistakes.draft import Draft, NoPlaceError, NotAskedError, Planted, Spot
from sample.names import misspelt
from sample.operations import Asking
from sample.person import ABLE, HEAD, NO, SPOUSE, YES
from sample.standings import KIND, MONITORED, OUT

_SMALL_PUPILS = ("小学", "七年级", "学前教育")
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
# Wages (元) of a household that is far from every line.
_ENOUGH = 10_000
Row = dict[str, Value]


def identity_as_number(draft: Draft) -> Planted:
    """An identity number typed into a cell that was set to numbers: Excel keeps 15 digits."""
    spot, name = _first(draft, "id", lambda value: str(value)[:18].isdigit() and len(str(value)) == 18)
    draft.write(spot, name, Number(float(str(spot.value(name)))))
    return draft.planted("identity_as_number", "CELL-05", spot, name)


def wrong_check_character(draft: Draft) -> Planted:
    """The last character of an identity number mistyped."""
    spot, name = _first(draft, "id", lambda value: len(str(value)) == 18, check="ID-04")
    number = str(spot.value(name))
    wrong = "1" if check_character(number[:17]) != "1" else "2"
    draft.say(spot, name, number[:17] + wrong)
    return draft.planted("wrong_check_character", "ID-04", spot, name)


def blanks_in_identity(draft: Draft) -> Planted:
    """An identity number with blanks between its groups of digits."""
    spot, name = _first(draft, "id", lambda value: len(str(value)) == 18)
    number = str(spot.value(name))
    draft.write(spot, name, Text(f"{number[:6]} {number[6:14]} {number[14:].lower()}"), number)
    return draft.planted("blanks_in_identity", "CELL-06", spot, name)


def date_in_characters(draft: Draft) -> Planted:
    """A date written as 2020年5月3日."""
    spot, name = _first(draft, "date", lambda value: value is not None)
    value = spot.value(name)
    assert isinstance(value, float)
    day = day_of(value)
    draft.write(spot, name, Text(f"{day.year}年{day.month}月{day.day}日"), value)
    return draft.planted("date_in_characters", "CELL-27", spot, name)


def impossible_date(draft: Draft) -> Planted:
    """A day the calendar does not have."""
    spot, name = _first(draft, "date", lambda value: value is not None)
    draft.write(spot, name, Text(f"{draft.county.moment.year}.2.30"))
    return draft.planted("impossible_date", "CELL-18", spot, name)


def full_width_digits(draft: Draft) -> Planted:
    """An amount typed with full-width digits."""
    spot = _comfortable(draft, "wage_income")
    value = spot.value("wage_income")
    draft.write(spot, "wage_income", Text(f"{value}".translate(_FULL_WIDTH)), value)
    return draft.planted("full_width_digits", "CELL-22", spot, "wage_income")


def ten_thousands(draft: Draft) -> Planted:
    """1.2万 where 元 are asked."""
    spot = _comfortable(draft, "wage_income")
    draft.write(spot, "wage_income", Text(f"{_amount(spot.filled.record, 'wage_income') / 10000:.1f}万"))
    return draft.planted("ten_thousands", "CELL-21", spot, "wage_income")


def bare_ten_thousands(draft: Draft) -> Planted:
    """1.2 where 12000 元 are meant."""
    spot = _comfortable(draft, "wage_income", most=90000, check="IC-07")
    draft.say(spot, "wage_income", round(_amount(spot.filled.record, "wage_income") / 10000, 2))
    return draft.planted("bare_ten_thousands", "IC-07", spot, "wage_income")


def same_as_above(draft: Draft) -> Planted:
    """同上 instead of the content."""
    spot = _comfortable(draft, "village_group")
    draft.write(spot, "village_group", Text("同上"))
    return draft.planted("same_as_above", "CELL-15", spot, "village_group")


def pasted_over_list(draft: Draft) -> Planted:
    """A value from elsewhere pasted over the drop-down list."""
    spot = _comfortable(draft, "fuel")
    draft.write(spot, "fuel", Text("煤气罐"))
    return draft.planted("pasted_over_list", "CELL-02", spot, "fuel")


def negative_amount(draft: Draft) -> Planted:
    """A debt entered as negative income."""
    spot = _comfortable(draft, "asset_dividend")
    draft.say(spot, "asset_dividend", -200.0)
    return draft.planted("negative_amount", "CELL-04", spot, "asset_dividend")


def three_decimals(draft: Draft) -> Planted:
    """An amount with tenths of a cent."""
    spot = _comfortable(draft, "other_transfer")
    draft.say(spot, "other_transfer", _amount(spot.filled.record, "other_transfer") + 0.125)
    return draft.planted("three_decimals", "CELL-04", spot, "other_transfer")


def formula_never_calculated(draft: Draft) -> Planted:
    """A formula written by a program that calculates nothing."""
    return _cell(draft, "formula_never_calculated", "CELL-09", Formula("1200*11", None))


def own_formula(draft: Draft) -> Planted:
    """A formula where a number is asked."""
    spot = _comfortable(draft, "wage_income")
    income = _amount(spot.filled.record, "wage_income")
    draft.write(spot, "wage_income", Formula(f"{income / 2!r}*2", income), income)
    return draft.planted("own_formula", "CELL-10", spot, "wage_income")


def broken_reference(draft: Draft) -> Planted:
    """A formula whose source was deleted."""
    return _cell(draft, "broken_reference", "CELL-08", Error("#REF!"))


def locked_name_changed(draft: Draft) -> Planted:
    """A locked name changed after lifting the protection."""
    spot = draft.pick(draft.tables.people, lambda row: not draft.says(row, "relation", HEAD, SPOUSE), asks=("name",))
    draft.unprotect(spot.entry)
    changed = misspelt(str(spot.value("name")))
    draft.write(spot, "name", Text(changed), changed)
    return draft.planted("locked_name_changed", "CELL-12", spot, "name")


def sex_mismatch(draft: Draft) -> Planted:
    """The wrong sex chosen for somebody who lives alone."""
    spot = draft.pick(
        draft.tables.people,
        lambda row: draft.says(row, "relation", HEAD) and _alone(draft, row),
        asks=("sex",),
        check="ID-10",
    )
    wrong = "女" if draft.says(spot.filled.record, "sex", "男") else "男"
    draft.say(spot, "sex", draft.label("sex", wrong))
    return draft.planted("sex_mismatch", "ID-10", spot, "sex")


def two_heads(draft: Draft) -> Planted:
    """The wife entered as head, too."""
    if not any(draft.is_held(table, "HH-02") for table in draft.tables.homes):
        raise NotAskedError("HH-02")
    spot = draft.pick(draft.tables.people, lambda row: draft.says(row, "relation", SPOUSE), asks=("relation",))
    draft.say(spot, "relation", draft.label("relation", HEAD))
    return draft.planted("two_heads", "HH-02", draft.household(spot.household_code), "head_name")


def working_child(draft: Draft) -> Planted:
    """A child entered as able to work."""
    spot = draft.pick(
        draft.tables.people,
        lambda row: draft.says(row, "in_school", *_SMALL_PUPILS),
        asks=("in_school", "labour_skill"),
        check="LB-02",
    )
    draft.say(spot, "labour_skill", draft.label("labour_skill", ABLE[0]))
    return draft.planted("working_child", "LB-02", spot, "labour_skill")


def both_insurances(draft: Draft) -> Planted:
    """Residents' and employees' medical insurance at once."""
    asks = ("resident_medical", "employee_medical")
    spot = draft.pick(draft.tables.people, lambda row: row["resident_medical"] == YES, asks=asks, check="IN-01")
    draft.say(spot, "employee_medical", YES)
    return draft.planted("both_insurances", "IN-01", spot, "resident_medical")


def guarantee_missing(draft: Draft) -> Planted:
    """A household proposed for exit without a word about its water."""
    exits = _exit(draft)
    spot = draft.pick(
        draft.tables.homes, lambda row: _asks(row, exits), asks=("safe_water", *exits.asked), check="ST-01B"
    )
    draft.say(spot, "safe_water", None)
    return draft.planted("guarantee_missing", "ST-01B", spot, draft.told_at(spot, "ST-01B"))


def exit_from_dangerous_house(draft: Draft) -> Planted:
    """A household proposed for exit that lives in a dangerous house."""
    exits, asks = _exit(draft), ("dangerous_house", "dangerous_level")
    spot = draft.pick(draft.tables.homes, lambda row: _asks(row, exits), asks=(*asks, *exits.asked), check="SA-01")
    draft.say(spot, "dangerous_house", YES)
    draft.say(spot, "dangerous_level", draft.label("dangerous_level", "D级"))
    return draft.planted("exit_from_dangerous_house", "SA-01", spot, draft.told_at(spot, "SA-01"))


def exit_below_line(draft: Draft) -> Planted:
    """A household proposed for exit although its income is below the line."""
    exits, lines = _exit(draft), draft.county.lines
    if lines is None:
        raise NotAskedError("no exit line")
    below = {
        household.code
        for household in draft.county.households
        if (wanted := household.wanted.get(draft.county.moment.year)) is not None
        and wanted < lines[0] * len(household.people)
    }
    spot = draft.pick(
        draft.tables.homes,
        lambda row: row["household_code"] in below and _stays(draft, row),
        asks=tuple(exits.asked),
        check="IC-10",
    )
    for name, value in exits.asked.items():
        draft.say(spot, name, value)
    return draft.planted("exit_below_line", "IC-10", spot, draft.told_at(spot, "IC-10"))


def uninsured(draft: Draft) -> Planted:
    """Nobody noticed that a grown-up has no medical insurance."""
    spot = draft.pick(
        draft.tables.people,
        lambda row: row["resident_medical"] == YES and row["in_school"] is None,
        asks=("resident_medical", "in_school"),
        check="IN-02R",
    )
    draft.say(spot, "resident_medical", NO)
    return draft.planted("uninsured", "IN-02R", spot, "resident_medical")


def _cell(draft: Draft, mistake: str, check: str, cell: Cell) -> Planted:
    spot = _comfortable(draft, "wage_income")
    draft.write(spot, "wage_income", cell)
    return draft.planted(mistake, check, spot, "wage_income")


def _comfortable(draft: Draft, name: str, most: float = math.inf, check: str = "") -> Spot:
    """An ordinary household that earns enough, in a table that asks an indicator; ``most`` limits its wages."""
    ordinary = draft.county.standings.usual[:1]

    def wanted(row: Row) -> bool:
        return (
            all(draft.says(row, KIND, own.kind) for own in ordinary)
            and row.get(MONITORED) is None
            and _stays(draft, row)
            and _ENOUGH < _amount(row, "wage_income") < most
        )

    return draft.pick(draft.tables.homes, wanted, asks=(name,), check=check)


def _stays(draft: Draft, row: Row) -> bool:
    """Whether no operation is asked for."""
    return all(row.get(name) == value for name, value in draft.county.operations.stay.items())


def _exit(draft: Draft) -> Asking:
    """How the village asks that a household may leave the register."""
    asking = draft.county.operations.ending(OUT)
    if asking is None:
        raise NotAskedError("exit")
    return asking


def _asks(row: Row, asking: Asking) -> bool:
    return all(row.get(name) == value for name, value in asking.asked.items())


def _amount(row: Record, name: str) -> float:
    value = row.get(name)
    return value if isinstance(value, float) else 0.0


def _alone(draft: Draft, row: Row) -> bool:
    return len(draft.people(str(row["household_code"]))) == 1


def _first(draft: Draft, kind: Kind, fits: Callable[[Value], bool], check: str = "") -> tuple[Spot, str]:
    """A filled cell of a kind in the first table that has a fitting one and lets it be typed."""
    tables = draft.tables
    found = [member for home in tables.found for member in tables.members_of(home)]
    places = [
        (table, column)
        for table in (*tables.joined, *found, *tables.left, *tables.relatives, *tables.people)
        for column in tables.typed(table, kind)
        if not check or draft.is_held(table, check)
    ]
    if not places:
        raise NotAskedError(kind)
    for table, name in places:
        if any(_may_be_typed(draft, spot, name) and fits(spot.value(name)) for spot in draft.spots(table.id)):
            return draft.pick([table], partial(_fitting, fits, name)), name
    raise NoPlaceError(kind)


def _may_be_typed(draft: Draft, spot: Spot, name: str) -> bool:
    return draft.filled.workbook.may_type(spot.entry, spot.row, name)


def _fitting(fits: Callable[[Value], bool], name: str, row: Row) -> bool:
    return fits(row.get(name))
