"""The papers beside the manual keep up with the product."""

from __future__ import annotations

import re

from commands.setup.places import ROOT
from commands.setup.wheels import PINS
from cunbiao.version import VERSION
from tests.commands.setup.test_bundle import pins


def test_the_newest_entry_of_the_changelog_is_this_version() -> None:
    headings = re.findall(r"^## (.+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert VERSION in headings[0]


def test_the_licence_of_every_bundled_library_is_known() -> None:
    table = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8").lower()
    named = {name for row in table.splitlines() if row.startswith("|") for name in re.findall(r"[\w-]+", row)}
    assert pins(PINS).keys() <= named
