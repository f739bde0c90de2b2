"""The days that count as dates, as Excel's numbers: what lies outside was never meant as a date and is not read as one.

Excel believes that 1900 was a leap year, so numbers before 1900-03-01 (61) name the wrong day.
"""

from __future__ import annotations

FIRST_DAY = 61
"""1900-03-01."""
LAST_DAY = 73_415
"""2100-12-31."""
