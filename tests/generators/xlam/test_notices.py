"""The add-in knows no notice: whatever notices there are, it is built, and it is the same to the byte."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generators.xlam import addin_bytes
from tests.generators.xlam.conftest import HOME
from tests.generators.xlam.elsewhere import checksum_of_addin

ROOT = Path(__file__).parents[3]
MADE_FROM = ("workbooks", "cunbiao", "generators", "templates", "macros")
NOTICES = "templates/notices"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything the add-in is made from, whose notices a test may change."""
    home = tmp_path_factory.mktemp("product").resolve()
    for name in MADE_FROM:
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    return home


def no_notice(folder: Path) -> None:
    for own in folder.iterdir():
        shutil.rmtree(own)


def notices_without_the_verdict_exit(folder: Path) -> None:
    files = {file: file.read_text(encoding="utf-8") for file in folder.glob("*/notice.yaml")}
    assert any("verdict: exit" in text for text in files.values())
    for file, text in files.items():
        file.write_text(text.replace("verdict: exit", "verdict: edge"), encoding="utf-8")


def a_notice_with_a_mistake(folder: Path) -> None:
    (folder / "wrong").mkdir()
    (folder / "wrong" / "notice.yaml").write_text("id: [", encoding="utf-8")


@pytest.mark.parametrize("change", [no_notice, notices_without_the_verdict_exit, a_notice_with_a_mistake])
def test_its_bytes_do_not_depend_on_the_notices(change: Callable[[Path], None], product: Path) -> None:
    notices = product / NOTICES
    shutil.rmtree(notices)
    shutil.copytree(ROOT / NOTICES, notices)
    change(notices)
    assert checksum_of_addin(product) == hashlib.sha256(addin_bytes(HOME)).hexdigest()
