"""``print``: the official form of every household of village workbooks, a page each, to be printed from any program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from commands.opened import Opened, for_each
from commands.outcome import CommandError, Outcome
from cunbiao.definitions.models import Form, PrintFace
from cunbiao.records.frames import Ints, TableFrame
from generators.file_names import file_name
from generators.publishing import Output, OutputFolder, content
from generators.rollup.rows import Part
from generators.style import Drawing
from generators.village.faces import Filled, draw_filled_face
from workbooks.stamp.values import Value


def printed(files: Sequence[Path], out: Path) -> Outcome:
    """Writes a workbook for each print face of each file into ``out``, with a sheet for every household.

    The button does the same as PDF, drawn by Excel; these are printed by whatever program opens them.

    Raises:
        CommandError: none of them has a household that can be printed.
        PublishError: a workbook could not be put in its place.
    """
    return for_each(files, out, _all_faces)


def _all_faces(opened: Opened, out: Path) -> Outcome:
    register = opened.register
    forms = [form for form in register.campaign.forms.values() if form.print_face is not None]
    books = [(form, _pages(opened, form)) for form in forms]
    outputs = [_workbook(opened, form, pages, out) for form, pages in books if pages]
    if not outputs:
        raise CommandError(f"“{opened.file.name}”里没有可以打印的户：户编号都没有填。")
    outcome = Outcome(lines=[f"{sum(len(pages) for _, pages in books)} 页，打开后选“打印整个工作簿”。"])
    with OutputFolder(out) as folder:
        outcome.wrote(folder.publish(outputs))
    return outcome


def _pages(opened: Opened, form: Form) -> list[Filled]:
    """The households of the form's table that have a code, in the order of the sheet."""
    face = form.print_face
    assert face is not None
    frames = opened.register.frames
    households, members = frames[face.household_table], frames[face.member_table]
    return [_filled(face, households, members, index) for index in range(households.size) if households.codes[index]]


def _filled(face: PrintFace, households: TableFrame, members: TableFrame, index: int) -> Filled:
    own = np.flatnonzero(members.household == households.household[index])
    place = "  ".join(str(households.take(name)[index]) for name in ("township", "village"))
    (household,) = _rows(households, np.array([index], dtype=np.int64))
    return Filled(place, str(households.codes[index]), household, _rows(members, own))


def _rows(frame: TableFrame, index: Ints) -> list[dict[str, Value]]:
    """The values of some rows by indicator."""
    part = Part(frame, index)
    columns = {column.name: part.values(column.name) for column in frame.columns}
    return [{name: values[place] for name, values in columns.items()} for place in range(len(index))]


def _workbook(opened: Opened, form: Form, pages: Sequence[Filled], out: Path) -> Output:
    assert form.print_face is not None
    title = f"{opened.file.stem} {form.print_face.sheet}"
    drawing = Drawing(title)
    seen: Counter[str] = Counter()
    for page in pages:
        seen[page.code] += 1
        sheet = page.code if seen[page.code] == 1 else f"{page.code} ({seen[page.code]})"
        draw_filled_face(drawing, opened.register.campaign, form, file_name(sheet), page)
    return content(out / f"{file_name(f'{opened.file.stem}_{form.print_face.sheet}')}.xlsx", drawing.finish())
