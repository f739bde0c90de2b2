"""Code ids, which expressions are written with, and the labels that stand for them in one year's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cunbiao.expressions.functions import FUNCTIONS
from cunbiao.expressions.tree import Call, Constant, Field, Node, Parameter
from cunbiao.expressions.types import ExpressionError, FieldType, UnknownCode, near


def has_codes(item: Node) -> bool:
    """Whether a text can only take the values of a code list."""
    return _coded(item) is not None


def labelled(item: Node, other: Node) -> Node:
    """``other`` as tables hold it: the year's label where ``item`` has codes and ``other`` is, or gives, the id of one.

    Raises:
        UnknownCode: only other years have that id.
        ExpressionError: no year has it.
    """
    coded = _coded(item)
    match other:
        case Constant(value=str(code)) if coded is not None:
            return Constant(_whole(coded, code))
        case Parameter(info=info) if coded is not None and isinstance(info.value, str):
            return Constant(_whole(coded, info.value))
        case _:
            return other


def labelled_part(item: Node, code: Constant) -> Constant:
    """Like `labelled`, for one value of a multi-select."""
    coded = _coded(item)
    assert coded is not None
    return Constant(_label(coded, str(code.value), _parts(coded)))


def labelled_list(item: Node, codes: Sequence[Constant]) -> tuple[tuple[Constant, ...], tuple[str, ...]]:
    """The labels of ``codes``, and the ids among them that this year does not have.

    Raises:
        UnknownCode: this year has none of them.
        ExpressionError: no year has one of them.
    """
    coded = _coded(item)
    if coded is None:
        return tuple(codes), ()
    labels: dict[Constant, None] = {}
    left_out: list[str] = []
    missing: UnknownCode | None = None
    for code in codes:
        try:
            labels[Constant(_whole(coded, str(code.value)))] = None
        except UnknownCode as error:
            missing = error
            left_out.append(str(code.value))
    if missing is not None and not labels:
        raise missing
    return tuple(labels), tuple(left_out)


def _coded(item: Node) -> FieldType | None:
    """The field, or what stands for it, if the item can only take certain values."""
    if isinstance(item, Field):
        return item.type if item.kind == "text" and item.type.codes else None
    if isinstance(item, Call) and (codes := FUNCTIONS[item.function].codes):
        return FieldType(item.function, "这一项", "text", codes)
    return None


def _parts(coded: FieldType) -> Mapping[str, str]:
    """The label of each id that can stand alone."""
    if coded.ids:
        return coded.ids
    return {part: part for label in coded.codes or () for part in label.split(",")}


def _whole(coded: FieldType, code: str) -> str:
    """The label of an id, or of several joined by ","."""
    codes = coded.codes or ()
    if not coded.ids:
        return _label(coded, code, {label: label for label in codes})
    if code in coded.ids:
        return coded.ids[code]
    label = ",".join(_label(coded, part, coded.ids) for part in code.split(","))
    if label not in codes:
        raise _no_code(coded, code, coded.ids)
    return label


def _label(coded: FieldType, code: str, labels: Mapping[str, str]) -> str:
    if code in labels:
        return labels[code]
    if code in coded.known_ids:
        raise UnknownCode(f"{coded.label}本年度的可选项里没有“{code}”（别的年度有）", code, coded.name)
    raise _no_code(coded, code, labels)


def _no_code(coded: FieldType, code: str, labels: Mapping[str, str]) -> ExpressionError:
    shown = {name: "" if label == name else label for name, label in labels.items()}
    return ExpressionError(lambda: f"{coded.label}的可选项里没有“{code}”{near(code, shown)}")
