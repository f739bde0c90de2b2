"""What the village sees while typing: the formulas of one row of an entry sheet.

Every formula is written for one row and filled down. Checks, computed indicators and conclusions come from the same
expressions and the same words (`cunbiao.checking.row_messages`) as in the merge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cunbiao.checking.eligibility import FITS, FITS_NOT, UNDECIDED
from cunbiao.checking.row_messages import BETWEEN, HEADINGS, SEPARATOR, STOP, CellCondition, Piece, pieces, reason_texts
from cunbiao.columns import NAME
from cunbiao.definitions import Campaign, CompiledCheck, CompiledVerdict
from cunbiao.expressions import excel_false, excel_true, excel_value
from cunbiao.findings import LEVELS, Level, MessageCatalogue
from cunbiao.records.identity_sheet import PICK
from generators.village.cell_conditions import excel_condition
from generators.village.formula_text import LONGEST, either, joined, literal, when
from generators.village.household_lists import called_name, person_lists
from generators.village.layout import (
    BRIEF,
    FILLED,
    ISSUED,
    LABEL_ROW,
    MESSAGE,
    SEQUENCE,
    STATE,
    TOUCHED,
    EntryLayout,
    SheetColumn,
    column_name,
    conclusion_name,
    criterion_name,
    entry_layout,
    issued_name,
    place_name,
    reason_name,
    typed_name,
)
from generators.village.names import SIGNATURES, SUBTOTALS
from generators.village.reading import reading

CHUNK_NAMES: dict[Level, str] = {"必改": "_must", "核实": "_verify", "提示": "_note"}

# Formulas are measured with a row number this long, so that they fit wherever they are filled down to.
_LONG_ROW = 99_999
# So much of a message is shown beside what is typed.
FIRST_WORDS = 28
# What a cell holds at most.
_LONGEST_TEXT = 32_767

CellAt = Callable[[str], str]


@dataclass(frozen=True)
class Chunk:
    """A hidden column with messages of one level; a formula holds only so many.

    Those that count what is ``lacking`` have columns of their own: they are told last.
    """

    name: str
    level: Level
    pieces: tuple[Piece, ...]
    lacking: bool = False


@dataclass(frozen=True)
class LiveSheet:
    """An entry sheet's complete layout and everything that is computed on it."""

    campaign: Campaign
    layout: EntryLayout
    chunks: tuple[Chunk, ...]

    @property
    def table_id(self) -> str:
        """The table the sheet holds."""
        return self.layout.table.id

    def chunks_of(self, level: Level, lacking: bool = False) -> list[Chunk]:
        """The columns that hold messages of a level, or say how much of that level is lacking."""
        return [chunk for chunk in self.chunks if (chunk.level, chunk.lacking) == (level, lacking)]

    def formulas(self, row: int) -> dict[str, str]:
        """Machine name → formula (without "=") of every computed column, for one row."""
        return dict(_formulas(self, row)) | dict(_readings(self, row)) | dict(_picked(self, row))

    def spare_filled(self, row: int) -> str:
        """The formula that says whether a spare row has become a record, as `cunbiao.submissions.rows` sorts rows."""
        typed = [own for own in self.layout.typed if not self.layout.given(own.name)]
        read = self.layout.runs((self.layout.read(own.name) for own in typed), row)
        some = "+".join(f'SUMPRODUCT(--({cells}<>""))' for cells in read)
        subtotal = "+".join(f"SUMPRODUCT(--({_closed(cells)}={SUBTOTALS}))" for cells in read)
        none = [f"{subtotal}>0", self._repeats_headings(typed, row)]
        if self.layout.given(self.layout.table.key):
            # The code that stands there already makes it a record whatever else is written.
            return f"IF({some}>0,IF({either(none)},0,1),0)"
        signature = f"{'+'.join(map(_signed, read))}>0"
        marks = [own for own in typed if own.name == self.layout.table.key or own.indicator.kind == "id"]
        of_nobody = ",".join(f"NOT({_numbered(self.layout.row(row)(own.name))})" for own in marks)
        return f"IF({some}>0,IF({either([*none, f'AND({signature},{of_nobody})'])},0,1),0)"

    def _repeats_headings(self, typed: Sequence[SheetColumn], row: int) -> str:
        """Whether more than half of what stands in the row are the headings of the columns."""
        names = [own.name for own in typed]
        cells, labels = self.layout.runs(names, row), self.layout.runs(names, LABEL_ROW)
        fixed = [label.replace(str(LABEL_ROW), f"${LABEL_ROW}") for label in labels]
        same = "+".join(f"SUMPRODUCT(--EXACT({one},{label}))" for one, label in zip(cells, fixed, strict=True))
        filled = "+".join(f'SUMPRODUCT(--({one}<>""))' for one in cells)
        return f"IFERROR(2*({same})>{filled},FALSE)"


def _signed(cells: str) -> str:
    """How many cells begin like a line for signatures."""
    return f"SUMPRODUCT(--(LEFT({_closed(cells)},LEN({SIGNATURES}))={SIGNATURES}))"


def _closed(cells: str) -> str:
    return f'SUBSTITUTE({cells}," ","")'


def _numbered(cell: str) -> str:
    """Whether a cell says by a digit whose row it is."""
    digit = f"SUMPRODUCT(--ISNUMBER(FIND(ROW($1:$10)-1,ASC({cell}))))>0"
    return f"IF(ISERROR({cell}),FALSE,AND({digit},{_signed(cell)}=0))"


def live_sheet(campaign: Campaign, catalogue: MessageCatalogue, table_id: str, capacity: int) -> LiveSheet:
    """The layout and computation of a table's sheet with ``capacity`` data rows.

    Raises:
        ValueError: one check alone needs a longer formula than Excel takes.
    """
    layout = entry_layout(campaign, table_id, capacity)
    chunks = tuple(_chunks(layout, pieces(campaign, table_id, catalogue)))
    return LiveSheet(campaign, layout.with_helpers([*(chunk.name for chunk in chunks), STATE]), chunks)


def _chunks(layout: EntryLayout, told: tuple[Piece, ...]) -> Iterator[Chunk]:
    """The pieces of each level shared out over as few columns as Excel's formula length allows."""
    at, typed = layout.read_row(_LONG_ROW), layout.row(_LONG_ROW)
    for level in LEVELS:
        groups: list[list[Piece]] = []
        room = 0
        for piece in told:
            if piece.level != level or piece.counted:
                continue
            length = len(_piece(piece, at, typed)) + 1
            if length > LONGEST:
                raise ValueError(
                    f"校验 {piece.check} 在表“{layout.sheet}”的公式有 {length} 个字符，超过 {LONGEST} 个，请拆成几条"
                )
            if length > room:
                groups.append([])
                room = LONGEST
            groups[-1].append(piece)
            room -= length
        for number, group in enumerate(groups, start=1):
            yield Chunk(f"{CHUNK_NAMES[level]}{number}", level, tuple(group))
        if counted := tuple(piece for piece in told if piece.level == level and piece.counted):
            yield Chunk(f"{CHUNK_NAMES[level]}_lacking", level, counted, lacking=True)


def _readings(sheet: LiveSheet, row: int) -> Iterator[tuple[str, str]]:
    """What the typed cells are read as."""
    at = sheet.layout.row(row)
    for column in sheet.layout.typed:
        if sheet.layout.read(column.name) != column.name:
            yield from reading(sheet.campaign, sheet.layout.table, column.indicator, at)


def _picked(sheet: LiveSheet, row: int) -> Iterator[tuple[str, str]]:
    """What a chosen person is, in the columns that follow the choice, until something is typed over them."""
    sources = person_lists(sheet.campaign).get(sheet.table_id, ())
    if not sources or sheet.layout.table.pick is None:
        return
    at = sheet.layout.row(row)
    for source in sources:
        yield place_name(source.id), f'IF({at(PICK)}="",0,IFERROR(MATCH({at(PICK)},{called_name(source.id)},0),0))'
    for name in sheet.layout.table.pick.fills:
        cell = '""'
        for source in reversed([own for own in sources if name in sheet.campaign.scopes[own.id].fields]):
            place = at(place_name(source.id))
            cell = f"IF({place}>0,INDEX({column_name(source.id, name)},{place}),{cell})"
        text = f"T({cell})"
        if name == NAME:
            nobody = "+".join(at(place_name(source.id)) for source in sources)
            text = f'IF(AND({at(PICK)}<>"",{nobody}=0),{at(PICK)}&"",{text})'
        yield name, text


def _formulas(sheet: LiveSheet, row: int) -> Iterator[tuple[str, str]]:
    at, typed = sheet.layout.read_row(row), sheet.layout.row(row)
    record = f"{at(FILLED)}=1"
    for column in sheet.layout.used("computed"):
        derived = column.indicator.derived
        assert derived is not None
        yield column.name, when(record, excel_value(derived, at))
    for compiled in sheet.campaign.verdicts(sheet.table_id):
        yield from _verdict(compiled, at, record)
    for chunk in sheet.chunks:
        yield chunk.name, when(record, joined(_piece(piece, at, typed) for piece in chunk.pieces))
    if sheet.layout.has(TOUCHED):
        yield TOUCHED, _touched(sheet.layout, row)
    if any(column.name == SEQUENCE for column in sheet.layout.columns):
        yield SEQUENCE, _sequence(sheet, at)
    told = {level: joined(at(chunk.name) for chunk in sheet.chunks_of(level)) for level in LEVELS}
    every = {heading: joined(told[level] for level in levels) for heading, levels in HEADINGS.items()}
    said = [when(f'{text}<>""', _sentences(heading, text)) for heading, text in every.items() if text != '""']
    lacking = {level: joined(at(chunk.name) for chunk in sheet.chunks_of(level, lacking=True)) for level in LEVELS}
    if (counts := joined(lacking.values())) != '""':
        said.append(when(f'{counts}<>""', f"{_without_first(counts)}&{literal(STOP)}"))
    yield MESSAGE, joined(said)
    yield BRIEF, f'LEFT({at(MESSAGE)},{FIRST_WORDS})&IF(LEN({at(MESSAGE)})>{FIRST_WORDS},"…","")'
    weights: tuple[tuple[Level, str], ...] = (("必改", "2"), ("核实", "1"))
    both = {level: joined((told[level], lacking[level])) for level in LEVELS}
    states = [when(f'{both[level]}<>""', weight, "0") for level, weight in weights if both[level] != '""']
    yield STATE, "+".join(states) or "0"


def _sentences(heading: str, texts: str) -> str:
    """Sentences after their heading."""
    return f"{literal(heading)}&{_without_first(texts)}&{literal(STOP)}"


def _without_first(texts: str) -> str:
    """Sentences without the separator before the first of them."""
    return f"MID({texts},{len(SEPARATOR) + 1},{_LONGEST_TEXT})"


def _verdict(compiled: CompiledVerdict, at: CellAt, record: str) -> Iterator[tuple[str, str]]:
    """A criterion's column holds 1 (met), -1 (not met) or 0 (open); the outcome is the worst of them."""
    verdict = compiled.verdict
    cells = []
    for criterion in compiled.criteria:
        name = criterion_name(criterion.criterion.id)
        cells.append(at(name))
        met, failed = excel_true(criterion.met, at), excel_false(criterion.met, at)
        yield name, when(record, when(met, "1", when(failed, "-1", "0")))
    worst = f"MIN({cells[0]}:{cells[-1]})"
    outcome = when(f"{worst}=1", literal(FITS), when(f"{worst}=0", literal(UNDECIDED), literal(FITS_NOT)))
    applies = excel_true(compiled.applies, at)
    yield conclusion_name(verdict.id), when(record, when(applies, outcome, literal(verdict.otherwise)))
    texts = []
    for criterion, cell in zip(compiled.criteria, cells, strict=True):
        failed, opened = map(literal, reason_texts(criterion))
        texts.append(when(f"{cell}=-1", failed, when(f"{cell}=0", opened)))
    conclusion = at(conclusion_name(verdict.id))
    decided = either([f"{conclusion}={literal(word)}" for word in (FITS_NOT, UNDECIDED)])
    yield reason_name(verdict.id), when(decided, _without_first(joined(texts)))


def _piece(piece: Piece, at: CellAt, typed: CellAt) -> str:
    """The text of a piece where its condition holds, else nothing; ``typed`` gives cells as they stand."""
    condition = piece.condition
    if isinstance(condition, CompiledCheck):
        return when(excel_true(condition.when, at), literal(piece.before))
    if isinstance(condition, CellCondition):
        text = literal(piece.before)
        if piece.quoted is not None:
            text += f"&{at(piece.quoted)}&{literal(piece.after)}"
        return when(excel_condition(condition, at, typed), text)
    tests = [excel_condition(cell, at, typed) for cell in condition]
    if piece.counted:
        count = "+".join(f"({test})" for test in tests)
        return when(f"{count}>0", f"{literal(piece.before)}&({count})&{literal(piece.after)}")
    labels = [when(test, literal(BETWEEN + cell.column.label)) for test, cell in zip(tests, condition, strict=True)]
    listed = f"MID({joined(labels)},{len(BETWEEN) + 1},2000)"
    return when(either(tests), f"{literal(piece.before)}&{listed}&{literal(piece.after)}")


def _touched(layout: EntryLayout, row: int) -> str:
    """Whether the cells of an issued row are not as issued, stretch by stretch; whether a spare one is filled."""
    at, number = layout.row(row), f"${layout.letter(ISSUED)}{row}"
    typed = layout.typed
    tests = []
    for first, last in _stretches(layout):
        cells = f"{at(typed[first].name)}:{at(typed[last].name)}"
        if typed[first].indicator.asked_anew:
            tests.append(f'SUMPRODUCT(--({cells}<>""))')
            continue
        ends = [f"INDEX({issued_name(layout.table.id)},{number},{place + 1})" for place in (first, last)]
        tests.append(f'SUMPRODUCT(--NOT(EXACT({cells}&"",{":".join(ends)}&"")))')
    return f"IF(N({number})>0,IFERROR(IF({'+'.join(tests)}>0,1,0),1),{at(FILLED)})"


def _stretches(layout: EntryLayout) -> Iterator[tuple[int, int]]:
    """First and last of the typed columns that stand side by side and are alike asked anew, or not."""
    typed = layout.typed
    start = 0
    for place, column in enumerate(typed):
        following = typed[place + 1] if place + 1 < len(typed) else None
        if (
            following is None
            or layout.index(following.name) != layout.index(column.name) + 1
            or following.indicator.asked_anew is not column.indicator.asked_anew
        ):
            yield start, place
            start = place + 1


def _sequence(sheet: LiveSheet, at: CellAt) -> str:
    """The row's number within its household, as household code # number: print faces look members up by it.

    Text is compared as a whole here; COUNTIF would compare only the first 15 digits of a code.
    """
    key = at(sheet.layout.table.key)
    first = sheet.layout.fixed_first(sheet.layout.read(sheet.layout.table.key))
    return when(f'{key}<>""', f'{key}&"#"&SUMPRODUCT(--({first}:{key}={key}))')


def defined_columns(sheet: LiveSheet) -> Iterator[tuple[str, str]]:
    """Defined names of the sheet's columns, with the cells they mean: what formulas on other rows and sheets read."""
    for column in sheet.layout.columns:
        if column.column is not None or column.name in (FILLED, ISSUED, TOUCHED, STATE, SEQUENCE):
            yield column_name(sheet.table_id, column.name), sheet.layout.rows_of(sheet.layout.read(column.name))
            if column.use in ("locked", "input"):
                yield typed_name(sheet.table_id, column.name), sheet.layout.rows_of(column.name)
