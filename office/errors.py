"""What can go wrong between a command and LibreOffice, each said to the person at the desk."""

from __future__ import annotations

from workbooks.errors import ForThePerson


class OfficeError(ForThePerson):
    """LibreOffice cannot do what was asked."""


class OfficeMissing(OfficeError):
    """LibreOffice or its Python bridge is not installed, does not start, or does not answer."""


class OfficeGone(OfficeError):
    """LibreOffice was closed or crashed while a command worked with it; ``hresult`` is what COM says of such an Excel.

    It is RPC_S_SERVER_UNAVAILABLE, with the sign pywin32 gives it.
    """

    hresult = -2147023174


class OfficeFault(Exception):
    """LibreOffice refused a call that should have worked: a mistake of ours.

    UNO's own exceptions stay inside the engine, since they cannot pass a ``with`` block of ``contextlib``.
    """


class LockedCell(OfficeError):
    """A person cannot type here: the cell is locked and its sheet protected."""
