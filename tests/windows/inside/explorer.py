"""Starts a launcher as Explorer does when something is dropped on it: ``python explorer.py LAUNCHER PATH…``.

Explorer puts only paths with blanks in quotes, and all of it into one more pair. Wine's cmd does not know the line it
was started with, so that is in the environment.
"""

from __future__ import annotations

import os
import subprocess
import sys

if __name__ == "__main__":
    launcher, *paths = sys.argv[1:]
    words = "".join(f' "{path}"' if " " in path else f" {path}" for path in paths)
    line = f'C:\\windows\\system32\\cmd.exe /c ""{launcher}"{words}"'
    sys.exit(subprocess.call(line, env={**os.environ, "CMDCMDLINE": line}))
