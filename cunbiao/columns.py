"""The columns the program itself must know by name; all others it meets only through the definitions.

Worker processes import this module, so it needs nothing beyond the standard library.
"""

from __future__ import annotations

# Joins the rows of one household, in every table of a village.
HOUSEHOLD_KEY = "household_code"
HEAD_NAME = "head_name"
NAME = "name"
# Who becomes the head where the head is gone.
NEW_HEAD = "new_head"
# The person a row is about, in the order in which a table may name one.
PERSON_NAMES = (NAME, "child_name")
# An identity number as it was typed, and the 18 characters of it by which a person is known.
ID_NUMBER = "id_number"
PERSON_KEY = "id18"
# The computed income a village sees on its sheet; a file's own result is compared with it.
PER_CAPITA = "per_capita"
