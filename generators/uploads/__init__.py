"""上报录入表: what is typed into the systems, one workbook a township, in the order of their entry screens."""

from generators.uploads.workbook import write_uploads

__all__ = ["write_uploads"]
