"""A village that has handed in, and what the national system says once everything is typed as it should be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache

from cunbiao.findings import Finding, Place
from cunbiao.lists.roster import ColumnLists, Roster, Village
from cunbiao.lists.roster.model import Value
from cunbiao.merging.register import Register
from tests.merging.invented import Row, Tables, campaign, household, member, merged, person_number, submission

CODE, VILLAGE, TOWNSHIP = "341302100001", "东关村", "东关镇"
PLAIN, EXITS, CHANGES, WAITS, NEW = (f"3413021000010{number:03}" for number in range(1, 6))
# What the village called the new household, which the system numbered itself.
TEMPORARY = "新01"


def _persons(code: str, first: int, *names: str) -> list[Row]:
    relations = ("户主", "之子")
    return [
        member(code, name, person_number(first + number, "19700312" if not number else "19990520"), relation)
        for number, (name, relation) in enumerate(zip(names, relations, strict=False))
    ]


@cache
def register() -> Register:
    """One household changes its phone, one exits, one loses a person and gains one, one waits, one is new."""
    persons = {
        PLAIN: _persons(PLAIN, 10, "王建国", "王小明"),
        EXITS: _persons(EXITS, 20, "李爱民", "李小军"),
        CHANGES: _persons(CHANGES, 30, "周德富", "周小亮"),
        WAITS: _persons(WAITS, 40, "吴长贵", "吴小伟"),
    }
    heads = {code: (str(own[0]["name"]), str(own[0]["id_number"])) for code, own in persons.items()}
    homes = [
        household(PLAIN, 2, *heads[PLAIN], household_phone="13912345678"),
        household(EXITS, 2, *heads[EXITS], operation="标注脱贫"),
        household(CHANGES, 2, *heads[CHANGES]),
        household(WAITS, 2, *heads[WAITS], farmland="三亩"),
    ]
    leaves = persons[CHANGES][1]
    newcomer = _persons(TEMPORARY, 50, "郑新民")
    tables: Tables = {
        "register_household": homes,
        "register_member": [person for own in persons.values() for person in own],
        "increase": [
            {**member(CHANGES, "周小芳", person_number(61, "19960215", male=False), "之儿媳"), "sex": "女"}
            | {"increase_reason": "嫁入", "increase_date": 44000.0, "_added": 1.0},
            {**member(WAITS, "吴小丽", person_number(62, "19960216", male=False), "之儿媳"), "sex": "女"}
            | {"increase_reason": "嫁入", "increase_date": 44000.0, "_added": 1.0},
        ],
        "decrease": [
            {**leaves, "decrease_reason": "死亡", "decrease_date": 44000.0, "_added": 1.0},
        ],
        "new_household": [
            household(TEMPORARY, 1, "郑新民", str(newcomer[0]["id_number"]), identified_year=2020.0, _added=1.0)
        ],
        "new_member": [{**newcomer[0], "_added": 1.0}],
    }
    own = submission(
        VILLAGE,
        tables,
        code=CODE,
        township=TOWNSHIP,
        villages=[(CODE, VILLAGE, TOWNSHIP)],
        bad={"register_household": {"farmland": [3]}},
        findings=[Finding("CELL-03", "必改", "单格", "不是数字", "填数字", Place(f"{VILLAGE}.xlsx", "对照表-户", 9))],
        of=campaign(exit_line=4000.0),
    )
    rows = own.tables["register_household"]
    rows.issued = {name: list(column) for name, column in rows.columns.items()}
    rows.issued["household_phone"][0] = "13800000000"
    people = own.tables["register_member"]
    people.issued = {name: list(column) for name, column in people.columns.items()}
    people.issued["member_phone"][0] = "13611112222"
    return merged(own, of=campaign(exit_line=4000.0))


@dataclass
class System:
    """The national system: households by code, persons by name."""

    households: dict[str, dict[str, Value]] = field(default_factory=dict)
    persons: dict[str, dict[str, Value]] = field(default_factory=dict)

    def export(self, without: frozenset[str] = frozenset()) -> Roster:
        """What it exports; ``without`` are columns that were not chosen."""
        villages = [Village(CODE, VILLAGE, TOWNSHIP, "埇桥区")]
        homes, people = _columns(self.households.values()), _columns(self.persons.values())
        columns = (frozenset(homes) | frozenset(people)) - without
        return Roster(villages, homes, people, columns=columns)


def _columns(rows: Iterable[Mapping[str, Value]]) -> ColumnLists:
    records = list(rows)
    names = dict.fromkeys(name for row in records for name in row)
    return {name: [row.get(name) for row in records] for name in names}


@cache
def _as_it_should_be() -> System:
    frames = register().frames
    system = System()
    renamed = {TEMPORARY: NEW}
    for table in ("register_household", "new_household"):
        frame = frames[table]
        for index in range(frame.size):
            values = _typed(table, index)
            code = renamed.get(str(values["household_code"]), str(values["household_code"]))
            system.households[code] = values | {"household_code": code}
    for table in ("register_member", "new_member", "increase"):
        for index in range(frames[table].size):
            values = _typed(table, index)
            code = renamed.get(str(values["household_code"]), str(values["household_code"]))
            system.persons[str(values["name"])] = values | {"household_code": code}
    del system.persons["周小亮"], system.persons["吴小丽"]
    system.households[EXITS]["poverty_status"] = "已脱贫"
    return system


def _typed(table: str, index: int) -> dict[str, Value]:
    own = register().submissions[0].tables[table]
    return {"village_code": CODE} | {name: column[index] for name, column in own.columns.items()}


def as_it_should_be() -> System:
    """The system once everything that goes up was typed: the daughter-in-law who waits is not in it."""
    return deepcopy(_as_it_should_be())
