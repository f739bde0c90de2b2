"""Workbooks of a county issued, filled in and saved by a spreadsheet program, then merged: both sides of every row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.notices import Settings, SettingValue
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.records.submission import Intake
from cunbiao.submissions.reading import read_submissions
from generators.village import village_workbooks
from generators.village.layout import KEY
from tests.campaign.screen.both_sides import Difference, Rows, differences, in_merge, on_screen, watched
from tests.campaign.screen.case import Case
from tests.campaign.screen.typing import entry_pages, type_answers
from tests.campaign.screen.villages import settle
from tests.judge import Office

# What a notice leaves open, as the demonstration fills it in.
_OPEN = {
    "exit_line": 4000.0, "monitoring_line": 5000.0, "pension_minimum": 105.0,
    "rural_income": 20000.0, "subsistence_line": 8000.0,
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """An entry sheet of one village: what the screen shows of its records, and what the merge says of them."""

    village: str
    table: str
    sheet: str
    screen: Rows
    merge: Rows

    @property
    def differences(self) -> Iterator[Difference]:
        """Where they disagree."""
        return differences(self.village, self.sheet, self.screen, self.merge)


@dataclass(frozen=True)
class FilledCampaign:
    """A campaign from issued workbooks to the register; ``codes`` is the village and household code of every case."""

    campaign: Campaign
    intake: Intake
    register: Register
    shown: list[Shown]
    codes: dict[str, tuple[str, str]]
    typed: int

    def rows_of(self, case: str, table: str) -> list[dict[str, str | float]]:
        """What the screen shows of the rows that a case has in a table."""
        village, code = self.codes[case]
        sheet = next(own for own in self.shown if (own.village, own.table) == (village, table))
        return [row for row in sheet.screen.values() if row[KEY] == code]


def given_everything(notice: str) -> Campaign:
    """A campaign with a value for every line its notice leaves open."""
    bare = load_campaign(notice)
    values = {
        name: SettingValue(value=value, source="测试")
        for name, value in _OPEN.items()
        if name in bare.parameters and bare.parameters[name].value is None
    }
    return load_campaign(notice, Settings(county=bare.county or "测试县", parameters=values))


def fill_and_merge(office: Office, campaign: Campaign, cases: Sequence[Case], folder: Path) -> FilledCampaign:
    """Issues the workbooks of an invented county with the cases in it, types and saves them, reads and merges them."""
    county = settle(campaign, cases)
    issued, returned = folder / "下发", folder / "交回"
    issued.mkdir()
    returned.mkdir()
    screens: dict[tuple[str, str], tuple[str, Rows]] = {}
    typed = 0
    for own, data in village_workbooks(campaign, county.roster):
        code = own.village.code
        file = issued / f"{own.village.name}_{code}.xlsx"
        file.write_bytes(data)
        with office.open(file, recalculated=False) as book:
            typed += type_answers(book, county.villages[code].answers)
            for table, page in entry_pages(book).items():
                screens[code, table] = page.sheet, on_screen(page, watched(campaign, table))
            book.save(returned / file.name)
    intake, messages = read_submissions([returned], campaign), load_messages(campaign)
    register = merge(intake, campaign, "county", messages)
    shown = [
        Shown(code, table, sheet, screen, in_merge(register, table, code, messages))
        for (code, table), (sheet, screen) in screens.items()
    ]
    codes = {case: (code, own.codes[case]) for code, own in county.villages.items() for case in own.codes}
    return FilledCampaign(campaign, intake, register, shown, codes, typed)
