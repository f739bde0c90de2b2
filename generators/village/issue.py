"""Issues village workbooks: the roster's rows and their computed values, stamped into the template that fits."""

from __future__ import annotations

import gc
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
from generators.village.entry import ISSUED_ROW, OPEN_ROW, SPARE_ROW
from generators.village.faces.face import Face
from generators.village.households import Called, called, households_band
from generators.village.identity import identity_band, identity_of, issued_band, issued_rows, issued_sheet
from generators.village.layout import FILLED, ISSUED, STATE, TITLE_ROW, TOUCHED, EntryLayout, counter_name
from generators.village.live import LiveSheet
from generators.village.names import COVER, HOUSEHOLDS
from generators.village.prefill import Prefill, expected_villages, issued_tokens, prefill, spare_tokens
from generators.village.shown import Columns, shown
from generators.village.standing import SheetCounts
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


def build_templates(
    campaign: Campaign, capacities: Sequence[Capacity], continues: bool = False
) -> dict[Capacity, VillageTemplate]:
    """One drawn workbook for each different capacity."""
    return {capacity: draw_template(campaign, capacity, continues) for capacity in dict.fromkeys(capacities)}


@dataclass(frozen=True)
class Further:
    """Which villages get a further workbook (续表), and the how-manieth of each it is."""

    villages: frozenset[str]
    part: int


def issue_villages(
    campaign: Campaign,
    roster: Roster,
    out_dir: Path,
    progress: Advance | None = None,
    further: Further | None = None,
) -> Iterator[IssuedFile]:
    """The workbook of every village of the roster, to be put into ``out_dir``, one folder a township.

    ``progress`` is told after every workbook how many are done, of how many. With ``further`` only the villages of
    these codes get one, which adds rows to the one they have.

    Raises:
        StampError: the roster holds something no cell can hold; it says which row and column.
    """
    count = len(roster.villages) if further is None else len(further.villages)
    for done, (own, data) in enumerate(village_workbooks(campaign, roster, further), 1):
        village = _expected(own)
        path = out_dir / file_name(village.township) / workbook_name(village.village, village.code, own.part)
        yield _issued_file(campaign, own, village, content(path, data))
        if progress is not None:
            progress(done, count)


def workbook_name(village: str, code: str, part: int) -> str:
    """The file name of a village's workbook; of its ``part``-th one where that is not the first."""
    further = f"_续表{part}" if part > 1 else ""
    return f"{file_name(f'{village}_{code}{further}')}.xlsx"


def village_workbooks(
    campaign: Campaign, roster: Roster, further: Further | None = None
) -> Iterator[tuple[Prefill, bytes]]:
    """The workbook of every village of the roster, in roster order; with ``further`` those only, as further ones."""
    every = expected_villages(roster)
    wanted = [own for own in roster.villages if further is None or own.code in further.villages]
    part = 1 if further is None else further.part
    templates: dict[Capacity, VillageTemplate] = {}
    for start in range(0, len(wanted), _BATCH):
        batch = [prefill(campaign, roster, village, part) for village in wanted[start : start + _BATCH]]
        capacities = [capacity_for(campaign, own.counts) for own in batch]
        missing = [capacity for capacity in capacities if capacity not in templates]
        templates |= build_templates(campaign, missing, continues=further is not None)
        values = shown(campaign, templates[capacities[0]].sheets, batch)
        for own, capacity, computed in zip(batch, capacities, values, strict=True):
            yield own, village_workbook(templates[capacity], own, computed, every)
        if start + _BATCH < len(wanted):
            # Tables refer to each other: what a batch leaves behind goes only when it is looked for.
            del batch, values
            gc.collect()


@dataclass(frozen=True)
class Typed:
    """What stands in the cells people fill in, of one table: column → one value an issued row, and a spare one.

    ``used`` are the positions of the spare rows that hold something.
    """

    issued: Mapping[str, Sequence[Value]]
    spare: Mapping[str, Sequence[Value]]
    used: Sequence[int]


def village_workbook(
    template: VillageTemplate,
    own: Prefill,
    computed: Mapping[str, Columns],
    villages: Sequence[ExpectedVillage],
    typed: Mapping[str, Typed] | None = None,
) -> bytes:
    """One village's workbook as the bytes of an .xlsx file.

    ``typed`` is what was filled in already, by table; ``computed`` is what `shown` gives for its rows: the issued ones
    and then the spare ones that are used.
    """
    filled = typed or {}
    parts = {
        sheet.table_id: _TableParts(sheet, own, computed[sheet.table_id], filled.get(sheet.table_id))
        for sheet in template.sheets
    }
    issued = [part for part in parts.values() if part.layout.table.roster]
    names = called(own)
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
        own.part,
    )
    bands: dict[str, list[Band]] = {part.layout.sheet: list(part.bands()) for part in parts.values()}
    bands[IDENTITY_SHEET] = [identity_band(identity)]
    bands[HOUSEHOLDS] = [households_band(template.campaign, names, village, villages)]
    for part in issued:
        bands[issued_sheet(part.layout.table.id)] = [issued_band(part.layout, part.tokens, part.typed)]
    return stamp(template.template, bands, _cells(template, own, parts, names))


class _TableParts:
    """The rows of one table of one village: issued ones with their computed values, then spare ones."""

    def __init__(self, sheet: LiveSheet, own: Prefill, computed: Columns, filled: Typed | None) -> None:
        self.sheet = sheet
        self.layout: EntryLayout = sheet.layout
        self.count = own.count(self.layout.table.id)
        self.typed = own.tables[self.layout.table.id]
        self.filled = filled or Typed(self._put_down(), {}, ())
        self.computed = computed
        self.tokens = issued_tokens(self.count)
        self.spare = self.layout.table.spare_rows
        self.spare_keys = own.spare_keys(self.layout.table.id, self.spare)

    def _put_down(self) -> dict[str, Sequence[Value]]:
        """What the village finds in its cells: what is asked anew stands in the sheet of issued rows alone."""
        columns = [(column.name, column.indicator.asked_anew) for column in self.layout.typed]
        return {name: [None] * self.count if anew else self.typed[name] for name, anew in columns}

    def bands(self) -> Iterator[Band]:
        """Runs of rows that look alike: issued, issued with something missing that must be given, spare."""
        columns: dict[str, Sequence[Value]] = {self.layout.letter("_token"): self.tokens}
        columns |= {self.layout.letter(column.name): self.filled.issued[column.name] for column in self.layout.typed}
        seen = {name: values[: self.count] for name, values in self.computed.items() if self.layout.has(name)}
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
        yield from self._spare_bands()

    def _spare_bands(self) -> Iterator[Band]:
        """Spare rows; what was typed over the formulas of a choice stands in rows without them."""
        columns: dict[str, Sequence[Value]] = {self.layout.letter("_token"): spare_tokens(self.spare)}
        columns |= {self.layout.letter(name): values for name, values in self.filled.spare.items()}
        if self.spare_keys:
            columns[self.layout.letter(self.layout.table.key)] = self.spare_keys
        used = set(self.filled.used)
        if used:
            columns |= dict(self._computed_spare())
        chosen = self.layout.table.pick is not None
        start = 0
        for over, run in groupby(range(self.spare), key=lambda row: chosen and row in used):
            end = start + len(list(run))
            part = {letter: values[start:end] for letter, values in columns.items()}
            yield Band(OPEN_ROW if over else SPARE_ROW, end - start, part)
            start = end
        if not start:
            yield Band(SPARE_ROW, 0)

    def _computed_spare(self) -> Iterator[tuple[str, Sequence[Value]]]:
        """What the computed cells of spare rows show, of those that are used and of the others."""
        columns: dict[str, Sequence[Value]] = dict(self.computed)
        columns[FILLED] = [1] * (self.count + len(self.filled.used))
        for name, values in columns.items():
            if self.layout.has(name):
                nothing = 0 if name in (FILLED, STATE) else ""
                shown: list[Value] = [nothing] * self.spare
                for position, value in zip(self.filled.used, values[self.count :], strict=True):
                    shown[position] = value
                yield self.layout.letter(name), shown

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
        touched = sum(map(bool, self.computed[TOUCHED])) if self.layout.has(TOUCHED) else len(states)
        return SheetCounts(touched, must, states.count(1) + states.count(3), len(states) - touched)

    def rows(self) -> Iterator[tuple[int, dict[str, Value]]]:
        """Position in the sheet and values by indicator of all rows that are records.

        ``last.x`` is what the register says of an indicator that is asked anew.
        """
        anew = [column.name for column in self.layout.typed if column.indicator.asked_anew]
        places = [*range(self.count), *(self.count + place for place in self.filled.used)]
        for index, place in enumerate(places):
            is_issued = place < self.count
            typed = self.filled.issued if is_issued else self.filled.spare
            at = place if is_issued else place - self.count
            values = {name: column[at] for name, column in typed.items()}
            last = {f"{LAST}{name}": self.typed[name][at] for name in anew} if is_issued else {}
            yield place, values | last | {name: column[index] for name, column in self.computed.items()}


def _cells(
    template: VillageTemplate, own: Prefill, parts: Mapping[str, _TableParts], names: Called
) -> dict[str, dict[str, Value]]:
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
        cells[face.sheet] = _face_cells(face, own.village.county, village, parts, names)
    return cells


def _face_cells(
    face: Face, county: str, village: ExpectedVillage, parts: Mapping[str, _TableParts], names: Called
) -> dict[str, Value]:
    """The first household of the list is shown until another is chosen."""
    households = parts[face.household_table]
    place = f"{county}  {village.township}  {village.village}"
    if not names.households[face.household_table]:
        return face.cells(place, "", "", {}, [])
    code, name = names.households[face.household_table][0]
    first = next((values for position, values in households.rows() if position == 0), {})
    household: dict[str, Value] = {**first, households.layout.table.key: code, "": 1}
    members = []
    if face.member_table is not None:
        part = parts[face.member_table]
        members = [(at + 1, values) for at, values in part.rows() if values[part.layout.table.key] == code]
    return face.cells(place, name, code, household, members)


def _expected(own: Prefill) -> ExpectedVillage:
    return ExpectedVillage(own.village.code, own.village.name, own.village.township)


def _issued_file(campaign: Campaign, own: Prefill, village: ExpectedVillage, output: Output) -> IssuedFile:
    issued = Counter[str]()
    for table, count in own.counts.items():
        issued[campaign.tables[table].kind] += count
    return IssuedFile(village, output, issued[HOUSEHOLD], issued[MEMBER])
