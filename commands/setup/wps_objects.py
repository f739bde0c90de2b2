"""``python -m commands.setup.wps_objects <ProgID>``: tries what the buttons ask of a spreadsheet program on WPS.

It is a process of its own, because a program that shows a question never answers; every step is one line of JSON as
soon as it is done. It works on a workbook it has made itself and ends only a WPS in which nothing else was open.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

# What a step gives is told by its type and text; longer texts say no more.
_LONGEST = 200
_PDF = 0


def try_objects(program: Any, folder: Path, tell: Callable[[str, bool, str], None]) -> None:
    """Tries step by step and tells of each whether it worked and what it gave or said; goes on as long as it can.

    Args:
        program: WPS's ``Application``.
        folder: an empty folder for what is written.
        tell: takes the step, whether it worked, and what was found.
    """

    def step(name: str, call: Callable[[], Any]) -> Any:
        try:
            given = call()
        except Exception as error:
            tell(name, False, f"{type(error).__name__}：{error}"[:_LONGEST])
            return None
        tell(name, True, f"{given}"[:_LONGEST])
        return given

    for name in ("Name", "Version", "Build", "Path"):
        step(name, partial(getattr, program, name))
    books = step("Workbooks", lambda: program.Workbooks)
    if books is None:
        tell("Workbooks 不是空的", False, "没有工作簿可以用")
        return
    others = step("Workbooks.Count", lambda: books.Count)
    book = step("Workbooks.Add", books.Add)
    if book is None:
        return
    sheet = step("Worksheets(1)", lambda: book.Worksheets(1))
    step("Range.Value 写", lambda: setattr(sheet.Range("A1"), "Value", "村表通"))
    step("Range.Value2 读", lambda: sheet.Range("A1:B2").Value2)
    step("Range.Formula", lambda: sheet.Range("A1").Formula)
    step("Range.HasFormula", lambda: sheet.Range("A1:B2").HasFormula)
    step("Range.MergeCells", lambda: sheet.Range("A1:B2").MergeCells)
    step("EntireRow.Hidden", lambda: sheet.Range("A1:A2").EntireRow.Hidden)
    step("UsedRange.Address", lambda: sheet.UsedRange.Address)
    step("Selection.Areas", lambda: program.Selection.Areas.Count)
    step("ProtectContents", lambda: sheet.ProtectContents)
    step("Names", lambda: book.Names.Count)
    step("Date1904", lambda: book.Date1904)
    step("Saved", lambda: book.Saved)
    step("StatusBar", lambda: setattr(program, "StatusBar", "村表通试验"))
    step("StatusBar 还给它", lambda: setattr(program, "StatusBar", False))
    step("AutomationSecurity", lambda: program.AutomationSecurity)
    step("SaveCopyAs", lambda: book.SaveCopyAs(str(folder / "副本 1.xlsx")))
    step("Workbooks.Open", lambda: books.Open(str(folder / "副本 1.xlsx")).FullName)
    step("ExportAsFixedFormat", lambda: sheet.ExportAsFixedFormat(_PDF, str(folder / "一页.pdf")))
    step("PDF 有内容", lambda: (folder / "一页.pdf").stat().st_size)
    step("VBE（宏）", lambda: program.VBE.Version)
    step("Hwnd", lambda: program.Hwnd)
    while books.Count > (others or 0):
        books(books.Count).Close(False)
    if others == 0:
        step("Quit", program.Quit)


def main() -> None:
    """Tries the program of the given class and prints the steps."""

    def tell(name: str, worked: bool, found: str) -> None:
        print(json.dumps([name, worked, found], ensure_ascii=False), flush=True)

    try:
        client: Any = importlib.import_module("win32com.client")
        program = client.DispatchEx(sys.argv[1])
    except Exception as error:
        tell("启动", False, f"{type(error).__name__}：{error}"[:_LONGEST])
        return
    tell("启动", True, "")
    with contextlib.suppress(OSError), tempfile.TemporaryDirectory(prefix="cunbiao-") as folder:
        try_objects(program, Path(folder), tell)


if __name__ == "__main__":
    main()
