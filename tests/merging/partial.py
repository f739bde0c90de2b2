"""Copies of one issued workbook, each filled in part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cunbiao.records.submission import Submission, Value
from tests.merging.invented import household, member, person_number, submission

HOUSEHOLDS, MEMBERS = "register_household", "register_member"
CODES = ("1", "2", "3")


def copy(file: str, *changes: Callable[[Submission], None], saved: float = 1.0) -> Submission:
    """东关村 as issued with three households of one person each, and then changed."""
    rows = {
        HOUSEHOLDS: [household(code, 1, f"赵{code}") for code in CODES],
        MEMBERS: [member(code, f"赵{code}", person_number(int(code))) for code in CODES],
    }
    made = submission(tables=rows, file=file)
    made.identity = replace(made.identity, issued_hash="issued")
    made.saved = saved
    for own in made.tables.values():
        own.tokens = [f"R{index + 1:04}" for index in range(len(own.rows))]
        own.issued = {name: list(column) for name, column in own.columns.items()}
        own.counts.issued, own.counts.spare, own.counts.inserted = len(own.rows), 0, 0
    for change in changes:
        change(made)
    return made


def typed(table: str, index: int, name: str, value: Value) -> Callable[[Submission], None]:
    def change(made: Submission) -> None:
        made.tables[table].columns[name][index] = value

    return change


def added(code: str, name: str, number: str) -> Callable[[Submission], None]:
    """A person in the next spare row."""

    def change(made: Submission) -> None:
        rows = made.tables[MEMBERS]
        record = member(code, name, number, "之子")
        for column, cells in rows.columns.items():
            cells.append(record.get(column))
        assert rows.issued is not None
        for cells in rows.issued.values():
            cells.append(None)
        rows.tokens.append(f"S{len(rows.rows):04}")
        rows.rows.append(rows.rows[-1] + 1)
        rows.counts.physical += 1
        rows.counts.spare += 1

    return change


def deleted(table: str, index: int) -> Callable[[Submission], None]:
    def change(made: Submission) -> None:
        rows = made.tables[table]
        rows.gone.append(str(rows.columns["household_code"][index]))
        del rows.rows[index], rows.tokens[index]
        for column in (*rows.columns.values(), *(rows.issued or {}).values()):
            del column[index]
        rows.counts.physical -= 1
        rows.counts.issued -= 1

    return change


WAGE = typed(HOUSEHOLDS, 0, "wage_income", 999.0)
PHONE = typed(HOUSEHOLDS, 2, "household_phone", "13911111111")
CHILD, AUNT = added("1", "赵小", person_number(11, "20150101")), added("2", "钱姨", person_number(12, "19600101"))
