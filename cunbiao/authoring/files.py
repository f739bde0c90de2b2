"""The files of a notice as plain data: read with their layer, changed, and written as YAML again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from cunbiao.definitions.source import Document

HEAD = "notice.yaml"
Data = dict[str, Any]
Files = dict[str, Any]
"""Path in the notice's folder, with "/" → what the file says: `Data` of a definition file, else its text."""


def files_of(folder: Path) -> Files:
    """All files of a notice, its opening file first: the definitions as data, what else is written as text as it is.

    Raises:
        DefinitionError: a file is no YAML.
    """
    found = sorted((file for file in folder.rglob("*") if file.is_file()), key=lambda file: (file.name != HEAD, file))
    return {file.relative_to(folder).as_posix(): _content(file) for file in found}


def write_texts(texts: Mapping[str, str], folder: Path) -> None:
    """Writes the texts of a notice's files into ``folder``."""
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def texts_of(files: Files) -> dict[str, str]:
    """The files as text, the definitions as YAML."""
    return {name: data if isinstance(data, str) else _dumped(data) for name, data in files.items()}


def _content(file: Path) -> Any:
    if file.suffix == ".yaml":
        return Document(file).data
    return file.read_text(encoding="utf-8")


class _Dumper(yaml.SafeDumper):
    """Every value where it stands, no references; numbers as the definitions read them, without exponents."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _number(dumper: yaml.SafeDumper, value: float) -> yaml.Node:
    if value.is_integer():
        return dumper.represent_scalar("tag:yaml.org,2002:int", str(int(value)))
    return dumper.represent_scalar("tag:yaml.org,2002:float", format(Decimal(repr(value)), "f"))


def _day(dumper: yaml.SafeDumper, value: date) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


_Dumper.add_representer(float, _number)
_Dumper.add_representer(date, _day)
_Dumper.add_representer(tuple, lambda dumper, value: dumper.represent_list(list(value)))


def _dumped(data: Data) -> str:
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return text
