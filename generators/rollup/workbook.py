"""A rollup, sheet by sheet."""

from __future__ import annotations

from pathlib import Path

from cunbiao.merging.register import Register
from generators.publishing import Output, workbook
from generators.rollup import guide
from generators.rollup.account import account_listings
from generators.rollup.files import file_listing
from generators.rollup.hidden import draw_hidden
from generators.rollup.limits import limit_listings
from generators.rollup.lists import (
    duplicate_listing,
    progress_listing,
    view_listing,
)
from generators.rollup.own_forms import own_form_listings
from generators.rollup.page import Page
from generators.rollup.page_figures import PageFigures
from generators.rollup.rows import FindingCounts
from generators.rollup.tables import table_listings
from generators.rollup.totals import By, TotalsSheet, village_totals
from generators.rollup.verdicts import verdict_listings
from generators.rollup.views import load_views
from generators.style import Drawing
from workbooks.blocks import Blocks
from workbooks.stamp import Template, stamp_to

TOTALS, BY_VILLAGE = "汇总", "汇总-按村"


def rollup_file(
    path: Path, title: str, register: Register, township: str = "", folder: str = "", blocks: Blocks | None = None
) -> Output:
    """The rollup of a township or county.

    Args:
        path: where to.
        title: its heading, such as 埇桥区2020年度汇总表.
        register: what was merged.
        township: the township of a township rollup.
        folder: the folder of the village files as seen from the workbook, ending in "/".
        blocks: what was packed before, and is not packed again.

    Raises:
        StampError: a row holds what no cell can hold.
    """
    views = load_views(register.campaign)
    data = table_listings(register, FindingCounts(register.findings))
    by: By = "village" if register.level == "township" else "township"
    totals = TotalsSheet(register, data, by, TOTALS)
    progress = progress_listing(register)
    accounts = account_listings(register)
    readable = [
        progress,
        *([village_totals(register, data, BY_VILLAGE)] if by == "township" else []),
        *verdict_listings(register),
        *(view_listing(register, view) for view in views.views),
        *accounts,
        *limit_listings(register),
        *own_form_listings(register),
        duplicate_listing(register),
    ]
    files = file_listing(register)
    drawing = Drawing(title, "汇总表")
    page = Page(drawing, register, title)
    figures = PageFigures(register, progress, totals, accounts[0] if accounts else None)
    shown = {page.sheet: [page.draw(figures, views, by, progress, data)], TOTALS: [totals.draw(drawing, title)]}
    listings = [*readable, *data.values(), files]
    for listing in listings:
        listing.draw(drawing, title)
    sheets = [(page.sheet, "一张 A4，给领导看", ""), (totals.sheet, totals.title, f"{totals.count} 行")]
    sheets += [(own.sheet, own.title, f"{own.count} 行") for own in listings]
    shown[guide.SHEET] = [guide.Guide(drawing, register, title).draw(folder, sheets)]
    shown |= {listing.sheet: listing.shown() for listing in (*readable, files)}
    draw_hidden(drawing, register, township, folder, data, shown)
    template = Template(drawing.finish())
    bands = {listing.sheet: listing.bands() for listing in listings}
    return workbook(path, lambda file: stamp_to(file, template, bands, blocks=blocks or Blocks()))
