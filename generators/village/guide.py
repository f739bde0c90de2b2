"""填表说明: everything a person filling in needs to know, put together from the definitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.worksheet import Worksheet

from cunbiao.checking.row_messages import CellCondition, Piece
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.notices import Stage
from cunbiao.definitions.sources import cited
from cunbiao.expressions import chinese
from cunbiao.findings import MessageCatalogue
from cunbiao.kinds import CHOICE_KINDS
from cunbiao.records.display import allowed_range, show_parameter
from generators.style import (
    CENTRED,
    HEADING,
    LEVEL_COLOURS,
    LINK,
    SIZES,
    SUBTITLE,
    TITLE,
    WRAPPED,
    Drawing,
    filled,
    lines_of,
)
from generators.village.live import LiveSheet
from generators.village.names import COVER, DICTIONARY, GUIDE
from generators.village.wording import with_unit

_WIDTHS = (11.0, 22.0, 16.0, 44.0, 44.0, 26.0)
# More choices than this are looked up in the dictionary.
_MOST_CHOICES = 60
# What everybody should have on paper fits on so many pages.
_PAGES = 2
# Letters of 9 points instead of 10: lower lines, more of them side by side.
_LINE, _SMALLER = 12.5, 1.1
# How definitions write that a notice does not say something.
_UNSAID, _COUNTY = "未写", "县里定"
_REQUIRED = {"must": "必填", "verify": "能填的填上", "no": ""}
_KINDS = {
    "text": "文字",
    "choice": "下拉选一项",
    "choices": "下拉选一项或组合",
    "integer": "整数",
    "number": "数字",
    "money": "金额",
    "date": "日期",
    "id": "证件号码（文本）",
    "phone": "电话（文本）",
    "bank": "账号（文本）",
    "code": "编号（文本）",
}


def draw_guide(
    drawing: Drawing, campaign: Campaign, sheets: Sequence[LiveSheet], messages: MessageCatalogue, password: str
) -> None:
    """Draws the guide sheet."""
    page = drawing.sheet(GUIDE)
    page.hide_gridlines(2)
    for index, width in enumerate(_WIDTHS):
        page.set_column(index, index, width)
    pen = _GuidePen(drawing, page)
    pen.title(f"{GUIDE}——{campaign.notice.title}")
    pen.section("一、工作安排")
    pen.table(("阶段", "时间", "", "做什么", "", "依据"), _stages(campaign))
    pen.section("二、标准和口径")
    pen.table(("项目", "", "数值", "依据", "", ""), _parameters(campaign))
    pen.section("三、有哪些表（点表名就到）")
    pen.table(("表", "收什么", "", "", "", "要填的项目"), _sheets(campaign, sheets), links=True)
    pen.section("四、结论怎么得出（只作建议，由人决定）")
    pen.table(("结论", "条件", "", "怎样算达到", "", "依据"), _verdicts(campaign))
    printed = pen.row
    pen.note("下面的供在电脑上查，不打印。")
    pen.section("五、每一项怎么填（带 * 必填；“自动计算”的不用填）")
    for sheet in sheets:
        pen.subsection(f"{sheet.layout.sheet}  {campaign.titles[sheet.table_id]}", sheet.layout.sheet)
        pen.table(("分组", "项目", "要求", "怎么填", "可填内容", "备注"), _columns(campaign, sheet))
    pen.section("六、自动校验（必改的改好才能上报；核实的查清属实可以保留，写明原因）")
    pen.table(("编号", "问题", "级别", "怎么改", "什么情况下提示", "适用的表"), _checks(sheets, messages))
    page.protect(password, SIZES)
    page.set_landscape()
    page.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
    page.print_area(0, 0, printed - 1, len(_WIDTHS) - 1)
    page.fit_to_pages(1, _PAGES)
    page.set_footer("&R&9第 &P 页 共 &N 页")


Row = tuple[str, str, str, str, str, str]


def _stages(campaign: Campaign) -> Iterator[Row]:
    for stage in campaign.notice.stages:
        yield stage.title, _when(stage), "", stage.what, "", _source(campaign, stage.clause)


def _when(stage: Stage) -> str:
    end = f"{stage.end}{' 24 时' if stage.ends_at_24 else ''}" if stage.end is not None else ""
    if stage.start is not None:
        return f"{stage.start} 至 {end}"
    return f"{end}前" if end else "见说明"


def _parameters(campaign: Campaign) -> Iterator[Row]:
    for parameter in campaign.stated_parameters:
        pending = f"（{parameter.status}）" if parameter.status is not None else ""
        yield (
            parameter.label,
            "",
            show_parameter(parameter) + pending,
            _source(campaign, parameter.clause),
            "",
            "",
        )


def _sheets(campaign: Campaign, sheets: Sequence[LiveSheet]) -> Iterator[Row]:
    for sheet in sheets:
        purpose = f"{campaign.titles[sheet.table_id]}：{campaign.form_of(sheet.table_id).purpose}"
        yield sheet.layout.sheet, purpose, "", "", "", f"{len(sheet.layout.asked)} 项，必填 {sheet.layout.must} 项"


def _columns(campaign: Campaign, sheet: LiveSheet) -> Iterator[Row]:
    group = ""
    for column in campaign.columns(sheet.table_id):
        shown = column.group if column.group != group else ""
        group = column.group
        pending = column.status or ""
        yield shown, with_unit(column), _asked(column), column.help, _allowed(campaign, column), pending


def _asked(column: ResolvedColumn) -> str:
    if column.derived is not None:
        return "自动计算"
    locked = "下发的锁定" if column.locked else ""
    return "，".join(part for part in (_REQUIRED[column.required], locked) if part)


def _allowed(campaign: Campaign, column: ResolvedColumn) -> str:
    if column.derived is not None:
        return chinese(column.derived)
    if column.kind in CHOICE_KINDS and column.codes is not None:
        codes = campaign.codes[column.codes]
        listed = "、".join(codes.single)
        return (
            listed if len(listed) <= _MOST_CHOICES else f"见“{DICTIONARY}”的“{codes.label}”，共 {len(codes.single)} 项"
        )
    if column.kind in ("integer", "number", "money"):
        return f"{_KINDS[column.kind]}：{allowed_range(column)}"
    return _KINDS[column.kind]


def _checks(sheets: Sequence[LiveSheet], messages: MessageCatalogue) -> Iterator[Row]:
    """Every check once, with the sheets it applies to."""
    found: dict[str, tuple[Piece, list[str]]] = {}
    for sheet in sheets:
        for piece in (piece for chunk in sheet.chunks for piece in chunk.pieces):
            names = found.setdefault(piece.check, (piece, []))[1]
            if sheet.layout.sheet not in names:
                names.append(sheet.layout.sheet)
    for check_id, (piece, names) in sorted(found.items(), key=lambda item: item[0]):
        where = "、".join(names) if len(names) < len(sheets) else "各表"
        if isinstance(piece.condition, CellCondition | tuple):
            entry = messages[check_id]
            general = {"label": "某项", "value": "……", "expected": "规定的内容", "homes": "收这些人的户表"}
            message, fix = entry.message.format_map(general), entry.fix.format_map(general)
            yield check_id, message, piece.level, fix, "", where
        else:
            check = piece.condition.check
            yield check_id, check.message, check.level, check.fix, chinese(piece.condition.when), where


def _verdicts(campaign: Campaign) -> Iterator[Row]:
    for table in campaign.tables:
        for compiled in campaign.verdicts(table):
            title = compiled.verdict.title
            yield title, "对哪些户", "", chinese(compiled.applies), "", ""
            for criterion in compiled.criteria:
                yield "", criterion.criterion.label, "", chinese(criterion.met), "", _source(campaign, criterion.clause)


def _source(campaign: Campaign, clause: str) -> str:
    """The clause without what the county notes beside it; what no clause says the county decides."""
    return _COUNTY if _UNSAID in clause else cited(campaign, clause).partition("（")[0]


class _GuidePen:
    """Writes the guide from top to bottom; neighbouring columns without a heading of their own are joined."""

    def __init__(self, drawing: Drawing, page: Worksheet) -> None:
        self._drawing, self._page = drawing, page
        self._row = 0

    @property
    def row(self) -> int:
        """The next row, from 0."""
        return self._row

    def note(self, text: str) -> None:
        self._page.write_string(self._row, 0, text, self._drawing.format(SUBTITLE))
        self._row += 1

    def title(self, text: str) -> None:
        self._page.set_row(0, 34)
        self._page.write_string(0, 0, text, self._drawing.format(TITLE, font_size=14))
        self._page.write_url(1, 0, f"internal:'{COVER}'!A1", self._drawing.format(LINK), "返回封面")
        note = "本页由规定自动生成。“待核对”表示上级没有公布正式文本，以上级正式表为准。"
        self._page.write_string(1, 1, note, self._drawing.format(SUBTITLE))
        self._row = 2

    def section(self, text: str) -> None:
        self._page.set_row(self._row, 10)
        self._page.set_row(self._row + 1, 26)
        self._page.write_string(self._row + 1, 0, text, self._drawing.format(TITLE, font_size=13))
        self._row += 2

    def subsection(self, text: str, sheet: str) -> None:
        self._page.set_row(self._row, _height(text, sum(_WIDTHS)) + 6)
        look = self._drawing.format(HEADING, LINK, align="left")
        self._page.merge_range(self._row, 0, self._row, len(_WIDTHS) - 1, text, look)
        self._page.write_url(self._row, 0, f"internal:'{sheet}'!A1", look, text)
        self._row += 1

    def table(self, headings: Row, rows: Iterator[Row], links: bool = False) -> None:
        """``links``: the first column names sheets, and leads to them."""
        spans = _spans(headings)
        self._line(headings, spans, [HEADING] * len(headings), heading=True)
        for row in rows:
            looks = [WRAPPED, WRAPPED, {**CENTRED, "text_wrap": True}, WRAPPED, WRAPPED, WRAPPED]
            if row[2] in LEVEL_COLOURS:
                looks[2] = {**looks[2], **filled(LEVEL_COLOURS[row[2]])}
            self._line(row, spans, looks)
            if links:
                look = self._drawing.format(LINK, WRAPPED, font_size=9)
                self._page.write_url(self._row - 1, 0, f"internal:'{row[0]}'!A1", look, row[0])

    def _line(
        self, texts: Row, spans: Sequence[tuple[int, int]], looks: Sequence[dict[str, object]], heading: bool = False
    ) -> None:
        height = 0.0
        for start, end in spans:
            look = self._drawing.format(looks[start], font_size=10 if heading else 9)
            if start == end:
                self._page.write_string(self._row, start, texts[start], look)
            else:
                self._page.merge_range(self._row, start, self._row, end, texts[start], look)
            height = max(height, _height(texts[start], sum(_WIDTHS[start : end + 1])))
        self._page.set_row(self._row, height)
        self._row += 1


def _height(text: str, width: float) -> float:
    """Height of a row of wrapped text in the guide's small letters."""
    return _LINE * lines_of(text, width * _SMALLER) + 5


def _spans(headings: Row) -> list[tuple[int, int]]:
    """First and last column of every heading; one without text belongs to the heading on its left."""
    starts = [index for index, text in enumerate(headings) if text or index == 0]
    return [(start, end - 1) for start, end in zip(starts, [*starts[1:], len(headings)], strict=True)]
