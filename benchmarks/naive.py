"""The usual script: pandas reads every sheet, puts them together, adds up, writes. It checks nothing.

``python -m benchmarks.naive ENGINE POLICY OUT FILE…``; with openpyxl it is what people find when they look for one,
with calamine it imitates a folder that Power Query puts together, as far as that can be done without Excel.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, cast

import pandas as pd

from cunbiao.definitions import load_campaign
from generators.village.layout import HINT_ROW, LABEL_ROW

_KEY = "户编号"

Engine = Literal["openpyxl", "calamine"]


def merge_naively(engine: Engine, sheets: Sequence[str], files: Sequence[Path], out: Path) -> None:
    """One workbook with the rows of all files and the totals of each sheet by file."""
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in sheets}
    for file in files:
        read = pd.read_excel(
            file, sheet_name=list(sheets), header=LABEL_ROW - 1, skiprows=[HINT_ROW - 1], engine=engine
        )
        for name, frame in read.items():
            key = next((column for column in frame.columns if _KEY in str(column)), frame.columns[1])
            frame.insert(0, "文件", file.stem)
            parts[name].append(frame.dropna(subset=[key]))
    with pd.ExcelWriter(out, engine="openpyxl") as book:
        for name, frames in parts.items():
            together = pd.concat(frames, ignore_index=True)
            together.to_excel(book, sheet_name=name, index=False)
            together.groupby("文件").sum(numeric_only=True).to_excel(book, sheet_name=f"{name}汇总")


if __name__ == "__main__":
    engine, policy, out, *files = sys.argv[1:]
    tables = load_campaign(policy).tables.values()
    merge_naively(cast(Engine, engine), [table.sheet for table in tables], [Path(file) for file in files], Path(out))
