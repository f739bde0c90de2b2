"""Why a whole file is put aside: the ids of the message catalogue (templates/messages) that refuse a file."""

from __future__ import annotations

EMPTY = "FILE-01"
NOT_A_WORKBOOK = "FILE-02"
ARCHIVE = "FILE-03"
OLD_XLS = "FILE-04"
OTHER_FORMAT = "FILE-05"
CSV = "FILE-06"
PASSWORD = "FILE-07"
DAMAGED = "FILE-08"
WRONG_CHECKSUM = "FILE-09"
DOCTYPE = "FILE-10"
MACRO = "FILE-11"
TOO_LARGE = "FILE-13"
TOO_MANY_PARTS = "FILE-14"
INFLATES_TOO_MUCH = "FILE-15"
TOO_MANY_CELLS = "FILE-16"
TOO_SLOW = "FILE-17"
TOO_MUCH_MEMORY = "FILE-18"
READER_DIED = "FILE-19"
BROKEN_STRUCTURE = "FILE-21"
DUPLICATE_INSIDE = "FILE-22"
TEXT_NOT_THERE = "FILE-23"
UNREADABLE = "FILE-24"
NO_SHEETS = "FILE-25"
NOT_OURS = "FILE-30"
TAMPERED = "FILE-31"
OTHER_CAMPAIGN = "FILE-32"
NOT_INSTALLED = "FILE-33"
VILLAGE_NOT_LISTED = "FILE-34"
OTHER_VERSION = "FILE-35"
NEWER_PRODUCT = "FILE-36"
OTHER_VILLAGE = "FILE-37"
ROLLUP_CHANGED = "FILE-38"
SHEET_MISSING = "FILE-40"
SHEET_TWICE = "FILE-41"
NAMES_ROW_DAMAGED = "FILE-42"
COLUMN_TWICE = "FILE-43"
COLUMN_MISSING = "FILE-44"
NO_DATA = "FILE-45"
MARK_MOVED = "FILE-46"
HIDDEN_BY_OFFICE = "FILE-20"
NOTHING_INSIDE = "FILE-26"
STUCK = "FILE-27"
OWN_OUTPUT = "FILE-52"
SLIP_CHANGED = "FILE-61"
LIVES_CHANGED = "FILE-62"
LINK = "FILE-54"


def broken_markup(where: str, error: Exception) -> Refused:
    """Why a part (a sheet, or the name of another part) cannot be read, from what the reader of markup says."""
    if isinstance(error, LookupError) or "encoding" in str(error):
        return Refused(NO_SHEETS)
    return Refused(BROKEN_STRUCTURE, sheet=where, actual=str(error))


class Refused(Exception):
    """Nothing is taken from this file: ``reason`` is one of the ids above, ``values`` fill its message.

    A value named ``content`` is a name listed under ``contents`` in templates/intake.yaml and is shown as ``actual``.
    """

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason, values)

    def __reduce__(self) -> tuple[object, ...]:
        """A refusal goes from the process that reads to the one that asked."""
        return _refused, (self.reason, self.values)


def _refused(reason: str, values: dict[str, object]) -> Refused:
    return Refused(reason, **values)
