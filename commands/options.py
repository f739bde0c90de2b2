"""Options that several commands have, with one wording."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PolicyOption = Annotated[str, typer.Option("--policy", metavar="编号", help="通知编号，用 cunbiao policies 查看")]
OutOption = Annotated[Path, typer.Option("--out", metavar="文件夹", help="结果放在哪个文件夹")]
SettingsOption = Annotated[
    Path | None,
    typer.Option("--settings", metavar="文件", help="县设置文件（.yaml），补上通知没有给出的标准"),
]
