"""Types answers into an open workbook as a person does: into unlocked cells only, columns found by machine name."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from cunbiao.records.identity_sheet import FIRST_ROW, ISSUED_TOKEN, SPARE_TOKEN, read_mark
from sample.answers import Answers, Record
from tests.judge import Book, LockedCell

Grid = list[list[str | float]]


@dataclass(frozen=True)
class EntryPage:
    """An entry sheet as it stands on the screen: all its cells, its columns by machine name."""

    sheet: str
    cells: Grid
    columns: dict[str, int]

    def rows(self, token: str) -> list[int]:
        """Numbers (from 0) of the rows whose token begins so, in sheet order."""
        return [number for number, row in enumerate(self.cells) if number >= FIRST_ROW - 1 and _token(row, token)]


@dataclass(frozen=True)
class Typing:
    """What is going to be typed into an entry sheet; ``open`` says of every cell whether protection leaves it open."""

    page: EntryPage
    open: list[list[bool]]
    typed: dict[int, dict[int, str | float]] = field(default_factory=dict)

    def put(self, row: int, record: Record) -> None:
        """Notes what a row should say; what it says already needs no typing.

        Raises:
            LockedCell: a cell that would have to change is locked.
        """
        for name, value in record.items():
            column = self.page.columns.get(name)
            wanted = "" if value is None else value
            if column is None or self.page.cells[row][column] == wanted:
                continue
            if not self.open[row][column]:
                shown = self.page.cells[row][column]
                raise LockedCell(f"{self.page.sheet} 第 {row + 1} 行 {name}：{shown!r}，不能改成 {wanted!r}")
            self.typed.setdefault(row, {})[column] = wanted


def _token(row: list[str | float], start: str) -> bool:
    return str(row[0]).startswith(start)


def entry_pages(book: Book) -> dict[str, EntryPage]:
    """The entry sheets of a workbook by table, found by the mark in cell A1."""
    pages = {}
    for sheet in book.sheet_names:
        mark = read_mark(str(book.value(sheet, "A1")))
        if mark is not None:
            cells = book.used(sheet)
            columns = {str(name): index for index, name in enumerate(cells[0]) if index and name}
            pages[mark[0]] = EntryPage(sheet, cells, columns)
    return pages


def open_cells(book: Book, page: EntryPage) -> list[list[bool]]:
    """Which cells of a sheet protection leaves open, asked of the program format by format."""
    sheet, height, width = book.sheet(page.sheet), len(page.cells), len(page.cells[0])
    marks = [[not sheet.isProtected()] * width for _ in range(height)]
    formats = sheet.getCellRangeByPosition(0, 0, width - 1, height - 1).getUniqueCellFormatRanges()
    for number in range(formats.getCount()):
        ranges = formats.getByIndex(number)
        if ranges.CellProtection.IsLocked:
            continue
        for area in ranges.getRangeAddresses():
            for row in range(area.StartRow, area.EndRow + 1):
                marks[row][area.StartColumn : area.EndColumn + 1] = [True] * (area.EndColumn - area.StartColumn + 1)
    return marks


def type_answers(book: Book, answers: Answers) -> int:
    """Types a village's answers into its workbook and recalculates; gives the number of cells typed.

    Raises:
        LockedCell: an answer would change a locked cell.
    """
    book.document.enableAutomaticCalculation(False)
    typed = 0
    for table, page in entry_pages(book).items():
        typing = Typing(page, open_cells(book, page))
        for key, record in answers.changes.get(table, {}).items():
            places = [page.columns[name] for name in answers.keys[table]]
            rows = [row for row in page.rows(ISSUED_TOKEN) if tuple(page.cells[row][place] for place in places) == key]
            for row in rows:
                typing.put(row, record)
        records = answers.new_rows.get(table, [])
        for row, record in zip(page.rows(SPARE_TOKEN)[: len(records)], records, strict=True):
            typing.put(row, record)
        target = book.sheet(page.sheet)
        for row, column, block in _blocks(typing):
            ends = column + len(block[0]) - 1, row + len(block) - 1
            target.getCellRangeByPosition(column, row, *ends).setDataArray(block)
        typed += sum(map(len, typing.typed.values()))
    book.calculate()
    return typed


def _blocks(typing: Typing) -> Iterator[tuple[int, int, tuple[tuple[str | float, ...], ...]]]:
    """What is typed as blocks (row, column, content): whole stretches of open cells, rows alike together."""
    stretches = {row: tuple(_stretches(typing.open[row], typed)) for row, typed in sorted(typing.typed.items())}
    together = groupby(enumerate(stretches), key=lambda item: (item[1] - item[0], stretches[item[1]]))
    for (_, own), group in together:
        rows = [row for _, row in group]
        for first, end in own:
            yield rows[0], first, tuple(tuple(_content(typing, row)[first:end]) for row in rows)


def _content(typing: Typing, row: int) -> list[str | float]:
    typed = typing.typed[row]
    return [typed.get(column, cell) for column, cell in enumerate(typing.page.cells[row])]


def _stretches(open_cells: list[bool], typed: Container[int]) -> Iterator[tuple[int, int]]:
    """First and next-after-last column of every stretch of open cells into which something is typed."""
    for is_open, group in groupby(range(len(open_cells)), key=open_cells.__getitem__):
        columns = list(group)
        if is_open and any(column in typed for column in columns):
            yield columns[0], columns[-1] + 1
