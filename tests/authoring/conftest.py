from __future__ import annotations

from pathlib import Path

import pytest

from commands.definition import export
from tests.authoring.desk import Desk

YONGQIAO = "anhui-yongqiao-2020"


@pytest.fixture(autouse=True)
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has a machine of its own; gives the folder of its notices."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "cunbiao" / "通知"


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The definition workbook of Yongqiao as it was exported, not to be changed."""
    file = tmp_path_factory.mktemp("exported") / "定义.xlsx"
    export(YONGQIAO, file)
    return file


@pytest.fixture
def desk(exported: Path, tmp_path: Path) -> Desk:
    """A copy of it, open."""
    own = Desk(exported)
    own.file = tmp_path / "定义.xlsx"
    return own
