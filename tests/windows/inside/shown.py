"""In the place of the programs that open folders, pages and workbooks: writes down what was to be opened."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    log, opened = sys.argv[1:]
    with Path(log).open("a", encoding="utf-8") as file:
        file.write(f"{opened}\n")
