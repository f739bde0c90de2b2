from __future__ import annotations

from pathlib import Path

import pytest

from generators.xlam import ADDIN_NAME, AddinHome, build_addin

HOME = AddinHome(python="用户 张三/python.exe", home="村表通 程序")


@pytest.fixture(scope="session")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in of a machine whose paths are Chinese and have blanks; they name no drive, so that others stand out."""
    written = build_addin(tmp_path_factory.mktemp("addin"), HOME)
    assert written.path.name == ADDIN_NAME
    return written.path
