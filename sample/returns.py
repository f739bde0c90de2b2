"""What comes back from the villages: most workbooks are fine, some carry mistakes, one never arrives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from random import Random

from cunbiao.lists.roster.model import Village
from sample.answers import Answers
from sample.calculation import Calculation
from sample.county import County
from sample.filler import fill_workbooks, type_answers
from sample.mistakes import FILES, SHEETS, TYPING, Draft, Mistake, NoPlaceError, NotAskedError, Planted
from sample.mistakes.villages import person_in_two_villages, second_version

_MESSY = 3
# Villages kept for the mistakes with sheets, files and between villages, and for clean workbooks.
_OTHERS = 9
_DAY = 86_400.0


@dataclass(frozen=True)
class IssuedFile:
    """An issued workbook: name without suffix and folder, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class ReturnedFile:
    """A file as it arrives: folder (township), name, bytes, seconds by which it was saved after the others."""

    folder: str
    name: str
    data: bytes
    saved: float = 0.0


@dataclass
class Returns:
    """Everything that came back.

    ``clean`` and ``missing`` are village codes; ``planted`` are all mistakes made, ``left_out`` those that nobody could
    make with this notice's tables and checks, or for which no village had a row.
    """

    files: list[ReturnedFile] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    clean: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def return_workbooks(
    county: County, issued: Mapping[Village, IssuedFile], answers: Mapping[str, Answers], mistakes: bool = True
) -> Returns:
    """The returned folder of the county: answers typed into all issued workbooks, mistakes planted in some villages.

    Some villages of every township carry the mistakes, one does not return its workbook, all others are clean. From
    about 20 villages on every mistake of the catalogue is made. Without ``mistakes`` all villages are clean.
    """
    county = replace(county, registry=deepcopy(county.registry))
    run = _Return(county, issued, answers)
    villages = list(issued)
    if mistakes:
        # Every other village first, so that all townships get their share of mistakes.
        villages = villages[::2] + villages[1::2]
        villages = run.make_mistakes(villages)
    run.return_clean(villages)
    run.returns.files.sort(key=lambda file: (file.folder, file.name))
    return run.returns


class _Return:
    def __init__(self, county: County, issued: Mapping[Village, IssuedFile], answers: Mapping[str, Answers]) -> None:
        self._county = county
        self._issued = issued
        self._answers = answers
        self._rng = Random(f"{county.seed}/returns")
        self._calculation = Calculation(county.campaign)
        self.returns = Returns()

    def make_mistakes(self, villages: Sequence[Village]) -> list[Village]:
        """Returns the villages with mistakes; gives those that are left."""
        left = list(villages)
        if len(left) > 1:
            self.returns.missing.append(left.pop().code)
            self._plant(Planted("missing_village", "MERGE-06", self.returns.missing[0]), "")
        by_id = {mistake.id: mistake for mistake in SHEETS}
        pairs = (["inserted_row", "stray_sheet"], ["deleted_row", "subtotal_row", "hidden_row", "merged_cells"])
        self._typing_mistakes(left)
        for ids in (*pairs, ["renamed_sheet"], ["unknown_village"]):
            if len(left) > 1:
                self._sheet_mistakes(left.pop(0), [by_id[name] for name in ids])
        if len(left) > 2:
            self._person_twice(left.pop(0), left.pop(0))
        if len(left) > 1:
            self._two_versions(left.pop(0))
        if left:
            self._bad_copies(left[0], {"去年的表": by_id["old_template"], "别的村": by_id["foreign_village"]})
        return left

    def return_clean(self, villages: Sequence[Village]) -> None:
        """Returns workbooks without mistakes."""
        issued = {village: self._issued[village].data for village in villages}
        for village, data in fill_workbooks(self._calculation, issued, self._answers):
            self.returns.clean.append(village.code)
            self._return(village, data)

    def _typing_mistakes(self, left: list[Village]) -> None:
        """Spreads the typing mistakes over the next few villages; takes a further one for what none of them allows."""
        drafts = [self._draft(left.pop(0)) for _ in range(min(_MESSY, len(left) - 1))]
        for number, mistake in enumerate(TYPING):
            turn = number % max(1, len(drafts))
            try:
                planted = self._place(mistake, drafts[turn:] + drafts[:turn])
                while planted is None and len(left) > _OTHERS:
                    drafts.append(self._draft(left.pop(0)))
                    planted = self._place(mistake, drafts[-1:])
            except NotAskedError:
                planted = None
            if planted is None:
                self.returns.left_out.append(mistake.id)
        self._save(drafts)

    def _place(self, mistake: Mistake, drafts: Sequence[Draft]) -> Planted | None:
        """Makes a mistake in the first village that allows it."""
        for draft in drafts:
            try:
                planted = mistake.plant(draft)
            except NotAskedError:
                raise
            except NoPlaceError:
                continue
            self._plant(planted, self._file_name(draft.filled.village))
            return planted
        return None

    def _sheet_mistakes(self, village: Village, mistakes: Sequence[Mistake]) -> None:
        """Mistakes with rows and sheets; those that move rows come first so that all addresses stay right."""
        draft = self._draft(village)
        self._calculation.run([draft.filled])
        for mistake in mistakes:
            try:
                self._plant(mistake.plant(draft), self._file_name(village))
            except NoPlaceError:
                self.returns.left_out.append(mistake.id)
        self._return(village, draft.filled.workbook.to_bytes())

    def _person_twice(self, first: Village, second: Village) -> None:
        drafts = [self._draft(first), self._draft(second)]
        try:
            for planted, village in zip(person_in_two_villages(*drafts), (first, second), strict=True):
                self._plant(planted, self._file_name(village))
        except NoPlaceError:
            self.returns.left_out.append("person_in_two_villages")
        self._save(drafts)

    def _two_versions(self, village: Village) -> None:
        earlier = self._draft(village)
        later = self._draft(village)
        try:
            changed = second_version(later)
        except NoPlaceError:
            self.returns.left_out.append("differing_copies")
            self._save([earlier])
            return
        self._calculation.run([earlier.filled])
        self._calculation.run([later.filled])
        name = self._issued[village].name
        for draft, file, saved in ((earlier, f"{name}.xlsx", 0.0), (later, f"{name}（改）.xlsx", _DAY)):
            self._return(village, draft.filled.workbook.to_bytes(), file, saved)
            self._plant(Planted("differing_copies", "MERGE-04", village.code), file)
        self._plant(changed, f"{name}（改）.xlsx")

    def _bad_copies(self, village: Village, sheet_mistakes: Mapping[str, Mistake]) -> None:
        """Attempts that failed before the right workbook arrived."""
        draft = self._draft(village)
        self._calculation.run([draft.filled])
        data = draft.filled.workbook.to_bytes()
        name = self._issued[village].name
        for mistake in FILES:
            file = mistake.name.format(name=name)
            self._return(village, mistake.change(data), file)
            self._plant(Planted(mistake.id, mistake.check, village.code), file)
        for remark, sheet_mistake in sheet_mistakes.items():
            draft = self._draft(village)
            try:
                planted = sheet_mistake.plant(draft)
            except NoPlaceError:
                self.returns.left_out.append(sheet_mistake.id)
                continue
            file = f"{name}（{remark}）.xlsx"
            self._return(village, draft.filled.workbook.to_bytes(), file)
            self._plant(planted, file)

    def _draft(self, village: Village) -> Draft:
        data = self._issued[village].data
        return Draft(self._county, type_answers(village, data, self._answers[village.code]), self._rng)

    def _save(self, drafts: Sequence[Draft]) -> None:
        self._calculation.run([draft.filled for draft in drafts])
        for draft in drafts:
            self._return(draft.filled.village, draft.filled.workbook.to_bytes())

    def _return(self, village: Village, data: bytes, file: str = "", saved: float = 0.0) -> None:
        self.returns.files.append(ReturnedFile(village.township, file or self._file_name(village), data, saved))

    def _plant(self, planted: Planted, file: str) -> None:
        self.returns.planted.append(replace(planted, file=file))

    def _file_name(self, village: Village) -> str:
        return f"{self._issued[village].name}.xlsx"
