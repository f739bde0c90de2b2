"""``python -m benchmarks [merge|again|generate|growth|addin|cluster …]``."""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import build_corpus
from benchmarks.table import TABLES, Setting

# Growth is measured on these parts of the number of villages that the other tables use.
_GROWTH = (0.5, 1, 2, 4)


def main() -> None:
    """Builds the corpus and prints the tables asked for."""
    arguments = _arguments()
    names = arguments.tables or list(TABLES)
    sizes = sorted({max(1, round(part * arguments.villages)) for part in _GROWTH})
    most = sizes[-1] if "growth" in names else arguments.villages
    with _folder(arguments.folder) as folder:
        corpus = build_corpus(folder, most, arguments.households)
        setting = Setting(corpus, arguments.villages, sizes, arguments.rounds, arguments.scratch, arguments.spread)
        for name in names:
            print(TABLES[name](setting), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="CPU time as ratios in one run.")
    parser.add_argument("tables", nargs="*", choices=[*TABLES, []], help="which tables (all)")
    parser.add_argument("--villages", type=int, default=100, help="villages merged and issued (100)")
    parser.add_argument("--households", type=int, default=120, help="about how many households each has (120)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds the median is taken of (3)")
    parser.add_argument("--scratch", type=int, default=4, help="villages built from scratch with XlsxWriter (4)")
    parser.add_argument("--spread", type=int, default=2000, help="workbooks a local cluster reads (2000)")
    parser.add_argument("--folder", type=Path, help="keep the corpus here and use it again")
    return parser.parse_args()


@contextlib.contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        yield kept
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
