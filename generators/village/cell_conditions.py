"""Conditions on a single cell as Excel formulas: for the live messages and for painting the cell."""

from __future__ import annotations

from collections.abc import Callable

from cunbiao.checking.row_messages import CellCondition, decimals_of
from cunbiao.definitions import ResolvedColumn
from cunbiao.expressions.numbers import TOLERANCE
from cunbiao.message_ids import ERROR_VALUE
from cunbiao.records.identity_sheet import PICK
from generators.village.layout import FILLED, column_name
from generators.village.reading import told

CellAt = Callable[[str], str]


def excel_condition(condition: CellCondition, at: CellAt, typed: CellAt) -> str:
    """A formula that is TRUE where the condition holds.

    ``at`` gives the cell of a column in the row as it is read, ``typed`` as it stands.
    """
    column = condition.column
    cell = at(column.name)
    match condition.rule:
        case "blank":
            return f'{cell}=""'
        case "unreadable":
            return f"{cell}={told(column, condition.message)}"
        case "formula":
            # Excel 2010 has no ISFORMULA; there nothing is said.
            answered = f'({cell}<>"")*({cell}<>{told(column, ERROR_VALUE)})'
            if condition.followed:
                answered += f'*({typed(PICK)}="")'
            return f"IFERROR(_xlfn.ISFORMULA({typed(column.name)})*{answered},FALSE)"
        case "out of range":
            return f"IF(ISNUMBER({cell}),{_outside(column, cell)})"
        case "no household":
            missing = [f"{_filled_home(cell, table, column.name)}=0" for table in condition.among]
            return f'AND(ISTEXT({cell}),{cell}<>"",{",".join(missing)})'


def _filled_home(cell: str, table: str, key: str) -> str:
    """1 where a household row has the code; a spare row that waits with its code for a household is none yet."""
    return f"IFERROR(INDEX({column_name(table, FILLED)},MATCH({cell},{column_name(table, key)},0)),0)"


def _outside(column: ResolvedColumn, cell: str) -> str:
    tests = []
    if column.min is not None:
        tests.append(f"{cell}<{column.min:.12g}")
    if column.max is not None:
        tests.append(f"{cell}>{column.max:.12g}")
    if (decimals := decimals_of(column)) is not None:
        tests.append(f"ABS({cell}-ROUND({cell},{decimals}))>{TOLERANCE:f}")
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
