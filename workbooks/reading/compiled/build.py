"""Builds the library: ``python -m workbooks.reading.compiled.build`` for this computer, `build` for any.

The compiler is Zig's, a package of Python like others, which builds for every system on every system.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from workbooks.reading.compiled.library import HERE, SOURCE, library_name, this_system

_TARGETS: Mapping[str, str] = {
    "windows": "x86_64-windows-gnu",
    "linux-x86_64": "x86_64-linux-gnu.2.17",
    "linux-aarch64": "aarch64-linux-gnu.2.17",
}
# It asks for nothing, so there is nothing that a system could lack.
_OPTIONS = ("-O3", "-shared", "-nostdlib", "-fPIC", "-fvisibility=hidden", "-s", "-Wall", "-Wextra", "-Werror")


def build(folder: Path, system: str) -> Path | None:
    """Writes the library for a system such as ``windows`` or ``linux-x86_64`` into ``folder``.

    ``None`` when the compiler is not installed here or does not know the system.

    Raises:
        subprocess.CalledProcessError: the compiler failed; what it said is in it.
    """
    target = _TARGETS.get(system)
    if target is None or importlib.util.find_spec("ziglang") is None:
        return None
    library = folder / library_name(system)
    with tempfile.TemporaryDirectory() as scratch:
        # Its name is written into a library for Windows; with one and the same it is the same bytes everywhere.
        draft = Path(scratch) / f"scan{library.suffix}"
        command = [sys.executable, "-m", "ziglang", "cc", "-target", target, *_OPTIONS, "-o", str(draft), str(SOURCE)]
        cache = {"ZIG_GLOBAL_CACHE_DIR": scratch, "ZIG_LOCAL_CACHE_DIR": scratch}
        subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **cache})
        library.write_bytes(draft.read_bytes())
    return library


if __name__ == "__main__":
    build(HERE, this_system())
