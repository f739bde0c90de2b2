"""``print``: every record of village workbooks as its attachment has it, a page each, printed from any program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from commands.opened import Opened, for_each
from commands.outcome import CommandError, Outcome
from cunbiao.definitions.models import Form, PrintFace
from cunbiao.expressions.types import LAST
from cunbiao.records.frames import Ints, TableFrame
from generators.file_names import file_name
from generators.publishing import Output, OutputFolder, content
from generators.rollup.rows import Part
from generators.style import Drawing
from generators.village.faces.face import Filled
from generators.village.faces.page import draw_filled_face
from generators.village.faces.records import faces_of
from workbooks.stamp.values import Value


def printed(files: Sequence[Path], out: Path) -> Outcome:
    """Writes a workbook for each attachment of each file into ``out``, with a sheet for every household, or every row.

    The button prints the households' forms as PDF, drawn by Excel; these are printed by whatever program opens them.

    Raises:
        CommandError: none of them has a record that can be printed.
        PublishError: a workbook could not be put in its place.
    """
    return for_each(files, out, _all_faces)


def _all_faces(opened: Opened, out: Path) -> Outcome:
    forms = opened.register.campaign.forms.values()
    faces = [(form, face) for form in forms for face in faces_of(opened.register.campaign, form)]
    books = [(form, face, pages_of(opened, face)) for form, face in faces]
    outputs = [_workbook(opened, form, face, pages, out) for form, face, pages in books if pages]
    if not outputs:
        raise CommandError(f"“{opened.file.name}”里没有可以打印的：户编号都没有填。")
    outcome = Outcome(lines=[f"{sum(len(pages) for _, _, pages in books)} 页，打开后选“打印整个工作簿”。"])
    with OutputFolder(out) as folder:
        outcome.wrote(folder.publish(outputs))
    return outcome


def pages_of(opened: Opened, face: PrintFace) -> list[Filled]:
    """The pages of the records that have a code, in the order of the sheet, those of one village group together."""
    frames = opened.register.frames
    records = frames[face.household_table]
    members = frames[face.member_table] if face.member_table is not None else None
    rows = [index for index in range(records.size) if records.codes[index]]
    if face.sorted_by is not None:
        groups = records.text(face.sorted_by)
        rows.sort(key=lambda index: (int(records.village[index]), str(groups[index])))
    filled = [_filled(opened, face, records, members, index) for index in rows]
    return [page for own in filled for page in own.pages(face.member_rows)]


def _filled(opened: Opened, face: PrintFace, records: TableFrame, members: TableFrame | None, index: int) -> Filled:
    (record,) = _rows(records, np.array([index], dtype=np.int64))
    place = [opened.register.campaign.county, *(str(records.take(name)[index]) for name in ("township", "village"))]
    own = [] if members is None else _rows(members, np.flatnonzero(members.household == records.household[index]))
    return Filled("  ".join(place), str(records.codes[index]), record, own)


def _rows(frame: TableFrame, index: Ints) -> list[dict[str, Value]]:
    """The values of some rows by indicator."""
    part = Part(frame, index)
    names = [column.name for column in frame.columns]
    names += [f"{LAST}{column.name}" for column in frame.columns if column.asked_anew]
    columns = {name: part.values(name) for name in names}
    return [{name: values[place] for name, values in columns.items()} for place in range(len(index))]


def _workbook(opened: Opened, form: Form, face: PrintFace, pages: Sequence[Filled], out: Path) -> Output:
    drawing = Drawing(f"{opened.file.stem} {face.sheet}")
    seen: Counter[str] = Counter()
    for page in pages:
        seen[page.code] += 1
        sheet = page.code if seen[page.code] == 1 else f"{page.code} ({seen[page.code]})"
        draw_filled_face(drawing, opened.register.campaign, form, face, file_name(sheet), page)
    return content(out / f"{file_name(f'{opened.file.stem}_{face.sheet}')}.xlsx", drawing.finish())
