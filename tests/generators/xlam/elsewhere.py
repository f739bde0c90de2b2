"""The add-in built by another process, from this product or from a copy of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.generators.xlam.conftest import HOME

_PROGRAM = f"""
import hashlib, pathlib, sys, generators
from generators.xlam import AddinHome, addin_bytes
assert pathlib.Path(generators.__file__).parents[1] == pathlib.Path(sys.argv[1])
print(hashlib.sha256(addin_bytes(AddinHome({HOME.python!r}, {HOME.home!r}))).hexdigest())
"""


def checksum_of_addin(product: Path, seed: str = "0") -> str:
    """SHA-256 of the add-in that the product in a folder builds, with the hashes of that seed."""
    done = subprocess.run(
        [sys.executable, "-P", "-X", "utf8", "-c", _PROGRAM, product],
        env={**os.environ, "PYTHONPATH": str(product), "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
