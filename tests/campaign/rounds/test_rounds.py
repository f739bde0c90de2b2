"""A county whose register has 2 % of everything wrong, over three rounds of return and correction to nothing open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from cunbiao import message_ids
from cunbiao.merging.register import Register
from cunbiao.records.frames import Source
from cunbiao.records.identity_sheet import PROBLEM_LIST
from generators.problems import FILE_NAME as PROBLEMS
from generators.receipts import CHANGES
from generators.receipts import FILE_NAME as RECEIPTS
from generators.uploads.corrections import SHEET as CORRECTED
from sample.household_changes import Event
from sample.wrong_register import Kind
from tests.campaign.rounds.county import Scene, Size, set_up
from tests.campaign.rounds.play import DAYS, ROUNDS, Merged, Play, Round, State
from tests.campaign.rounds.truth import Truth, in_registers, typed

# What an examined register tells of each kind of mistake that shows in it.
_SHOWS: dict[Kind, str] = {
    "check_character": "ID-04",
    "missing_digit": "ID-02",
    "number": "ROSTER-31",
    "head_number": "HH-13",
    "village_misspelt": "ROSTER-20",
}
# On which tab of the upload each change of a household is typed.
_TABS: dict[Event, str] = {
    "new_head": "变更户主",
    "died": "自然销户",
    "left": "自然销户",
    "split": "分户",
    "joined": "合户",
    "moved": "整户转移",
}
_HOUSEHOLD = "户编号"


@dataclass(frozen=True)
class Played:
    """The whole campaign: its rounds, how it ended, what was uploaded, and what happened to old files afterwards."""

    scene: Scene
    rounds: list[Round]
    end: State
    uploads: list[Path]
    beside: Merged
    put: list[Path]
    in_place: Merged

    @property
    def states(self) -> list[State]:
        """How it stood after each merge."""
        return [*(own.state for own in self.rounds), self.end]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(Size(3, 16, 1), id="3 villages"),
        pytest.param(Size(40, 24, 4), id="40 villages", marks=pytest.mark.prove),
    ],
)
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Played:
    scene = set_up(tmp_path_factory.mktemp("campaign"), request.param)
    play = Play(scene)
    rounds = play.rounds()
    end, uploads = play.merge(DAYS[ROUNDS]), play.upload()
    beside = play.send_old_files_again(DAYS[-1])
    return Played(scene, rounds, end, uploads, beside, *play.put_old_files_in_place(DAYS[-1]))


def _sources(merged: Merged) -> Iterator[Source]:
    for register in merged.registers:
        yield from register.sources


def _registers(state: State) -> Iterator[Register]:
    yield from state.townships.registers
    yield from state.county.registers


def test_the_register_is_examined_before_it_is_issued(played: Played) -> None:
    scene = played.scene
    told = {(own.check, own.household_code) for own in scene.examined}
    showing = {(_SHOWS[own.kind], own.household) for own in scene.all_wrong if own.kind in _SHOWS}
    assert showing - told == set()
    wrong = {own.household for own in scene.all_wrong}
    assert {own.household_code for own in scene.examined if own.level == "必改"} <= wrong
    assert "ROSTER-20" not in {own.check for own in scene.remaining}


def test_files_rows_persons_and_households_add_up_at_every_step(played: Played) -> None:
    for state in played.states:
        for register in _registers(state):
            _balances(register)
    assert all(own.balanced for register in _registers(played.end) for own in register.village_changes)


def _balances(register: Register) -> None:
    """Files, rows and households add up; where persons do not, somebody is told."""
    register.ledger.balance()
    told = {own.village_code for own in register.findings if own.check == message_ids.UNEVEN}
    assert {own.village_code for own in register.village_changes if not own.balanced} <= told
    assert all(own.balanced for own in register.household_counts)


def test_a_county_is_the_sum_of_its_townships_at_every_step(played: Played) -> None:
    for state in played.states:
        [county], towns = state.county.registers, state.townships.registers
        assert Counter(county.ledger.rows_in_register) == _sum(town.ledger.rows_in_register for town in towns)
        assert county.ledger.persons == sum(town.ledger.persons for town in towns)
        found, below = ({own.key: own for own in merged.findings} for merged in (state.county, state.townships))
        assert below.keys() <= found.keys()
        own_columns = {column.label for own in played.scene.campaign.filled_at("county").values() for column in own}
        assert {found[key].field for key in found.keys() - below.keys()} <= own_columns


def _sum(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return total


def test_every_finding_lives_until_it_is_settled(played: Played) -> None:
    before: set[str] = set()
    for state in played.states:
        found = {own.key for own in state.townships.findings}
        lives = {own.key: own for own in state.townships.lives}
        assert found | before <= lives.keys()
        assert {key for key, own in lives.items() if own.state != "mended"} == found
        above = {own.key: own.state for own in state.county.lives}
        assert {key: above[key] for key in lives} == {key: own.state for key, own in lives.items()}
        before = set(lives)
    lives_at_end = played.end.county.lives
    assert all(own.closed and not own.is_open for own in lives_at_end)
    sent = {own.key for own in played.rounds[0].state.townships.lives if own.is_open}
    # Of a village whose copies say different things there is nothing that a slip could be about.
    received = {own.village_code for own in _sources(played.rounds[0].state.townships)}
    assert all(own.sent for own in lives_at_end if own.key in sent and own.village_code in received)


def test_three_rounds_leave_nothing_to_be_mended(played: Played) -> None:
    for level in ("townships", "county"):
        merged: list[Merged] = [getattr(state, level) for state in played.states]
        counts = [sum(own.standing == "必改" for own in each.findings) for each in merged]
        assert counts[0] > 0 and counts == sorted(counts, reverse=True) and counts[-1] == 0
    assert played.rounds[0].slips > 0 and played.rounds[0].opinions > 0


def test_in_the_end_every_cell_says_what_is_so(played: Played) -> None:
    truth, campaign = Truth(played.scene), played.scene.campaign
    for table in campaign.tables.values():
        if any(own.corrects for own in campaign.columns(table.id)):
            continue
        names = typed(campaign, table)
        found = in_registers(played.end.townships.registers, table, names)
        wanted = truth.all_rows(table, names)
        assert (table.id, found - wanted, wanted - found) == (table.id, Counter(), Counter())


def test_what_is_wrong_and_locked_is_decided_and_typed_first(played: Played) -> None:
    registers = played.end.townships.registers
    corrections = [own for register in registers for own in register.corrections.standings]
    assert {own.status for own in corrections} == {"accepted", "rejected"}
    refused = {(own.correction.record.household, own.correction.new) for own in corrections if own.status == "rejected"}
    assert (played.scene.mistaken.household, played.scene.mistaken.right) in refused
    locked = {own.household for own in played.scene.wrong if own.kind not in ("number", "sex", "village_committee")}
    in_force = Counter(home for register in registers for _, home in _in_force(register).elements())
    assert in_force == Counter(locked)
    listed = [row[_HOUSEHOLD] for file in played.uploads for row in _rows(file, CORRECTED)]
    assert Counter(listed) == in_force


def test_every_change_of_a_household_is_typed_on_its_tab(played: Played) -> None:
    typed_in = {tab: Counter[str]() for tab in _TABS.values()}
    for file in played.uploads:
        for tab, rows in typed_in.items():
            rows.update(row[_HOUSEHOLD] for row in _rows(file, tab))
    happened = {tab: Counter[str]() for tab in _TABS.values()}
    for change in played.scene.changes:
        happened[_TABS[change.event]][change.household] += 1
    assert {own.event for own in played.scene.changes} == set(_TABS)
    assert typed_in == happened


def _rows(file: Path, tab: str, known_by: str = _HOUSEHOLD) -> list[dict[str, str]]:
    """The rows of a list that say something in this column."""
    book = CalamineWorkbook.from_path(str(file))
    lines = book.get_sheet_by_name(tab).to_python() if tab in book.sheet_names else []
    at = next((number for number, line in enumerate(lines) if known_by in line), len(lines))
    rows = [dict(zip(map(str, lines[at]), map(str, line), strict=True)) for line in lines[at + 1 :]]
    return [row for row in rows if row[known_by]]


def test_old_files_beside_the_new_ones_change_nothing_silently(played: Played) -> None:
    """A second workbook of a village is nobody's to choose from but a person's."""
    before = {own.key: own.state for own in played.end.townships.lives}
    changed = {own.state for own in played.beside.lives if before.get(own.key, own.state) != own.state}
    # A reason that was written for what an old workbook says holds for it again.
    assert changed <= {"reopened", "explained"}
    assert ("reopened" in changed) == any("又出现" in line for line in played.beside.outcome.lines)
    stopping, joining = (
        {message_ids.CONFLICT, message_ids.CELL_DIFFERS},
        {message_ids.CELLS_JOINED, message_ids.ROW_ADDED},
    )
    assert {own.check for own in played.beside.lives if own.key not in before} <= stopping | joining
    registers = played.beside.registers
    conflicting = {file.village_code for own in registers for file in own.files if file.fate == "conflicting"}
    received = {own.village_code for register in registers for own in register.sources}
    assert conflicting and conflicting.isdisjoint(received)
    for register in registers:
        register.ledger.balance()
        # What is taken from an old workbook is told at its row; everything else is as it was.
        told = {own.household_code for own in register.findings if own.check in joining}
        for village in received & {own.village_code for own in register.sources}:
            now, then = _said(register, village), _said(_of_township(played.end, register), village)
            assert all(told & set(row) for row in (now - then) + (then - now))


def test_old_files_in_the_place_of_the_new_ones_are_told(played: Played) -> None:
    villages = {own.code: own for own in played.scene.issued}
    put = {villages[path.stem[-12:]] for path in played.put}
    changed = set()
    for register in played.in_place.registers:
        _balances(register)
        before = _of_township(played.end, register)
        codes = {own.village_code for own in register.sources}
        changed |= {own for own in put if own.code in codes and _said(register, own.code) != _said(before, own.code)}
        # What was decided holds over the old error, too; of a village whose old workbook is of no use nothing is known.
        decided = {key: count for key, count in _in_force(before).items() if key[0] in codes}
        assert _in_force(register) == decided
    assert changed
    for township in {own.township for own in changed}:
        differences = _rows(played.scene.results / RECEIPTS.format(about=township), CHANGES)
        assert {own.name for own in changed if own.township == township} <= {row["村"] for row in differences}
    at_first = {own.key for own in played.rounds[0].state.townships.lives}
    again = [own for own in played.in_place.lives if own.state == "reopened"]
    assert again and {own.key for own in again} <= at_first
    known = {own.key for own in played.beside.lives}
    opened = [own for own in played.in_place.lives if own.state == "reopened" or own.key not in known]
    # What is found between two villages is open in both.
    codes, names = {own.code for own in put}, {own.name for own in put}
    assert all(own.village_code in codes or any(name in own.message for name in names) for own in opened)
    assert any("又出现" in line for line in played.in_place.outcome.lines)
    lists = played.scene.results.glob(PROBLEMS.format(about="*"))
    assert sum("又出现" in row["怎么改"] for file in lists for row in _rows(file, PROBLEM_LIST, "编号")) == len(again)


def _in_force(register: Register) -> Counter[tuple[str, str]]:
    """Village and household of every correction that is in force."""
    records = (own.correction.record for own in register.corrections.of("accepted"))
    return Counter((own.village_code, own.household) for own in records)


def _said(register: Register, village: str) -> Counter[tuple[str, ...]]:
    """All that the register knows of a village's rows."""
    said: Counter[tuple[str, ...]] = Counter()
    for table in register.campaign.tables.values():
        for row, number in in_registers([register], table, typed(register.campaign, table)).items():
            if row[0] == village:
                said[table.id, *row] += number
    return said


def _of_township(state: State, register: Register) -> Register:
    """The same township's register at the end of the rounds."""
    codes = {own.village_code for own in register.progress}
    return next(own for own in state.townships.registers if codes & {one.village_code for one in own.progress})
