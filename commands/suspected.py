"""``suspected``: a list of suspected problems goes to the villages, and up again in the columns of its sender."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from commands.dropped import lists
from commands.outcome import CommandError, Outcome
from commands.rollups import read_rollup
from cunbiao.advance import Advance
from cunbiao.definitions.suspected import suspected_file
from cunbiao.lists.suspected.belonging import Homes
from cunbiao.lists.suspected.files import read_files
from cunbiao.lists.suspected.model import Home, Person, RowKey, Suspect, SuspectedList
from cunbiao.lists.suspected.settled import STATE_LABELS, Settled, settle
from cunbiao.merging.persons import persons_of
from cunbiao.records.identity_sheet import ExpectedVillage
from generators.file_names import file_name
from generators.publishing import Output, OutputFolder
from generators.suspected import Row, counts_file, returned_file, village_file
from generators.village.template import password_of
from workbooks.editing import EditingError

# How the names of what we made ourselves end: lists that were sent up already, and counts.
_OURS = tuple(
    Path(name.format(list="")).stem
    for name in (suspected_file().texts.returned_file, suspected_file().texts.counts_file)
)
_WANTED = "请给上级发来的清单和汇总表（名字以“_汇总.xlsx”结尾）；收回来以后，再加上各村填好的核实表。"


def suspected(paths: Sequence[Path], out: Path, advance: Advance | None = None) -> Outcome:
    """Splits lists from above by village, and puts the answers that came back into the sender's own columns.

    ``paths`` are in any order: the lists, the rollups that say who lives where, and what villages answered; what they
    wrote into the parts that lie in ``out`` counts, too. Without answers the villages' parts are written; with them the
    sender's lists, ready to be sent up. The counts are written either way. ``advance`` is told how far the reading of
    the rollups is.

    Raises:
        CommandError: there is no list, or no rollup, or the answers to another list would be written over.
        PublishError: something could not be put in its place; what is there is as it was.
    """
    folder = out / suspected_file().texts.folder
    found = lists(path.absolute() for path in (*paths, *([folder] if folder.exists() else [])))
    files = read_files([file for file in found if not file.stem.endswith(_OURS)])
    if not files.lists:
        raise CommandError("\n".join(["没有认出疑似问题清单。", *files.passed, _WANTED]))
    if not files.rollups:
        raise CommandError(f"没有汇总表，不知道谁在哪个村。{_WANTED}")
    persons: list[Person] = []
    villages: dict[str, ExpectedVillage] = {}
    password = ""
    for rollup in files.rollups:
        register = read_rollup(rollup, advance).register
        persons += persons_of(register)
        for own in register.progress:
            villages[own.village_code] = ExpectedVillage(own.village_code, own.village, own.township)
        password = password_of(register.campaign)
    homes = Homes(persons, list(villages.values()))
    outcome = Outcome()
    outcome.lines += files.passed
    works = [_Work(path, listed, homes, settle(listed, files.answers)) for path, listed in files.lists.items()]
    ours = {listed.sha256 for listed in files.lists.values()}
    answered = sum(own in ours for own in files.answered.values())

    def outputs() -> Iterator[Output]:
        for work in works:
            yield from work.returned(folder, outcome) if answered else work.parts(folder, password, files.answered)
            yield work.counts(folder)

    with OutputFolder(out) as place:
        written = place.publish(outputs(), beside=False)
    outcome.files += [folder] if len(written) > len(works) * 2 else [own.path for own in written]
    for work in works:
        work.tell(answered, outcome)
    strange = [file.name for file, own in files.answered.items() if own not in ours]
    if strange:
        names = "、".join(strange)
        outcome.needs_person(f"这些核实表不是这次给的清单分下去的，没有用：{names}。把当时的清单也一起拖过来。")
    return outcome


class _Work:
    """One list with its rows sorted out."""

    def __init__(self, path: Path, listed: SuspectedList, homes: Homes, settled: Mapping[RowKey, Settled]) -> None:
        self._path, self._listed, self._settled = path, listed, settled
        self._rows: list[Row] = []
        self._stray: list[tuple[Suspect, str]] = []
        for sheet in listed.sheets:
            for suspect in sheet.suspects:
                home = homes.of(suspect)
                if isinstance(home, Home):
                    self._rows.append(Row(sheet, suspect, home))
                else:
                    self._stray.append((suspect, home))

    def parts(self, folder: Path, password: str, answered: Collection[Path]) -> Iterator[Output]:
        """The part of every village, in a folder a township; none takes the place of one that was ``answered``."""
        texts = suspected_file().texts
        villages: dict[str, list[Row]] = {}
        for row in self._rows:
            villages.setdefault(row.home.village_code, []).append(row)
        for rows in villages.values():
            home = rows[0].home
            name = texts.file.format(village=home.village, list=self._path.stem)
            title = texts.title.format(place=f"{home.township}{home.village}", list=self._path.stem)
            path = folder / file_name(home.township) / file_name(name)
            if path.absolute() in answered:
                raise CommandError(f"“{path}”里已经填了答复，是另一份同名清单的。先把它挪到别处，或者给清单改个名字。")
            yield village_file(path, title, self._listed, rows, password)

    def returned(self, folder: Path, outcome: Outcome) -> Iterator[Output]:
        """The sender's own list with the answers."""
        path = folder / file_name(suspected_file().texts.returned_file.format(list=self._path.stem))
        try:
            yield returned_file(path, self._path.read_bytes(), self._listed, self._settled)
        except EditingError as error:
            outcome.needs_person(f"“{self._path.name}”填不进去：{error}")

    def counts(self, folder: Path) -> Output:
        """How the list stands."""
        path = folder / file_name(suspected_file().texts.counts_file.format(list=self._path.stem))
        return counts_file(path, f"{self._path.stem}　分发和销号", self._rows, self._settled, self._stray)

    def tell(self, answered: int, outcome: Outcome) -> None:
        """How many rows went where, and how they stand."""
        villages = len({row.home.village_code for row in self._rows})
        outcome.lines.append(f"“{self._path.name}”：{len(self._rows)} 条分给 {villages} 个村。")
        if answered:
            states = Counter(self._settled[row.suspect.key].state for row in self._rows)
            told = "，".join(f"{label} {states[state]} 条" for state, label in STATE_LABELS.items())
            outcome.lines.append(f"读了 {answered} 份核实表：{told}。")
        if self._stray:
            outcome.needs_person(f"有 {len(self._stray)} 条没有分下去，为什么见分发销号表里的“没分下去的”。")
