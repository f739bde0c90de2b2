"""Rosters as townships keep them by hand read like the plain export, however they are laid out and saved."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cunbiao.definitions import Campaign
from cunbiao.lists.roster import Roster, read_roster
from tests.lists.roster.exports import VILLAGES, number, write

# Group, heading, how it may be noted; those of the household come first.
COLUMNS = [
    ("", "序号", ""),
    ("所在地", "乡镇", "（必填）"),
    ("所在地", "行政村", "*"),
    ("户基本情况", "户编号", "（12位）"),
    ("户主情况", "姓名", "\n（与身份证一致）"),
    ("户主情况", "身份证号码", "★"),
    ("户基本情况", "户类型", "必填"),
    ("家庭成员情况", "姓名", "*（必填）"),
    ("家庭成员情况", "身份证号码", "【18位】"),
    ("家庭成员情况", "与户主关系", "（下拉选择）"),
    ("家庭成员情况", "务工时间", "（月）"),
    ("", "低保金", "（元）"),
]
OWN = 7
PLAIN = {4: "户主姓名", 5: "户主身份证号码"}
HOMES = [("谷雨镇", "青槐村"), ("谷雨镇", "红柳村"), ("白露镇", "青槐村")]


@dataclass(frozen=True)
class Layout:
    """How a ledger looks: rows above, headings, cells merged, what stands between and below.

    ``households_once``: what is said of a household stands in its first row only, merged down where the file can.
    """

    titles: int
    heading_rows: int
    noted: bool
    merged_headings: bool
    households_once: bool
    column_numbers: bool
    totals: bool
    repeated: bool
    saved_as: str

    @property
    def can_merge(self) -> bool:
        return self.saved_as in ("xlsx", "html")


LAYOUTS = st.builds(
    Layout,
    titles=st.integers(0, 3),
    heading_rows=st.integers(1, 2),
    noted=st.booleans(),
    merged_headings=st.booleans(),
    households_once=st.booleans(),
    column_numbers=st.booleans(),
    totals=st.booleans(),
    repeated=st.booleans(),
    saved_as=st.sampled_from(["xlsx", "html", "csv gb18030", "csv utf-8-sig", "csv utf-16"]),
)


def people() -> list[list[list[str]]]:
    """Of each household its rows under `COLUMNS`."""
    homes = []
    for serial, (township, village) in enumerate(HOMES, start=1):
        code, head = f"1{serial:011d}", number(serial * 10)
        rows = []
        for turn, relation in enumerate(("户主", "配偶", "之子")):
            own = [f"人{serial}{turn}", number(serial * 10 + turn), relation, str(turn * 3)]
            rows.append([str(serial), township, village, code, f"人{serial}0", head, "脱贫户", *own, "1200"])
        homes.append(rows)
    return homes


Merges = list[tuple[int, int, int, int]]


def ledger(layout: Layout) -> tuple[list[list[str]], Merges]:
    """The rows of a ledger, and its merged ranges: first row, first column, last row, last column, from 0."""
    rows: list[list[str]] = [["埇桥区脱贫户台账"], ["填报单位：扶贫办", "", "", "2020年10月"], [""]][: layout.titles]
    merges: Merges = []
    headings = _headings(layout, merges, len(rows))
    rows += headings
    if layout.column_numbers:
        rows.append(["甲", "乙", "丙", *(str(place) for place in range(1, len(COLUMNS) - 2))])
    for serial, home in enumerate(people()):
        if layout.repeated and serial == 1:
            rows += headings
        first = len(rows)
        for place, row in enumerate(home):
            said = not layout.households_once or place == 0
            rows.append([*(row[:OWN] if said else [""] * OWN), *row[OWN:]])
        if layout.households_once and layout.can_merge:
            merges += [(first, column, len(rows) - 1, column) for column in range(OWN)]
        if layout.totals and serial == 0:
            rows.append(["", "", "小 计", "1户", "", "", "", "3人", "", "", "9", "3600"])
    if layout.totals:
        rows += [["合计：", "", "", "3", "", "", "", "9"], [""], ["填表人：张三", "", "", "审核人：李四"]]
    return rows, merges


def _headings(layout: Layout, merges: Merges, start: int) -> list[list[str]]:
    def noted(place: int, heading: str) -> str:
        return heading + COLUMNS[place][2] if layout.noted else heading

    if layout.heading_rows == 1:
        return [[noted(place, PLAIN.get(place, heading)) for place, (_, heading, _) in enumerate(COLUMNS)]]
    above, below = [], []
    for place, (group, heading, _) in enumerate(COLUMNS):
        begins = place == 0 or COLUMNS[place - 1][0] != group
        above.append((group if begins or not layout.merged_headings else "") if group else noted(place, heading))
        below.append(noted(place, heading) if group else "")
        if not layout.merged_headings or not layout.can_merge:
            continue
        if not group:
            merges.append((start, place, start + 1, place))
        elif begins:
            last = max(other for other in range(place, len(COLUMNS)) if _same(place, other))
            merges += [(start, place, start, last)] if last > place else []
    return [above, below]


def _same(first: int, last: int) -> bool:
    return all(COLUMNS[place][0] == COLUMNS[first][0] for place in range(first, last + 1))


def save(folder: Path, layout: Layout) -> Path:
    rows, merges = ledger(layout)
    kind, _, encoding = layout.saved_as.partition(" ")
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        file = folder / "台账.csv"
        file.write_bytes(text.getvalue().encode(encoding))
    elif kind == "html":
        file = folder / "台账.xls"
        file.write_text(_page(rows, merges), encoding="utf-8")
    else:
        file = folder / "台账.xlsx"
        with xlsxwriter.Workbook(str(file)) as book:
            sheet = book.add_worksheet("台账")
            for row, cells in enumerate(rows):
                for column, text_ in enumerate(cells):
                    if text_:
                        sheet.write_string(row, column, text_)
            for merge in merges:
                sheet.merge_range(*merge, rows[merge[0]][merge[1]])
    return file


def _page(rows: Sequence[Sequence[str]], merges: Merges) -> str:
    spans = {(row, column): (last_row - row + 1, last - column + 1) for row, column, last_row, last in merges}
    covered = {
        (row, column)
        for first, start, last_row, last in merges
        for row in range(first, last_row + 1)
        for column in range(start, last + 1)
    } - spans.keys()
    lines = []
    for row, cells in enumerate(rows):
        lines.append("<tr>")
        for column, text in enumerate(cells):
            if (row, column) not in covered:
                down, across = spans.get((row, column), (1, 1))
                shown = html.escape(text).replace("\n", "<br>")
                lines.append(f"<td rowspan={down} colspan={across}>{shown}</td>")
        lines.append("</tr>")
    return f"<html><meta charset=utf-8><table>{''.join(lines)}</table></html>"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory, campaign: Campaign) -> Callable[[Path], Roster]:
    """Reads a file together with the list of villages."""
    villages = write(tmp_path_factory.mktemp("villages") / "村名单.xlsx", {"村名单": VILLAGES})
    return lambda file: read_roster([file, villages], campaign)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, read: Callable[[Path], Roster]) -> Roster:
    """The same people as an export has them."""
    headings = [PLAIN.get(place, heading) for place, (_, heading, _) in enumerate(COLUMNS)]
    rows = [headings, *(row for home in people() for row in home)]
    return read(write(tmp_path_factory.mktemp("plain") / "r.xlsx", {"人口": rows}))


def test_the_plain_roster_has_everything(plain: Roster) -> None:
    assert plain.findings == []
    assert plain.members["name"] == [f"人{home}{turn}" for home in (1, 2, 3) for turn in range(3)]
    assert plain.households["subsistence_allowance"] == [1200.0] * 3
    assert plain.members["work_months"] == [0.0, 3.0, 6.0] * 3


@settings(max_examples=40, deadline=None)
@given(layout=LAYOUTS)
def test_a_ledger_reads_like_the_plain_roster(layout: Layout, plain: Roster, read: Callable[[Path], Roster]) -> None:
    with TemporaryDirectory() as folder:
        roster = read(save(Path(folder), layout))
    assert (roster.households, roster.members) == (plain.households, plain.members)
    remarks = {"ROSTER-14"} if layout.totals else set()
    followed = {"ROSTER-15"} if layout.households_once and not layout.can_merge else set()
    assert {finding.check for finding in roster.findings} == remarks | followed
