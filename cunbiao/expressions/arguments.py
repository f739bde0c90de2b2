"""What a function takes at each place, and the refusal of anything else."""

from __future__ import annotations

from collections.abc import Sequence

from cunbiao.expressions.codes import has_codes, labelled_part
from cunbiao.expressions.functions import ArgumentKind
from cunbiao.expressions.tree import Constant, Field, Node, Parameter
from cunbiao.expressions.types import KIND_WORDS, ExpressionError, Kind


def checked_argument(kind: ArgumentKind, node: Node, shown: str, before: Sequence[Node]) -> Node:
    """The argument as the tree holds it.

    Raises:
        ExpressionError: ``node``, described by ``shown``, is not of ``kind``; ``before`` are the arguments before it.
    """
    if kind == "code":
        if not isinstance(node, Constant) or node.kind != "text":
            raise ExpressionError(f"{shown}应当是带引号的固定文字")
        return labelled_part(before[-1], node)
    _check(kind, node, shown, before)
    return node


def _check(kind: ArgumentKind, node: Node, shown: str, before: Sequence[Node]) -> None:
    match kind:
        case "text" | "number" | "flag":
            _check_kind(kind, node, shown)
        case "free text":
            _check_kind("text", node, shown)
            if has_codes(node):
                raise ExpressionError(f"{shown}有可选项，请用 ==、in 或 has 与可选项比较")
        case "fixed text":
            if not isinstance(node, Constant | Parameter) or node.kind != "text":
                raise ExpressionError(f"{shown}应当是带引号的固定文字，或者文字参数")
        case "field" | "number field" | "coded field":
            _check_field(kind, node, shown)
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


def _check_kind(kind: Kind, node: Node, shown: str) -> None:
    if node.kind != kind:
        raise ExpressionError(f"{shown}应当是{KIND_WORDS[kind]}，现在是{KIND_WORDS[node.kind]}")


def _check_field(kind: ArgumentKind, node: Node, shown: str) -> None:
    if not isinstance(node, Field):
        raise ExpressionError(f"{shown}应当是一个字段")
    if kind == "number field" and node.kind != "number":
        raise ExpressionError(f"{shown}应当是数字段，现在是{KIND_WORDS[node.kind]}")
    if kind == "coded field" and not node.type.codes:
        raise ExpressionError(f"{shown}应当是有可选项的字段")
