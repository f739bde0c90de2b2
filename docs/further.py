"""What further commands make of the demo, so that the manual can show it: what goes back and comes home, what is asked
from above, what was typed, more rows, a definition workbook.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import xlsxwriter

from commands.definition import export
from commands.generate import generate
from commands.merge import merge_files
from commands.send_back import send_back
from commands.suspected import suspected
from commands.typed import typed
from tests.judge import Office
from workbooks.references import column_letters

# The village whose corrections are decided, and the township it belongs to.
VILLAGE, TOWNSHIP = "银枫村", "谷雨镇"
_SENT, _DUE = date(2020, 11, 20), date(2020, 11, 25)
_CORRECTION = "信息更正"
# What it writes there: (row, column) → value.
CORRECTIONS = {
    (6, "_pick"): "02-1 郑军峰",
    (6, "corrected_id_number"): "341302195504154718",
    (6, "correction_basis"): "居民身份证",
    (7, "_pick"): "03-1 陈山军",
    (7, "corrected_name"): "陈三军",
    (7, "correction_basis"): "户口簿",
}
_ASKED = ("财政供养人员", "名下有小汽车", "有商品房")


def further(demo: Path, work: Path, policy: str) -> None:
    """Puts into ``work`` what the commands make of ``demo``; nothing in there is changed."""
    shutil.copytree(demo / "4-乡镇汇总", work / "汇总")
    rollup, roster = work / "汇总" / f"{TOWNSHIP}_汇总.xlsx", demo / "1-设置" / "花名册.xlsx"
    send_back([rollup], work, _DUE, day=_SENT)
    suspected([_list_from_above(roster, work / "上级清单.xlsx"), rollup], work)
    typed(rollup, [roster], work)
    export(policy, work / "定义表.xlsx")
    generate(policy, [roster], work / "续表", demo / "1-设置" / "县设置.yaml", continued=[VILLAGE])
    _propose(demo, work / "更正" / TOWNSHIP)
    merge_files([work / "更正"], None, "township", work / "认定", None, None)


def _list_from_above(roster: Path, file: Path) -> Path:
    """A list of suspected problems about the first persons of the roster, in columns of its own."""
    rows = openpyxl.load_workbook(roster, read_only=True)["人口信息"].iter_rows(min_row=3, values_only=True)
    headings = list(map(str, next(rows)))
    named = ("乡(镇)", "行政村", "家庭成员姓名", "家庭成员证件号码")
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("疑似问题")
        sheet.write_row(0, 0, ["序号", "乡镇", "村", "姓名", "证件号码", "疑似问题"])
        for number, (problem, row) in enumerate(zip(_ASKED, rows, strict=False), 1):
            persons = [str(row[headings.index(name)]) for name in named]
            sheet.write_row(number, 0, [str(number), *persons, problem])
    return file


def _propose(demo: Path, folder: Path) -> None:
    """The village's workbook with corrections of two locked cells, as it comes back."""
    folder.mkdir(parents=True)
    file = next((demo / "2-下发" / TOWNSHIP).glob(f"{VILLAGE}_*.xlsx"))
    with Office() as office, office.open(file) as book:
        names = {str(name): column_letters(index) for index, name in enumerate(book.values(_CORRECTION, "A1:Z1")[0])}
        for (row, name), value in CORRECTIONS.items():
            book.type(_CORRECTION, f"{names[name]}{row}", value)
        book.save(folder / file.name)
