"""Rule expressions: one text, compiled to Excel formulas, to operations over tables and to a Chinese sentence.

The language has Python's syntax and three truth values: ``age < 16 and labour_skill != "无劳动力"`` is true, false, or
unknown when a needed cell is empty, holds the wrong kind of value, or a parameter is not given.
"""

from cunbiao.expressions.compile import Expression, compile_expression
from cunbiao.expressions.excel.expression import excel_false, excel_true, excel_value
from cunbiao.expressions.sentence import chinese
from cunbiao.expressions.table.columns import Rows, Truth
from cunbiao.expressions.table.expression import Values, truth, value
from cunbiao.expressions.table.prepared import PreparedRows, prepare
from cunbiao.expressions.types import (
    ExpressionError,
    FieldType,
    ParameterInfo,
    Relation,
    Scope,
    UnknownCode,
    UnknownName,
)

__all__ = [
    "Expression",
    "ExpressionError",
    "FieldType",
    "ParameterInfo",
    "PreparedRows",
    "Relation",
    "Rows",
    "Scope",
    "Truth",
    "UnknownCode",
    "UnknownName",
    "Values",
    "chinese",
    "compile_expression",
    "excel_false",
    "excel_true",
    "excel_value",
    "prepare",
    "truth",
    "value",
]
