"""Complete households: one without a flaw, and those that differ from it in the cells a scenario names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from cunbiao.definitions import Campaign
from tests.campaign.screen.case import OTHER, Case, Inputs

SCENARIOS = Path(__file__).parents[1] / "scenarios"

Given = dict[str, Any]


class Households:
    """Makes households of any tag from the plain one of ``plain.yaml``."""

    def __init__(self, campaign: Campaign, inputs: Inputs) -> None:
        self._inputs = inputs
        tables = campaign.tables.values()
        self._tables = {(tag, table.kind): table.id for table in tables for tag in table.tags}
        self._plain: Given = _read("plain")

    def case(
        self,
        name: str,
        role: str,
        people: int | list[Given],
        facts: Given,
        beside: dict[str, list[Given]] | None = None,
    ) -> Case | None:
        """A household with its people; None when the campaign has no such form.

        ``people`` is how many, or what differs for each; a row ``beside`` with ``of`` is about that person.
        """
        if (role, "household") not in self._tables:
            return None
        differing = [{}] * people if isinstance(people, int) else people
        members = [self._person(number, own) for number, own in enumerate(differing)]
        household = {"year_population": len(members) or None, **self._plain["household"], **facts}
        if members:
            household.setdefault("head_id", members[0].get("id_number"))
        tables = {self._tables[role, "household"]: [household], self._tables[role, "member"]: members}
        for table, rows in (beside or {}).items():
            tables.setdefault(table, []).extend(self._beside(row, members, table) for row in rows)
        return self._inputs.case(name, {table: rows for table, rows in tables.items() if rows})

    def _person(self, number: int, differing: Given) -> Given:
        person = {**self._plain["person"], **self._plain["people"][number], **differing}
        return {"id_number": self._inputs.fresh_number(person), **person}

    @staticmethod
    def _beside(row: Given, members: list[Given], table: str) -> Given:
        if "of" not in row:
            return row
        person = members[row["of"]]
        about = {name: person.get(name) for name in ("name", "id_number", "relation")}
        home = {"household_code": OTHER} if table == "register_member" else {}
        return {**about, **home, **{name: cell for name, cell in row.items() if name != "of"}}


def scenario_cases(households: Households) -> Iterator[Case]:
    """The scenarios of ``households.yaml`` and ``incomes.yaml``."""
    for one in _read("households"):
        case = households.case(**one)
        if case is not None:
            yield case
    for one in _read("incomes"):
        name, people = one.pop("name"), one.pop("people")
        case = households.case(name, "register", people, {"operation": "标注脱贫", **one})
        if case is not None:
            yield case


def _read(name: str) -> Any:
    return yaml.safe_load((SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8"))
