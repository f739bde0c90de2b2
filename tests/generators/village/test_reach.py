"""What stays in view leaves room to type: on a small screen, in every notice."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from cunbiao.definitions import load_campaign, policy_ids
from generators.village import capacity_of, draw_template
from generators.village.layout import BRIEF, GROUP_ROW, MESSAGE
from workbooks.references import column_index

# A third of 1366 pixels, the row numbers included.
_THIRD, _ROW_NUMBERS = 455, 30


@pytest.mark.parametrize("policy", policy_ids())
def test_at_most_a_third_of_a_small_screen_stays_in_view(policy: str) -> None:
    template = draw_template(load_campaign(policy), capacity_of(load_campaign(policy), 20))
    book = openpyxl.load_workbook(io.BytesIO(template.data))
    for sheet in template.sheets:
        page, layout = book[sheet.layout.sheet], sheet.layout
        assert layout.index(BRIEF) + 1 == layout.identity_end
        widths = {
            index: run.width
            for run in page.column_dimensions.values()
            for index in range(run.min or 0, (run.max or 0) + 1)
        }
        pixels = sum(int(widths[index + 1] * 7) for index in range(1, layout.identity_end))
        assert pixels + _ROW_NUMBERS <= _THIRD, (layout.sheet, pixels)
        links = [page.cell(GROUP_ROW, index + 1).hyperlink for index in range(1, layout.identity_end)]
        for link in filter(None, links):
            column = re.fullmatch(r"'.+'!([A-Z]+)4", str(link.location))
            assert column is not None
            assert layout.identity_end <= column_index(column[1]) < layout.index(MESSAGE)
        if "register" in layout.table.tags and layout.table.is_home:
            assert [page.cell(GROUP_ROW, 2).value, page.cell(GROUP_ROW, 3).value] == ["收入 →", "两不愁 →"]
