"""Random expressions that make sense, and random little counties with the mistakes people make."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from cunbiao.expressions import Scope
from tests.expressions.county import (
    HEALTH,
    LAST_FIELDS,
    MERGED_SCOPES,
    REASON_IDS,
    REASONS,
    RELATIONS,
    SCOPES,
    SKILLS,
    STATUSES,
    TABLES,
    Cell,
    County,
    Record,
)

_NUMBERS = (
    0.0,
    1.0,
    2.0,
    15.0,
    16.0,
    15.9999999,
    59.0,
    60.0,
    3999.99,
    4000.0,
    4000.01,
    -0.01,
    -250.5,
    0.1,
    0.2,
    0.3,
    12000.0,
)
_DATES = (60.0, 61.0, 91.0, 92.0, 43738.0, 43889.0, 43890.0, 44104.0, 44104.5, 44105.0, 73415.0, 73416.0, -5.0)
IDS = (
    "340123199001011238",
    "340123199001011239",
    "34012319900101123X",
    "34012319900101123x",
    "110101190002290014",
    "110101200002290017",
    "110101200013010012",
    "110101202101010017",
    "110101199913010012",
    "110101199902300014",
    "３４０123199001011238",
    "34012319900101",
    "3401231990010112",
    "340123199001011238B1",
    "34012319900101123843",
    "34012319900 011238",
    "11010119 0010112387",
    "1101011.99E+071234",
    "号码不清",
    "1",
)
NAMES = ("张三", "李四光", "买买提·吐尔逊", "王", "赵 六", "Tom", "tom", "钱*七", "孙８", "户主", "x", "X")
_KEYS = ("H1", "H2", "H3")

_TEXT_CELLS: dict[str, tuple[str, ...]] = {
    "household_code": _KEYS,
    "name": NAMES,
    "head_name": NAMES,
    "id_number": IDS,
    "relation": (*RELATIONS, "户长"),
    "labour_skill": SKILLS,
    "health": (*HEALTH, "健康,残疾", "残疾人"),
    "poverty_status": (*STATUSES, "返贫"),
    "risk1": (*REASONS, "缺劳力"),
    "risk2": (*REASONS, "缺劳力"),
}
_NUMBER_CELLS: dict[str, tuple[float, ...]] = {"joined": _DATES, "noted": _DATES}
_CODES = {
    "relation": RELATIONS,
    "labour_skill": SKILLS,
    "health": HEALTH,
    "poverty_status": STATUSES,
    "risk1": tuple(REASON_IDS),
    "risk2": tuple(REASON_IDS),
}
_BLANK: tuple[Cell, ...] = (None, None, "")


def _cells(field: str, kind: str) -> st.SearchStrategy[Cell]:
    if field == "household_code":
        return st.sampled_from((*_KEYS, *_KEYS, None))
    if kind == "flag":
        return st.sampled_from((True, False, None, "", "是"))
    if kind == "text":
        good: tuple[Cell, ...] = _TEXT_CELLS[field]
        bad: tuple[Cell, ...] = (12.0, 340123199001011200.0)
    else:
        good = _NUMBER_CELLS.get(field, _NUMBERS)
        bad = ("三", "12", "16岁")
    return st.one_of(st.sampled_from(good), st.sampled_from(good), st.sampled_from(_BLANK), st.sampled_from(bad))


@st.composite
def counties(draw: st.DrawFn) -> County:
    """Two villages, up to a dozen rows a table each."""
    records: dict[str, tuple[Record, ...]] = {}
    for table, fields in TABLES.items():
        row = st.fixed_dictionaries({name: _cells(name, field.kind) for name, field in fields.items()})
        before = st.fixed_dictionaries({name: _cells(name, fields[name].kind) for name in LAST_FIELDS[table]})
        villages = [draw(st.lists(st.tuples(row, st.none() | before), min_size=3, max_size=8)) for _ in range(2)]
        # The other village comes first, so that row numbers differ from positions in the workbook.
        order = (1, 0)
        records[table] = tuple(Record(village, *row) for village in order for row in villages[village])
    return County(records)


def _code(field: str) -> st.SearchStrategy[str]:
    return st.sampled_from(_CODES.get(field, _TEXT_CELLS[field])).map(lambda code: f'"{code}"')


def _any_slot(slot: str) -> st.SearchStrategy[str]:
    """Whether a slot of a group is filled, or filled with one of some values."""
    return st.lists(_code("risk1"), max_size=2, unique=True).map(
        lambda codes: f"any_in({slot}, {', '.join(codes)})" if codes else f"filled_any({slot})"
    )


def _is_constant(text: str) -> bool:
    return text.lstrip("-").replace(".", "").isdigit()


class _Grammar:
    """Expressions over the fields of one table."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        own = [("", field) for field in scope.fields.values()]
        above = [("household.", field) for field in scope.parent_fields.values()]
        before = [("last.", field) for field in scope.last_fields.values()]
        fields = own + above + before
        self._texts = [(owner, field.name) for owner, field in fields if field.kind == "text"]
        self._numbers = [(owner, field.name) for owner, field in fields if field.kind == "number"]

    @cache  # noqa: B019  (a few grammars live as long as the tests)
    def number(self, depth: int) -> st.SearchStrategy[str]:
        """A number."""
        fields = st.sampled_from([owner + name for owner, name in self._numbers])
        leaves = st.one_of(
            fields,
            st.sampled_from(["0", "1", "16", "4000", "0.3", "-1", "61"]),
            st.sampled_from(["param.exit_line", "param.monitoring_line"]),
            fields.map(lambda field: f"zero_if_blank({field})"),
            fields.map(lambda field: f"year_of({field})"),
            self.days(),
            st.sampled_from([owner + name for owner, name in self._texts if name == "id_number"] or ["1"]).map(
                lambda field: field if field == "1" else f"age_on({field}, param.reference_date)"
            ),
            self.aggregate_number(),
        )
        if depth == 0:
            return leaves
        lower = self.number(depth - 1)
        return st.one_of(
            leaves,
            st.tuples(lower, st.sampled_from("+-*/"), lower).map(lambda parts: f"({' '.join(parts)})"),
            lower.map(lambda one: f"round6({one})"),
            lower.map(lambda one: f"abs(-({one}))"),
            st.tuples(st.sampled_from(["largest_of", "smallest_of"]), lower, lower).map(
                lambda parts: f"{parts[0]}({parts[1]}, {parts[2]})"
            ),
            self.text(0).map(lambda one: f"length({one})"),
            st.tuples(self.flag(0), lower, lower).map(lambda parts: f"if_else({', '.join(parts)})"),
        )

    @cache  # noqa: B019  (a few grammars live as long as the tests)
    def days(self) -> st.SearchStrategy[str]:
        """A number that comes from dates."""
        dates = [owner + name for owner, name in self._numbers if name in _NUMBER_CELLS]
        day = st.sampled_from([*dates, *dates, "date(2020, 2, 29)", "param.reference_date", "param.exit_line"])
        months = st.sampled_from(
            ["0", "1", "-12", "0.5", "30000", "work_months" if "joined" in dates else "wage_income"]
        )
        return st.one_of(
            st.tuples(day, day).map(lambda parts: f"months_between({', '.join(parts)})"),
            st.tuples(day, months).map(lambda parts: f"months_after({', '.join(parts)})"),
            day.map(lambda one: f"month_end_before({one})"),
            months.map(lambda one: f"month_start(202000 + {one})"),
            day.map(lambda one: f"months_after(month_end_before({one}) + 1, -12)"),
        )

    @cache  # noqa: B019  (a few grammars live as long as the tests)
    def text(self, depth: int) -> st.SearchStrategy[str]:
        """A text that is no constant."""
        fields = st.sampled_from([owner + name for owner, name in self._texts])
        leaves = st.one_of(
            fields,
            fields.map(lambda one: f"id18({one})"),
            fields.map(lambda one: f"sex_of({one})"),
            st.tuples(fields, st.sampled_from("128")).map(lambda parts: f"middle({parts[0]}, {parts[1]}, 2)"),
        )
        if depth == 0:
            return leaves
        return st.one_of(
            leaves,
            st.tuples(fields, st.sampled_from("136")).map(lambda parts: f"prefix({parts[0]}, {parts[1]})"),
            self.number(0).map(lambda one: f"text({one})"),
            st.tuples(self.flag(0), fields, fields).map(lambda parts: f"if_else({', '.join(parts)})"),
        )

    @cache  # noqa: B019  (a few grammars live as long as the tests)
    def flag(self, depth: int) -> st.SearchStrategy[str]:
        """A condition."""
        any_field = st.sampled_from([owner + name for owner, name in self._texts + self._numbers])
        answers = [field.name for field in self._scope.fields.values() if field.kind == "flag"]
        answers += [f"household.{field.name}" for field in self._scope.parent_fields.values() if field.kind == "flag"]
        answers += [f"last.{field.name}" for field in self._scope.last_fields.values() if field.kind == "flag"]
        text_field = st.sampled_from([owner + name for owner, name in self._texts])
        free_text = st.sampled_from([owner + name for owner, name in self._texts if name not in _CODES])
        coded = st.sampled_from([(owner, name) for owner, name in self._texts if name in _CODES])
        leaves = st.one_of(
            st.tuples(self.number(min(depth, 1)), st.sampled_from(_SIGNS), self.number(min(depth, 1)))
            .filter(lambda parts: not (_is_constant(parts[0]) and _is_constant(parts[2])))
            .map(" ".join),
            st.sampled_from(self._texts)
            .flatmap(lambda field: st.tuples(st.just(field[0] + field[1]), st.sampled_from(_SAME), _code(field[1])))
            .map(" ".join),
            st.sampled_from(self._texts).flatmap(
                lambda field: st.lists(_code(field[1]), min_size=1, max_size=3, unique=True).map(
                    lambda codes: f"{field[0]}{field[1]} in ({', '.join(codes)},)"
                )
            ),
            st.sampled_from(self._numbers).map(lambda field: f"{field[0]}{field[1]} not in (16, 0.3, 4000)"),
            st.tuples(self.text(min(depth, 1)), st.sampled_from(_SAME), self.text(0)).map(" ".join),
            st.tuples(st.sampled_from(["blank", "filled"]), any_field).map(lambda parts: f"{parts[0]}({parts[1]})"),
            st.sampled_from(self._numbers).map(lambda field: f"is_number({field[0]}{field[1]})"),
            coded.map(lambda field: f"in_codes({field[0]}{field[1]})"),
            st.sampled_from(
                [owner + name for owner, name in self._texts if name == "health"] or ["poverty_status"]
            ).map(lambda field: f'has({field}, "{"残疾" if field.endswith("health") else "已脱贫"}")'),
            st.tuples(st.sampled_from(_TEXT_TESTS), text_field).map(lambda parts: f"{parts[0]}({parts[1]})"),
            st.tuples(free_text, st.sampled_from(_PARTS)).map(lambda parts: f"contains({', '.join(parts)})"),
            st.tuples(free_text, st.sampled_from(_SAME), st.sampled_from(_TEXT_PARAMETERS)).map(" ".join),
            st.sampled_from([f"{owner}{name}" for owner, name in self._texts if name == "risk1"] or ["name"]).map(
                lambda field: f"{field} == param.{'main_reason' if field.endswith('risk1') else 'surname'}"
            ),
            st.sampled_from(["param.counts_pension", "param.same_year_gate", "True", "False", *answers]),
            self.aggregate_flag(),
            _any_slot("home.risk"),
        )
        if depth == 0:
            return leaves
        lower = self.flag(depth - 1)
        return st.one_of(
            leaves,
            st.tuples(lower, st.sampled_from(["and", "or"]), lower).map(lambda parts: f"({' '.join(parts)})"),
            lower.map(lambda one: f"not {one}"),
            lower.map(lambda one: f"unknown({one})"),
            st.tuples(lower, lower, lower).map(lambda parts: f"if_else({', '.join(parts)})"),
        )

    @cache  # noqa: B019  (a few grammars live as long as the tests)
    def aggregate_number(self) -> st.SearchStrategy[str]:
        """count, total, largest and smallest."""
        relations = list(self._scope.relations.values())
        numbers = st.sampled_from(relations).flatmap(
            lambda relation: st.tuples(
                st.sampled_from(["total", "largest", "smallest"]),
                st.sampled_from([f.name for f in relation.fields.values() if f.kind == "number"]),
                st.none() | self._inner(relation.name, 1, correlated=relation.join == "household"),
            ).map(lambda parts: f"{parts[0]}({relation.name}, {', '.join(filter(None, parts[1:]))})")
        )
        counts = st.sampled_from(relations).flatmap(
            lambda relation: self._inner(relation.name, 1, correlated=relation.join == "household").map(
                lambda condition: f"count({relation.name}, {condition})"
            )
        )
        texts = [name for owner, name in self._texts if not owner]
        own_numbers = [name for owner, name in self._numbers if not owner]
        matches = st.tuples(
            st.sampled_from([name for name in ("village_members", "county_members") if name in self._scope.relations]),
            st.tuples(st.sampled_from(["name", "id_number"]), st.sampled_from(texts))
            | st.tuples(st.sampled_from(["age", "work_months"]), st.sampled_from(own_numbers)),
            st.one_of(st.none(), self._inner("village_members", 1, correlated=True)),
        ).map(lambda parts: f"count({parts[0]}, {' == this.'.join(parts[1])}{f' and {parts[2]}' if parts[2] else ''})")
        bare = st.sampled_from(relations).map(lambda relation: f"count({relation.name})")
        return st.one_of(numbers, counts, matches, bare)

    @cache  # noqa: B019  (a few grammars live as long as the tests)
    def aggregate_flag(self) -> st.SearchStrategy[str]:
        """any, all and every."""
        return st.tuples(
            st.sampled_from(["any", "all", "every"]), st.sampled_from(list(self._scope.relations.values()))
        ).flatmap(
            lambda parts: self._inner(parts[1].name, 1, correlated=parts[1].join == "household").map(
                lambda condition: f"{parts[0]}({parts[1].name}, {condition})"
            )
        )

    @cache  # noqa: B019  (a few grammars live as long as the tests)
    def _inner(self, relation: str, depth: int, correlated: bool) -> st.SearchStrategy[str]:
        """A condition over the rows of a relation, using fields of the outer row when ``correlated``."""
        fields = self._scope.relations[relation].fields
        texts = [name for name, field in fields.items() if field.kind == "text"]
        numbers = [name for name, field in fields.items() if field.kind == "number"]
        answers = [name for name, field in fields.items() if field.kind == "flag"]
        own_numbers = [f"this.{name}" for owner, name in self._numbers if not owner]
        own_texts = [f"this.{name}" for owner, name in self._texts if not owner]
        outer_number = [*own_numbers, f"{own_numbers[0]} - 1", f"zero_if_blank({own_numbers[0]})"]
        outer_text = [*own_texts, f"id18({own_texts[-1]})", f"prefix({own_texts[0]}, 1)"]
        limits = [
            "16",
            "0.3",
            "4000",
            "param.exit_line",
            "param.monitoring_line",
            *(outer_number if correlated else ()),
        ]
        leaves = [
            st.tuples(st.sampled_from(numbers), st.sampled_from(_SIGNS), st.sampled_from(limits)).map(" ".join),
            st.tuples(st.sampled_from(limits), st.sampled_from(_SIGNS), st.sampled_from(numbers)).map(" ".join),
            st.sampled_from(texts).flatmap(
                lambda name: st.tuples(st.just(name), st.sampled_from(_SAME), _code(name)).map(" ".join)
            ),
            st.sampled_from(texts).flatmap(
                lambda name: st.lists(_code(name), min_size=1, max_size=3, unique=True).map(
                    lambda codes: f"{name} in ({', '.join(codes)},)"
                )
            ),
            st.sampled_from(numbers).map(lambda name: f"{name} in (16, 0.3)"),
            st.tuples(st.sampled_from(["blank", "filled"]), st.sampled_from(texts + numbers)).map(
                lambda parts: f"{parts[0]}({parts[1]})"
            ),
            st.sampled_from(numbers).map(lambda name: f"is_number({name})"),
            st.tuples(st.sampled_from([name for name in texts if name not in _CODES]), st.sampled_from(_PARTS)).map(
                lambda parts: f"contains({', '.join(parts)})"
            ),
            st.sampled_from([name for name in texts if name not in _CODES]).map(
                lambda name: f"{name} == param.surname"
            ),
            st.tuples(st.sampled_from(texts), st.sampled_from(_SAME), st.sampled_from(texts)).map(" ".join),
            st.sampled_from(["param.counts_pension", "param.same_year_gate", *answers]),
        ]
        if "risk1" in fields:
            leaves.append(_any_slot("risk"))
        if "health" in fields:
            leaves.append(st.just('has(health, "残疾")'))
        if correlated:
            leaves.append(
                st.tuples(st.sampled_from(texts), st.sampled_from(_SAME), st.sampled_from(outer_text)).map(" ".join)
            )
            leaves.append(st.sampled_from(own_numbers).map(lambda name: f"{name} >= 16"))
        leaf = st.one_of(*leaves)
        if depth == 0:
            return leaf
        lower = self._inner(relation, depth - 1, correlated)
        return st.one_of(
            leaf,
            st.tuples(lower, st.sampled_from(["and", "or"]), lower).map(lambda parts: f"({' '.join(parts)})"),
            lower.map(lambda one: f"(not {one})"),
            lower.map(lambda one: f"unknown({one})"),
        )


_SIGNS = ("==", "!=", "<", "<=", ">", ">=")
_SAME = ("==", "!=")
_PARTS = ('"三"', '"1990"', '"·"', "param.surname", "param.nickname")
_TEXT_PARAMETERS = ("param.surname", "param.nickname")
_TEXT_TESTS = ("digits_only", "is_han_name", "id_digits_ok", "id_date_ok", "id_check_ok")
_GRAMMARS = {
    merged: {table: _Grammar(scope) for table, scope in scopes.items()}
    for merged, scopes in ((False, SCOPES), (True, MERGED_SCOPES))
}


@st.composite
def expressions(draw: st.DrawFn, *, merged: bool = False) -> tuple[str, str]:
    """A table and the text of an expression over it; where villages are ``merged`` it may speak of the county."""
    table = draw(st.sampled_from(list(SCOPES)))
    grammar = _GRAMMARS[merged][table]
    kind = draw(st.sampled_from(["flag", "flag", "flag", "number", "text"]))
    if kind == "flag":
        return table, draw(grammar.flag(2))
    return table, draw(grammar.number(2) if kind == "number" else grammar.text(1))
