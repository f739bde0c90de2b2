"""What can be clicked, read from the tab inside the built add-in."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from generators.xlam.package import UI_PART

_NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"


@dataclass(frozen=True)
class Clickable:
    """A button of the tab: its id and the Sub that Excel calls."""

    id: str
    sub: str


def clickables(addin: Path) -> dict[str, Clickable]:
    """Everything in the package that calls a Sub, by id."""
    tab = ElementTree.fromstring(zipfile.ZipFile(addin).read(UI_PART))
    buttons = tab.iter(f"{_NAMESPACE}button")
    return {own.attrib["id"]: Clickable(own.attrib["id"], own.attrib["onAction"]) for own in buttons}
