"""What no merge can do without: reading the entry sheets with python-calamine, and deflating what is written.

``python -m benchmarks.floor POLICY OUT FILE…`` prints the CPU seconds of both; ``OUT`` holds the written workbooks.
"""

from __future__ import annotations

import json
import sys
import time
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook

from cunbiao.definitions import load_campaign

_LEVEL = 6


def reading(sheets: Sequence[str], files: Sequence[Path]) -> float:
    """CPU seconds of reading these sheets of all files into lists."""
    start = time.process_time()
    for file in files:
        book = CalamineWorkbook.from_path(file)
        for name in sheets:
            book.get_sheet_by_name(name).to_python()
    return time.process_time() - start


def deflating(out: Path) -> float:
    """CPU seconds of deflating all parts of the workbooks in ``out``; inflating them first does not count."""
    seconds = 0.0
    for file in out.glob("*.xlsx"):
        with zipfile.ZipFile(file) as package:
            for name in package.namelist():
                content = package.read(name)
                start = time.process_time()
                zlib.compress(content, _LEVEL)
                seconds += time.process_time() - start
    return seconds


if __name__ == "__main__":
    policy, out, *files = sys.argv[1:]
    tables = load_campaign(policy).tables.values()
    seconds = reading([table.sheet for table in tables], [Path(file) for file in files])
    print(json.dumps({"reading": seconds, "deflating": deflating(Path(out))}))
