"""Which notice is this workbook of? Asked of a file once, before anything is taken from it.

Every workbook of ours says it in a hidden sheet, `IDENTITY_SHEET` or `ROLLUP_SHEET`: a name in column A, its value from
column B on. Only that sheet is read. The answer is what the workbook says; whether it may be believed is found out when
it is taken.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from cunbiao.records.identity_sheet import (
    AUTHOR,
    CORRECTION_LIST,
    CORRECTIONS_SHEET,
    IDENTITY_SHEET,
    LIVES_SHEET,
    MARK_PREFIX,
    PROBLEM_LIST,
    PROBLEMS_SHEET,
    RESULTS,
    ROLLUP_SHEET,
    SLIP_SHEET,
    SUSPECTED_SHEET,
    UPLOAD_SHEETS,
    VILLAGE_WORKBOOK,
    Cell,
    Supplied,
    named_entries,
    read_supplied,
)
from workbooks.container import glance_at
from workbooks.limits import Limit, Limits
from workbooks.reading.raw import Fault, Raw, RawSheet
from workbooks.reading.sheets import FileSheets, Sheets
from workbooks.refusal import Refused

Product = Literal[
    "village", "rollup", "problems", "corrections", "slip", "lives", "suspected", "upload", "other", "foreign"
]  # fmt: skip

# What staff call them. ``other`` is anything else we write, ``foreign`` everything we do not.
PRODUCT_LABELS: dict[Product, str] = {
    "village": "村级采集表",
    "rollup": "汇总表",
    "problems": "问题清单",
    "corrections": "更正认定",
    "slip": "整改单",
    "lives": "整改台账",
    "suspected": "疑似问题核实表",
    "upload": "上报录入表",
    "other": "结果表",
    "foreign": "别的文件",
}
# A rollup is asked for first: it may be taken for nothing else.
_HIDDEN_SHEETS: dict[str, Product] = {
    ROLLUP_SHEET: "rollup",
    IDENTITY_SHEET: "village",
    PROBLEMS_SHEET: "problems",
    CORRECTIONS_SHEET: "corrections",
    SLIP_SHEET: "slip",
    LIVES_SHEET: "lives",
    SUSPECTED_SHEET: "suspected",
}
_CATEGORIES: dict[str, Product] = {
    PROBLEM_LIST: "problems",
    CORRECTION_LIST: "corrections",
    UPLOAD_SHEETS: "upload",
    RESULTS: "other",
}
# The few parts needed never come to more; what is larger is left to the guarded reading in a process of its own.
_MOST = Limit("", 32, "MB")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a workbook says of itself; "", 0 and empty where it does not say.

    Attributes:
        product: what it is.
        policy, title, year: id, title and year of its notice.
        editions: the editions of its forms.
        county, area_code, township, village: whose it is.
        settings: the parameters its county supplied: name → value (a date as 2020-09-30) and source.
        entries: everything its hidden sheet says, by name.
    """

    product: Product
    policy: str = ""
    title: str = ""
    year: int = 0
    editions: tuple[str, ...] = ()
    county: str = ""
    area_code: str = ""
    township: str = ""
    village: str = ""
    settings: Mapping[str, Supplied] = field(default_factory=dict)
    entries: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_data(self) -> bool:
        """Whether it holds what villages reported."""
        return self.product in ("village", "rollup")

    @property
    def notice(self) -> str:
        """The notice as people are told of it: title and id, or what of them the workbook says."""
        return f"{self.title}（{self.policy}）" if self.title else f"{self.policy} {self.year}"


def hidden_product(sheets: Collection[str]) -> Product | None:
    """What a workbook is as the names of its hidden sheets tell it, ``None`` when it has none of ours."""
    return next((product for name, product in _HIDDEN_SHEETS.items() if name in sheets), None)


def peek(sheets: Sheets) -> Origin:
    """What a workbook says of itself.

    Raises:
        Refused: its hidden sheet cannot be read.
    """
    hidden = next((name for name in _HIDDEN_SHEETS if name in sheets.names), None)
    if hidden is not None:
        return _told(_HIDDEN_SHEETS[hidden], named_entries(_cells(sheets.read(hidden))))
    # A village workbook that lost its hidden sheet must not pass for a list of ours, whatever else it has lost.
    if not sheets.says(AUTHOR) or any(sheets.mark(name) for name in sheets.names):
        return Origin("foreign")
    return Origin(next((product for category, product in _CATEGORIES.items() if sheets.says(category)), "foreign"))


def peek_data(data: bytes, limits: Limits) -> Origin:
    """What a file says of itself; ``foreign`` for one that cannot be read this way, whatever it is."""
    own = replace(limits, inflated_size=_MOST)
    try:
        return peek(FileSheets(glance_at(data, own), own, MARK_PREFIX))
    except Refused:
        return Origin("foreign")


def _told(product: Product, entries: Mapping[str, str]) -> Origin:
    if product == "village" and entries.get("product") != VILLAGE_WORKBOOK:
        return Origin("foreign", entries=entries)
    return Origin(
        product=product,
        policy=entries.get("policy", ""),
        title=entries.get("title", ""),
        year=int(year) if (year := entries.get("year", "")).isdecimal() else 0,
        editions=_editions(entries.get("forms", "")),
        county=entries.get("county", ""),
        area_code=entries.get("area_code", ""),
        township=entries.get("township", ""),
        village=entries.get("village", ""),
        settings=_settings(entries.get("settings", "")),
        entries=entries,
    )


def _settings(text: str) -> dict[str, Supplied]:
    try:
        return read_supplied(text)
    except ValueError:
        return {}


def _editions(text: str) -> tuple[str, ...]:
    try:
        return tuple(sorted(set(map(str, json.loads(text).values()))))
    except (ValueError, AttributeError):
        return ()


def _cells(sheet: RawSheet) -> list[Sequence[Cell]]:
    rows = map(sheet.row, range(len(sheet.rows)))
    return [[_cell(cells.get(column)) for column in range(max(cells, default=-1) + 1)] for cells in rows]


def _cell(raw: Raw) -> Cell:
    return raw if isinstance(raw, str | float) else raw.text if isinstance(raw, Fault) else None
