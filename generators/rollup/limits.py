"""控制数: every limit of the notice at every place it is for, with the figures it is told from."""

from __future__ import annotations

from cunbiao.checking.eligibility import FITS, FITS_NOT, UNDECIDED
from cunbiao.definitions.sources import cited
from cunbiao.merging.register import Register
from generators.listing import ListColumn, Listing
from generators.rollup.rows import TEXT
from generators.style import CENTRED, GREEN, GREEN_TEXT, GREY, GREY_TEXT, RED, RED_TEXT, WRAPPED

SHEET = "控制数"
_RESULTS = {FITS: (GREEN, GREEN_TEXT), FITS_NOT: (RED, RED_TEXT), UNDECIDED: (GREY, GREY_TEXT)}


def limit_listings(register: Register) -> list[Listing]:
    """The list of limits; none where the notice sets none for this level."""
    lines = register.limits
    if not lines:
        return []
    limits = [line.compiled.limit for line in lines]
    fixes = ["" if line.result == FITS else line.compiled.limit.fix for line in lines]
    number = {**CENTRED, "num_format": "#,##0.######"}
    wrapped = {**WRAPPED, "num_format": "@"}
    columns = (
        ListColumn("控制数", [limit.label for limit in limits], TEXT, most=30),
        ListColumn("乡镇", [line.township for line in lines], TEXT, most=14),
        ListColumn("村", [line.village for line in lines], TEXT, most=14),
        ListColumn("实际", [line.value for line in lines], number, width=12),
        ListColumn("要求", [limit.must_be for limit in limits], CENTRED, width=8),
        ListColumn("限度", [line.bound for line in lines], number, width=12),
        ListColumn("结果", [line.result for line in lines], CENTRED, width=10, colours=_RESULTS),
        ListColumn("缺什么", ["、".join(line.missing) for line in lines], wrapped, width=26),
        ListColumn("怎么办", fixes, wrapped, width=50),
        ListColumn("依据", [cited(register.campaign, limit.clause) for limit in limits], wrapped, width=20),
    )
    note = "无法判定的，把“缺什么”里的数写进县设置文件再汇总一次。"
    return [Listing(SHEET, "控制数", columns, len(lines), note, frozen=1)]
