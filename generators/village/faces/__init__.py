"""Print faces: one record on paper as an attachment has it, filled from the sheets of a workbook or from a register."""
