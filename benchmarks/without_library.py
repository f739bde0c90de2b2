"""Reading as it is where no library was built."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from workbooks.reading.compiled.library import HERE, library_name, this_system


@contextlib.contextmanager
def without_library() -> Iterator[None]:
    """Within it every process that is started scans sheets with NumPy."""
    library = HERE / library_name(this_system())
    aside = library.with_suffix(".aside")
    if library.exists():
        library.replace(aside)
    try:
        yield
    finally:
        if aside.exists():
            aside.replace(library)
