"""The demonstration leaves what is not its own alone, and shows every step."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from commands import demo as demonstration
from commands.demo import MARK, demo
from commands.outcome import CommandError, Status


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """A county just large enough for its clerks to make every mistake."""
    monkeypatch.setattr(demonstration, "VILLAGES", 6)
    monkeypatch.setattr(demonstration, "HOUSEHOLDS", 2)


def test_a_folder_with_other_things_in_it_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "我的.txt").write_text("要紧", encoding="utf-8")
    with pytest.raises(CommandError, match="里已有别的东西，不敢覆盖"):
        demo(tmp_path, lambda _: None)
    assert [file.name for file in tmp_path.iterdir()] == ["我的.txt"]


@pytest.mark.usefixtures("tiny")
def test_it_goes_from_the_roster_to_the_upload_in_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    earlier = tmp_path / "6-上报" / "旧的.xlsx"
    earlier.parent.mkdir()
    earlier.write_bytes(b"")
    (tmp_path / MARK).write_text("上次的演示", encoding="utf-8")
    said: list[str] = []
    outcome = demo(tmp_path, said.append)
    assert outcome.status is Status.DONE
    folders = ["1-设置", "2-下发", "3-交回", "4-乡镇汇总", "5-县汇总", "6-上报", "7-文书"]
    assert [folder.name for folder in outcome.files] == folders
    steps = [line for line in said if line[0].isdigit()]
    assert [line[0] for line in steps] == list("1234567")
    assert all(line.endswith("……") for line in steps), "a step is told before it is done"
    assert len(said) > 2 * len(steps)
    for folder in outcome.files:
        assert any(file.suffix in (".xlsx", ".docx") for file in folder.rglob("*")), folder
    assert not earlier.exists()
    assert systems_told_by(outcome.files, but={"1-设置", "3-交回"}) == {0}, "bytes are the same on every system"


def systems_told_by(folders: list[Path], but: set[str]) -> set[int]:
    """What the packages in folders say of the system they were written on, but for what others have written."""
    own = [folder for folder in folders if folder.name not in but]
    files = [file for folder in own for file in folder.rglob("*") if file.suffix in (".xlsx", ".docx")]
    return {member.create_system for file in files for member in zipfile.ZipFile(file).infolist()}
