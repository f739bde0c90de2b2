"""Small roster workbooks as counties have them, with invented people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from cunbiao.records.identity import check_character

Cell = str | float | None
Rows = Sequence[Sequence[Cell]]

VILLAGES: Rows = [
    ["乡镇", "行政村", "村代码"],
    ["谷雨镇", "青槐村", "341302901201"],
    ["谷雨镇", "红柳村", "341302901202"],
    ["白露镇", "青槐村", "341302902203"],
]
PERSON_HEADINGS = [
    "户编号",
    "人口编号",
    "姓名",
    "性别",
    "证件号码",
    "与户主关系",
    "健康状况",
    "务工时间（月）",
    "脱贫属性",
]


def number(serial: int, birth: str = "19700101") -> str:
    """An invented identity number with a valid check character."""
    body = f"341302{birth}{serial:03d}"
    return body + check_character(body)


HEAD, WIFE, OTHER = number(1), number(2, "19720202"), number(3, "19650505")
PLACE: list[Cell] = ["埇桥区", "谷雨镇", "青槐村"]
PLACE_HEADINGS: list[Cell] = ["县(市、区、旗)", "乡(镇)", "行政村"]


def person(code: str, name: str, identity: Cell, relation: str = "户主", **other: Cell) -> list[Cell]:
    """A person row under `PERSON_HEADINGS`."""
    values: dict[str, Cell] = {"性别": "男", "健康状况": "健康", "务工时间（月）": "", "脱贫属性": "已脱贫", **other}
    row: dict[str, Cell] = {"户编号": code, "人口编号": f"{code}01", "姓名": name, "证件号码": identity}
    row |= {"与户主关系": relation, **values}
    return [row[heading] for heading in PERSON_HEADINGS]


def persons(*rows: Sequence[Cell], place: Sequence[Cell] = PLACE) -> list[Sequence[Cell]]:
    """A person export with its heading row."""
    return [[*PLACE_HEADINGS, *PERSON_HEADINGS], *([*place, *row] for row in rows)]


COUPLE = persons(person("1001", "赵一", HEAD), person("1001", "钱二", WIFE, "配偶", 性别="女"))


def write(file: Path, sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> Path:
    """A workbook of these sheets; texts are written as text, numbers as numbers, ``None`` is not written."""
    with xlsxwriter.Workbook(str(file)) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif cell is not None:
                        sheet.write_number(row, column, cell)
            if name in hidden:
                sheet.hide()
    return file
