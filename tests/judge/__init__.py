"""The judge: LibreOffice, which opens, fills and recalculates the workbooks we generate."""

from tests.judge.office import Book, LockedCell, Office, OfficeMissing

__all__ = ["Book", "LockedCell", "Office", "OfficeMissing"]
