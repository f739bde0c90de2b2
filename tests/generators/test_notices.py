"""The list of notices: every notice once, those used lately on top, and a filter over all of it."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from generators.notices import FILE_NAME, SHEET, notices_file
from generators.publishing import publish
from tests.fifty_notices import FIFTY

HOW = "点要用的那一行。"
USED = ["yunnan-yi-2018", "anhui-wu-2020", "no-longer-there"]


def test_the_notices_used_lately_come_first(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    assert publish(notices_file(file, FIFTY, USED, HOW)).path == file
    sheet = openpyxl.load_workbook(file)[SHEET]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    top = next(number for number, row in enumerate(rows) if "编号" in row)
    ids = [row[rows[top].index("编号")] for row in rows[top + 1 :]]
    assert ids[:2] == USED[:2]
    assert ids[2:] == [notice.id for notice in FIFTY if notice.id not in USED]
    assert [row[0] for row in rows[top + 1 : top + 4]] == ["正在用", "用过", None]
    assert any(HOW in row for row in rows[:top])
    assert sheet.auto_filter.ref == f"A{top + 1}:H{top + 1 + len(FIFTY)}"
    first = dict(zip(rows[top], rows[top + 1], strict=True))
    assert (first["年度"], first["省"], first["地方"]) == (2018, "云南省", "乙县")
    assert first["通知"] == "乙县2018年度扶贫对象动态管理工作方案"


def test_before_anything_was_chosen_nothing_is_marked(tmp_path: Path) -> None:
    publish(notices_file(tmp_path / FILE_NAME, FIFTY, [], HOW))
    sheet = openpyxl.load_workbook(tmp_path / FILE_NAME)[SHEET]
    assert "正在用" not in [row[0] for row in sheet.iter_rows(values_only=True)]
