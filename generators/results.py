"""Result workbooks of one question: lists in the house style, and a sheet that says what they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cunbiao.records.identity_sheet import RESULTS
from generators.links import VILLAGE_FILES, draw_folder
from generators.listing import Listing
from generators.publishing import Output, workbook
from generators.style import SUBTITLE, TITLE, Drawing
from workbooks.stamp import Template, stamp_to

ABOUT = "说明"


def results_file(
    path: Path,
    title: str,
    listings: Sequence[Listing],
    notes: Sequence[str],
    folder: str,
    folder_label: str = VILLAGE_FILES,
) -> Output:
    """A workbook with these lists.

    Args:
        path: where to.
        title: what it is about.
        listings: the lists, the first one is shown first.
        notes: sentences about them.
        folder: the folder that links lead to, as seen from the workbook, ending in "/" or "".
        folder_label: what lies in that folder.

    Raises:
        StampError: something is no text a cell can hold.
    """
    drawing = Drawing(title, category=RESULTS)
    sheets = [listing.draw(drawing, footer=title) for listing in listings]
    sheets[0].activate()
    about = drawing.sheet(ABOUT)
    about.set_column(0, 0, 20)
    about.set_column(1, 1, 40)
    about.set_row(0, 27)
    about.write_string(0, 0, title, drawing.format(TITLE))
    draw_folder(drawing, about, 1, 1, folder, folder_label)
    for row, note in enumerate(notes, 3):
        about.write_string(row, 0, note, drawing.format(SUBTITLE))
    about.set_landscape()
    about.fit_to_pages(1, 0)
    template = Template(drawing.finish())
    bands = {listing.sheet: listing.bands() for listing in listings}
    return workbook(path, lambda file: stamp_to(file, template, bands))
