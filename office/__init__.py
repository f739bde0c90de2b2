"""LibreOffice behind xlwings' public interface: the same commands run in Excel and here.

``start()`` runs a LibreOffice of our own without a screen, ``connect()`` reaches a running one and gives an ``xw.App``.
What a command reads and writes through ``xw.App``, ``Book``, ``Sheet`` and ``Range`` behaves as in Excel on Windows;
the few members of Excel's own objects that ``.api`` offers are listed in ``office.excel``.
"""

from __future__ import annotations

from office.connection import Connection, bridge, start
from office.engine import connect
from office.errors import LockedCell, OfficeError, OfficeFault, OfficeGone, OfficeMissing

__all__ = [
    "Connection",
    "LockedCell",
    "OfficeError",
    "OfficeFault",
    "OfficeGone",
    "OfficeMissing",
    "bridge",
    "connect",
    "start",
]
