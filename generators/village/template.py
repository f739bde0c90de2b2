"""The template: one workbook a size, drawn once with XlsxWriter; villages are stamped into it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from cunbiao.definitions import Campaign
from cunbiao.definitions.messages import load_messages
from generators.style import Drawing
from generators.village.capacity import Capacity
from generators.village.cover import Cover, draw_cover
from generators.village.dictionary import draw_dictionary, used_codes
from generators.village.entry import Pen, draw_entry
from generators.village.faces.face import Face
from generators.village.faces.page import draw_face
from generators.village.guide import draw_guide
from generators.village.household_lists import household_lists
from generators.village.households import draw_households
from generators.village.identity import draw_identity, draw_issued
from generators.village.live import LiveSheet, defined_columns, live_sheet
from generators.village.names import define
from generators.village.own_household import own_lists
from generators.village.spellings import draw_spellings
from workbooks.stamp import Template

_WORKBOOK = "xl/workbook.xml"
_BOOK_VIEWS = b"<bookViews>"
_LOCKED = b'<workbookProtection lockStructure="1"/>'


@dataclass(frozen=True)
class VillageTemplate:
    """A drawn workbook for villages of one capacity, and where a village's own content goes in it."""

    campaign: Campaign
    capacity: Capacity
    template: Template
    data: bytes
    sheets: tuple[LiveSheet, ...]
    cover: Cover
    faces: tuple[Face, ...]

    @property
    def sheet_names(self) -> list[str]:
        """All sheets in order."""
        return self.template.sheet_names


def password_of(campaign: Campaign) -> str:
    """What lifts the protection of the sheets: the campaign year. It keeps hands off by mistake, nothing more."""
    return str(campaign.year)


def draw_template(campaign: Campaign, capacity: Capacity) -> VillageTemplate:
    """Draws the workbook of one capacity.

    Raises:
        ValueError: a definition needs more than Excel allows (formula, validation or message too long).
    """
    messages = load_messages(campaign)
    password = password_of(campaign)
    sheets = tuple(live_sheet(campaign, messages, table, capacity.rows[table]) for table in campaign.tables)
    drawing = Drawing(f"{campaign.notice.title}（村级采集表）", campaign.notice.reference)
    pen = Pen(drawing, campaign, password)
    lists = household_lists(campaign)
    cover = draw_cover(drawing, campaign, sheets, password)
    draw_guide(drawing, campaign, sheets, messages, password)
    for sheet in sheets:
        draw_entry(pen, sheet)
    forms = [form for form in campaign.forms.values() if form.print_face is not None]
    faces = tuple(draw_face(drawing, campaign, form, lists, password) for form in forms)
    draw_dictionary(drawing, campaign, used_codes(campaign), password)
    draw_households(drawing, campaign, capacity.rows)
    draw_spellings(drawing, campaign)
    draw_identity(drawing)
    for sheet in sheets:
        if sheet.layout.table.roster:
            draw_issued(drawing, sheet.layout)
        for name, cells in defined_columns(sheet):
            define(drawing, name, cells)
    for name, cells in own_lists(campaign):
        define(drawing, name, cells)
    data = _lock_structure(drawing.finish())
    return VillageTemplate(campaign, capacity, Template(data), data, sheets, cover, faces)


def _lock_structure(data: bytes) -> bytes:
    """The workbook with its structure locked: no sheet can be added, deleted, renamed or moved."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == _WORKBOOK:  # XlsxWriter has no way to write this element.
                content = content.replace(_BOOK_VIEWS, _LOCKED + _BOOK_VIEWS, 1)
                assert _LOCKED in content
            package.writestr(info, content)
    return target.getvalue()
