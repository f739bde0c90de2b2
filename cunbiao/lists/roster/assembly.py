"""Puts the rows of household and person sheets together into households with their members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, ID_NUMBER, NAME
from cunbiao.definitions import Campaign
from cunbiao.definitions.rosters import ANY_VALUE, RosterColumn, RosterFile
from cunbiao.findings import Finding, Place
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.errors import catalogue
from cunbiao.lists.roster.grids import Origin
from cunbiao.lists.roster.model import ColumnLists, Roster, Stated, Value, Village
from cunbiao.records.identity import person_part

Record = dict[str, Value]


@dataclass
class Member:
    """A person row, and where it stands."""

    values: Record
    origin: Origin

    @property
    def place(self) -> Place:
        """Its address."""
        return self.origin.place()


@dataclass
class Household:
    """A household, the row that named it first, and the rows that filled in values left blank there."""

    village: Village
    code: str
    values: Record
    origin: Origin
    from_households: bool
    members: list[Member] = field(default_factory=list)
    filled: dict[str, Origin] = field(default_factory=dict)

    @property
    def first(self) -> Place:
        """The row that named it first."""
        return self.origin.place()

    def place(self, name: str) -> Place:
        """The address one of its values came from."""
        return self.filled.get(name, self.origin).place(name)


class Assembly:
    """Collects households and persons; `finish` checks them and gives the column lists."""

    def __init__(self, campaign: Campaign, layout: RosterFile) -> None:
        self._campaign = campaign
        self._layout = layout
        self._households: dict[tuple[str, str], Household] = {}
        self.findings: list[Finding] = []

    def add_household(self, village: Village, code: str, values: Record, origin: Origin) -> None:
        """A row of a household sheet. The same household again must say the same."""
        known = self._households.get((village.code, code))
        if known is None:
            self._households[village.code, code] = Household(village, code, values, origin, True)
        elif known.values == values:
            self.report(message_ids.SAME_ROW, origin.place(), known, {"other": known.first.row})
        else:
            self._merge(known, values, origin)

    def add_facts(self, village: Village, code: str, values: Record, origin: Origin) -> Household:
        """What a row of a person sheet says about its household."""
        known = self._households.get((village.code, code))
        if known is None:
            known = Household(village, code, dict(values), origin, False)
            self._households[village.code, code] = known
        else:
            self._merge(known, values, origin)
        return known

    def add_person(self, village: Village, code: str, person: Record, household: Record, origin: Origin) -> None:
        """A row of a person sheet with whatever it repeats about the household."""
        known = self.add_facts(village, code, household, origin)
        double = next((other for other in known.members if other.values == person), None)
        if double is not None:
            self.report(
                message_ids.SAME_ROW,
                origin.place(),
                known,
                {"other": double.place.row},
                name=str(person.get(NAME) or ""),
            )
            return
        known.members.append(Member(person, origin))

    def report(
        self, message_id: str, place: Place, household: Household | None, values: dict[str, object], **about: Any
    ) -> None:
        """Adds a finding about a household's row."""
        if household is not None:
            about |= {
                "village_code": household.village.code,
                "village": household.village.name,
                "township": household.village.township,
                HOUSEHOLD_KEY: household.code,
            }
        self.findings.append(catalogue().finding(message_id, place, values, **about))

    def _merge(self, known: Household, values: Record, origin: Origin) -> None:
        """Fills what is still blank; a different value is reported and the first one kept."""
        for name, value in values.items():
            if value is None:
                continue
            before = known.values.get(name)
            if before is None:
                known.values[name] = value
                known.filled[name] = origin
            elif before != value:
                at = known.place(name)
                label = self._campaign.indicators[name].label
                shown = {"label": label, "other": at.row, "before": before, "after": value}
                self.report(message_ids.CONTRADICTION, origin.place(name), known, shown, field=label, value=str(value))

    def with_head(self, finding: Finding) -> Finding:
        """The finding with the name of its household's head, which the row it is about need not say."""
        household = self._households.get((finding.village_code, finding.household_code))
        if household is None or finding.head_name:
            return finding
        return replace(finding, head_name=str(household.values.get(HEAD_NAME) or ""))

    @property
    def households(self) -> list[Household]:
        """The households in the order of the finished columns."""
        return list(self._households.values())

    def finish(self, villages: list[Village], columns: frozenset[str], stated: list[Stated]) -> Roster:
        """The roster of these villages: every household completed and compared with the others."""
        places_of: dict[str, Household] = {}
        people: dict[str, tuple[Household, Member]] = {}
        for household in self._households.values():
            self._complete(household)
            other = places_of.setdefault(household.code, household)
            if other is not household:
                self.report(
                    message_ids.HOUSEHOLD_TWICE,
                    household.first,
                    household,
                    {"value": household.code, "other": address(other.first)},
                )
            for member in household.members:
                self._compare_person(household, member, people)
        homes = self.households
        people_of = [(home, member) for home in homes for member in home.members]
        return Roster(
            villages=villages,
            households=_columns([(home, home.values) for home in homes], self._layout.household),
            members=_columns([(home, member.values) for home, member in people_of], self._layout.member),
            findings=self.findings,
            columns=columns,
            household_rows=[home.origin for home in homes],
            member_rows=[member.origin for _, member in people_of],
            stated=stated,
        )

    def _complete(self, household: Household) -> None:
        """Head, head count and the classes that follow from others."""
        heads = [member for member in household.members if member.values["relation"] == self._layout.head_relation]
        if heads:
            for name, own in ((HEAD_NAME, NAME), ("head_id", ID_NUMBER)):
                if household.values.get(name) is None:
                    household.values[name] = heads[0].values[own]
            household.members.sort(key=lambda member: member is not heads[0])
        if household.values.get("year_population") is None and household.members:
            household.values["year_population"] = float(len(household.members))
        derive_classes(household.values, self._layout)

    def _compare_person(
        self, household: Household, member: Member, people: dict[str, tuple[Household, Member]]
    ) -> None:
        number = member.values[ID_NUMBER]
        if number is None:
            return
        first = people.setdefault(person_part(str(number)), (household, member))
        # Within one village the notice's own checks say it.
        if first[0].village != household.village:
            name = str(member.values[NAME] or "")
            self.report(
                message_ids.PERSON_TWICE, member.place, household, {"other": address(first[1].place)}, name=name
            )


def derive_classes(values: Record, layout: RosterFile) -> None:
    """Fills household classes that the export states only through others, in the order of the definition."""
    for rule in layout.derive:
        if values.get(rule.indicator) is None and all(
            values.get(name) in accepted or (ANY_VALUE in accepted and values.get(name) is not None)
            for name, accepted in rule.when.items()
        ):
            values[rule.indicator] = rule.value


def address(place: Place) -> str:
    """File, sheet and row in words."""
    return f"文件“{place.file}”工作表“{place.sheet}”第 {place.row} 行"


def _columns(rows: list[tuple[Household, Record]], of: Sequence[RosterColumn]) -> ColumnLists:
    columns: ColumnLists = {
        "village_code": [household.village.code for household, _ in rows],
        HOUSEHOLD_KEY: [household.code for household, _ in rows],
    }
    records = [values for _, values in rows]
    for column in of:
        columns[column.indicator] = [record.get(column.indicator) for record in records]
    return columns
