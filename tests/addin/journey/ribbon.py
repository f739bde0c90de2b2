"""What can be clicked, read from the tab inside the built add-in."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from generators.xlam.package import UI_PART

_NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"


@dataclass(frozen=True)
class Clickable:
    """An entry of the tab: its id, the id of the button it is or hangs under, and the Sub that Excel calls."""

    id: str
    button: str
    sub: str


def clickables(addin: Path) -> dict[str, Clickable]:
    """Everything in the package that calls a Sub, by id."""
    tab = ElementTree.fromstring(zipfile.ZipFile(addin).read(UI_PART))
    return {found.id: found for group in tab.iter(f"{_NAMESPACE}group") for found in _within(group)}


def _within(group: ElementTree.Element) -> Iterator[Clickable]:
    for entry in group:
        for own in entry.iter(f"{_NAMESPACE}button"):
            yield Clickable(own.attrib["id"], entry.attrib["id"], own.attrib["onAction"])
