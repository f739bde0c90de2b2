"""Draws the manual's pictures from a demo folder, and those of desk.md: ``python -m docs.pictures demo``.

Every picture is a part of a real workbook as a spreadsheet program shows it, with row numbers and column letters:
LibreOffice prints exactly that part on a page of its size, and ``pdftoppm`` makes a PNG of the page. What cannot be
shown that way is drawn, and says so.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cunbiao.definitions import load_campaign
from docs.clicked import clicked
from docs.contact_sheets import draw_papers
from docs.drawings import draw_all
from docs.further import CORRECTIONS, further
from docs.pages import found, png_of
from docs.screens import Look, draw_looks
from generators.village.template import password_of
from tests.judge import Book, Office

TARGET = Path(__file__).parent / "图"
LOOKED_AT = Path(__file__).parent / "屏幕和纸上"
POLICY = "anhui-yongqiao-2020"
_DOTS_PER_INCH = 92
# In 1/100 mm: around the cells, and what row numbers and column letters take.
_MARGIN, _NUMBERS_WIDTH, _LETTERS_HEIGHT = 150, 1050, 520


@dataclass(frozen=True)
class Picture:
    """A part of a sheet.

    ``file`` is a pattern in the demo folder. ``columns`` are machine names (row 1 of the sheet) or letters, ``rows``
    numbers: two of them are the first and the last one seen, of more than two the others in between are folded away.
    ``typed`` are values that a person types first: (row, column) → value. ``note`` is the cell whose note is shown, as
    it is under the mouse. ``password`` opens the sheet where the campaign's does not.
    """

    name: str
    file: str
    sheet: str
    columns: Sequence[str]
    rows: Sequence[int]
    typed: Mapping[tuple[int, str], str | float | None] = field(default_factory=dict)
    letters: bool = True
    note: str = ""
    password: str | None = None


# A village that fills in cleanly, before and after.
ISSUED, FILLED = "2-下发/*/银枫村_*.xlsx", "3-交回/*/银枫村_*.xlsx"
ROLLUP, PROBLEMS = "5-县汇总/*_汇总.xlsx", "5-县汇总/*_问题清单.xlsx"
UPLOAD, LEVEL = "6-上报/谷雨镇_*.xlsx", "4-乡镇汇总/谷雨镇_本级填报.xlsx"
# A village with few findings of several kinds; documents of a village and of a township.
SENT_BACK = "苍榴村"
DOCUMENTS = ("7-文书/*/*/06 *.docx", "7-文书/*/03 *.docx")

HOUSEHOLD = ("household_code", "head_name")
PERSON = ("household_code", "parent_head_name", "name")
INCOME = ("year_population", "wage_income", "business_income", "transfer_income", "business_cost")
GUARANTEES = ("food_secure", "clothes_secure", "safe_water", "dangerous_house", "operation")
CORRECTED = ("corrected_name", "corrected_id_number")
RISK = ("head_id", "risk1", "disaster_type", "risk_note", "risk_cleared", "per_capita", "_conclusion_edge")

PICTURES = (
    Picture("01-封面", FILLED, "封面", ("B", "F"), (1, 55), letters=False),
    Picture(
        "02-对照表",
        ISSUED,
        "对照表-户",
        (*HOUSEHOLD, "_brief", "village_group", "head_id", "household_phone", "main_cause"),
        (2, 11),
        {
            (7, "household_phone"): None,
            (8, "village_group"): "西庄组",
            (9, "household_phone"): "12345",
            (10, "main_cause"): None,
        },
    ),
    Picture(
        "03-收入",
        FILLED,
        "对照表-户",
        (*HOUSEHOLD, "_brief", *INCOME, "net_income", "per_capita"),
        (2, 11),
        {(7, "wage_income"): 2209.9, (8, "business_cost"): None, (10, "wage_income"): "4万"},
    ),
    Picture(
        "04-脱贫核验",
        FILLED,
        "对照表-户",
        (*HOUSEHOLD, *GUARANTEES, "_conclusion_exit", "_reason_exit"),
        (3, 13),
        {(10, "dangerous_house"): "是"},
    ),
    Picture(
        "05-附件1户",
        FILLED,
        "附件1新识别-户",
        (*HOUSEHOLD, "_brief", "village_group", "head_id", "main_cause", "year_population"),
        (2, 9),
        {(7, "head_name"): "示例甲"},
    ),
    Picture(
        "06-附件1人",
        FILLED,
        "附件1新识别-人",
        (*PERSON, "_brief", "sex", "id_number", "age", "relation"),
        (2, 10),
        {(7, "id_number"): "341302198001011234"},
    ),
    Picture(
        "07-附件2",
        FILLED,
        "附件2增加",
        (*PERSON, "_brief", "increase_reason", "increase_date", "sex", "id_number"),
        (2, 9),
    ),
    Picture("08-附件4", FILLED, "附件4边缘-户", (*HOUSEHOLD, *RISK), (4, 9)),
    Picture("09-打印", FILLED, "打印-对照表", ("A", "Z"), (1, 39), letters=False),
    Picture("10-进度", ROLLUP, "进度", ("A", "K"), (1, 28)),
    Picture("11-问题清单", PROBLEMS, "问题清单", "ABCDEFGHKLM", (1, 2, 3, 4, 8, 13, 14, *range(20, 33))),
    Picture("12-核验结论", ROLLUP, "脱贫核验", ("A", "U"), (1, 18)),
    Picture("13-图表", ROLLUP, "一页看全县", ("A", "M"), (1, 53), letters=False),
    Picture("14-上报", UPLOAD, "上年度收入", "ABCDEFGHVWX", (1, 9)),
    Picture("15-暂缓上报", UPLOAD, "暂缓上报", ("A", "G"), (1, 10)),
    Picture("16-对账", UPLOAD, "对账", ("A", "H"), (1, 18)),
    Picture("26-明白纸", ISSUED, "明白纸", ("A", "C"), (1, 38), letters=False),
    Picture(
        "27-信息更正",
        ISSUED,
        "信息更正",
        ("_pick", "household_code", "parent_head_name", "_brief", "name", "id_number", *CORRECTED, "correction_basis"),
        (3, 9),
        CORRECTIONS,
    ),
    Picture(
        "28-户变动",
        ISSUED,
        "户变动",
        (
            "household_code",
            "parent_head_name",
            "_brief",
            "change_kind",
            "change_date",
            "split_head",
            "split_persons",
            "moved_to",
        ),
        (2, 9),
        {
            (6, "household_code"): "01 程芳香",
            (6, "change_kind"): "转到别村",
            (6, "change_date"): "2020-9-12",
            (6, "moved_to"): "朱荷村",
            (7, "household_code"): "02 郑军峰",
            (7, "change_kind"): "分户",
        },
    ),
    Picture("31-本级填报", LEVEL, "附件7清退", ("D", "M"), (2, 9), {(6, "township_opinion"): "同意清退"}),
    Picture("38-文件去向", ROLLUP, "文件去向", ("A", "H"), (1, 10)),
)

# What further commands make of it.
FURTHER = (
    Picture(
        "29-续表", "续表/*/*_续表2.xlsx", "附件1新识别-户", (*HOUSEHOLD, "_brief", "village_group", "head_id"), (2, 9)
    ),
    Picture(
        "30-更正认定", "认定/*_更正认定.xlsx", "更正认定", ("A", "N"), (1, 7), {(5, "K"): "采纳", (5, "M"): "王干事"}
    ),
    Picture("32-整改单", f"退回/*/{SENT_BACK}/*_整改.xlsx", "整改单", ("A", "N"), (1, 8), {(5, "J"): 21000.0}),
    Picture("33-整改台账", "汇总/谷雨镇_整改台账.xlsx", "整改台账", "ABCDEFHIJKO", (1, 2, 3, 4, 5, 6, 7, 8, 9)),
    Picture("34-疑似问题", "疑似问题/*/*_上级清单.xlsx", "疑似问题", ("A", "N"), (1, 6), {(4, "J"): "属实，已整改"}),
    Picture("35-录入核对", "*_录入核对.xlsx", "录入核对", ("A", "L"), (1, 10)),
    Picture("37-定义表", "定义表.xlsx", "参数", ("B", "L"), (2, 12), password=""),
)

# What is looked at as a clerk has it before him, on the screen and on paper.
LOOKS = (
    Look("一页", ROLLUP, "一页看全县"),
    Look("户表", FILLED, "打印-对照表"),
    Look("上报说明", UPLOAD, "说明"),
    Look("上报收入", UPLOAD, "上年度收入"),
    Look("上报减少", UPLOAD, "自然减少"),
)
LOOKS_FURTHER = (Look("整改单", f"退回/*/{SENT_BACK}/*_整改.xlsx", "整改单"),)

# What the buttons make of a village that made mistakes: the households judged, the one whose income is told.
MISTAKEN, JUDGED, TOLD = "3-交回/*/苍榴村_*.xlsx", "B6:B7", 8
CLICKED = (
    Picture(
        "22-标注副本",
        "*（标注）.xlsx",
        "对照表-户",
        (*HOUSEHOLD, "wage_income", "other_transfer", "business_cost", "per_capita", "operation"),
        (3, 13),
        note="AS7",
    ),
    Picture("23-核验", "*_核验.xlsx", "逐条", "DEGHIJL", (3, 10)),
    Picture("24-收入计算", "*_收入计算.xlsx", "收入计算", ("D", "G"), (4, 8)),
)


def draw_everything(demo: Path, target: Path) -> None:
    """Draws all pictures of the manual into ``target``.

    Raises:
        FileNotFoundError: the demo folder lacks a workbook.
    """
    draw(demo, target)
    password = password_of(load_campaign(POLICY))
    draw_looks(demo, LOOKED_AT, LOOKS, password)
    with tempfile.TemporaryDirectory() as work:
        told = clicked(found(demo, MISTAKEN), Path(work), POLICY, JUDGED, TOLD)
        draw(Path(work), target, CLICKED)
        further(demo, Path(work), POLICY)
        draw(Path(work), target, FURTHER)
        draw_looks(Path(work), LOOKED_AT, LOOKS_FURTHER, password)
        draw_papers([found(demo, pattern) for pattern in DOCUMENTS], target / "36-文书.png")
    draw_all(target, told)


def draw(demo: Path, target: Path, pictures: Iterable[Picture] = PICTURES) -> None:
    """Draws pictures from the demo folder into ``target``.

    Raises:
        FileNotFoundError: the demo folder lacks a workbook.
    """
    target.mkdir(parents=True, exist_ok=True)
    password = password_of(load_campaign(POLICY))
    with Office() as office, tempfile.TemporaryDirectory() as work:
        for picture in pictures:
            page = Path(work) / "page.pdf"
            with office.open(found(demo, picture.file)) as book:
                _show(book, picture, password if picture.password is None else picture.password)
                book.save_pdf(page)
            png_of(page, target / f"{picture.name}.png", _DOTS_PER_INCH)


def _show(book: Book, picture: Picture, password: str) -> None:
    """Types what is to be typed, folds away what is not seen, and makes the rest the only page of the book."""
    sheet = book.sheet(picture.sheet)
    names = {str(name): index for index, name in enumerate(book.values(picture.sheet, "A1:FZ1")[0]) if name}

    def column(name: str) -> int:
        return names[name] if name in names else int(sheet.getCellRangeByName(f"{name}1").RangeAddress.StartColumn)

    for (row, name), value in picture.typed.items():
        book.type(picture.sheet, f"{sheet.Columns.getByIndex(column(name)).Name}{row}", value)
    book.calculate()
    sheet.unprotect(password)
    columns, rows = [column(name) for name in picture.columns], [row - 1 for row in picture.rows]
    _fold(sheet.Columns, columns)
    _fold(sheet.Rows, rows)
    for other in book.sheet_names:
        book.sheet(other).setPrintAreas(())
    if picture.note:
        sheet.getCellRangeByName(picture.note).getAnnotation().setIsVisible(True)
    area = sheet.getCellRangeByPosition(columns[0], rows[0], columns[-1], rows[-1])
    sheet.setPrintTitleRows(False)
    sheet.setPrintTitleColumns(False)
    sheet.setPrintAreas((area.RangeAddress,))
    _fit(book.document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle), area.Size, picture.letters)


def _fold(lines: Any, seen: Sequence[int]) -> None:
    """Hides the columns or rows between the first and the last one seen, unless only these two are named."""
    if len(seen) > 2:
        for index in set(range(seen[0], seen[-1])) - set(seen):
            lines.getByIndex(index).IsVisible = False


def _fit(style: Any, size: Any, letters: bool) -> None:
    """A page just as large as the cells on it."""
    style.IsLandscape = size.Width > size.Height
    style.HeaderIsOn = style.FooterIsOn = False
    style.PrintHeaders = letters
    style.PageScale = 100
    style.CenterHorizontally = style.CenterVertically = False
    style.LeftMargin = style.TopMargin = style.BottomMargin = _MARGIN
    style.RightMargin = 0
    style.Width = size.Width + _MARGIN + (_NUMBERS_WIDTH if letters else _MARGIN)
    style.Height = size.Height + 2 * _MARGIN + (_LETTERS_HEIGHT if letters else 0)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="从演示文件夹重画操作手册的图")
    arguments.add_argument("demo", type=Path, help="make demo 生成的文件夹")
    arguments.add_argument("--out", type=Path, default=TARGET, help="图放在哪里")
    given = arguments.parse_args()
    draw_everything(given.demo, given.out)
