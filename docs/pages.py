"""From a demo folder to pictures: finding its workbooks, making a PNG of a printed page."""

from __future__ import annotations

import subprocess
from pathlib import Path

from PIL import Image

_COLOURS = 64


def found(folder: Path, pattern: str) -> Path:
    """The first file of a pattern in a folder.

    Raises:
        FileNotFoundError: there is none.
    """
    file = next(folder.glob(pattern), None)
    if file is None:
        raise FileNotFoundError(f"{folder} 里没有 {pattern}，请先运行 make demo")
    return file


def png_of(page: Path, image: Path, dots_per_inch: int) -> None:
    """Makes a PNG of the first page of a PDF; a sheet needs few colours: a fraction of the size, looking the same."""
    command = ["pdftoppm", "-png", "-singlefile", "-r", str(dots_per_inch), "-l", "1"]
    subprocess.run([*command, str(page), str(image.with_suffix(""))], check=True)
    with Image.open(image) as picture:
        reduced = picture.convert("RGB").quantize(_COLOURS)
    reduced.save(image, optimize=True)
    print(f"{image.name} {image.stat().st_size // 1024} KB")
