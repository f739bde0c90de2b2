"""As much of cmd as a launcher uses: what Explorer starts it with, its lines one by one, and the program they start."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PureWindowsPath

_PLACE = re.compile(r"%(~dp0|~f0|\*)")
# As the search path of a bundle's Python has it, whatever the environment says.
_IN_BUNDLE = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1));"
    "runpy.run_module(sys.argv.pop(1), alter_sys=True, run_name='__main__')"
)
_CMD = "C:\\WINDOWS\\system32\\cmd.exe /c "


def explorer_line(launcher: Path, dropped: Sequence[Path]) -> str:
    """The line Explorer starts cmd with: of what is dropped only paths with spaces are quoted."""
    paths = "".join(f' "{path}"' if " " in str(path) else f" {path}" for path in dropped)
    return f'{_CMD}""{launcher}"{paths}"'


def run(launcher: Path, line: str, product: Path, typed: str) -> subprocess.CompletedProcess[str]:
    """Runs a launcher that cmd was started with by ``line``; its ``python.exe`` is the Python of this test."""
    # cmd takes the outer quotes off, and reads no further than an & outside quotes.
    own = _up_to_ampersand(line.removeprefix(_CMD)[1:-1])
    places = {"~dp0": f"{launcher.parent}\\", "~f0": str(launcher), "*": own.removeprefix(f'"{launcher}"')}
    environment = {"PATH": "", "COLUMNS": "200"}
    started: subprocess.CompletedProcess[str] | None = None
    for text in launcher.read_text(encoding="ascii").splitlines():
        written = _PLACE.sub(lambda match: places[match[1]], text)
        if text.startswith("set "):
            name, _, value = written.partition('"')[2].rpartition('"')[0].partition("=")
            environment[name] = line if value == "!cmdcmdline!" else value
        elif text.startswith('"') and started is None:
            program, words = written[1:].split('" ', 1)
            assert PureWindowsPath(program).name == "python.exe"
            options, _, module = words.partition(" -m ")
            started = subprocess.run(
                [sys.executable, *options.split(), "-c", _IN_BUNDLE, str(product), *shlex.split(module)],
                input=typed,
                env=environment,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
    assert started is not None, "the launcher started nothing"
    return started


def _up_to_ampersand(line: str) -> str:
    quoted = False
    for place, letter in enumerate(line):
        quoted ^= letter == '"'
        if letter == "&" and not quoted:
            return line[:place]
    return line
