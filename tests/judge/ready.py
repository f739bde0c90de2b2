"""Says whether LibreOffice and its Python bridge can be used from this Python (status 0) or what is missing (1)."""

from __future__ import annotations

import shutil
import sys

sys.path.append("/usr/lib/python3/dist-packages")


def missing() -> list[str]:
    """What the tests need and this machine lacks."""
    lacking = [program for program in ("soffice", "pdftoppm") if shutil.which(program) is None]
    try:
        import uno  # noqa: F401
    except ImportError as error:
        version = ".".join(map(str, sys.version_info[:2]))
        lacking.append(f"能被 Python {version} 用的 python3-uno（{error}；可用 make test PYTHON=/usr/bin/python3）")
    return lacking


if __name__ == "__main__":
    for name in missing():
        print(f"缺少：{name}", file=sys.stderr)
    sys.exit(1 if missing() else 0)
