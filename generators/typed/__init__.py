"""录入核对: a fresh export of the national system against what should have been typed into it."""

from generators.typed.comparison import Comparison, compare
from generators.typed.workbook import typed_file

__all__ = ["Comparison", "compare", "typed_file"]
