"""What Excel itself fixes, whatever a workbook is about."""

from __future__ import annotations

from datetime import date

# The size of a sheet.
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
# The day whose number is 0; dates are stored as the days since.
DAY_ZERO = date(1899, 12, 30)
