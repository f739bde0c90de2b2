"""The package is what Excel expects of an add-in, the same every time, and holds nothing of whoever made its parts."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from olefile import OleFileIO
from oletools.olevba import VBA_Parser, decompress_stream
from openxml_audit import FileFormat, OpenXmlValidator

from cunbiao.version import VERSION
from generators.xlam import AddinHome, addin_bytes
from generators.xlam.conf import conf_rows
from generators.xlam.modules import modules
from generators.xlam.package import PROJECT_PART, UI_PART
from generators.xlam.ribbon import ribbon_xml
from tests.generators.xlam.conf_sheet import read_conf
from tests.generators.xlam.conftest import HOME
from tests.generators.xlam.elsewhere import checksum_of_addin

ROOT = Path(__file__).resolve().parents[3]
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# Where Windows and Office keep their own type libraries: every project that Excel makes names them so.
SYSTEM_LIBRARIES = {
    rb"C:\Windows\System32\stdole2.tlb",
    rb"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL",
}
MESSAGE_BOX = 1024
DRIVE_PATH = re.compile(rb"(?<![A-Za-z])[A-Za-z]:[\\/][^#\0\"<]*")


def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_same_sources_give_the_same_bytes_in_every_process(addin: Path) -> None:
    here = hashlib.sha256(addin.read_bytes()).hexdigest()
    assert hashlib.sha256(addin_bytes(HOME)).hexdigest() == here
    assert {checksum_of_addin(ROOT, "1"), checksum_of_addin(ROOT, "2")} == {here}


def test_it_is_an_add_in_with_a_tab(addin: Path) -> None:
    stored = parts(addin)
    types = ElementTree.fromstring(stored["[Content_Types].xml"])
    overrides = {item.get("PartName"): item.get("ContentType") for item in types.iter(f"{TYPES}Override")}
    assert overrides["/xl/workbook.xml"] == "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    defaults = {item.get("Extension"): item.get("ContentType") for item in types.iter(f"{TYPES}Default")}
    assert defaults["xml"] == "application/xml"
    assert defaults["bin"] == "application/vnd.ms-office.vbaProject"
    related = ElementTree.fromstring(stored["_rels/.rels"])
    targets = [
        (item.get("Type"), item.get("Target"), item.get("Id")) for item in related.iter(f"{RELATIONS}Relationship")
    ]
    assert len({key for _, _, key in targets}) == len(targets)
    extension = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
    assert [target for kind, target, _ in targets if kind == extension] == [UI_PART]
    assert stored[UI_PART].decode() == ribbon_xml()
    book = ElementTree.fromstring(stored["xl/_rels/workbook.xml.rels"])
    projects = [item.get("Target") for item in book.iter(f"{RELATIONS}Relationship") if "vba" in item.get("Type", "")]
    assert [f"xl/{target}" for target in projects] == [PROJECT_PART]


def test_code_names_are_those_of_the_document_modules(addin: Path) -> None:
    stored = parts(addin)
    book = ElementTree.fromstring(stored["xl/workbook.xml"]).find(f"{MAIN}workbookPr")
    sheet = ElementTree.fromstring(stored["xl/worksheets/sheet1.xml"]).find(f"{MAIN}sheetPr")
    assert book is not None
    assert sheet is not None
    project = OleFileIO(stored[PROJECT_PART]).openstream("PROJECT").read().decode("ascii")
    documents = re.findall(r"Document=(\w+)/", project)
    assert documents == [book.get("codeName"), sheet.get("codeName")]


def test_its_modules_read_back_as_their_sources(addin: Path) -> None:
    reader = VBA_Parser(str(addin))
    found = {name: text for _, _, name, text in reader.extract_macros()}
    reader.close()
    assert {f"{name}.bas": source for name, source in modules().items()}.items() <= found.items()
    others = set(found) - {f"{name}.bas" for name in modules()}
    assert others == {"ThisWorkbook.cls", "Sheet1.cls"}
    for name in others:
        lines = found[name].splitlines()
        assert all(line.startswith("Attribute ") for line in lines if line), f"{name} must not run anything by itself"


def test_it_names_nobody_and_no_place_but_its_home(addin: Path) -> None:
    stored = parts(addin)
    project = OleFileIO(stored.pop(PROJECT_PART))
    for path in project.listdir():
        stored["/".join(path)] = project.openstream(path).read()
    # Compressed there; they read back as their sources.
    stored |= {f"VBA/{name}": source.encode() for name, source in modules().items()}
    stored["VBA/dir"] = bytes(decompress_stream(bytearray(stored["VBA/dir"])))
    found = {match for content in stored.values() for match in DRIVE_PATH.findall(content)}
    assert found == SYSTEM_LIBRARIES
    for name, content in stored.items():
        for foreign in (str(ROOT), str(Path.home()), "Users", "/home/"):
            assert foreign.encode() not in content, name
            assert foreign.encode("utf-16-le") not in content, name
    core = stored["docProps/core.xml"].decode()
    assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]+)<", core) == []


def test_the_configuration_sheet_says_what_is_started_and_what_is_said(addin: Path) -> None:
    conf = read_conf(addin)
    assert list(conf.items()) == conf_rows(HOME)
    assert conf["PYTHON"] == HOME.python
    assert conf["HOME"] == HOME.home
    assert conf["VERSION"] == VERSION
    assert conf["TEXT_generate"] == "请选择采集表放在哪个文件夹"
    for name in ("TEXT_missing", "TEXT_blocked"):
        assert HOME.python in conf[name]
        assert HOME.home in conf[name]
        assert "合并.bat" in conf[name]
        assert len(conf[name]) <= MESSAGE_BOX


def test_openpyxl_finds_nothing_but_text_in_it(addin: Path) -> None:
    # openpyxl knows macro workbooks, but no add-ins.
    with zipfile.ZipFile(addin) as package:
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w") as other:
            for name in package.namelist():
                other.writestr(name, package.read(name).replace(b"addin.macroEnabled", b"sheet.macroEnabled"))
    rows = list(openpyxl.load_workbook(copy)["cunbiao.conf"].iter_rows())
    assert [tuple(cell.value for cell in row) for row in rows] == conf_rows(HOME)
    assert {cell.data_type for row in rows for cell in row} == {"s"}


@pytest.mark.parametrize("python", ["=cmd()", "D:\\a & b\\<x>\\python.exe", "00123"])
def test_a_path_is_never_taken_for_something_else(python: str, tmp_path: Path) -> None:
    file = tmp_path / "other.xlam"
    file.write_bytes(addin_bytes(AddinHome(python, HOME.home)))
    assert read_conf(file)["PYTHON"] == python


def test_an_auditor_finds_nothing(addin: Path) -> None:
    audited = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(addin))
    assert [str(error) for error in audited.errors] == []
