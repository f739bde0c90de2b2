"""Issues village workbooks: the roster's rows and their computed values, stamped into the template that fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from cunbiao.advance import Advance
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import HOUSEHOLD, MEMBER
from cunbiao.expressions.types import LAST
from cunbiao.lists.roster.model import Roster
from cunbiao.records.identity_sheet import IDENTITY_SHEET, ExpectedVillage, issued_hash
from generators.file_names import file_name
from generators.publishing import Output, content
from generators.village.capacity import Capacity, capacity_for
from generators.village.cover import SheetCounts
from generators.village.entry import ISSUED_ROW, OPEN_ROW, SPARE_ROW
from generators.village.faces.face import Face
from generators.village.households import households_band
from generators.village.identity import identity_band, identity_of, issued_band, issued_rows, issued_sheet
from generators.village.layout import ISSUED, STATE, TITLE_ROW, TOUCHED, EntryLayout, counter_name
from generators.village.live import LiveSheet
from generators.village.names import COVER, HOUSEHOLDS
from generators.village.prefill import Prefill, expected_villages, issued_tokens, prefill, spare_tokens
from generators.village.shown import Columns, shown
from generators.village.template import VillageTemplate, draw_template
from workbooks.stamp import Band, stamp
from workbooks.stamp.values import Value

# Villages evaluated together: enough for array speed, few enough for memory.
_BATCH = 50


@dataclass(frozen=True)
class IssuedFile:
    """A workbook to be issued: whose it is, its file, how much is prefilled."""

    village: ExpectedVillage
    output: Output
    households: int
    members: int


def build_templates(campaign: Campaign, capacities: Sequence[Capacity]) -> dict[Capacity, VillageTemplate]:
    """One drawn workbook for each different capacity."""
    return {capacity: draw_template(campaign, capacity) for capacity in dict.fromkeys(capacities)}


def issue_villages(
    campaign: Campaign, roster: Roster, out_dir: Path, progress: Advance | None = None
) -> Iterator[IssuedFile]:
    """The workbook of every village of the roster, to be put into ``out_dir``, one folder a township.

    ``progress`` is told after every workbook how many are done, of how many.

    Raises:
        StampError: the roster holds something no cell can hold; it says which row and column.
    """
    every = expected_villages(roster)
    for done, (own, data) in enumerate(village_workbooks(campaign, roster), 1):
        village = _expected(own)
        path = out_dir / file_name(village.township) / f"{file_name(f'{village.village}_{village.code}')}.xlsx"
        yield _issued_file(campaign, own, village, content(path, data))
        if progress is not None:
            progress(done, len(every))


def village_workbooks(campaign: Campaign, roster: Roster) -> Iterator[tuple[Prefill, bytes]]:
    """The workbook of every village of the roster, in roster order."""
    every = expected_villages(roster)
    templates: dict[Capacity, VillageTemplate] = {}
    for start in range(0, len(roster.villages), _BATCH):
        batch = [prefill(campaign, roster, village) for village in roster.villages[start : start + _BATCH]]
        capacities = [capacity_for(campaign, own.counts) for own in batch]
        templates |= build_templates(campaign, [capacity for capacity in capacities if capacity not in templates])
        values = shown(campaign, templates[capacities[0]].sheets, batch)
        for own, capacity, computed in zip(batch, capacities, values, strict=True):
            yield own, village_workbook(templates[capacity], own, computed, every)


def village_workbook(
    template: VillageTemplate, own: Prefill, computed: Mapping[str, Columns], villages: Sequence[ExpectedVillage]
) -> bytes:
    """One village's workbook as the bytes of an .xlsx file; ``computed`` is what `shown` gives for it."""
    parts = {sheet.table_id: _TableParts(sheet, own, computed[sheet.table_id]) for sheet in template.sheets}
    issued = [part for part in parts.values() if part.layout.table.roster]
    rows = {part.layout.table.id: issued_rows(part.layout, part.tokens, part.typed) for part in issued}
    village = _expected(own)
    identity = identity_of(
        template.campaign,
        own.village.county,
        village,
        villages,
        template.capacity,
        template.sheet_names,
        issued_hash(rows),
    )
    bands: dict[str, list[Band]] = {part.layout.sheet: list(part.bands()) for part in parts.values()}
    bands[IDENTITY_SHEET] = [identity_band(identity)]
    bands[HOUSEHOLDS] = [households_band(template.lists, {table: part.codes for table, part in parts.items()})]
    for part in issued:
        bands[issued_sheet(part.layout.table.id)] = [issued_band(part.layout, part.tokens, part.typed)]
    return stamp(template.template, bands, _cells(template, own, parts))


class _TableParts:
    """The rows of one table of one village: issued ones with their computed values, then spare ones."""

    def __init__(self, sheet: LiveSheet, own: Prefill, computed: Columns) -> None:
        self.sheet = sheet
        self.layout: EntryLayout = sheet.layout
        self.count = own.count(self.layout.table.id)
        self.typed = own.tables[self.layout.table.id]
        self.computed = computed
        self.tokens = issued_tokens(self.count)
        self.spare = self.layout.table.spare_rows
        self.spare_keys = own.spare_keys(self.layout.table.id, self.spare)

    @property
    def codes(self) -> list[str]:
        """The household codes of all rows, temporary ones included."""
        return [str(code) for code in self.typed[self.layout.table.key]] + self.spare_keys

    def bands(self) -> Iterator[Band]:
        """Runs of rows that look alike: issued, issued with something missing that must be given, spare."""
        columns: dict[str, Sequence[Value]] = {self.layout.letter("_token"): self.tokens}
        # What is asked anew is found in the sheet of issued rows alone.
        prefilled = [column for column in self.layout.typed if not column.indicator.asked_anew]
        columns |= {self.layout.letter(column.name): self.typed[column.name] for column in prefilled}
        seen = {name: values for name, values in self.computed.items() if self.layout.has(name)}
        columns |= {self.layout.letter(name): values for name, values in seen.items()}
        if self.layout.has(ISSUED):
            columns[self.layout.letter(ISSUED)] = range(1, self.count + 1)
        start = 0
        for lacking, run in groupby(self._lacking()):
            end = start + len(list(run))
            part = {letter: values[start:end] for letter, values in columns.items()}
            yield Band(OPEN_ROW if lacking else ISSUED_ROW, end - start, part)
            start = end
        if not start:
            yield Band(ISSUED_ROW, 0)
        spare: dict[str, Sequence[Value]] = {self.layout.letter("_token"): spare_tokens(self.spare)}
        if self.spare_keys:
            spare[self.layout.letter(self.layout.table.key)] = self.spare_keys
        yield Band(SPARE_ROW, self.spare, spare)

    def _lacking(self) -> list[bool]:
        """Rows for which the roster leaves a locked cell empty that must be filled: it is opened."""
        must = [column.name for column in self.layout.used("locked") if column.indicator.required == "must"]
        lists = [self.typed[name] for name in must]
        return [any(value in (None, "") for value in values) for values in zip(*lists, strict=True)] or [
            False
        ] * self.count

    def counts(self) -> SheetCounts:
        """What the cover says about the sheet."""
        states = self.computed[STATE]
        must = states.count(2) + states.count(3)
        touched = self.computed.get(TOUCHED, [])
        return SheetCounts(sum(map(bool, touched)), must, states.count(1) + states.count(3))

    def row(self, index: int) -> dict[str, Value]:
        """The values of an issued row by indicator."""
        values: dict[str, Value] = {}
        for column in self.layout.typed:
            name = f"{LAST}{column.name}" if column.indicator.asked_anew else column.name
            values[name] = self.typed[column.name][index]
        return values | {name: column[index] for name, column in self.computed.items()}


def _cells(template: VillageTemplate, own: Prefill, parts: Mapping[str, _TableParts]) -> dict[str, dict[str, Value]]:
    """Single cells outside the rows: the cover, the titles, the print faces."""
    village = _expected(own)
    counts = {table: part.counts() for table, part in parts.items()}
    counted = {
        (table, name): sum(map(bool, parts[table].computed[counter_name(name)]))
        for table, name in template.cover.counters
    }
    cells: dict[str, dict[str, Value]] = {COVER: template.cover.cells(village, counts, counted)}
    for part in parts.values():
        title = f"{village.village}  {template.campaign.titles[part.layout.table.id]}"
        cells[part.layout.sheet] = {f"B{TITLE_ROW}": title}
    for face in template.faces:
        cells[face.sheet] = _face_cells(face, own.village.county, village, parts)
    return cells


def _face_cells(
    face: Face, county: str, village: ExpectedVillage, parts: Mapping[str, _TableParts]
) -> dict[str, Value]:
    """The first household of the list is shown until another is chosen."""
    households = parts[face.household_table]
    place = f"{county}  {village.township}  {village.village}"
    if not households.codes:
        return face.cells(place, "", {}, [])
    code = households.codes[0]
    household: dict[str, Value] = {households.layout.table.key: code}
    if households.count:
        household |= households.row(0)
    members = []
    if face.member_table is not None:
        part = parts[face.member_table]
        own = [index for index, key in enumerate(part.typed[part.layout.table.key]) if key == code]
        members = [(index + 1, part.row(index)) for index in own]
    return face.cells(place, code, household | {"": 1}, members)


def _expected(own: Prefill) -> ExpectedVillage:
    return ExpectedVillage(own.village.code, own.village.name, own.village.township)


def _issued_file(campaign: Campaign, own: Prefill, village: ExpectedVillage, output: Output) -> IssuedFile:
    issued = Counter[str]()
    for table, count in own.counts.items():
        issued[campaign.tables[table].kind] += count
    return IssuedFile(village, output, issued[HOUSEHOLD], issued[MEMBER])
