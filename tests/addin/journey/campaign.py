"""One campaign of a small invented county, done with the buttons of the tab alone, stage by stage."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from commands.demo import demo_campaign
from commands.rollups import read_rollup
from cunbiao.definitions import load_campaign
from cunbiao.merging.persons import persons_of
from cunbiao.records.identity_sheet import FIRST_ROW
from generators.notices import SHEET
from sample.campaign_events import campaign_events
from sample.county import County, invent_county
from sample.mistakes import Planted
from sample.returns import IssuedFile, return_workbooks
from sample.roster import as_roster, write_roster
from tests.addin.journey.clerk import Clerk, Clicked
from workbooks.references import column_letters

HOUSEHOLDS = "对照表-户"
ORIGINS = ("文件", "表", "行", "列")
# What is done with the workbook in front.
ON_A_WORKBOOK = (
    "check_workbook",
    "household_income",
    "sheet_income",
    "exit_check",
    "go_to_source",
    "problem_list",
    "return_villages",
    "upload",
    "documents",
    "print_household",
    "print_all",
    "further",
    "restamp",
)
# How many people type into the national system.
_TYPISTS = "1"
ABOVE, EXPORT = "上级清单", "导出"
_OTHER_POLICY = "yunnan-mengga-2019"
_SAVED = 1_600_000_000.0


def choose(clerk: Clerk, policy: str) -> Clicked:
    """Clicks for the list of notices, points at one and clicks again."""
    clerk.click("choose_campaign")
    listed = clerk.app.books.active
    rows = listed.sheets[SHEET].used_range.value
    row = next(number for number, cells in enumerate(rows, 1) if policy in cells)
    clerk.point_at(listed, SHEET, f"E{row}")
    return clerk.click("choose_campaign")


@dataclass(frozen=True)
class Begun:
    """A new clerk tries the tab, then chooses the notice of the journey."""

    policy: str
    generated_too_soon: Clicked
    nothing_to_stop: Clicked
    about_nothing: Clicked
    made_too_soon: bool
    nothing_open: list[Clicked]
    other_notice: Clicked
    notice: Clicked
    exported: Clicked
    applied: Clicked
    settings: Clicked
    settings_file: Path


def begin(clerk: Clerk, folder: Path, policy: str) -> Begun:
    """设置."""
    _, file = demo_campaign(policy, folder)
    assert file is not None
    return Begun(
        policy,
        clerk.click("generate", folder / "下发"),
        clerk.click("stop"),
        clerk.click("about"),
        (folder / "下发").exists(),
        [clerk.click(button, _TYPISTS if button == "upload" else "") for button in ON_A_WORKBOOK],
        choose(clerk, _OTHER_POLICY),
        choose(clerk, policy),
        clerk.click("export_notice", folder),
        clerk.click("apply_notice"),
        clerk.click("choose_settings", file),
        file,
    )


@dataclass(frozen=True)
class Issued:
    """Village workbooks are issued from the open roster; once the dialog was cancelled."""

    cancelled: Clicked
    generated: Clicked
    county: County
    roster: Path
    folder: Path


def issue(clerk: Clerk, begun: Begun) -> Issued:
    """下发."""
    county = invent_county(load_campaign(begun.policy, begun.settings_file), villages=6, households=6)
    roster, folder = begun.settings_file.with_name("花名册.xlsx"), begun.settings_file.with_name("下发")
    write_roster(county, roster)
    clerk.open(roster)
    done = Issued(clerk.click("generate"), clerk.click("generate", folder), county, roster, folder)
    clerk.clear_the_desk()
    return done


@dataclass(frozen=True)
class Returned:
    """What the villages sent back."""

    folder: Path
    planted: list[Planted]

    def with_mistake_on(self, sheet: str) -> Planted:
        """Where a mistake was made on a sheet, as far down as any.

        Not in a workbook with a formula that has no result: opening it mends that, and the file says something else.
        """
        mended = {own.file for own in self.planted if own.mistake == "formula_never_calculated"}
        made = [own for own in self.planted if own.sheet == sheet and own.column and own.file not in mended]
        return max(made, key=lambda own: own.row)

    def file(self, planted: Planted) -> Path:
        """The workbook it was made in."""
        return next(self.folder.glob(f"*/{planted.file}"))


def send_back(issued: Issued) -> Returned:
    """The villages fill in what was issued to them; mistakes are made, one village sends nothing."""
    files = {
        village: IssuedFile(file.stem, file.read_bytes())
        for village in as_roster(issued.county).villages
        for file in issued.folder.glob(f"*/*_{village.code}.xlsx")
    }
    returns = return_workbooks(issued.county, files, campaign_events(issued.county))
    folder = issued.folder.with_name("交回")
    for file in returns.files:
        path = folder / file.folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        os.utime(path, (_SAVED + file.saved, _SAVED + file.saved))
    return Returned(folder, returns.planted)


@dataclass(frozen=True)
class Reviewed:
    """One returned workbook is looked through; ``row`` was at the cursor, ``rows`` were selected for the exit check.

    ``as_checked`` is a copy of what was checked, with a mistake that nobody has saved.
    """

    village: Path
    row: int
    rows: range
    income: Clicked
    incomes: Clicked
    exits: Clicked
    printed: Clicked
    printed_all: Clicked
    further: Clicked
    restamped: Clicked
    checked: Clicked
    as_checked: Path


def review(clerk: Clerk, returned: Returned, desk: Path) -> Reviewed:
    """审核 and printing, on a copy of the workbook in a folder where results may lie beside it."""
    planted = returned.with_mistake_on(HOUSEHOLDS)
    village = desk / planted.file
    village.write_bytes(returned.file(planted).read_bytes())
    book = clerk.open(village)
    rows = range(max(FIRST_ROW, planted.row - 4), planted.row + 1)
    clerk.point_at(book, HOUSEHOLDS, f"D{rows[0]}")
    income, incomes = clerk.click("household_income"), clerk.click("sheet_income")
    clerk.point_at(book, HOUSEHOLDS, f"D{rows[0]}:E{rows[-1]}")
    exits = clerk.click("exit_check")
    clerk.point_at(book, HOUSEHOLDS, f"D{rows[0]}")
    printed, printed_all = clerk.click("print_household"), clerk.click("print_all")
    further = clerk.click("further")
    book.activate()
    restamped = clerk.click("restamp")
    book.activate()
    as_checked = desk / "另存" / planted.file
    as_checked.parent.mkdir()
    names = book.sheets[HOUSEHOLDS].used_range.value[0]
    book.sheets[HOUSEHOLDS].range(f"{column_letters(names.index('wage_income'))}{rows[0]}").value = -5.0
    book.api.SaveCopyAs(str(as_checked))
    checked = clerk.click("check_workbook")
    clerk.clear_the_desk()
    papers = printed, printed_all, further, restamped
    return Reviewed(village, rows[0], rows, income, incomes, exits, *papers, checked, as_checked)


@dataclass(frozen=True)
class Collected:
    """What came back is merged, first by township, then of the county; the first try is stopped."""

    stopped: Clicked
    left_by_stop: list[Path]
    townships: Clicked
    progress: Clicked
    county: Clicked
    townships_folder: Path
    county_folder: Path
    county_rollup: Path


def collect(clerk: Clerk, returned: Returned, name: str) -> Collected:
    """收表."""
    townships = returned.folder.with_name("交回_乡镇汇总")
    county = returned.folder.with_name("交回_乡镇汇总_县汇总")
    clerk.stops_at = "汇总到乡镇"
    stopped = clerk.click("merge_township", returned.folder)
    left = list(townships.iterdir())
    done = Collected(
        stopped,
        left,
        clerk.click("merge_township", returned.folder),
        clerk.click("progress"),
        clerk.click("merge_county", townships),
        townships,
        county,
        county / f"{name}_汇总.xlsx",
    )
    clerk.clear_the_desk()
    return done


@dataclass(frozen=True)
class Place:
    """A cell the clerk was led to, as a row said it, and where the cursor was afterwards."""

    wanted: tuple[str, str, str]
    found: tuple[str, str, str]
    click: Clicked


@dataclass(frozen=True)
class Reported:
    """From the rollup of the county: who handed in, where rows come from, problem list, upload sheets, documents.

    ``beside`` holds a copy of it, what came from above (`ABOVE`, `EXPORT`), and what was made of them.
    """

    progress: Clicked
    row: Place
    problems: Clicked
    problem: Place
    upload: Clicked
    documents: Clicked
    beside: Path
    returned: Clicked
    suspected: Clicked
    typed: Clicked


def report(clerk: Clerk, collected: Collected, village: str, roster: Path) -> Reported:
    """找到来源, in the file of a village, and 上报; what goes back and comes from above is done with a copy."""
    rollup = clerk.open(collected.county_rollup)
    progress, row = clerk.click("progress"), _led(clerk, collected.county_rollup, HOUSEHOLDS, village)
    rollup.activate()
    problems = clerk.click("problem_list")
    listed = collected.county_rollup.name.replace("_汇总", "_问题清单")
    problem = _led(clerk, collected.county_folder / listed, "问题清单", village)
    rollup.activate()
    upload, documents = clerk.click("upload", _TYPISTS), clerk.click("documents")
    clerk.clear_the_desk()
    folder = collected.county_folder.with_name("另一份")
    above, export = folder / ABOVE, folder / EXPORT
    for own in (above, export):
        own.mkdir(parents=True)
    person = next(own for own in persons_of(read_rollup(collected.county_rollup).register) if own.number)
    lines = ("姓名,证件号码,疑似问题", f"{person.name},{person.number},有车")
    (above / "清单.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    shutil.copy(roster, export)
    clerk.open(Path(shutil.copy(collected.county_rollup, folder))).activate()
    returned, suspected = clerk.click("return_villages"), clerk.click("suspected", above)
    typed = clerk.click("typed", export)
    clerk.clear_the_desk()
    return Reported(progress, row, problems, problem, upload, documents, folder, returned, suspected, typed)


def _led(clerk: Clerk, file: Path, name: str, village: str) -> Place:
    """Follows the first row of a list that names a cell in the file of a village."""
    book = clerk.open(file)
    values = book.sheets[name].used_range.value
    headings = next(row for row in values if set(ORIGINS) <= set(row))
    at = [headings.index(heading) for heading in ORIGINS]
    number, (source, sheet, row, column) = next(
        (number, cells)
        for number, line in enumerate(values, 1)
        if all(cells := [line[index] for index in at]) and str(cells[0]).endswith(village)
    )
    clerk.point_at(book, name, f"E{number}")
    click = clerk.click("go_to_source")
    cell = clerk.app.books.active.selection
    assert cell is not None
    found = (clerk.app.books.active.name, cell.sheet.name, cell.get_address(False, False))
    return Place((Path(source).name, sheet, f"{column}{int(row)}"), found, click)


@dataclass(frozen=True)
class Helped:
    """The manual, the check-up, and the versions."""

    manual: Clicked
    doctor: Clicked
    about: Clicked


def ask_for_help(clerk: Clerk) -> Helped:
    """帮助."""
    return Helped(clerk.click("manual"), clerk.click("doctor"), clerk.click("about"))
