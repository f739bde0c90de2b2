"""The kinds of values a column can hold.

Worker processes import this module, so it needs nothing beyond the standard library.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["text", "choice", "choices", "integer", "number", "money", "date", "id", "phone", "bank", "code"]

NUMBER_KINDS: frozenset[Kind] = frozenset({"integer", "number", "money", "date"})
CHOICE_KINDS: frozenset[Kind] = frozenset({"choice", "choices"})
# Kinds whose digits are no quantity: a number typed there has lost digits or leading zeros.
DIGIT_KINDS: frozenset[Kind] = frozenset({"id", "phone", "bank", "code"})
