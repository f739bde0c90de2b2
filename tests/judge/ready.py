"""Says whether LibreOffice and its Python bridge can be used from this Python (status 0) or what is missing (1)."""

from __future__ import annotations

import shutil
import sys

from office import OfficeMissing, bridge


def missing() -> list[str]:
    """What the tests need and this machine lacks."""
    lacking = [program for program in ("soffice", "pdftoppm") if shutil.which(program) is None]
    try:
        bridge()
    except OfficeMissing as error:
        lacking.append(f"{error}；可用 make test PYTHON=/usr/bin/python3")
    return lacking


if __name__ == "__main__":
    for name in missing():
        print(f"缺少：{name}", file=sys.stderr)
    sys.exit(1 if missing() else 0)
