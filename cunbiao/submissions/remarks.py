"""What reading remarks on in a file that is taken: ids of the message catalogue for sheets, rows and cells."""

from __future__ import annotations

from dataclasses import dataclass

STRAY_SHEET = "SHEET-01"
HIDDEN_ROWS = "SHEET-02"
RENAMED_SHEET = "SHEET-03"
UNPROTECTED_SHEET = "SHEET-04"
UNKNOWN_COLUMNS = "SHEET-05"
FAR_CELL = "SHEET-06"
MOVED_COLUMNS = "SHEET-07"
ROW_GONE = "ROW-01"
SUBTOTAL_ROW = "ROW-02"
REPEATED_HEADER = "ROW-03"
NOTE_ROW = "ROW-04"
INSERTED_ROW = "ROW-05"
ROW_BEYOND_SPARE = "ROW-06"
TOKEN_TWICE = "ROW-09"
ROWS_SWAPPED = "ROW-10"
ROW_NOT_UNDERSTOOD = "ROW-11"
WRONG_KIND = "CELL-03"
NUMBER_FOR_IDENTITY = "CELL-05"
NORMALISED = "CELL-06"
ALIAS = "CELL-07"
ERROR_VALUE = "CELL-08"
NO_RESULT = "CELL-09"
FORMULA = "CELL-10"
MERGED = "CELL-11"
LOCKED_CHANGED = "CELL-12"
TOO_LONG = "CELL-13"
INVISIBLE = "CELL-14"
DITTO = "CELL-15"
WRONG_DATE = "CELL-18"
NUMBER_FOR_CODE = "CELL-19"
GARBLED = "CELL-20"
WITH_UNIT = "CELL-21"
NUMBER_AS_TEXT = "CELL-22"
TEXT_AS_NUMBER = "CELL-23"
NAME_DOT = "CELL-24"
TURNED_INTO_DATE = "CELL-25"
TIME_OF_DAY = "CELL-26"
DATE_AS_TEXT = "CELL-27"


@dataclass(frozen=True, slots=True)
class CellRemark:
    """A remark about one cell of a column: index of its row, message id, what fills the message, the cell as filled."""

    index: int
    message: str
    values: dict[str, object]
    shown: str
