"""Sets whose moves were broken off: nobody reads a folder before they are finished."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from generators.publishing.output_folder import WORK, OutputFolder


def finish_interrupted(paths: Iterable[Path]) -> None:
    """Finishes what killed runs have left under ``paths`` (files and folders), and removes their drafts.

    Raises:
        PublishError: a run is going on there, or one cannot be finished.
    """
    folders = {path if path.is_dir() else path.parent for path in paths}
    for folder in sorted(folders):
        for here, below, _ in os.walk(folder):
            if WORK in below:
                below.remove(WORK)
                with OutputFolder(Path(here)):
                    pass
            if here == str(folder) and folder not in paths:
                below.clear()
