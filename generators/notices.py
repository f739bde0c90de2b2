"""通知名单: the notices a person can choose from, one row each, those used lately on top."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cunbiao.definitions.notice_list import ListedNotice
from cunbiao.records.identity_sheet import RESULTS
from generators.listing import ListColumn, Listing
from generators.publishing import Output, workbook
from generators.style import CENTRED, GREEN, GREEN_TEXT, WRAPPED, Drawing
from workbooks.stamp import Template, stamp_to

SHEET = "通知名单"
FILE_NAME = f"{SHEET}.xlsx"
_IN_USE, _USED = "正在用", "用过"


def notices_file(path: Path, notices: Sequence[ListedNotice], used: Sequence[str], how: str) -> Output:
    """Writes the list of notices.

    Args:
        path: where to.
        notices: the notices, in the order of the list.
        used: ids of those used so far, the one in use first; they come on top in this order.
        how: the sentence that says how to choose.

    Raises:
        PublishError: nothing was changed.
    """
    listing = _listing(sorted(notices, key=lambda own: _rank(own, used)), used, how)
    drawing = Drawing(SHEET, category=RESULTS)
    listing.draw(drawing)
    template = Template(drawing.finish())
    return workbook(path, lambda file: stamp_to(file, template, {SHEET: listing.bands()}))


def _rank(notice: ListedNotice, used: Sequence[str]) -> int:
    return used.index(notice.id) if notice.id in used else len(used)


def _listing(notices: Sequence[ListedNotice], used: Sequence[str], how: str) -> Listing:
    marks = [_IN_USE if own.id in used[:1] else _USED if own.id in used else "" for own in notices]
    columns = (
        ListColumn("用过没有", marks, look=CENTRED, width=10, colours={_IN_USE: (GREEN, GREEN_TEXT)}),
        ListColumn("年度", [own.year for own in notices], look=CENTRED, width=8),
        ListColumn("省", [own.province for own in notices]),
        ListColumn("地方", [own.place for own in notices]),
        ListColumn("通知", [own.title for own in notices], look=WRAPPED, most=60),
        ListColumn("发文单位", [own.issuer for own in notices], look=WRAPPED),
        ListColumn("发文日期", [own.issued.isoformat() for own in notices], look=CENTRED),
        ListColumn("编号", [own.id for own in notices]),
    )
    return Listing(SHEET, SHEET, columns, len(notices), how)
