"""For whom a register is built."""

from __future__ import annotations

from typing import Literal

Level = Literal["township", "county"]
