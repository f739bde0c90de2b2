"""What stays in view leaves room to type on a small screen, and leads to the sections beyond it."""

from __future__ import annotations

import re

import pytest
from openpyxl.workbook import Workbook

from cunbiao.definitions import load_campaign, policy_ids
from generators.village import VillageTemplate
from generators.village.entry import width_in
from generators.village.layout import BRIEF, GROUP_ROW, MESSAGE, entry_layout
from workbooks.references import column_index

# A third of 1366 pixels, the row numbers included.
_THIRD, _ROW_NUMBERS = 455, 30


@pytest.mark.parametrize("policy", policy_ids())
def test_at_most_a_third_of_a_small_screen_stays_in_view(policy: str) -> None:
    campaign = load_campaign(policy)
    for table in campaign.tables:
        layout = entry_layout(campaign, table, 1)
        assert layout.identity_end == layout.index(BRIEF) + 1
        in_view = layout.columns[1 : layout.identity_end]
        pixels = sum(int(width_in(layout, column) * 7 + 5) for column in in_view)
        assert pixels + _ROW_NUMBERS <= _THIRD, (layout.sheet, pixels)


def test_the_head_of_a_sheet_leads_to_its_sections(book: Workbook, template: VillageTemplate) -> None:
    for sheet in template.sheets:
        page, layout = book[sheet.layout.sheet], sheet.layout
        cells = [page.cell(GROUP_ROW, index + 1) for index in range(1, layout.identity_end)]
        for link in [cell.hyperlink for cell in cells if cell.hyperlink is not None]:
            column = re.fullmatch(r"'.+'!([A-Z]+)4", str(link.location))
            assert column is not None
            assert layout.identity_end <= column_index(column[1]) < layout.index(MESSAGE)
        if sheet.table_id == "register_household":
            assert [cell.value for cell in cells] == ["收入 →", "两不愁 →", "本年动态 →"]
