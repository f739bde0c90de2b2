"""Formulas between Excel's spelling (``=SUM(表一!A1,2)``) and LibreOffice's own (``=SUM($表一.A1;2)``)."""

from __future__ import annotations

import re

_TEXT = r'(?P<text>"(?:[^"]|"")*")'
_ERROR = r"(?P<error>\#(?:REF!|N/A|DIV/0!|NAME\?|VALUE!|NULL!|NUM!))"
_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d]\w*)"
_REFERENCE = r"(?:\$?[A-Za-z]{1,3}\$?\d+(?![\w.(])|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}\b|\$?\d+:\$?\d+\b|\#REF!)"
_OF_CALC = re.compile(
    rf"{_TEXT}|{_ERROR}|\$?(?P<sheet>{_SHEET})\.(?={_REFERENCE})|\$(?P<owner>{_SHEET})\.(?=\w)|(?P<mark>[;|~{{}}])"
)
_OF_EXCEL = re.compile(rf"{_TEXT}|{_ERROR}|(?P<sheet>{_SHEET})!|(?P<mark>[,;{{}}])")
_TRUTH = {"=TRUE()": "TRUE", "=FALSE()": "FALSE"}


def of_calc(formula: str) -> str:
    """LibreOffice's spelling in Excel's. A constant TRUE, which LibreOffice keeps as ``=TRUE()``, is ``TRUE``."""
    if formula in _TRUTH:
        return _TRUTH[formula]
    if formula.startswith("{=") and formula.endswith("}"):
        formula = formula[1:-1]
    return _respelled(formula, _OF_CALC, "{}!", {";": ",", "~": ","}, {";": ",", "|": ";"})


def of_excel(formula: str) -> str:
    """Excel's spelling in LibreOffice's."""
    return _respelled(formula, _OF_EXCEL, "${}.", {",": ";"}, {",": ";", ";": "|"})


def _respelled(
    formula: str, tokens: re.Pattern[str], of_sheet: str, marks: dict[str, str], marks_in_array: dict[str, str]
) -> str:
    in_array = False

    def respelled(token: re.Match[str]) -> str:
        nonlocal in_array
        found = token.groupdict()
        if sheet := found["sheet"] or found.get("owner"):
            return of_sheet.format(sheet)
        if (mark := found["mark"]) is None:
            return token[0]
        in_array = mark == "{" or (in_array and mark != "}")
        return (marks_in_array if in_array else marks).get(mark, mark)

    return tokens.sub(respelled, formula)
