"""The ``.xlam`` package: a workbook with the configuration sheet, the VBA project, and the tab, put together.

The same sources and the same home give the same bytes. XlsxWriter writes the workbook; the project begins as one that
Excel itself made, whose document modules have the code names XlsxWriter gives the workbook and its one sheet.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

import xlsxwriter
from pyopenvba import ExcelFile

from generators.publishing import Published, content, publish
from generators.xlam.conf import SHEET, AddinHome, conf_rows
from generators.xlam.modules import modules
from generators.xlam.ribbon import ribbon_xml
from workbooks.package import PackageWriter, read_members

ADDIN_NAME = "村表通.xlam"
UI_PART = "customUI/customUI14.xml"
PROJECT_PART = "xl/vbaProject.bin"

_WORKBOOK_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN_TYPE = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
_UI_RELATION = (
    '<Relationship Id="customUI" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" '
    f'Target="{UI_PART}"/></Relationships>'
).encode()
_MADE = datetime(2020, 1, 1)


def build_addin(out: Path, home: AddinHome) -> Published:
    """Writes ``村表通.xlam`` for the machine described by ``home`` into the folder ``out``.

    Raises:
        DefinitionError: the ribbon's definition has a mistake.
        PublishError: the file could not be put in its place.
    """
    return publish(content(out / ADDIN_NAME, addin_bytes(home)))


def addin_bytes(home: AddinHome) -> bytes:
    """The whole package."""
    edits = {"[Content_Types].xml": (_WORKBOOK_TYPE, _ADDIN_TYPE), "_rels/.rels": (b"</Relationships>", _UI_RELATION)}
    package = io.BytesIO()
    writer = PackageWriter(package)
    for member in read_members(_workbook(conf_rows(home), _project(modules()))):
        if member.name in edits:
            old, new = edits[member.name]
            content = member.content()
            if content.count(old) != 1:
                raise ValueError(f"{member.name} does not have {old!r} once")
            writer.write(member.name, [content.replace(old, new)])
        else:
            writer.copy(member)
    writer.write(UI_PART, [ribbon_xml().encode()])
    writer.close()
    return package.getvalue()


def _workbook(conf: list[tuple[str, str]], project: bytes) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": _MADE})
        sheet = workbook.add_worksheet(SHEET)
        for row, (name, value) in enumerate(conf):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, value)
        workbook.add_vba_project(io.BytesIO(project), is_stream=True)
        workbook.set_vba_name("ThisWorkbook")
        sheet.set_vba_name("Sheet1")
    return file.getvalue()


def _project(sources: dict[str, str]) -> bytes:
    """``vbaProject.bin`` with the given modules."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "addin.xlam"
        with ExcelFile.create_new(path) as file:
            project = file.vba_project()
            project.delete_module("Module1")
            for name, source in sources.items():
                project.add_module(name, source)
            file.save()
        return zipfile.ZipFile(io.BytesIO(path.read_bytes())).read(PROJECT_PART)
