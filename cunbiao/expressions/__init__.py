"""Rule expressions: one text, compiled to Excel formulas, to operations over tables and to a Chinese sentence.

The language has Python's syntax and three truth values: ``age < 16 and labour_skill != "无劳动力"`` is true, false, or
unknown when a needed cell is empty, holds the wrong kind of value, or a parameter is not given.
"""

from cunbiao.expressions.compile import Expression, compile_expression
from cunbiao.expressions.types import ExpressionError, FieldType, ParameterInfo, Relation, Scope, UnknownName

__all__ = [
    "Expression",
    "ExpressionError",
    "FieldType",
    "ParameterInfo",
    "Relation",
    "Scope",
    "UnknownName",
    "compile_expression",
]
