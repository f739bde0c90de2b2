"""Drawings of what cannot be photographed where the manual is made: the ribbon of Excel, a folder on Windows.

They are drawn from the definitions the add-in and the launchers are built from, and say that they are drawings.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from cunbiao.definitions.launchers import Launcher, load_launchers
from cunbiao.definitions.ribbon import RibbonButton, RibbonGroup, load_ribbon

RIBBON, FOLDER, MESSAGE = "20-功能区", "21-启动器", "25-本户收入"

_FONT = "WenQuanYi Zen Hei"
_TEXT, _SMALL = 14, 13
_INK, _GREY, _LINE, _PAPER, _BAND = "#1F1F1F", "#666666", "#C8C8C8", "#FFFFFF", "#F5F5F3"
_GREEN, _TILE = "#217346", "#DCE9F7"
# Tabs of Excel's own, left and right of ours.
_BEFORE, _AFTER = ("文件", "开始", "插入", "页面布局", "公式", "数据", "审阅", "视图"), ("帮助",)
# How many small buttons Excel puts on top of each other.
_STACK = 3
_EDGE, _GAP = 10, 10
# How many launchers stand in a row.
_ACROSS = 6

Box = tuple[int, int, int, int]


def draw_all(target: Path, told: str) -> None:
    """Draws the ribbon, the launchers, and a message box with the text ``told`` into ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    for name, image in ((RIBBON, ribbon()), (FOLDER, launchers()), (MESSAGE, message(told))):
        file = target / f"{name}.png"
        image.quantize(32).save(file, optimize=True)
        print(f"{file.name} {file.stat().st_size // 1024} KB")


def ribbon() -> Image.Image:
    """The tab with its groups and buttons; in place of its icon every button bears its number in the order of work."""
    definition = load_ribbon()
    numbers = {button.id: number for number, button in enumerate(definition.buttons, 1)}
    columns = {group.id: list(_columns(group)) for group in definition.groups}
    widths = {group.id: sum(map(_column_width, columns[group.id])) + _GAP for group in definition.groups}
    notes = (
        "示意图，不是屏幕照片。分组和按钮的名字、先后照实画；按钮上的号码是图里加的，和下面的说明对应，",
        "真的按钮上是小图标，样子和宽窄以您电脑上的 Excel 为准。",
    )
    top, height = 44, 118
    image = Image.new("RGB", (sum(widths.values()) + 2 * _EDGE, top + height + 12 + 20 * len(notes) + 6), _PAPER)
    pen = ImageDraw.Draw(image)
    _tabs(pen, definition.tab.label)
    pen.rounded_rectangle((4, top - 6, image.width - 5, top + height), 6, fill=_BAND, outline=_LINE)
    left = _EDGE
    for group in definition.groups:
        at = left
        for column in columns[group.id]:
            _draw_column(pen, at, top, column, numbers)
            at += _column_width(column)
        _centred(pen, (left, top + 92, left + widths[group.id] - _GAP, top + height - 4), group.label, _SMALL, _GREY)
        left += widths[group.id]
        if group is not definition.groups[-1]:
            pen.line((left - _GAP // 2, top + 4, left - _GAP // 2, top + height - 8), fill=_LINE)
    _notes(pen, notes, top + height + 10)
    return image


def launchers() -> Image.Image:
    """The launchers as they lie in the folder, and what is dropped on one of them."""
    files = load_launchers().launchers
    dropped = [launcher for launcher in files if launcher.ask]
    others = [launcher for launcher in files if not launcher.ask]
    notes = ("示意图，不是屏幕照片。按住左键把文件或文件夹拖到图标上再松开；最下面一排只要双击。",)
    rows = [line[start : start + _ACROSS] for line in (dropped, others) for start in range(0, len(line), _ACROSS)]
    tile, height, top, left = 196, 136, 72, 150
    width = left + tile * _ACROSS + _EDGE
    bottom = top + len(rows) * height
    image = Image.new("RGB", (width, bottom + 12 + 20 * len(notes) + 6), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((left - 14, 4, width - 5, bottom), 6, fill=_PAPER, outline=_LINE)
    pen.rectangle((left - 13, 14, width - 6, 38), fill=_BAND)
    pen.text((left, 16), "村表通 文件夹", font=chinese_font(_TEXT), fill=_INK)
    for row, line in enumerate(rows):
        for place, launcher in enumerate(line):
            _launcher(pen, (left + tile * place, top + height * row, left + tile * (place + 1), 0), launcher)
    _folder(pen, 44, top - 28)
    _centred(pen, (0, top + 14, left - 14, top + 34), "3-交回", _TEXT, _INK)
    merge = next(place for place, launcher in enumerate(dropped) if launcher.command == "merge")
    _arrow(pen, (98, top - 18), (left + tile * merge + tile // 2, top - 4))
    _notes(pen, notes, bottom + 8)
    return image


def message(told: str) -> Image.Image:
    """A message box of Excel."""
    font = chinese_font(_TEXT)
    # The font has no minus sign of its own.
    lines = [part for line in told.replace("−", "－").splitlines() for part in _wrapped(line, 560)]
    top, line_height = 56, 24
    bottom = top + line_height * len(lines) + 8
    note = "示意图，不是屏幕照片。文字是真的。"
    image = Image.new("RGB", (620, bottom + 90), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((4, 4, image.width - 5, bottom + 54), fill=_PAPER, outline=_GREY)
    pen.text((18, 14), load_ribbon().texts.title, font=font, fill=_INK)
    pen.text((image.width - 34, 14), "×", font=font, fill=_INK)
    for row, line in enumerate(lines):
        pen.text((30, top + line_height * row), line, font=font, fill=_INK)
    pen.rectangle((5, bottom, image.width - 6, bottom + 53), fill=_BAND)
    button = (image.width - 116, bottom + 12, image.width - 24, bottom + 42)
    pen.rectangle(button, fill=_PAPER, outline=_GREY)
    _centred(pen, button, "确定", _TEXT, _INK)
    _notes(pen, (note,), bottom + 62)
    return image


def _wrapped(line: str, width: int) -> Iterator[str]:
    """A line in pieces no wider than ``width``, broken between words."""
    piece = ""
    for word in line.split(" "):
        longer = f"{piece} {word}" if piece else word
        if piece and _width(longer, _TEXT) > width:
            yield piece
            piece = word
        else:
            piece = longer
    yield piece


def _columns(group: RibbonGroup) -> Iterator[list[RibbonButton]]:
    """The buttons of a group as Excel lays them out: a large one alone, small ones on top of each other."""
    column: list[RibbonButton] = []
    for button in group.buttons:
        if button.size == "large":
            if column:
                yield column
            yield [button]
            column = []
        else:
            column.append(button)
            if len(column) == _STACK:
                yield column
                column = []
    if column:
        yield column


def _column_width(column: Sequence[RibbonButton]) -> int:
    widest = max(_width(button.label, _TEXT) for button in column)
    return widest + (12 if column[0].size == "large" else 38)


def _draw_column(
    pen: ImageDraw.ImageDraw, left: int, top: int, column: Sequence[RibbonButton], numbers: dict[str, int]
) -> None:
    width = _column_width(column)
    if column[0].size == "large":
        (button,) = column
        middle = left + width // 2
        _tile(pen, (middle - 21, top + 6, middle + 21, top + 48), numbers[button.id], 22)
        _centred(pen, (left, top + 54, left + width, top + 80), button.label, _TEXT, _INK)
        return
    for row, button in enumerate(column):
        upper = top + 4 + 29 * row
        _tile(pen, (left + 4, upper, left + 28, upper + 24), numbers[button.id], 14)
        pen.text((left + 33, upper + 4), button.label, font=chinese_font(_TEXT), fill=_INK)


def _tile(pen: ImageDraw.ImageDraw, box: Box, number: int, size: int) -> None:
    pen.rounded_rectangle(box, 5, fill=_TILE, outline="#8FB3DC")
    _centred(pen, box, str(number), size, "#1F4E79")


def _tabs(pen: ImageDraw.ImageDraw, own: str) -> None:
    left = 16
    for tab in (*_BEFORE, own, *_AFTER):
        width = _width(tab, _TEXT)
        pen.text((left, 9), tab, font=chinese_font(_TEXT), fill=_GREEN if tab == own else _GREY)
        if tab == own:
            pen.line((left - 2, 32, left + width + 2, 32), fill=_GREEN, width=3)
        left += width + 22


def _launcher(pen: ImageDraw.ImageDraw, box: Box, launcher: Launcher) -> None:
    """Its icon, its name and the first words of what it does."""
    left, top, right, _ = box
    middle = (left + right) // 2
    pen.rounded_rectangle((middle - 21, top, middle + 21, top + 44), 4, fill=_PAPER, outline=_GREY)
    pen.rectangle((middle - 20, top + 5, middle + 20, top + 12), fill=_TILE)
    for row in range(3):
        pen.line((middle - 13, top + 21 + 7 * row, middle + 13 - 6 * (row % 2), top + 21 + 7 * row), fill=_GREY)
    _centred(pen, (left, top + 50, right, top + 70), launcher.file, _TEXT, _INK)
    title, _, rest = launcher.title.partition("：")
    said = (rest or title).partition("（")[0]
    most = (right - left - _GAP) // _SMALL
    for row, line in enumerate((said[:most], said[most : 2 * most])):
        _centred(pen, (left, top + 72 + 18 * row, right, top + 90 + 18 * row), line, _SMALL, _GREY)


def _folder(pen: ImageDraw.ImageDraw, left: int, top: int) -> None:
    pen.rounded_rectangle((left, top - 6, left + 20, top + 6), 3, fill="#E8B64C")
    pen.rounded_rectangle((left, top, left + 46, top + 36), 4, fill="#F7D070", outline="#E8B64C")


def _arrow(pen: ImageDraw.ImageDraw, start: tuple[int, int], end: tuple[int, int]) -> None:
    """To the right and then down."""
    (left, upper), (right, lower) = start, end
    pen.line([(left, upper), (right, upper), (right, lower - 6)], fill="#C55A11", width=3)
    pen.polygon([(right, lower), (right - 7, lower - 9), (right + 7, lower - 9)], fill="#C55A11")


def _notes(pen: ImageDraw.ImageDraw, lines: Sequence[str], top: int) -> None:
    for row, line in enumerate(lines):
        pen.text((_EDGE, top + 20 * row), line, font=chinese_font(_SMALL), fill=_GREY)


def _centred(pen: ImageDraw.ImageDraw, box: Box, text: str, size: int, colour: str) -> None:
    left, top, right, bottom = box
    pen.text(((left + right) / 2, (top + bottom) / 2), text, font=chinese_font(size), fill=colour, anchor="mm")


def _width(text: str, size: int) -> int:
    return round(chinese_font(size).getlength(text))


@cache
def chinese_font(size: int) -> ImageFont.FreeTypeFont:
    """The Chinese font that LibreOffice draws the other pictures with."""
    asked = ["fc-match", "-f", "%{file}", _FONT]
    return ImageFont.truetype(subprocess.run(asked, capture_output=True, text=True, check=True).stdout, size)
