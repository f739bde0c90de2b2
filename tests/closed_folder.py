"""A folder nobody may look into, whoever runs the tests: rights do not hold root back."""

from __future__ import annotations

import os

import pytest


def close_folder(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Makes every look into a folder of this name fail for want of rights."""
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith(name):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
