"""As a clerk: a wrong number corrected, a head replaced, a household gone, persons removed by picking them, a paste
mended, more new households than there are rows; merged, decided, typed into the system.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Protection

from commands.merge import merge_files
from commands.outcome import Status
from commands.restamp import restamp
from commands.upload import upload
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.records.identity_sheet import (
    ACCEPTED,
    CORRECTION_LIST,
    DECIDED_BY,
    DECIDED_ON,
    FIRST_ROW,
    OUTCOME,
)
from generators.village import Further, village_workbooks
from generators.village.layout import MESSAGE, EntryLayout
from generators.village.live import live_sheet
from generators.village.names import HOUSEHOLDS
from generators.village.prefill import Prefill, prefill
from sample.answers import Record
from sample.campaign_events import campaign_events
from sample.county import invent_county
from sample.roster import as_roster
from tests.inline import YONGQIAO_SETTINGS
from tests.judge import Book, Office

# How many new households a workbook has rows for; the next one goes into a further workbook.
ROWS = 40


@dataclass(frozen=True)
class Clerk:
    """Somebody at a village's workbook, who types where a column's machine name says."""

    book: Book
    layouts: dict[str, EntryLayout]

    def type(self, table: str, row: int, **cells: str | float) -> None:
        layout = self.layouts[table]
        for name, text in cells.items():
            self.book.type(layout.sheet, f"{layout.letter(name)}{FIRST_ROW + row}", text)

    def shown(self, table: str, row: int, name: str = MESSAGE) -> str:
        layout = self.layouts[table]
        return str(self.book.value(layout.sheet, f"{layout.letter(name)}{FIRST_ROW + row}"))

    def enter(self, new: Newcomer, code: str, row: int) -> None:
        """Types a new household into a row, and its persons, for whom the household is chosen by its name."""
        self.type("new_household", row, **self._typed("new_household", new.household))
        self.book.calculate()
        assert self.shown("new_household", row, "household_code") == code
        for place, person in enumerate(new.people):
            chosen = f"{code} {new.household['head_name']}"
            self.type("new_member", place, household_code=chosen, **self._typed("new_member", person))
        self.book.calculate()

    def _typed(self, table: str, record: Record) -> dict[str, str | float]:
        """What is typed of a record: all but the code of the household, which its row has."""
        names = {column.name for column in self.layouts[table].typed} - {"household_code"}
        return {name: value for name, value in record.items() if name in names and value is not None}

    def called(self) -> list[str]:
        """What the drop-downs call the persons of the register, in the order of their rows."""
        lines = self.book.used(HOUSEHOLDS)
        place = lines[0].index("called.register_member")
        return [str(line[place]) for line in lines[1:]]


@dataclass(frozen=True)
class Newcomer:
    """A household that is new, and its persons."""

    household: Record
    people: list[Record]


@dataclass(frozen=True)
class Story:
    """The rows of the three persons or households, two new households, and the folder with what came back."""

    own: Prefill
    folder: Path
    settings: Path
    new: tuple[Newcomer, Newcomer]
    right: str
    wrong: str
    corrected: int
    dead: int
    heir: int
    gone: list[int]

    def member(self, row: int, name: str) -> str:
        return str(self.own.tables["register_member"][name][row])


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    return load_campaign("anhui-yongqiao-2020", _settings(tmp_path_factory.mktemp("settings")))


def _settings(folder: Path) -> Path:
    """A county that wants rows for 40 new households."""
    file = folder / "settings.yaml"
    file.write_text(f"{YONGQIAO_SETTINGS}spare_rows: {{附件1新识别-户: {ROWS}}}\n", encoding="utf-8")
    return file


def households_of(own: Prefill) -> list[list[int]]:
    """The rows of each household's members, with identity cards only."""
    codes = own.tables["register_member"]["household_code"]
    rows: dict[Any, list[int]] = {}
    for row, code in enumerate(codes):
        rows.setdefault(code, []).append(row)
    numbers = own.tables["register_member"]["id_number"]
    return [found for found in rows.values() if all(len(str(numbers[row])) == 18 for row in found)]


@pytest.fixture(scope="module")
def story(office: Office, campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """A village of which a number is wrong, typed into as a clerk would, who looks at what the screen says."""
    county = invent_county(campaign, villages=6, households=14, townships=1)
    roster = as_roster(county)
    village = roster.villages[0]
    own = prefill(campaign, roster, village)
    first, second, third = [rows for rows in households_of(own) if len(rows) > 1][:3]
    right = str(own.tables["register_member"]["id_number"][first[1]])
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    roster.members["id_number"][roster.members["id_number"].index(right)] = wrong
    own, data = next(village_workbooks(campaign, roster))
    _, further = next(village_workbooks(campaign, roster, Further(frozenset({village.code}), 2)))
    folder = tmp_path_factory.mktemp("story")
    settings, handed_in = _settings(folder), folder / "交回"
    handed_in.mkdir()
    new = [own.new_rows for own in campaign_events(county).values() if "new_household" in own.new_rows]
    eleventh, last = [Newcomer(rows["new_household"][0], rows["new_member"]) for rows in new[:2]]
    told = Story(own, handed_in, settings, (eleventh, last), right, wrong, first[1], second[0], second[1], third)
    layouts = {
        table: live_sheet(campaign, load_messages(campaign), table, 1).layout
        for table in ("register_household", "register_member", "correction", "decrease", "household_change",
                      "new_household", "new_member")
    }  # fmt: skip
    spoilt, more = folder / "原表.xlsx", handed_in / "续表.xlsx"
    spoilt.write_bytes(data)
    more.write_bytes(further)
    with office.open(spoilt) as book:
        clerk = Clerk(book, layouts)
        _ask_incomes(clerk, told, campaign)
        _type(clerk, told)
        clerk.enter(eleventh, "新11", 10)
        book.save(spoilt)
    _spoil(spoilt, layouts["new_member"], str(eleventh.people[0]["id_number"]))
    _mend(office, spoilt, folder, layouts, told)
    with office.open(more) as book:
        clerk = Clerk(book, layouts)
        clerk.enter(last, f"新{ROWS + 1}", 0)
        assert clerk.shown("new_household", 0) == ""
        book.save(more)
    return told


def _spoil(file: Path, layout: EntryLayout, number: str) -> None:
    """Somebody pastes a number from a list of his own, as Excel does it: digits are lost, and the cell is shut."""
    book = openpyxl.load_workbook(file)
    cell = book[layout.sheet][f"{layout.letter('id_number')}{FIRST_ROW}"]
    cell.value, cell.number_format, cell.protection = float(number[:15] + "000"), "General", Protection(locked=True)
    book.save(file)


def _mend(office: Office, spoilt: Path, folder: Path, layouts: dict[str, EntryLayout], told: Story) -> None:
    """The township puts what was typed into a fresh workbook, and the village types the number there."""
    outcome = restamp([spoilt], folder)
    assert outcome.status is Status.DONE
    [fresh] = outcome.files
    file = told.folder / fresh.name
    with office.open(fresh) as book:
        clerk = Clerk(book, layouts)
        clerk.type("new_member", 0, id_number=str(told.new[0].people[0]["id_number"]))
        book.calculate()
        assert (clerk.shown("new_member", 0), clerk.shown("new_household", 10)) == ("", "")
        book.save(file)


def _ask_incomes(clerk: Clerk, told: Story, campaign: Campaign) -> None:
    """What is asked anew of the households the story is about: nothing was earned."""
    codes = told.own.tables["register_household"]["household_code"]
    for row in (told.corrected, told.dead, told.gone[0]):
        place = list(codes).index(told.member(row, "household_code"))
        clerk.type("register_household", place, **dict.fromkeys(campaign.asked_anew("register_household"), "0"))


def _type(clerk: Clerk, told: Story) -> None:
    clerk.book.calculate()
    called = clerk.called()
    assert "灰底锁定的，把正确的写到《信息更正》表（ID-04）" in clerk.shown("register_member", told.corrected)
    clerk.type("correction", 0, _pick=called[told.corrected], correction_basis="户口簿", corrected_id_number=told.right)
    clerk.type("decrease", 0, _pick=called[told.dead], decrease_reason="死亡", decrease_date="2020-5-1")
    clerk.book.calculate()
    assert clerk.shown("correction", 0, "id_number") == told.wrong
    assert "已提更正，等乡镇、县里认定（UP-01）" in clerk.shown("register_member", told.corrected)
    assert "ID-04" not in clerk.shown("register_member", told.corrected)
    assert "没有选新户主（ST-08）" in clerk.shown("decrease", 0)
    heir = told.member(told.heir, "name")
    clerk.type("decrease", 0, new_head=heir)
    clerk.type("register_member", told.heir, relation="户主")
    for row, person in enumerate(told.gone, start=1):
        clerk.type("decrease", row, _pick=called[person], decrease_reason="死亡", decrease_date="2020-5-1")
    code = told.member(told.gone[0], "household_code")
    clerk.type("household_change", 0, household_code=code, change_kind="整户死亡", change_date="2020-5-1")
    clerk.book.calculate()
    assert [clerk.shown(table, 0) for table in ("correction", "decrease", "household_change")] == ["", "", ""]


def _rows(file: Path, sheet: str, heading: str) -> list[dict[str, Any]]:
    """The rows of a list below the line that has this heading."""
    lines = list(openpyxl.load_workbook(file, data_only=True)[sheet].iter_rows(values_only=True))
    start = next(place for place, line in enumerate(lines) if heading in line)
    return [dict(zip(map(str, lines[start]), line, strict=True)) for line in lines[start + 1 :] if any(line)]


def _accept(file: Path) -> None:
    """The township accepts everything in the list."""
    book = openpyxl.load_workbook(file)
    sheet = book[CORRECTION_LIST]
    lines = list(sheet.iter_rows(values_only=True))
    heading = next(place for place, line in enumerate(lines) if OUTCOME in line)
    columns = {str(text): place for place, text in enumerate(lines[heading], start=1)}
    for row in range(heading + 2, len(lines) + 1):
        for name, text in ((OUTCOME, ACCEPTED), (DECIDED_BY, "李四"), (DECIDED_ON, "2020-11-3")):
            sheet.cell(row, columns[name]).value = text
    book.save(file)


def test_it_is_merged_decided_and_typed(tmp_path: Path, story: Story) -> None:
    township, county, typed = tmp_path / "乡镇", tmp_path / "县", tmp_path / "上报"
    first = merge_files([story.folder], None, "township", township, story.settings, None)
    assert any("有 1 条更正等认定" in line for line in first.lines)
    [listed] = township.glob(f"*_{CORRECTION_LIST}.xlsx")
    assert any("续表" in line for line in first.lines)
    [row] = _rows(listed, CORRECTION_LIST, OUTCOME)
    assert (row["原来的"], row["更正为"], row["依据"], row["情况"]) == (story.wrong, story.right, "户口簿", "待认定")
    _accept(listed)
    merge_files([story.folder], None, "township", township, story.settings, None)
    [row] = _rows(listed, CORRECTION_LIST, OUTCOME)
    assert (row["情况"], row[OUTCOME], row[DECIDED_BY], row[DECIDED_ON]) == ("已采纳", ACCEPTED, "李四", "2020-11-03")
    [rollup] = township.glob("*_汇总.xlsx")
    merge_files([rollup], None, "county", county, story.settings, None)
    [row] = _rows(next(county.glob(f"*_{CORRECTION_LIST}.xlsx")), CORRECTION_LIST, OUTCOME)
    assert (row["情况"], row["此前的认定"]) == ("已采纳", "乡镇采纳（李四，2020-11-03）")
    upload(next(county.glob("*_汇总.xlsx")), typed)
    [file] = typed.glob("*.xlsx")
    _is_typed_right(file, story)


def _is_typed_right(file: Path, story: Story) -> None:
    sheets = openpyxl.load_workbook(file, read_only=True).sheetnames
    order = [sheets.index(name) for name in ("信息更正", "基本情况", "变更户主", "自然减少", "自然销户")]
    assert order == sorted(order)
    [corrected] = _rows(file, "信息更正", "更正为")
    assert (corrected["更正项目"], corrected["原来的"], corrected["更正为"]) == ("证件号码", story.wrong, story.right)
    [change] = _rows(file, "变更户主", "新户主姓名")
    assert change["原户主证件号码"] == story.member(story.dead, "id_number")
    assert (change["新户主姓名"], change["新户主证件号码"]) == (
        story.member(story.heir, "name"),
        story.member(story.heir, "id_number"),
    )
    codes = [row["人口编号"] for row in _rows(file, "自然减少", "减少原因")]
    assert codes == [story.member(row, "member_code") for row in (story.dead, *story.gone)]
    [gone] = _rows(file, "自然销户", "变动种类")
    assert gone["户编号"] == story.member(story.gone[0], "household_code")
    waiting = {row["姓名"] for row in _rows(file, "暂缓上报", "为什么暂缓、怎么改")}
    there = {row["证件号码"] for row in _rows(file, "家庭成员", "证件号码")}
    assert story.right in there or story.member(story.corrected, "name") in waiting
    assert not there & {story.wrong, *(story.member(row, "id_number") for row in (story.dead, *story.gone))}
    for new in story.new:
        assert new.household["head_id"] in {row["户主证件号码"] for row in _rows(file, "基本情况", "户主证件号码")}
        assert {person["id_number"] for person in new.people} <= there
    accounts = _rows(file, "对账", "是否平")
    assert {row["是否平"] for row in accounts} <= {"平", None}
