"""What happens in the invented county in the campaign year, and what each village therefore fills in."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from random import Random

from sample.answers import Answers, Record
from sample.circumstances import risks
from sample.county import County, SampleVillage, invent_household
from sample.household import EDGE, NOT_OUT, OUT, OUT_OF_POVERTY, OUT_WITHOUT_HELP, POOR, UNSTABLE, Household
from sample.income import can_be_adjusted, net
from sample.natural_change import natural_changes
from sample.surveys import clearout_survey, support_survey, surveyed

# A village finishes no more surveys of children who live apart than this.
_MOST_SURVEYS = 15
STAY, EXIT, RETURN = "不变", "标注脱贫", "标注返贫"
_KEYS = {
    "register_household": ("household_code",),
    "register_member": ("member_code",),
    "edge_household": ("household_code",),
    "edge_member": ("member_code",),
    "unstable": ("household_code",),
    "clearout": ("household_code",),
}


def campaign_events(county: County) -> dict[str, Answers]:
    """What every village found out this year, by village code; the same county always gives the same answers.

    Incomes, school grades and work are the new year's; people are born, marry, die and move; some households fall into
    poverty, return to it, or come near it; those that may exit are proposed.
    """
    county = replace(county, registry=deepcopy(county.registry))
    return {village.village.code: _Year(county, village).answers for village in county.villages}


class _Year:
    """One village's year."""

    def __init__(self, county: County, village: SampleVillage) -> None:
        self._county = county
        self._village = village
        self._rng = Random(f"{county.seed}/{village.village.code}/{county.moment.year}")
        tables = county.campaign.tables
        self.answers = Answers({table: key for table, key in _KEYS.items() if table in tables})
        for household in village.households:
            self._visit(household)
        if "new_household" in tables and self._rng.random() < 0.8:
            self._add_household("new", POOR, NOT_OUT, None, tables["new_household"].new_keys or "")
        if "edge_household" in tables and self._rng.random() < 0.4:
            self._add_household("edge", EDGE, None, EDGE, tables["edge_household"].new_keys or "")

    def _visit(self, household: Household) -> None:
        """Everything the visit to a registered household brings."""
        role = "edge" if household.kind == EDGE else "register"
        household, operation = self._standing(household)
        facts = household.values(self._county.moment) | {"operation": operation}
        if operation == RETURN:
            facts["return_cause"] = facts["main_cause"]
        if self._rng.random() < 0.04:
            facts["household_phone"] = self._county.registry.phone()
        self._change(f"{role}_household", (household.code,), facts)
        for person in household.people:
            values = person.values(self._county.moment) | {"household_code": household.code}
            self._change(f"{role}_member", (person.code,), values)
        increases, decreases = natural_changes(self._rng, self._county, household)
        self._add("increase", increases)
        self._add("decrease", decreases)
        survey = surveyed(self._rng, self._county)
        if household.monitored == UNSTABLE:
            self._change("unstable", (household.code,), facts | survey)
        if household.status == OUT_WITHOUT_HELP:
            self._change("clearout", (household.code,), facts | clearout_survey(self._rng) | survey)
        if len(self.answers.new_rows.get("support", [])) < _MOST_SURVEYS:
            self._add("support", support_survey(self._rng, self._county, household))

    def _standing(self, household: Household) -> tuple[Household, str]:
        """What is proposed for a household; a few that are out of poverty become unstable or return to it."""
        chance = self._rng.random()
        ordinary = household.kind == OUT_OF_POVERTY and household.status == OUT and household.monitored is None
        if ordinary and chance < 0.02:
            poorer = self._with_income(household, -900, -100)
            return poorer, RETURN if poorer is not household else STAY
        if ordinary and chance < 0.05:
            nearer = self._with_income(household, 100, 900)
            if nearer is not household:
                risk = risks(self._rng, household, self._county.moment)
                self._add("unstable", [{"household_code": household.code} | risk | surveyed(self._rng, self._county)])
            return nearer, STAY
        return household, EXIT if household.kind == POOR and self._may_exit(household) else STAY

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

    def _add_household(self, role: str, kind: str, status: str | None, monitored: str | None, prefix: str) -> None:
        """A household that is found this year goes into the first spare row of its form."""
        code = f"{prefix}01"
        county = self._county
        household = invent_household(self._rng, county, code, kind, status, monitored)
        if county.lines is not None:
            low, high = county.lines
            wanted = Decimal(self._rng.randrange(int(low * 3 // 4), int(low if role == "new" else high) - 50))
            wanted *= len(household.people)
            if can_be_adjusted(household.items(county.moment), wanted):
                household.wanted[county.moment.year] = wanted
        self._add(
            f"{role}_household", [household.values(county.moment) | {"identified_year": float(county.moment.year)}]
        )
        persons: list[Record] = [person.values(county.moment) | {"household_code": code} for person in household.people]
        self._add(f"{role}_member", persons)

    def _change(self, table: str, key: tuple[str, ...], record: Record) -> None:
        if table in self.answers.keys:
            self.answers.changes.setdefault(table, {})[key] = self._county.worded(record)

    def _add(self, table: str, records: list[Record]) -> None:
        if records and table in self._county.campaign.tables:
            self.answers.new_rows.setdefault(table, []).extend(map(self._county.worded, records))
