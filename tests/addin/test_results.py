"""Results go beside what they were made of, or where the person can write."""

from __future__ import annotations

from pathlib import Path

import pytest

from addin.results import beside_folder, results_folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "家"))
    return tmp_path / "家"


def test_results_of_a_folder_stand_beside_it(tmp_path: Path) -> None:
    source = tmp_path / "3-交回"
    source.mkdir()
    assert beside_folder(source, "汇总结果") == tmp_path / "3-交回_汇总结果"
    assert list(source.iterdir()) == []


def test_results_of_a_file_stand_in_its_folder(tmp_path: Path) -> None:
    assert results_folder(tmp_path) == tmp_path
    assert results_folder(tmp_path, "上报") == tmp_path / "上报"
    assert list(tmp_path.iterdir()) == [tmp_path / "上报"]


def test_a_folder_that_cannot_be_written_gives_way_to_ones_own(tmp_path: Path, home: Path) -> None:
    """A file where the folder would be refuses everybody, the administrator included."""
    closed = tmp_path / "只读"
    closed.touch()
    assert results_folder(closed, "上报") == home / "村表通结果" / "上报"
    (home / "Documents").mkdir()
    assert results_folder(closed, "上报") == home / "Documents" / "村表通结果" / "上报"
