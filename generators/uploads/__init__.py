"""上报录入表: what is typed into the systems, one workbook a township, in the order of their entry screens."""

from generators.uploads.workbook import upload_files

__all__ = ["upload_files"]
