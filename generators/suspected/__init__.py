"""What is made of a list of suspected problems: the villages' parts, and the sender's own workbook with the answers."""

from __future__ import annotations

from generators.suspected.counts import counts_file
from generators.suspected.sender import returned_file
from generators.suspected.village import Row, village_file

__all__ = ["Row", "counts_file", "returned_file", "village_file"]
