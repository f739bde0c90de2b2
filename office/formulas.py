"""Formulas between Excel's spelling (``=SUM(表一!A1,2)``) and LibreOffice's own (``=SUM($表一.A1;2)``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

_TEXT = r'(?P<text>"(?:[^"]|"")*")'
_ERROR = r"(?P<error>\#(?:REF!|N/A|DIV/0!|NAME\?|VALUE!|NULL!|NUM!))"
_SHEET = r"(?P<sheet>'(?:[^']|'')+'|\b[^\W\d]\w*)"
_OF_CALC = re.compile(rf"{_TEXT}|{_ERROR}|(?P<fixed>\$?){_SHEET}\.(?=[\w$#])|(?P<mark>[;|~{{}}])")
_OF_EXCEL = re.compile(rf"{_TEXT}|{_ERROR}|{_SHEET}!|(?P<mark>[,;{{}}])")
_TRUTH = {"=TRUE()": "TRUE", "=FALSE()": "FALSE"}


def of_calc(formula: str, sheets: Collection[str]) -> str:
    """LibreOffice's spelling in Excel's. A constant TRUE, which LibreOffice keeps as ``=TRUE()``, is ``TRUE``.

    Args:
        formula: a formula with its ``=``.
        sheets: the sheets of its workbook; by them ``表一.A1`` is told from a defined name with a point in it.
    """
    if formula in _TRUTH:
        return _TRUTH[formula]
    if formula.startswith("{=") and formula.endswith("}"):
        formula = formula[1:-1]

    def respelled(found: re.Match[str]) -> str:
        is_sheet = found["fixed"] or found["sheet"].startswith("'") or found["sheet"] in sheets
        return f"{found['sheet']}!" if is_sheet else found[0]

    return _respelled(formula, _OF_CALC, respelled, {";": ",", "~": ","}, {";": ",", "|": ";"})


def of_excel(formula: str) -> str:
    """Excel's spelling in LibreOffice's."""
    return _respelled(formula, _OF_EXCEL, lambda found: f"${found['sheet']}.", {",": ";"}, {",": ";", ";": "|"})


def _respelled(
    formula: str,
    tokens: re.Pattern[str],
    of_sheet: Callable[[re.Match[str]], str],
    marks: dict[str, str],
    marks_in_array: dict[str, str],
) -> str:
    in_array = False

    def respelled(found: re.Match[str]) -> str:
        nonlocal in_array
        if found["sheet"]:
            return of_sheet(found)
        if (mark := found["mark"]) is None:
            return found[0]
        in_array = mark == "{" or (in_array and mark != "}")
        return (marks_in_array if in_array else marks).get(mark, mark)

    return tokens.sub(respelled, formula)
