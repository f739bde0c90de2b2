"""The judge: LibreOffice, which opens, fills and recalculates the workbooks we generate."""

from office import LockedCell
from tests.judge.office import Book, Office

__all__ = ["Book", "LockedCell", "Office"]
