"""From the text of a rule expression to its typed tree; everything unknown or of the wrong type is refused here."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cunbiao.days import FIRST_DAY, LAST_DAY, serial
from cunbiao.expressions.arguments import checked_argument
from cunbiao.expressions.codes import labelled, labelled_list
from cunbiao.expressions.conditions import check_condition
from cunbiao.expressions.functions import FUNCTIONS, Function
from cunbiao.expressions.tree import (
    Aggregate,
    And,
    AnySlot,
    Arithmetic,
    ArithmeticOperator,
    Call,
    Compare,
    CompareOperator,
    Constant,
    Field,
    Negative,
    Node,
    Not,
    OneOf,
    Operation,
    Or,
    Parameter,
)
from cunbiao.expressions.types import (
    KIND_WORDS,
    ExpressionError,
    FieldType,
    Kind,
    Relation,
    Scope,
    UnknownName,
    near,
)

_ARITHMETIC: dict[type[ast.operator], ArithmeticOperator] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_COMPARE: dict[type[ast.cmpop], CompareOperator] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_OF_FIELD: tuple[Operation, ...] = ("total", "largest", "smallest")
_AGGREGATES: tuple[Operation, ...] = ("count", "any", "all", "every", *_OF_FIELD)
_INSIDE = "、".join(_AGGREGATES)
_DATE = "date"
_SLOTS = ("any_in", "filled_any")
_PREFIXES = ("param", "household", "home", "last", "this")
_LARGEST = 1e15
_LONGEST = 255


def parse(text: str, scope: Scope) -> Node:
    """The typed tree of ``text``; raises `ExpressionError` saying what is wrong and what was meant."""
    source = " ".join(text.splitlines()).strip()
    if not source:
        raise ExpressionError("表达式是空的")
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"表达式“{source}”写法不对{_syntax_hint(source)}") from error
    try:
        return _Parser(scope, source, None).node(tree.body)
    except ExpressionError as error:
        error.source = source
        raise


def _syntax_hint(source: str) -> str:
    outside = "".join(part for index, part in enumerate(source.replace("'", '"').split('"')) if index % 2 == 0)
    wide = [character for character in "，（）“”‘’＝＜＞！＋－" if character in outside]
    if wide:
        return "：有中文标点 " + " ".join(wide) + "，请换成英文标点"
    if " = " in outside:
        return "：判断相等要写 =="
    return "：请检查括号、引号和 and/or/not"


def _writable(text: str) -> str:
    """A text that formulas can hold and that is not what an empty cell equals."""
    if not text:
        raise ExpressionError('不能与空文字 "" 比较；判断没有填请用 blank(字段)，判断已填请用 filled(字段)')
    if len(text) > _LONGEST:
        raise ExpressionError(f"“{text[:20]}…”太长，公式里的文字不能超过 {_LONGEST} 个字")
    return text


@dataclass(frozen=True)
class _Parser:
    """Parses nodes in a scope; ``relation`` is set inside an aggregate, where bare names are the inner rows' fields."""

    scope: Scope
    source: str
    relation: Relation | None

    def node(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Constant():
                return self._constant(tree)
            case ast.Name():
                return self._name(tree.id)
            case ast.Attribute():
                return self._attribute(tree)
            case ast.BoolOp():
                items = tuple(self._of_kind(item, "flag", "and/or 的每一边") for item in tree.values)
                return And(items) if isinstance(tree.op, ast.And) else Or(items)
            case ast.UnaryOp(op=ast.Not()):
                return Not(self._of_kind(tree.operand, "flag", "not 的后面"))
            case ast.UnaryOp(op=ast.USub()):
                return self._negative(tree.operand)
            case ast.BinOp():
                return self._arithmetic(tree)
            case ast.Compare():
                return self._comparison(tree)
            case ast.Call():
                return self._call(tree)
            case _:
                raise ExpressionError(
                    f"不认识“{self._quote(tree)}”这种写法；只能用比较、in、and/or/not、加减乘除和规定的函数"
                )

    def _quote(self, tree: ast.expr) -> str:
        # `ast.get_source_segment` splits the source into lines each time; it is one line, its offsets count bytes.
        return self.source.encode()[tree.col_offset : tree.end_col_offset].decode()

    def _of_kind(self, tree: ast.expr, kind: Kind, where: str) -> Node:
        node = self.node(tree)
        if node.kind != kind:
            raise ExpressionError(f"{where}应当是{KIND_WORDS[kind]}，“{self._quote(tree)}”是{KIND_WORDS[node.kind]}")
        return node

    def _constant(self, tree: ast.Constant) -> Node:
        value = tree.value
        if isinstance(value, bool):
            return Constant(value)
        if isinstance(value, int | float):
            if not -_LARGEST < value < _LARGEST:
                raise ExpressionError(f"“{self._quote(tree)}”太大，表格只能准确到15位数字")
            return Constant(float(value))
        if isinstance(value, str):
            return Constant(_writable(value))
        raise ExpressionError(f"不认识“{self._quote(tree)}”；只能写数、带引号的文字、True 或 False")

    def _name(self, name: str) -> Node:
        if self.relation is not None:
            return Field("inner", self._field(name, self.relation.fields, self.relation.label))
        if name in self.scope.relations:
            raise ExpressionError(f"{name} 是一组行，只能放在 {_INSIDE} 的第一个位置")
        if name in self.scope.slots:
            raise ExpressionError(f"{name} 是一组字段，只能放在 {'、'.join(_SLOTS)} 的第一个位置")
        if name in _PREFIXES:
            raise ExpressionError(f"{name} 后面要写 .字段名，例如 {name}.x")
        return Field("own", self._field(name, self.scope.fields, self.scope.label))

    def _field(self, name: str, fields: Mapping[str, FieldType], where: str) -> FieldType:
        found = fields.get(name)
        if found is None:
            labels = {item.name: item.label for item in fields.values()}
            raise UnknownName(lambda: f"{where}没有“{name}”这个字段{near(name, labels)}", "field", name)
        return found

    def _attribute(self, tree: ast.Attribute) -> Node:
        owner = tree.value.id if isinstance(tree.value, ast.Name) else ""
        if owner == "param":
            return self._parameter(tree.attr, "")
        if owner == "this":
            if self.relation is None:
                raise ExpressionError(f"this. 只在 {_INSIDE} 里面用；这里直接写 {tree.attr}")
            return Field("own", self._field(tree.attr, self.scope.fields, self.scope.label))
        if owner in {"household", "home", "last"}:
            if self.relation is not None:
                raise ExpressionError(f"{_INSIDE} 里面不能用 {owner}.；请先把它做成派生指标")
            return self._as_issued(tree.attr) if owner == "last" else self._of_home(owner, tree.attr)
        raise ExpressionError(
            f"不认识“{self._quote(tree)}”；带点的名字只有 {'、'.join(item + '.x' for item in _PREFIXES)}"
        )

    def _as_issued(self, name: str) -> Node:
        if not self.scope.last_fields:
            raise UnknownName(lambda: f"{self.scope.label}没有下发的数据，不能用 last.", "relation", "last")
        return Field("last", self._field(name, self.scope.last_fields, f"{self.scope.label}下发的数据里"))

    def _of_home(self, owner: str, name: str) -> Node:
        if self.scope.parents:
            return Field("parent", self._field(name, self.scope.parent_fields, "所在户"))
        if owner == "home":
            return Field("own", self._field(name, self.scope.fields, self.scope.label))
        raise UnknownName(lambda: f"{self.scope.label}没有上级户表，不能用 household.", "relation", owner)

    def _parameter(self, name: str, needed: str) -> Parameter:
        """A parameter of the notice; ``needed`` says what for where the expression does not name it itself."""
        info = self.scope.parameters.get(name)
        if info is None:
            labels = {item.name: item.label for item in self.scope.parameters.values()}
            raise UnknownName(
                lambda: f"{needed}没有“{name}”这个参数{near(name, labels)}；新参数写在 notice.yaml 的 parameters 里",
                "parameter",
                name,
            )
        if info.kind == "table":
            raise ExpressionError(f"“{name}”是一张表，不是一个值；另设一个参数，用 lookup 从表里取值")
        if isinstance(info.value, str):
            _writable(info.value)
        return Parameter(info)

    def _negative(self, operand: ast.expr) -> Node:
        item = self._of_kind(operand, "number", "负号后面")
        if isinstance(item, Constant):
            return Constant(-float(item.value))
        return Negative(item)

    def _arithmetic(self, tree: ast.BinOp) -> Node:
        operator = _ARITHMETIC.get(type(tree.op))
        if operator is None:
            raise ExpressionError(f"不认识“{self._quote(tree)}”里的运算；只有 + - * /")
        left = self._of_kind(tree.left, "number", f"{operator} 的两边")
        return Arithmetic(operator, left, self._of_kind(tree.right, "number", f"{operator} 的两边"))

    def _comparison(self, tree: ast.Compare) -> Node:
        parts: list[Node] = []
        left = tree.left
        for operator, right in zip(tree.ops, tree.comparators, strict=True):
            parts.append(self._compare(left, operator, right))
            left = right
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _compare(self, left_tree: ast.expr, operator: ast.cmpop, right_tree: ast.expr) -> Node:
        if isinstance(operator, ast.In | ast.NotIn):
            inside = self._one_of(left_tree, right_tree)
            return Not(inside) if isinstance(operator, ast.NotIn) else inside
        sign = _COMPARE.get(type(operator))
        if sign is None:
            raise ExpressionError("不能用 is；判断相等写 ==，判断没有填写 blank(字段)")
        left, right = self.node(left_tree), self.node(right_tree)
        if left.kind != right.kind:
            raise ExpressionError(
                f"{sign} 的两边种类不同：“{self._quote(left_tree)}”是{KIND_WORDS[left.kind]}，"
                f"“{self._quote(right_tree)}”是{KIND_WORDS[right.kind]}"
            )
        if left.kind == "flag":
            raise ExpressionError(f"是非判断不用 {sign} 比较；直接写它，或者写 not")
        if isinstance(left, Constant) and isinstance(right, Constant):
            raise ExpressionError(f"{sign} 的两边都是固定的值，比较没有意义")
        if left.kind == "text" and sign not in {"==", "!="}:
            raise ExpressionError(f"文字只能用 ==、!=、in 比较，不能用 {sign}")
        return Compare(sign, labelled(right, left), labelled(left, right))

    def _one_of(self, item_tree: ast.expr, values_tree: ast.expr) -> Node:
        item = self.node(item_tree)
        if not isinstance(values_tree, ast.Tuple | ast.List | ast.Set) or not values_tree.elts:
            raise ExpressionError('in 的右边要写成一组固定的值，例如 relation in ("户主", "配偶")')
        return OneOf(item, *self._values(item, values_tree.elts, "in 的右边"))

    def _values(
        self, item: Node, trees: Sequence[ast.expr], where: str
    ) -> tuple[tuple[Constant, ...], tuple[str, ...]]:
        """Constants that an item may be, as tables hold them, and the code ids left out because the year lacks them."""
        values: list[Constant] = []
        for tree in trees:
            value = self.node(tree)
            if not isinstance(value, Constant) or value.kind != item.kind or item.kind == "flag":
                raise ExpressionError(f"{where}“{self._quote(tree)}”应当是固定的{KIND_WORDS[item.kind]}")
            if value in values:
                raise ExpressionError(f"{where}“{self._quote(tree)}”重复了")
            values.append(value)
        return labelled_list(item, values)

    def _any_slot(self, name: str, trees: list[ast.expr]) -> AnySlot:
        if (name == "any_in") != (len(trees) > 1):
            what = "一组字段和至少一个值" if name == "any_in" else "一组字段"
            raise ExpressionError(f"{name}(…) 要{what}")
        fields = self._slot(trees[0])
        return AnySlot(fields, *(self._values(fields[0], trees[1:], f"{name}(…) 里的") if trees[1:] else ((), ())))

    def _slot(self, tree: ast.expr) -> tuple[Field, ...]:
        """Those fields of a slot group, with the prefix written before it, that there are."""
        name = tree.attr if isinstance(tree, ast.Attribute) else self._quote(tree)
        members = self.scope.slots.get(name)
        if members is None:
            raise ExpressionError(f"没有“{name}”这组字段{near(name, self.scope.slots)}")
        fields: list[Field] = []
        lacking: UnknownName | None = None
        for member in members:
            try:
                one = self.node(
                    ast.Attribute(tree.value, member) if isinstance(tree, ast.Attribute) else ast.Name(member)
                )
            except UnknownName as error:
                lacking = error
            else:
                assert isinstance(one, Field)
                fields.append(one)
        if lacking is not None and not fields:
            raise lacking
        return tuple(fields)

    def _call(self, tree: ast.Call) -> Node:
        if not isinstance(tree.func, ast.Name):
            raise ExpressionError(f"不认识“{self._quote(tree.func)}”这个函数")
        name = tree.func.id
        if tree.keywords or any(isinstance(argument, ast.Starred) for argument in tree.args):
            raise ExpressionError(f"{name}(…) 的参数只能按顺序写，不能带名字或星号")
        if name in _AGGREGATES:
            return self._aggregate(next(one for one in _AGGREGATES if one == name), tree.args)
        if name in _SLOTS:
            return self._any_slot(name, tree.args)
        if name == _DATE:
            return self._date(tree)
        function = FUNCTIONS.get(name)
        if function is None:
            raise ExpressionError(f"没有“{name}”这个函数{near(name, [*FUNCTIONS, *_AGGREGATES, *_SLOTS, _DATE])}")
        if len(tree.args) != len(function.arguments):
            raise ExpressionError(f"{name}(…) 要 {len(function.arguments)} 个参数，现在是 {len(tree.args)} 个")
        return self._function(function, tree.args)

    def _date(self, tree: ast.Call) -> Constant:
        parts = [part.value for part in tree.args if isinstance(part, ast.Constant) and type(part.value) is int]
        try:
            day = serial(date(*parts)) if len(parts) == len(tree.args) == 3 else 0.0
        except ValueError:
            day = 0.0
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ExpressionError(f"“{self._quote(tree)}”不是日期；日期写成 date(年, 月, 日)，例如 date(2019, 12, 10)")
        return Constant(day, day=True)

    def _function(self, function: Function, trees: list[ast.expr]) -> Node:
        arguments: list[Node] = []
        for kind, tree in zip(function.arguments, trees, strict=True):
            node = self.node(tree)
            node = checked_argument(kind, node, f"{function.name}(…) 里的“{self._quote(tree)}”", arguments)
            if kind == "birth" and node.kind == "text":
                node = self._with_parameters(FUNCTIONS["birth_of"], [node])
            arguments.append(node)
        return self._with_parameters(function, arguments)

    def _with_parameters(self, function: Function, arguments: list[Node]) -> Call:
        needed = f"{function.name}(…) 要用的，"
        implicit = [self._parameter(name, needed) for name in function.parameters]
        kind = arguments[-1].kind if function.result == "branch" else function.result
        return Call(function.name, (*arguments, *implicit), kind)

    def _aggregate(self, name: Operation, trees: list[ast.expr]) -> Node:
        if self.relation is not None:
            raise ExpressionError(f"{_INSIDE} 里面不能再用 {name}(…)；请先把里面的做成派生指标")
        fewest = 1 if name == "count" else 2
        if not fewest <= len(trees) <= (3 if name in _OF_FIELD else 2):
            what = "一个数字段，还可以再写一个条件" if name in _OF_FIELD else "一个条件"
            raise ExpressionError(f"{name}(…) 要一组行和{what}")
        relation = self._relation(trees[0])
        inside = replace(self, relation=relation)
        number = inside._inner_number(trees.pop(1), name) if name in _OF_FIELD else None
        condition: Node | None = None
        if len(trees) == 2:
            condition = inside._of_kind(trees[1], "flag", f"{name}({relation.name}, …) 的条件")
            check_condition(condition, relation, name)
        return Aggregate(name, relation, condition, number)

    def _relation(self, tree: ast.expr) -> Relation:
        relation = self.scope.relations.get(tree.id) if isinstance(tree, ast.Name) else None
        if relation is None:
            labels = {item.name: item.label for item in self.scope.relations.values()}
            name = self._quote(tree)
            raise UnknownName(lambda: f"{self.scope.label}没有“{name}”这组行{near(name, labels)}", "relation", name)
        return relation

    def _inner_number(self, tree: ast.expr, operation: str) -> FieldType:
        assert self.relation is not None
        field = self.node(tree)
        if not isinstance(field, Field) or field.where != "inner" or field.kind != "number":
            raise ExpressionError(
                f"{operation}({self.relation.name}, …) 里的“{self._quote(tree)}”应当是{self.relation.label}的一个数字段"
            )
        return field.type
