"""The manual as a page the browser can show: the bundle brings one, a checkout makes one."""

from __future__ import annotations

import shutil
from pathlib import Path

from generators.manual import manual_page

_ROOT = Path(__file__).resolve().parents[1]
_DOCS = _ROOT / "docs"
_TITLE, _PICTURES = "操作手册", "图"


def manual_file(folder: Path) -> Path:
    """The page beside the launchers of a bundle; without a bundle one is made in ``folder``.

    Raises:
        OSError: ``folder`` cannot be written.
    """
    page = f"{_TITLE}.html"
    shipped = _ROOT.parent / page
    if shipped.exists():
        return shipped
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(_DOCS / _PICTURES, folder / _PICTURES, dirs_exist_ok=True)
    text = (_DOCS / f"{_TITLE}.md").read_text(encoding="utf-8")
    (folder / page).write_text(manual_page(text, _TITLE), encoding="utf-8")
    return folder / page
