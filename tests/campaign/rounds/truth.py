"""What is so in a county, whatever its register and its villages' workbooks say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Table
from cunbiao.merging.register import Register
from cunbiao.records.display import show_number
from sample.answers import Record, Value
from sample.person import Person
from sample.tables import MEMBER_CODE
from sample.wrong_register import HEAD_ID
from tests.campaign.rounds.county import Scene

# The household another one joins is chosen by the name of its head.
_JOINED_HEAD = "joined_head"
# A row: village, then every cell that villages type, as it is shown.
Row = tuple[str, ...]


class Truth:
    """What every row says when all is right."""

    def __init__(self, scene: Scene) -> None:
        self._campaign: Campaign = scene.campaign
        self._answers = scene.answers
        self._right = {(own.household, own.member, own.indicator): own.right for own in scene.wrong}
        self._people = {person.code: person for home in scene.county.households for person in home.people}
        self._heads = {home.code: home.head for home in scene.county.households}
        # Village → the names of heads that were replaced → who follows them.
        self._followed: dict[str, dict[str, str]] = {}
        for change in scene.changes:
            if change.event == "new_head":
                [heir] = [p for p in self._home(scene, change.household) if p.name == change.other]
                self._followed.setdefault(change.village, {})[self._heads[change.household].name] = heir.name
                self._heads[change.household] = heir
        self._villages = {
            home.code: village.village.code for village in scene.county.villages for home in village.households
        }

    @staticmethod
    def _home(scene: Scene, code: str) -> list[Person]:
        return next(own.people for own in scene.county.households if own.code == code)

    def person(self, code: str) -> Person | None:
        """A person by the code the register gives him."""
        return self._people.get(code)

    def rows(self, village: str, table: str) -> Iterator[Record]:
        """The rows of a village's sheet with all that the village types."""
        answers = self._answers[village]
        yield from answers.changes.get(table, {}).values()
        yield from (row for row in answers.new_rows.get(table, []) if row)

    def says(self, table: str, row: Record, name: str) -> Value:
        """What is right in a cell of a row."""
        home, member = str(row.get(HOUSEHOLD_KEY) or ""), str(row.get(MEMBER_CODE) or "")
        own = self._campaign.tables[table]
        if own.is_home and name in (HEAD_ID, HEAD_NAME) and home in self._heads:
            head = self._heads[home]
            return head.document if name == HEAD_ID else head.name
        if name == _JOINED_HEAD:
            former = str(row.get(name) or "")
            return self._followed.get(self._villages[home], {}).get(former, row.get(name))
        return self._right.get((home, "" if own.is_home else member, name), row.get(name))

    def all_rows(self, table: Table, names: Iterable[str]) -> Counter[Row]:
        """Every row of the county."""
        columns = [self._campaign.column(table.id, name) for name in names]
        return Counter(
            (village, *(_shown(self.says(table.id, row, own.name), own.kind) for own in columns))
            for village in self._answers
            for row in self.rows(village, table.id)
        )


def typed(campaign: Campaign, table: Table) -> list[str]:
    """The columns of a sheet that villages type."""
    return [own.name for own in campaign.columns(table.id) if own.derived is None and own.filled_at == "village"]


def in_registers(registers: Iterable[Register], table: Table, names: Iterable[str]) -> Counter[Row]:
    """Every row of these registers."""
    found: Counter[Row] = Counter()
    wanted = list(names)
    for register in registers:
        frame = register.frames.get(table.id)
        for index, village in enumerate(frame.take("village_code") if frame is not None else ()):
            assert frame is not None
            found[str(village), *(frame.shown(name, index) for name in wanted)] += 1
    return found


def _shown(value: Value, kind: str) -> str:
    return show_number(value, kind) if isinstance(value, float) else value or ""
