"""What tells that a text is no name of a person written in Chinese."""

from __future__ import annotations

FORBIDDEN_IN_NAMES = (
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    "０１２３４５６７８９　！（）＊＋，－．／：；？＿、。…•"
)
"""Characters a Chinese name never has; the dot of ethnic names is · (U+00B7)."""
