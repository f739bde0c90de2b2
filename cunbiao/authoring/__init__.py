"""A notice made in Excel: its definitions as rows of a workbook, and what was typed there as a notice again."""
