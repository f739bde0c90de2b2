"""Findings that only a merge can make: about files, villages, parameters, and what does not fit between villages or
years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cunbiao import message_ids
from cunbiao.checking.checks import Finder
from cunbiao.columns import HOUSEHOLD_KEY, ID_NUMBER
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.notices import Parameter
from cunbiao.definitions.picks import names_in
from cunbiao.findings import DELIVERY, Finding, MessageCatalogue, Place
from cunbiao.merging.duplicates import DuplicateGroup
from cunbiao.merging.household_account import HouseholdCount
from cunbiao.merging.ledger import FileFate
from cunbiao.merging.natural_change import HouseholdChange, VillageChange
from cunbiao.merging.progress import VillageProgress
from cunbiao.merging.village_names import plain
from cunbiao.records.display import show_parameter
from cunbiao.records.frames import Frames, TableFrame
from cunbiao.records.submission import Submission

POPULATION = "population_after"
# Files that are in the register or need not be, and what says of a file that nothing is to be done.
_SETTLED = frozenset({"merged", "unfilled", "reasons", "decisions", "entries", "lives", "ignored"})
_SAID = frozenset({message_ids.ASIDE_AND_THERE, message_ids.SLIP_READ})


def about_files(files: Iterable[FileFate], messages: MessageCatalogue) -> Iterator[Finding]:
    """Every file that is not in the register and should be, with its reason."""
    for file in files:
        if file.fate in _SETTLED or file.check in _SAID:
            continue
        entry = messages[file.check]
        yield Finding(
            check=file.check,
            level=entry.level,
            category=DELIVERY if entry.level == "必改" else entry.category,
            message=file.reason,
            fix=file.fix,
            place=Place(file.file),
            village_code=file.village_code,
            village=file.village,
            township=file.township,
        )


def about_villages(villages: Sequence[VillageProgress], messages: MessageCatalogue) -> Iterator[Finding]:
    """Expected villages without a usable workbook, and villages nobody expected (said only where there is a list of
    villages).
    """
    listed = any(village.expected for village in villages)
    for village in villages:
        if village.state in {"missing", "quarantined", "unread"}:
            message_id = message_ids.MISSING_VILLAGE
        elif listed and not village.expected:
            message_id = message_ids.UNEXPECTED_VILLAGE
        else:
            continue
        yield messages.finding(
            message_id,
            Place(village.files[0] if village.files else ""),
            {"village": f"{village.township}{village.village}"},
            village_code=village.village_code,
            village=village.village,
            township=village.township,
        )


def about_parameters(
    campaign: Campaign, submissions: Iterable[Submission], messages: MessageCatalogue
) -> Iterator[Finding]:
    """Workbooks issued with another value of a policy parameter than the one merged with: their screens showed other
    verdicts. A value that was not yet given when they were issued contradicts nothing: their screens said 无法判定.
    """
    for submission in submissions:
        identity = submission.identity
        for name, issued in identity.parameters.items():
            parameter = campaign.parameters.get(name)
            if parameter is None:
                continue
            now = parameter.value.isoformat() if isinstance(parameter.value, date) else parameter.value
            if issued is None or issued == now:
                continue
            yield messages.finding(
                message_ids.OTHER_PARAMETER,
                Place(submission.file),
                {
                    "label": parameter.label,
                    "actual": _as_issued(parameter, issued),
                    "expected": show_parameter(parameter),
                },
                village_code=identity.village_code,
                village=identity.village,
                township=identity.township,
            )


def _as_issued(parameter: Parameter, issued: str | float | bool | None) -> str:
    return issued if isinstance(issued, str) else show_parameter(parameter.model_copy(update={"value": issued}))


def about_duplicates(
    groups: Iterable[DuplicateGroup], frames: Frames, messages: MessageCatalogue, finder: Finder
) -> Iterator[Finding]:
    """One finding at every place of a group, naming all the other places."""
    for group in groups:
        for own in group.places:
            others = "；".join(other.address() for other in group.places if other is not own)
            person = group.kind == "person"
            yield finder.worded(
                frames.tables[own.table],
                own.index,
                ID_NUMBER if person else HOUSEHOLD_KEY,
                messages,
                message_ids.SAME_PERSON if person else message_ids.SAME_HOUSEHOLD,
                value=group.key,
                other=others,
                village=f"{own.township}{own.village}",
            )


def about_changes(
    households: Iterable[HouseholdChange],
    villages: Iterable[VillageChange],
    frames: Frames,
    messages: MessageCatalogue,
    finder: Finder,
) -> Iterator[Finding]:
    """Accounts that are not even: each such household, and a village whose households are all even and which still is
    not.
    """
    uneven: set[str] = set()
    for change in households:
        if not change.balanced:
            frame = frames.tables[change.table]
            uneven.add(frame.sources[frame.source[change.index]].village_code)
            yield finder.worded(
                frame,
                change.index,
                POPULATION if frame.has(POPULATION) else frame.key,
                messages,
                message_ids.UNEVEN,
                before=change.last_year,
                expected=change.expected,
                actual=change.this_year,
            )
    files = {village.village_code: village.file for village in frames.villages}
    for village in villages:
        if not village.balanced and village.village_code not in uneven:
            yield messages.finding(
                message_ids.UNEVEN,
                Place(files[village.village_code]),
                {"before": village.last_year, "expected": village.expected, "actual": village.this_year},
                village_code=village.village_code,
                village=village.village,
                township=village.township,
            )


def about_households(
    campaign: Campaign,
    counts: Iterable[HouseholdCount],
    frames: Frames,
    submissions: Iterable[Submission],
    messages: MessageCatalogue,
    finder: Finder,
) -> Iterator[Finding]:
    """Villages whose account of households is not even, moves to a village that the county does not have, and names of
    persons who are not of the household.
    """
    files = {village.village_code: village.file for village in frames.villages}
    for count in counts:
        if not count.balanced:
            yield messages.finding(
                message_ids.HOUSEHOLDS_UNEVEN,
                Place(files[count.village_code]),
                {"before": count.last_year, "expected": count.expected, "actual": count.this_year},
                village_code=count.village_code,
                village=count.village,
                township=count.township,
            )
    listed = {village for submission in submissions for village in submission.identity.villages}
    names = {plain(village.village) for village in listed} | {plain(source.village) for source in frames.villages}
    for move in campaign.account.moves if campaign.account is not None else ():
        for table, frame in frames.tables.items():
            if not move.rows.has(campaign.tables[table]):
                continue
            for index, text in enumerate(frame.text(move.to).tolist()):
                if text and not any(plain(text).endswith(name) for name in names):
                    label = frame.column(move.to).label
                    yield finder.worded(
                        frame, index, move.to, messages, message_ids.NO_SUCH_VILLAGE, label=label, value=text
                    )
    for frame in frames.tables.values():
        for column in frame.columns:
            if column.several and column.chosen_from is not None:
                yield from _about_names(campaign, frames, frame, column, messages, finder)


def _about_names(
    campaign: Campaign,
    frames: Frames,
    frame: TableFrame,
    column: ResolvedColumn,
    messages: MessageCatalogue,
    finder: Finder,
) -> Iterator[Finding]:
    """Names in a cell of several that are not those of rows of the same household."""
    relation, _, field = str(column.chosen_from).partition(".")
    tables = campaign.scopes[frame.table].relations[relation].tables
    known = {
        (home, text)
        for own in map(frames.tables.__getitem__, tables)
        for home, text in zip(own.household.tolist(), own.text(field).tolist(), strict=True)
    }
    for index, text in enumerate(frame.text(column.name).tolist()):
        strange = [name for name in names_in(text) if (int(frame.household[index]), name) not in known]
        if strange:
            message, value = message_ids.NOT_OF_HOUSEHOLD, "、".join(strange)
            yield finder.worded(frame, index, column.name, messages, message, label=column.label, value=value)


class Order:
    """Sorts findings by township, village, file, sheet (in the order of the forms), row, column and check."""

    def __init__(self, campaign: Campaign, frames: Frames) -> None:
        tables = {table: number for number, table in enumerate(campaign.tables)}
        self._sheets = {
            (source.file, sheet): tables[table] for source in frames.sources for table, sheet in source.sheets.items()
        }

    def __call__(self, finding: Finding) -> tuple[str, str, str, int, int, int, str, str, str, str]:
        """The sorting key of a finding."""
        place = finding.place
        return (
            finding.township,
            finding.village_code,
            place.file,
            self._sheets.get((place.file, place.sheet), -1),
            place.row,
            len(place.column),
            place.column,
            finding.check,
            place.sheet,
            finding.message,
        )
