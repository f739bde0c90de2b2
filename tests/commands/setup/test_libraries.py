"""The libraries the product imports are those it says it needs, and those the check-up loads."""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from commands.setup.bundle import PACKAGES
from commands.setup.installation_check import LIBRARIES
from commands.setup.places import ROOT
from tests.commands.setup.imports import EXTRA, product_imports


def test_the_check_up_loads_every_library_the_product_imports() -> None:
    for platform in ("win32", "linux"):
        imported = {one.top for one in product_imports(ROOT, platform)}
        assert imported - sys.stdlib_module_names - {*PACKAGES} - {*EXTRA} == set(LIBRARIES)


def test_every_dependency_is_imported_and_every_library_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    (*imported,) = (packages_distributions()[library] for library in LIBRARIES)
    assert {canonicalize_name(name) for names in imported for name in names} == needed
