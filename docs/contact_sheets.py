"""Draws one picture a notice for 附件一览.md: its print faces and documents, small, side by side.

``python -m docs.contact_sheets demos`` looks for a demo of each notice in a folder of its id under ``demos``, and makes
one where there is none. What is filled in is the invented county's. Documents need LibreOffice's Writer, which nothing
else here does (``libreoffice-writer-nogui``).
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from commands.demo import MARK, demo
from commands.opened import open_file
from commands.printed import pages_of
from cunbiao.definitions import policy_ids
from docs.attachments import PICTURE
from docs.drawings import chinese_font
from generators.style import Drawing
from generators.village.faces.face import Filled
from generators.village.faces.page import draw_filled_face
from generators.village.faces.records import faces_of

TARGET = Path(__file__).parent
_ACROSS, _WIDTH, _HEIGHT, _GAP, _CAPTION, _TEXT = 5, 280, 396, 12, 38, 14
_DOTS_PER_INCH, _COLOURS = 84, 16
_PAPER_SIZE = (560, 792)
_PAPER, _LINE, _INK = "#F0F2F5", "#B8BEC6", "#1F1F1F"


@dataclass(frozen=True)
class Sheet:
    """A file whose first page is shown, and what it is."""

    file: Path
    caption: str


def draw(notice: str, demos: Path, target: Path) -> Path:
    """Draws the picture of one notice into a folder of ``target``.

    Raises:
        FileNotFoundError: LibreOffice has no Writer.
    """
    folder = demos / notice
    if not (folder / MARK).exists():
        demo(folder, print, notice)
    with tempfile.TemporaryDirectory() as work:
        sheets = [*_faces(folder, Path(work)), *_level_workbooks(folder), *_documents(folder)]
        image = target / PICTURE.format(notice=notice)
        image.parent.mkdir(parents=True, exist_ok=True)
        _contact_sheet(_thumbnails(sheets, Path(work)), image)
    return image


def draw_papers(files: Sequence[Path], target: Path) -> None:
    """Draws the first pages of some documents side by side.

    Raises:
        FileNotFoundError: LibreOffice has no Writer.
    """
    with tempfile.TemporaryDirectory() as work:
        pages = [image for image, _ in _thumbnails([Sheet(file, "") for file in files], Path(work), _PAPER_SIZE)]
    size = (sum(page.width + _GAP for page in pages) + _GAP, max(page.height for page in pages) + 2 * _GAP)
    picture = Image.new("RGB", size, _PAPER)
    left = _GAP
    for page in pages:
        picture.paste(page, (left, _GAP))
        left += page.width + _GAP
    picture.quantize(_COLOURS).save(target, optimize=True)


def _faces(demo_folder: Path, work: Path) -> Iterator[Sheet]:
    """The first record of every form as it is printed; an empty page where nobody had one to fill in.

    A record of which nothing is found is better than one with the mistakes that a demo plants.
    """
    opened = open_file(next((demo_folder / "5-县汇总").glob("*_汇总.xlsx")))
    campaign = opened.register.campaign
    found = {(finding.village, finding.household_code) for finding in opened.register.findings}
    for form in campaign.forms.values():
        for face in faces_of(campaign, form):
            pages = pages_of(opened, face) or [Filled(campaign.county, "", {}, [])]
            page = next((own for own in pages if (own.village.split()[-1], own.code) not in found), pages[0])
            drawing = Drawing(face.sheet)
            draw_filled_face(drawing, campaign, form, face, face.sheet, page)
            file = work / f"{face.sheet}.xlsx"
            file.write_bytes(drawing.finish())
            yield Sheet(file, face.sheet)


def _level_workbooks(demo_folder: Path) -> Iterator[Sheet]:
    """What the county and a township fill in themselves."""
    for folder in ("4-乡镇汇总", "5-县汇总"):
        yield from (Sheet(file, file.stem) for file in sorted((demo_folder / folder).glob("*_本级填报.xlsx"))[:1])


def _documents(demo_folder: Path) -> Iterator[Sheet]:
    """Every document once, of the place that comes first."""
    seen: dict[str, Sheet] = {}
    for file in sorted((demo_folder / "7-文书").rglob("[0-9][0-9] *")):
        seen.setdefault(file.name[:2], Sheet(file, file.stem[3:].replace("（待核对）", "")))
    yield from (seen[number] for number in sorted(seen))


def _thumbnails(
    sheets: Sequence[Sheet], work: Path, size: tuple[int, int] = (_WIDTH, _HEIGHT)
) -> list[tuple[Image.Image, str]]:
    """The first page of each file, small."""
    copies = []
    for number, sheet in enumerate(sheets):
        copy = work / f"{number:02d}{sheet.file.suffix}"
        copy.write_bytes(sheet.file.read_bytes())
        copies.append(copy)
    profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(work), *map(str, copies)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    found = []
    for copy, sheet in zip(copies, sheets, strict=True):
        page = copy.with_suffix(".pdf")
        if not page.is_file():
            raise FileNotFoundError(f"LibreOffice 打不开“{sheet.file.name}”；文书要装 libreoffice-writer-nogui 才能画")
        drawn = ["pdftoppm", "-png", "-singlefile", "-r", str(_DOTS_PER_INCH), str(page), str(copy.with_suffix(""))]
        subprocess.run(drawn, check=True)
        with Image.open(copy.with_suffix(".png")) as image:
            small = ImageOps.contain(image.convert("RGB"), size, Image.Resampling.LANCZOS)
        found.append((small, sheet.caption))
    return found


def _contact_sheet(pages: Sequence[tuple[Image.Image, str]], target: Path) -> None:
    """The pages in rows, each with what it is below."""
    rows = [pages[start : start + _ACROSS] for start in range(0, len(pages), _ACROSS)]
    heights = [max(image.height for image, _ in row) + _CAPTION + _GAP for row in rows]
    size = (_ACROSS * (_WIDTH + _GAP) + _GAP, sum(heights) + _GAP)
    picture = Image.new("RGB", size, _PAPER)
    pen = ImageDraw.Draw(picture)
    font = chinese_font(_TEXT)
    top = _GAP
    for row, height in zip(rows, heights, strict=True):
        for place, (image, caption) in enumerate(row):
            left = _GAP + place * (_WIDTH + _GAP)
            picture.paste(image, (left, top))
            pen.rectangle((left, top, left + image.width, top + image.height), outline=_LINE)
            below = top + image.height + 3
            for number, line in enumerate(_two_lines(caption)):
                pen.text((left, below + number * (_TEXT + 3)), line, fill=_INK, font=font)
        top += height
    picture.quantize(_COLOURS).save(target, optimize=True)


def _two_lines(caption: str) -> list[str]:
    """A caption of at most two lines."""
    most = _WIDTH // _TEXT
    lines = [caption[:most], caption[most : 2 * most - 1] + ("…" if len(caption) > 2 * most - 1 else "")]
    return [line for line in lines if line]


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="画附件一览的图")
    arguments.add_argument("demos", type=Path, help="放各份通知演示的文件夹；没有的现做")
    arguments.add_argument("--out", type=Path, default=TARGET, help="附件图放在哪个文件夹里")
    arguments.add_argument("--notice", action="append", help="只画这一份通知，可以写几次")
    given = arguments.parse_args()
    for policy in given.notice or policy_ids():
        made = draw(policy, given.demos, given.out)
        print(f"{made.name} {made.stat().st_size // 1024} KB")
