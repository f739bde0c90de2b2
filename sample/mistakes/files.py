"""What happens to a file on its way: it arrives broken, twice, as something else, or not at all."""

from __future__ import annotations

import zipfile
from io import BytesIO

_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def truncated(data: bytes) -> bytes:
    """Only the first part of the file was transferred."""
    return data[: len(data) * 2 // 3]


def checksum_damaged(data: bytes) -> bytes:
    """One byte of the file's largest part flipped on the way: it still opens."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        member = max(archive.infolist(), key=lambda info: info.compress_size)
    name_length = int.from_bytes(data[member.header_offset + 26 : member.header_offset + 28], "little")
    extra_length = int.from_bytes(data[member.header_offset + 28 : member.header_offset + 30], "little")
    middle = member.header_offset + 30 + name_length + extra_length + member.compress_size // 2
    return data[:middle] + bytes([data[middle] ^ 0x10]) + data[middle + 1 :]


def page_saved_as_workbook(data: bytes) -> bytes:
    """A web page that some systems export under the name of a workbook."""
    rows = "".join(f"<tr><td>{number}</td><td>示例</td></tr>" for number in range(1, 20))
    return f'<html><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>'.encode()


def encrypted(data: bytes) -> bytes:
    """What a workbook with an open password looks like from outside: an OLE container with an encrypted package."""
    directory = "".join(["EncryptionInfo", "EncryptedPackage"]).encode("utf-16-le")
    return _OLE_START + bytes(504) + directory + bytes(2048)


def empty(data: bytes) -> bytes:
    """Nothing was transferred."""
    return b""


def owner_file(data: bytes) -> bytes:
    """The owner file Excel leaves beside a workbook that is open."""
    name = "示例用户"
    return bytes([len(name)]) + name.encode("utf-16-le").ljust(164, b"\0")
