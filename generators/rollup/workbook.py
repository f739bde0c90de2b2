"""A rollup, sheet by sheet."""

from __future__ import annotations

from pathlib import Path

from cunbiao.merging.register import Register
from generators.publishing import Output, workbook
from generators.rollup import charts, guide
from generators.rollup.account import account_listings
from generators.rollup.hidden import draw_hidden
from generators.rollup.limits import limit_listings
from generators.rollup.lists import (
    duplicate_listing,
    progress_listing,
    verdict_listing,
    view_listing,
)
from generators.rollup.own_forms import own_form_listings
from generators.rollup.rows import FindingCounts
from generators.rollup.tables import table_listings
from generators.rollup.totals import By, totals_listing
from generators.rollup.views import load_views
from generators.style import Drawing
from workbooks.stamp import Template, stamp_to

TOTALS, BY_VILLAGE = "汇总", "汇总-按村"


def rollup_file(path: Path, title: str, register: Register, township: str = "", folder: str = "") -> Output:
    """The rollup of a township or county.

    Args:
        path: where to.
        title: its heading, such as 埇桥区2020年度汇总表.
        register: what was merged.
        township: the township of a township rollup.
        folder: the folder of the village files as seen from the workbook, ending in "/".

    Raises:
        StampError: a row holds what no cell can hold.
    """
    views = load_views(register.campaign)
    data = table_listings(register, FindingCounts(register.findings))
    by: By = "village" if register.level == "township" else "township"
    totals = totals_listing(register, data, by, TOTALS)
    progress = progress_listing(register)
    readable = [progress, totals]
    if by == "township":
        readable.append(totals_listing(register, data, "village", BY_VILLAGE))
    others = [
        verdict_listing(register),
        *(view_listing(register, view) for view in views.views),
        *account_listings(register),
        *limit_listings(register),
        *own_form_listings(register),
        duplicate_listing(register),
    ]
    drawing = Drawing(title, "汇总表")
    listings = [*readable, *data.values(), *others]
    said = guide.Guide(drawing, register, title).draw(folder, listings, charts.SHEET)
    for listing in readable:
        listing.draw(drawing, title)
    charts.ChartSheet(drawing, register, progress, totals, by, data).draw(views)
    for listing in [*data.values(), *others]:
        listing.draw(drawing, title)
    shown = {guide.SHEET: [said]} | {listing.sheet: listing.shown() for listing in (*readable, *others)}
    draw_hidden(drawing, register, township, folder, data, shown)
    template = Template(drawing.finish())
    bands = {listing.sheet: listing.bands() for listing in listings}
    return workbook(path, lambda file: stamp_to(file, template, bands))
