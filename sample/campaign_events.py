"""What happens in the invented county in the campaign year, and what each village therefore fills in."""

from __future__ import annotations

from collections.abc import Container, Sequence
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from random import Random

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.definitions.models import MEMBER, Table
from sample.answers import Answers, Record, Value
from sample.blanks import Blanks
from sample.circumstances import risks
from sample.county import County, SampleVillage, invent_household
from sample.household import Household
from sample.income import can_be_adjusted, net
from sample.mending import mend
from sample.natural_change import natural_changes
from sample.operations import Asking
from sample.roster import register_facts
from sample.standings import IS_OUT, MONITORED, OUT, OUT_WITHOUT_HELP, POOR, RETURNED
from sample.surveys import clearout_survey, rebuild_survey, relative_survey, support_survey, surveyed

# A village finishes no more surveys of children who live apart than this.
_TRIES = 50
_MOST_SURVEYS = 15
# How often a village finds a household that nobody knew of, and one that comes near to poverty.
_NEW, _NEAR = 0.8, 0.4
# How often an operation that changes no poverty status is asked for, and a household is in one of the other lists.
_ASKED, _LISTED = 0.3, 0.25


def campaign_events(county: County) -> dict[str, Answers]:
    """What every village found out this year, by village code; the same county always gives the same answers.

    Incomes, school grades and work are the new year's; people are born, marry, die and move; some households fall into
    poverty, return to it, or come near it; those that may exit are proposed. What the notice's checks object to is
    looked into once more, as far as it can be mended.
    """
    county = replace(county, registry=deepcopy(county.registry))
    answers = {village.village.code: _Year(county, village).answers for village in county.villages}
    mend(county, answers)
    return answers


class _Year:
    """One village's year."""

    def __init__(self, county: County, village: SampleVillage) -> None:
        self._county = county
        self._tables = county.tables
        self._operations = county.operations
        self._village = village
        seed = f"{county.seed}/{village.village.code}/{county.moment.year}"
        self._rng = Random(seed)
        self._other = Random(f"{seed}/other")
        self._listed = Random(f"{seed}/listed")
        self._blanks = Blanks(county.campaign, county.moment, county.registry, self._other)
        self.answers = Answers({table.id: self._tables.keys(table) for table in self._tables.issued})
        for household in village.households:
            self._visit(household)
        for table in self._tables.found:
            if self._rng.random() < (_NEAR if table.roster else _NEW):
                self._add_household(table)
        self._write_the_rest()

    def _visit(self, household: Household) -> None:
        """Everything the visit to a registered household brings."""
        register = register_facts(self._county, household)
        tables = [table for table in self._tables.issued if self._county.standings.fits(table, register)]
        household, asking = self._standing(household, {table.id for table in tables})
        facts = self._facts(household, self._operations.stay)
        for own in asking:
            facts |= own.asked
            if own.end == RETURNED:
                facts["return_cause"] = facts["main_cause"]
        if self._rng.random() < 0.04:
            facts["household_phone"] = self._county.registry.phone()
        increases, decreases = natural_changes(self._rng, self._county, household)
        for table in self._tables.joined:
            self._add(table, self._of(tables, table, increases))
        for table in self._tables.left:
            self._add(table, self._of(tables, table, decreases))
        survey = surveyed(self._rng, self._county)
        found_out = facts | survey
        if household.status == OUT_WITHOUT_HELP:
            found_out |= clearout_survey(self._rng)
        if any(self._tables.asks(table, "rebuild_planned") for table in tables):
            found_out |= rebuild_survey(self._listed, waits=household.kind == POOR and not asking)
        for table in tables:
            if table.subject == MEMBER:
                self._change_people(table, household)
            else:
                self._change(table, found_out, register)
        self._survey_relatives(household)

    def _facts(self, household: Household, more: Record) -> dict[str, Value]:
        return self._county.words.said(household.values(self._county.moment)) | dict(more)

    def _of(self, homes: Sequence[Table], table: Table, records: list[Record]) -> list[Record]:
        """The records as far as the table takes in those of a household in these tables."""
        return records if {home.id for home in homes} & set(table.parents) else []

    def _survey_relatives(self, household: Household) -> None:
        for table in self._tables.relatives:
            if len(self.answers.new_rows.get(table.id, [])) < _MOST_SURVEYS:
                self._add(table, support_survey(self._rng, self._county, household))

    def _standing(self, household: Household, tables: Container[str]) -> tuple[Household, list[Asking]]:
        """What is proposed for a household in these tables; a few that are out of poverty come near it or return."""
        chance = self._rng.random()
        ordinary = household.standing == IS_OUT
        if ordinary and chance < 0.02:
            poorer = self._with_income(household, -900, -100)
            return poorer, self._asked(RETURNED) if poorer is not household else []
        if ordinary and chance < 0.05:
            nearer = self._with_income(household, 100, 900)
            if nearer is not household:
                self._watch(household)
            return nearer, []
        asking = self._asked(OUT) if household.kind == POOR and self._may_exit(household) else []
        others = [own for own in self._operations.others if own.table in tables and own.fits(household.standing.facts)]
        return household, asking + [own for own in others if self._other.random() < _ASKED]

    def _asked(self, status: str) -> list[Asking]:
        asking = self._operations.ending(status)
        return [] if asking is None else [asking]

    def _watch(self, household: Household) -> None:
        """Writes a household into the lists of those that may become poor again."""
        for table in self._tables.issued:
            if MONITORED in table.roster and not table.is_home:
                classes = {name: accepted[0] for name, accepted in table.roster.items()}
                risk = self._county.words.said(risks(self._rng, household, self._county.moment))
                survey = surveyed(self._rng, self._county)
                self._add(table, [{HOUSEHOLD_KEY: household.code} | classes | risk | survey])

    def _with_income(self, household: Household, low: int, high: int) -> Household:
        """The household with an income between two distances (元 a person) from the exit line, if that is possible."""
        if self._county.lines is None:
            return household
        moment = self._county.moment
        wanted = (self._county.lines[0] + self._rng.randrange(low, high)) * len(household.people)
        if not can_be_adjusted(household.items(moment), wanted):
            return household
        return replace(household, wanted={**household.wanted, moment.year: wanted})

    def _may_exit(self, household: Household) -> bool:
        """Whether the income is well above the exit line; without a line the village proposes most households."""
        if self._county.lines is None:
            return self._rng.random() < 0.7
        return net(household.items(self._county.moment)) >= self._county.lines[1] * len(household.people)

    def _poor_enough(self, table: Table, code: str) -> Household:
        """A household whose income is below the line it is found for, where there are lines."""
        county = self._county
        for _ in range(_TRIES):
            household = invent_household(self._rng, county, code, county.standings.found(table))
            if county.lines is None:
                break
            low, high = county.lines
            most = low if household.monitored is None else high
            wanted = Decimal(self._rng.randrange(int(low * 3 // 4), int(most) - 50)) * len(household.people)
            if can_be_adjusted(household.items(county.moment), wanted):
                household.wanted[county.moment.year] = wanted
                break
        return household

    def _add_household(self, table: Table) -> None:
        """A household that is found this year goes into the first spare row of its form."""
        code = f"{table.new_keys}01"
        county = self._county
        household = self._poor_enough(table, code)
        survey = relative_survey(self._listed, county)
        self._add(table, [self._facts(household, {"identified_year": float(county.moment.year)} | survey)])
        persons = [person.values(county.moment) | {HOUSEHOLD_KEY: code} for person in household.people]
        for members in self._tables.members_of(table):
            self._add(members, [county.words.said(values) for values in persons])

    def _write_the_rest(self) -> None:
        """Rows of the tables that are about neither registered nor new households."""
        for table in self._tables.others:
            rows: list[Record]
            count = min(table.spare_rows, 1 if table.spare_rows == 1 else self._other.randint(2, 4))
            if table.new_keys is not None:
                keys = [f"{table.new_keys}{number:02d}" for number in range(1, count + 1)]
                self._blanks.references[table.key] = keys
                rows = [{table.key: key} for key in keys]
            elif table.parents:
                rows = [{table.key: key} for key in self._some_homes(table)[: table.spare_rows]]
            else:
                rows = [{} for _ in range(count)]
            self.answers.new_rows[table.id] = [self._blanks.whole(table, row) for row in rows]

    def _some_homes(self, table: Table) -> list[str]:
        """Keys of some of the homes a table asks about."""
        keys = [key for parent in table.parents for (key,) in self.answers.changes.get(parent, {})]
        return [key for key in keys if self._other.random() < _LISTED]

    def _change_people(self, table: Table, household: Household) -> None:
        said, moment, code = self._county.words.said, self._county.moment, {HOUSEHOLD_KEY: household.code}
        for person in household.people:
            issued = said(person.values(moment.last_year())) | code
            self._change(table, said(person.values(moment)) | code, issued)

    def _change(self, table: Table, record: Record, issued: Record) -> None:
        key = tuple(str(record[name]) for name in self.answers.keys[table.id])
        filled = self._blanks.required(table, record, issued=True)
        self.answers.changes.setdefault(table.id, {})[key] = filled
        self.answers.issued.setdefault(table.id, {})[key] = issued

    def _add(self, table: Table, records: list[Record]) -> None:
        if records:
            filled = [self._blanks.required(table, record, issued=False) for record in records]
            self.answers.new_rows.setdefault(table.id, []).extend(filled)


__all__ = ["campaign_events"]
