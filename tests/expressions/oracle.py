"""A slow, plain interpreter of expressions, one row at a time: what every face must agree with."""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from cunbiao.expressions import Expression, FieldType
from cunbiao.expressions.han_names import FORBIDDEN_IN_NAMES
from cunbiao.expressions.tree import (
    Aggregate,
    And,
    AnySlot,
    Arithmetic,
    Call,
    Compare,
    Constant,
    Field,
    Negative,
    Node,
    Not,
    OneOf,
    Or,
    Parameter,
)
from cunbiao.expressions.types import LAST
from cunbiao.records import identity
from tests.expressions.county import REFERENCE, Cell, County, Record, no_day

Value = float | str | bool | None


def outcome(expression: Expression, county: County, record: Record) -> Value:
    """The value of the expression in a row, None where it is unknown."""
    return _Oracle(expression, county, record, None).value(expression.tree)


class _Oracle:
    def __init__(self, expression: Expression, county: County, own: Record, inner: Record | None) -> None:
        self.expression, self.county, self.own, self.inner = expression, county, own, inner

    def value(self, node: Node) -> Value:
        match node:
            case Constant():
                return node.value
            case Field():
                return _known(self.cell(node), node.type)
            case Parameter():
                value = node.info.value
                return float((value - date(1899, 12, 30)).days) if isinstance(value, date) else value
            case Negative():
                item = self.value(node.item)
                return None if item is None else -float(item)
            case Arithmetic():
                return _arithmetic(node.operator, self.value(node.left), self.value(node.right))
            case Compare():
                return _compare(node.operator, self.value(node.left), self.value(node.right))
            case OneOf():
                return _any([_compare("==", self.value(node.item), self.value(value)) for value in node.values])
            case And():
                return _all([self.value(item) for item in node.items])
            case Or():
                return _any([self.value(item) for item in node.items])
            case Not():
                item = self.value(node.item)
                return None if item is None else not item
            case Call():
                return self.call(node.function, node.arguments)
            case AnySlot():
                cells = [(self.cell(field), field.type) for field in node.fields]
                filled = [_known(cell, field) for cell, field in cells if cell is not None and cell != ""]
                wanted = [value.value for value in node.values]
                return _any([value and value in wanted for value in filled]) if wanted else bool(filled)
            case Aggregate():
                return self.aggregate(node)

    def cell(self, field: Field) -> Cell:
        if field.where == "parent":
            parent = self.parent()
            return None if parent is None else parent.cell(field.type.name)
        record = self.inner if field.where == "inner" else self.own
        assert record is not None
        return record.cell(f"{LAST}{field.type.name}" if field.where == "last" else field.type.name)

    def parent(self) -> Record | None:
        key = self.own.cell("household_code")
        for table in self.expression.scope.parents:
            for record in self.county.records.get(table, ()):
                if key and (record.village, record.cell("household_code")) == (self.own.village, key):
                    return record
        return None

    def aggregate(self, node: Aggregate) -> Value:
        key = self.own.cell("household_code")
        rows = [
            record
            for table in node.relation.tables
            for record in self.county.records.get(table, ())
            if node.relation.join == "county"
            or (
                record.village == self.own.village
                and (node.relation.join == "village" or (key and record.cell("household_code") == key))
            )
        ]
        answers = [
            node.condition is None or _Oracle(self.expression, self.county, self.own, row).value(node.condition)
            for row in rows
        ]
        if node.field is not None:
            chosen = [row.cell(node.field.name) for row, answer in zip(rows, answers, strict=True) if answer is True]
            filled = [cell for cell in chosen if cell is not None and cell != ""]
            return _of_cells(node.operation, [_known(cell, node.field) for cell in filled])
        match node.operation:
            case "count":
                return float(sum(answer is True for answer in answers))
            case "any":
                return _any(answers)
            case "every" if not answers:
                return None
            case _:
                return _all(answers)

    def call(self, name: str, arguments: Sequence[Node]) -> Value:
        first = arguments[0]
        if name in {"blank", "filled", "is_number", "in_codes", "zero_if_blank", "has"}:
            assert isinstance(first, Field)
            return self.on_cell(name, first, arguments[1:])
        if name == "unknown":
            return self.value(first) is None
        if name == "if_else":
            condition = self.value(first)
            return None if condition is None else self.value(arguments[1 if condition else 2])
        values = [self.value(argument) for argument in arguments]
        return None if None in values else _known_call(name, values)

    def on_cell(self, name: str, field: Field, rest: Sequence[Node]) -> Value:
        cell = self.cell(field)
        blank = cell is None or cell == ""
        value = _known(cell, field.type)
        match name:
            case "blank":
                return blank
            case "filled":
                return not blank
            case "is_number":
                return value is not None
            case "in_codes":
                return None if blank else value in (field.type.codes or ())
            case "zero_if_blank":
                return 0.0 if blank else value
            case _:
                return None if value is None else self.value(rest[0]) in str(value).split(",")


def _of_cells(operation: str, cells: Sequence[Value]) -> Value:
    """The total, largest or smallest of the cells that are filled."""
    numbers = [cell for cell in cells if isinstance(cell, float)]
    if len(numbers) < len(cells):
        return None
    if operation == "total":
        return math.fsum(numbers)
    return (max if operation == "largest" else min)(numbers, default=None)


def _known(cell: Cell, field: FieldType) -> Value:
    if cell is None or cell == "" or no_day(field, cell):
        return None
    return cell if {str: "text", float: "number", bool: "flag"}[type(cell)] == field.kind else None


def _all(answers: Sequence[Value]) -> Value:
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def _any(answers: Sequence[Value]) -> Value:
    if any(answer is True for answer in answers):
        return True
    return None if any(answer is None for answer in answers) else False


def _arithmetic(operator: str, left: Value, right: Value) -> Value:
    if left is None or right is None:
        return None
    a, b = float(left), float(right)
    match operator:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case _:
            return None if abs(b) < 5e-7 else a / b


def _compare(operator: str, left: Value, right: Value) -> Value:
    if left is None or right is None:
        return None
    if isinstance(left, str):
        same = left.upper() == str(right).upper()
        return same if operator == "==" else not same
    difference = float(left) - float(right)
    sign = 0 if abs(difference) < 5e-7 else math.copysign(1, difference)
    return {
        "==": sign == 0,
        "!=": sign != 0,
        "<": sign < 0,
        "<=": sign <= 0,
        ">": sign > 0,
        ">=": sign >= 0,
    }[operator]


def _day(serial: float) -> date | None:
    if not 61 <= serial < 73416:
        return None
    return date(1899, 12, 30) + timedelta(days=math.floor(serial))


def _on_days(name: str, first: float, second: float = 0.0) -> Value:
    day = _day(first)
    if day is None:
        return None
    if name == "month_end_before":
        return _serial(day - timedelta(days=day.day))
    if name == "months_after":
        whole = round(second)
        return _serial(_months_later(day, whole)) if abs(second - whole) < 5e-7 and abs(whole) < 2500 else None
    later = _day(second)
    if later is None:
        return None
    passed = -2500
    while _months_later(day, passed + 1) <= later:
        passed += 1
    return float(passed)


def _months_later(day: date, months: int) -> date:
    """The same day so many months later; every day before the calendar's years counts as its very first."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < 1:
        return date.min
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def _month_start(number: float) -> Value:
    year, month = divmod(round(number), 100)
    if abs(number - round(number)) >= 5e-7 or not 1 <= month <= 12 or not 1900 <= year <= 2100:
        return None
    return _serial(date(year, month, 1))


def _serial(day: date) -> Value:
    number = float((day - date(1899, 12, 30)).days)
    return None if _day(number) is None else number


def _birth(text: str) -> date | None:
    born = identity.birth_date(text) if len(text) >= 18 else None
    return born if born is not None and born.year <= REFERENCE.year else None


def _known_call(name: str, values: Sequence[Value]) -> Value:
    first = values[0]
    if isinstance(first, str):
        return _on_text(name, first, values[1:])
    if name == "month_start":
        return _month_start(float(first or 0))
    if name in {"months_between", "months_after", "month_end_before"}:
        return _on_days(name, *(float(value or 0) for value in values))
    assert first is not None
    number = float(first)
    match name:
        case "round6":
            whole = math.floor(abs(number) * 1e6 + 0.5) / 1e6
            return math.copysign(whole, number) if abs(number) < 1e9 else number
        case "abs":
            return abs(number)
        case "largest_of" | "smallest_of":
            return (max if name == "largest_of" else min)(number, float(values[1] or 0))
        case "year_of":
            day = _day(number)
            return None if day is None else float(day.year)
        case "age_on":
            day = _day(float(values[1] or 0))
            return None if day is None else math.floor((int(f"{day:%Y%m%d}") - number) / 10000)
        case _:
            whole = abs(number - round(number)) < 5e-7 and abs(number) < 1e15
            return str(round(number)) if whole else None


def _on_text(name: str, text: str, rest: Sequence[Value]) -> Value:
    match name:
        case "length":
            return float(len(text))
        case "prefix":
            return text[: int(float(rest[0] or 0))]
        case "middle":
            start, count = (int(float(one or 0)) for one in rest)
            return text[start - 1 : start - 1 + count] or None
        case "contains":
            return str(rest[0]) in text
        case "digits_only":
            return text.isascii() and text.isdigit()
        case "is_han_name":
            return len(text) > 1 and not any(character in FORBIDDEN_IN_NAMES for character in text)
        case "id18":
            return identity.person_part(text)
        case "id_digits_ok":
            return identity.has_digits(text)
        case "id_check_ok":
            return identity.has_check_character(text)
        case "id_date_ok":
            return _birth(text) is not None
        case "birth_of":
            born = _birth(text)
            return None if born is None else float(f"{born:%Y%m%d}")
        case "sex_of":
            return identity.sex(text) if len(text) >= 18 else None
        case _:
            raise AssertionError(name)
