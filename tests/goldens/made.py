"""The workbooks the goldens are of, as texts: made from one village of the invented county, the same every time."""

from __future__ import annotations

import os
from copy import deepcopy
from functools import cached_property
from pathlib import Path

from commands.check import check
from commands.generate import PROBLEMS, generate
from commands.merge import merge_files
from commands.upload import upload
from cunbiao.definitions import load_campaign
from cunbiao.merging.villages import RollupLevel
from generators.painting import painted
from generators.village import village_workbooks
from generators.xlam import AddinHome
from generators.xlam.package import addin_bytes
from sample.calculation import Calculation
from sample.campaign_events import campaign_events
from sample.county import County, invent_county
from sample.filler import fill_workbooks
from sample.roster import as_roster, write_roster
from tests.goldens.workbook_text import difference, workbook_text
from tests.inline import YONGQIAO_SETTINGS

NOTICE = "anhui-yongqiao-2020"
_SAVED = 1_600_000_000


class Made:
    """Makes every kind of workbook and gives its text; ``folder`` is for what that takes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._settings = folder / "县设置.yaml"
        self._settings.write_text(YONGQIAO_SETTINGS, encoding="utf-8")

    @cached_property
    def _county(self) -> County:
        return invent_county(load_campaign(NOTICE, self._settings), villages=1, households=4, townships=1)

    @cached_property
    def _issued(self) -> bytes:
        ((_, data),) = village_workbooks(self._county.campaign, as_roster(self._county))
        return data

    @cached_property
    def _returned(self) -> Path:
        """The workbook filled in, with two mistakes in its first household."""
        county, village = self._county, self._county.villages[0].village
        answers = deepcopy(campaign_events(county))
        households = answers[village.code].changes["register_household"]
        first = next(iter(households))
        households[first] = {**households[first], "wage_income": -1.0, "safe_water": "没有"}
        ((_, data),) = fill_workbooks(Calculation(county.campaign), {village: self._issued}, answers)
        file = self._folder / "交回" / "村.xlsx"
        file.parent.mkdir()
        file.write_bytes(data)
        os.utime(file, (_SAVED, _SAVED))
        return file

    def village(self) -> str:
        """A village's workbook as it is issued."""
        return workbook_text(self._issued)

    def painted_copy(self) -> str:
        """What painting its findings changes in the returned workbook."""
        returned = self._returned.read_bytes()
        copy = painted(returned, check([self._returned]).findings)
        return difference(workbook_text(returned), workbook_text(copy))

    def _merged(self, level: RollupLevel) -> Path:
        out = self._folder / level
        merge_files([self._returned.parent], NOTICE, level, out, self._settings, None)
        return out

    def township_rollup(self) -> str:
        """The township's rollup of the one village."""
        return _text(self._merged("township"), "*_汇总.xlsx")

    @cached_property
    def _county_merge(self) -> Path:
        return self._merged("county")

    def county_rollup(self) -> str:
        """The county's rollup of it."""
        return _text(self._county_merge, "*_汇总.xlsx")

    def problem_list(self) -> str:
        """What the county's merge found."""
        return _text(self._county_merge, "*_问题清单.xlsx")

    def upload(self) -> str:
        """What the township types into the national system."""
        (rollup,) = self._county_merge.glob("*_汇总.xlsx")
        upload(rollup, self._folder / "上报")
        return _text(self._folder / "上报", "*.xlsx")

    def roster_problem_list(self) -> str:
        """What is wrong in a roster, the area of whose first household's fields is a word."""
        roster, out = self._folder / "花名册.xlsx", self._folder / "下发"
        county = deepcopy(self._county)
        county.villages[0].households[0].lasting["farmland"] = "三亩"
        write_roster(county, roster)
        generate(NOTICE, [roster], out, self._settings)
        return _text(out, PROBLEMS)

    def add_in(self) -> str:
        """The add-in for one computer."""
        return workbook_text(addin_bytes(AddinHome(python="D:\\村表通\\python\\python.exe", home="D:\\村表通")))


def _text(folder: Path, pattern: str) -> str:
    (file,) = folder.glob(pattern)
    return workbook_text(file.read_bytes())
