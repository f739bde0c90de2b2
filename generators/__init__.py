"""Everything that writes a workbook or a document. Knows layout and styles, never a rule."""
