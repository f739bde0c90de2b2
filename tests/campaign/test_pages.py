"""A village can print its workbook: not a ream of it, and what everybody reads on four pages."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cunbiao.definitions import Campaign
from generators.village import village_workbooks
from sample.county import invent_county
from sample.roster import as_roster
from tests.judge import Office

_HOUSEHOLDS, _MOST, _MOST_OF_GUIDE = 12, 40, 4


@pytest.mark.sampled
def test_a_village_of_twelve_households_is_printed_on_forty_pages(
    campaign: Campaign, office: Office, tmp_path: Path
) -> None:
    roster = as_roster(invent_county(campaign, 1, _HOUSEHOLDS, seed=3, townships=1))
    ((own, data),) = village_workbooks(campaign, roster)
    file, printed = tmp_path / "村.xlsx", tmp_path / "村.pdf"
    file.write_bytes(data)
    with office.open(file, recalculated=False) as book:
        book.save_pdf(printed)
    text = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
    pages = text.split("\f")[:-1]
    first = f"{own.village.name} {campaign.titles[next(iter(campaign.tables))]}"
    entry = next(number for number, page in enumerate(pages) if first in " ".join(page.split()))
    assert entry - 1 <= _MOST_OF_GUIDE
    assert len(pages) <= _MOST
