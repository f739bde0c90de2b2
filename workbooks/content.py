"""What a file really is, told from its content; the name it carries proves nothing."""

from __future__ import annotations

from workbooks import refusal
from workbooks.refusal import Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = {b"Rar!": "rar", b"7z\xbc\xaf\x27\x1c": "seven_zip", b"\x1f\x8b": "gzip"}
_OTHERS = {
    b"%PDF": "pdf",
    b"{\\rtf": "rtf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"BM": "image",
}
# What the document encryption of offices puts in front of every file it leaves readable on its own computers only.
_ENCRYPTED = {b"E-SafeNet": "esafenet", b"%TSD-Header-###%": "tsd"}
_SPREADSHEET_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_LOOK = 4096
# So much of the beginning of a file is enough to tell what it is, but for old Office files.
SIGN = _LOOK


def is_zip(data: bytes) -> bool:
    """Whether the content begins as a zip file does (a workbook, a document or an archive)."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def refuse_unless_zip(data: bytes) -> None:
    """Raises `Refused`, saying what the file really is, for everything that cannot be an .xlsx workbook."""
    if is_zip(data):
        return
    if not data.strip(b"\0"):
        raise Refused(refusal.EMPTY)
    if data.startswith(_OLE):
        raise _ole(data)
    for magic, content in _ARCHIVES.items():
        if data.startswith(magic):
            raise Refused(refusal.ARCHIVE, content=content)
    for magic, content in _OTHERS.items():
        if data.startswith(magic):
            raise Refused(refusal.NOT_A_WORKBOOK, content=content)
    for sign, content in _ENCRYPTED.items():
        if sign in data[:_LOOK]:
            raise Refused(refusal.HIDDEN_BY_OFFICE, content=content)
    start = data[:_LOOK].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<"):
        if _SPREADSHEET_2003 in start:
            raise Refused(refusal.OTHER_FORMAT, content="xml_2003")
        html = any(tag in start for tag in (b"<html", b"<!doctype html", b"<table", b"<body"))
        raise Refused(refusal.NOT_A_WORKBOOK, content="html" if html else "xml")
    raise Refused(refusal.CSV) if _is_text(data) else Refused(refusal.NOT_A_WORKBOOK, content="scrambled")


def refuse_unless_workbook(names: list[str], mimetype: bytes) -> None:
    """Raises `Refused` for a zip file that is no .xlsx package: a document, an OpenDocument file, a plain archive.

    ``names`` are its part names in lower case, ``mimetype`` the content of its part of that name.
    """
    if "[content_types].xml" in names:
        if "xl/workbook.bin" in names:
            raise Refused(refusal.OTHER_FORMAT, content="xlsb")
        for folder, content in (("word/", "word"), ("ppt/", "presentation")):
            if any(name.startswith(folder) for name in names):
                raise Refused(refusal.NOT_A_WORKBOOK, content=content)
        return
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        raise Refused(refusal.OTHER_FORMAT, content="ods")
    if any(name.startswith("xl/") for name in names):
        raise Refused(refusal.DAMAGED, content="missing_part")
    raise Refused(refusal.ARCHIVE, content="zip")


def _ole(data: bytes) -> Refused:
    """An OLE container: a workbook with an open password, an old .xls, or another old document."""
    if "DRMContent".encode("utf-16-le") in data:
        return Refused(refusal.HIDDEN_BY_OFFICE, content="rights_management")
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refused(refusal.PASSWORD)
    if "WordDocument".encode("utf-16-le") in data:
        return Refused(refusal.NOT_A_WORKBOOK, content="word")
    if any(f"{stream}\0".encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        return Refused(refusal.OLD_XLS)
    return Refused(refusal.NOT_A_WORKBOOK, content="ole")


def _is_text(data: bytes) -> bool:
    start = data[:_LOOK]
    if start.startswith(_BOMS):
        return True
    if b"\0" in start:
        return False
    return any(_decodes(start, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(start: bytes, encoding: str) -> bool:
    # A character cut by the end of the sample is no reason to call it something else.
    for cut in range(4):
        try:
            start[: len(start) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
