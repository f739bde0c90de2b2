"""What a person chose, kept from click to click."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Self

from cunbiao.state_folder import LOGS, state_folder

_FILE = "选择.json"
# How many notices are remembered as used; an office seldom works by more.
_LATELY = 5


@dataclass
class State:
    """The choices of a person, empty where he has made none.

    Attributes:
        folder: where they are kept, with the logs and the marks of work that is going on.
        campaign: id of the notice.
        used: ids of the notices used lately, the latest first.
        settings: the county's settings file.
        rollups: the rollups the last merge made, one a township or the county's.
    """

    folder: Path = field(default_factory=state_folder)
    campaign: str = ""
    used: list[str] = field(default_factory=list)
    settings: str = ""
    rollups: list[str] = field(default_factory=list)

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """The choices kept in ``folder``; a file nobody can read counts as none."""
        state = cls(folder or state_folder())
        try:
            kept = json.loads((state.folder / _FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return state
        for name in _CHOICES:
            if isinstance(kept, dict) and isinstance(kept.get(name), type(getattr(state, name))):
                setattr(state, name, kept[name])
        return state

    def save(self) -> None:
        """Keeps the choices; raises `OSError` when the folder cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f"{_FILE}.{os.getpid()}"
        chosen = {name: value for name, value in asdict(self).items() if name in _CHOICES}
        draft.write_text(json.dumps(chosen, ensure_ascii=False, indent=2), encoding="utf-8")
        draft.replace(self.folder / _FILE)

    def take(self, campaign: str) -> None:
        """Goes by a notice from now on."""
        self.campaign = campaign
        self.used = [campaign, *(other for other in self.used if other != campaign)][:_LATELY]

    @property
    def logs(self) -> Path:
        """The folder of log files."""
        return self.folder / LOGS

    @property
    def settings_file(self) -> Path | None:
        """The settings file, ``None`` when none was chosen."""
        return Path(self.settings) if self.settings else None


_CHOICES = [each.name for each in fields(State) if each.name != "folder"]
