"""Says whether LibreOffice and its Python bridge are installed (exit status 0) or not (1)."""

import shutil
import sys

sys.path.append("/usr/lib/python3/dist-packages")

try:
    import uno  # noqa: F401
except ImportError:
    sys.exit(1)
sys.exit(0 if shutil.which("soffice") and shutil.which("pdftoppm") else 1)
