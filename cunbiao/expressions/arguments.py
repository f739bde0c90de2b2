"""What a function takes at each place, and the refusal of anything else."""

from __future__ import annotations

from collections.abc import Sequence

from cunbiao.expressions.functions import FUNCTIONS, ArgumentKind
from cunbiao.expressions.tree import Call, Constant, Field, Node
from cunbiao.expressions.types import KIND_WORDS, ExpressionError, near


def labels_of(node: Node) -> tuple[str, ...] | None:
    """The only values a text can take, None where it is free."""
    if isinstance(node, Field):
        return node.type.codes
    if isinstance(node, Call):
        return FUNCTIONS[node.function].codes
    return None


def check_label(item: Node, other: Node) -> None:
    """Raise where a text that can only take certain values is compared with a constant that is none of them."""
    labels = labels_of(item)
    if labels is not None and isinstance(other, Constant) and other.value not in labels:
        raise _no_label(item, other, labels)


def check_argument(kind: ArgumentKind, node: Node, shown: str, before: Sequence[Node]) -> None:
    """Raise unless ``node``, described by ``shown``, is of ``kind``; ``before`` are the arguments before it."""
    match kind:
        case "text" | "number" | "flag":
            if node.kind != kind:
                raise ExpressionError(f"{shown}应当是{KIND_WORDS[kind]}，现在是{KIND_WORDS[node.kind]}")
        case "field" | "number field" | "coded field":
            _check_field(kind, node, shown)
        case "label":
            _check_part(node, shown, before[-1])
        case "length":
            if not isinstance(node, Constant) or node.kind != "number" or float(node.value) not in range(1, 256):
                raise ExpressionError(f"{shown}应当是 1 到 255 的整数")
        case "birth":
            if node.kind == "flag":
                raise ExpressionError(f"{shown}应当是证件号码，或者 8 位数的出生日期")
        case "branch":
            if len(before) == 2 and before[1].kind != node.kind:
                raise ExpressionError(
                    f"{shown}应当与前一个结果种类相同，一个是{KIND_WORDS[before[1].kind]}，一个是{KIND_WORDS[node.kind]}"
                )


def _check_field(kind: ArgumentKind, node: Node, shown: str) -> None:
    if not isinstance(node, Field):
        raise ExpressionError(f"{shown}应当是一个字段")
    if kind == "number field" and node.kind != "number":
        raise ExpressionError(f"{shown}应当是数字段，现在是{KIND_WORDS[node.kind]}")
    if kind == "coded field" and not node.type.codes:
        raise ExpressionError(f"{shown}应当是有可选项的字段")


def _check_part(node: Node, shown: str, field: Node) -> None:
    """The second argument of ``has``: one value of a multi-select."""
    if not isinstance(node, Constant) or node.kind != "text":
        raise ExpressionError(f"{shown}应当是带引号的固定文字")
    parts = tuple(dict.fromkeys(part for label in labels_of(field) or () for part in label.split(",")))
    if node.value not in parts:
        raise _no_label(field, node, parts)


def _no_label(item: Node, other: Constant, labels: Sequence[str]) -> ExpressionError:
    name = item.type.label if isinstance(item, Field) else "这一项"
    return ExpressionError(f"{name}的可选项里没有“{other.value}”{near(str(other.value), labels)}")
