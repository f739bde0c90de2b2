"""The add-in ``村表通.xlam``, built from the text under ``macros/`` and ``templates/desk/``."""

from generators.xlam.conf import AddinHome
from generators.xlam.package import ADDIN_NAME, addin_bytes, build_addin

__all__ = ["ADDIN_NAME", "AddinHome", "addin_bytes", "build_addin"]
