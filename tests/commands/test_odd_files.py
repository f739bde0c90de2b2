"""One odd file never stops the rest: it is put aside or passed over with its reason, and all else is merged."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.merge import merge_files
from commands.outcome import Status
from cunbiao.records.identity_sheet import ExpectedVillage
from tests.accounts import files_of
from tests.closed_folder import close_folder
from tests.commands.conftest import SmallNotice, home
from tests.submissions.workbooks import Draft, parts_of, zipped

SOUND = tuple(ExpectedVillage(f"9901011000{number:02}", f"第{number}村", "东关镇") for number in range(1, 11))
ODD = ExpectedVillage("990101100099", "怪村", "东关镇")
LISTED = (*SOUND, ODD)

# What becomes of the file, and what the message about it says.
Fate = tuple[str, str]
Make = Callable[[Draft], tuple[str, bytes]]


def cell(text: str) -> Make:
    """A workbook with this text as the name of a head of household."""

    def make(made: Draft) -> tuple[str, bytes]:
        sheet = made.sheets["homes"]
        column = next(address[:-1] for address, value in sheet.cells.items() if value == "head_name")
        sheet.cells[f"{column}6"] = text
        return "怪村.xlsx", made.to_bytes()

    return make


def said(name: str, value: str) -> Make:
    """A workbook whose identity sheet was edited."""

    def make(made: Draft) -> tuple[str, bytes]:
        cells = made.sheets["identity"].cells
        row = next(address[1:] for address, own in cells.items() if own == name)
        cells[f"B{row}"] = value
        return "怪村.xlsx", made.to_bytes()

    return make


def named(name: str) -> Make:
    return lambda made: (name, made.to_bytes())


def given(name: str, data: bytes) -> Make:
    return lambda made: (name, data)


def part(name: str, data: bytes) -> Make:
    return lambda made: ("怪村.xlsx", zipped({**parts_of(made.to_bytes()), name: data}))


def bomb() -> bytes:
    """A bundle whose entries share one body, so that little inflates to much."""
    data = zipped({"a.zip": bytes(1 << 20)})
    start, end = data.rfind(b"PK\x01\x02"), bytearray(data[data.rfind(b"PK\x05\x06") :])
    directory = data[start : data.rfind(b"PK\x05\x06")]
    for place in (8, 10):
        end[place : place + 2] = (1500).to_bytes(2, "little")
    end[12:16] = (len(directory) * 1500).to_bytes(4, "little")
    return data[:start] + directory * 1500 + bytes(end)


def relation(kind: str, target: str) -> bytes:
    return f'<Relationships><Relationship Id="a" Type="x/{kind}" Target="{target}"/></Relationships>'.encode()


# What another program writes: a workbook of one sheet.
FOREIGN = {
    "[Content_Types].xml": b"<Types/>",
    "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml": b'<workbook><sheets><sheet name="1" id="a"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": relation("worksheet", "s.xml"),
    "xl/s.xml": b"<worksheet><sheetData/></worksheet>",
}

MERGED, ASIDE, IGNORED = "已汇总", "隔离", "忽略"
CASES: dict[str, tuple[Make, Fate]] = {
    "a name in GBK": (named(os.fsdecode("怪村.xlsx".encode("gbk"))), (MERGED, "")),
    "a control character in the name": (named("怪\x1b村\n.xlsx"), (MERGED, "")),
    "a direction mark in the name": (named("怪村\u202exslx.exe.xlsx"), (MERGED, "")),
    "a formula as a name": (named("=HYPERLINK(1).xlsx"), (MERGED, "")),
    "a name as long as can be": (named("怪" * 80 + ".xlsx"), (MERGED, "")),
    "20,000 emoji in a cell": (cell("😀" * 20_000), (MERGED, "")),
    "40,000 characters in a cell": (cell("字" * 40_000), (MERGED, "")),
    "a control character in a cell": (cell("张_x001B_三"), (MERGED, "")),
    "half a character in a cell": (cell("张_xD83D_三"), (MERGED, "")),
    "a formula in a cell": (cell("=cmd|' /C calc'!A0"), (MERGED, "")),
    "another township": (said("township", "../../escaped/东关镇"), (ASIDE, "下发标识被改动过")),
    "a value of the county that is no number": (
        said("settings", '{"exit_line":[NaN,"x"]}'),
        (ASIDE, "下发标识被改动过"),
    ),
    "a village nobody listed": (said("village_code", "990101999999"), (ASIDE, "下发标识被改动过")),
    "an empty file": (given("怪村.xlsx", b""), (ASIDE, "文件是空的")),
    "half a file": (lambda made: ("怪村.xlsx", made.to_bytes()[:3000]), (ASIDE, "文件不完整或已损坏")),
    "an empty bundle": (given("怪村.zip", zipped({})), (ASIDE, "压缩包是空的")),
    "a bundle that inflates without end": (given("怪村.zip", bomb()), (ASIDE, "里面的几部分叠在一起")),
    "another archive": (given("怪村.zip", b"Rar!\x1a\x07\x00" + bytes(90)), (ASIDE, "压缩包（RAR）")),
    "a file encrypted by the office": (
        given("怪村.xlsx", b"\x62\x14\x23\x65E-SafeNet\0" + bytes(range(256))),
        (ASIDE, "亿赛通"),
    ),
    "a macro": (part("xl/vbaProject.bin", b"x"), (ASIDE, "文件带有宏")),
    "a link to another file": (part("xl/externalLinks/externalLink1.xml", b"<x/>"), (MERGED, "")),
    "a DOCTYPE": (part("docProps/custom.xml", b"<!DOCTYPE x><x/>"), (ASIDE, "DOCTYPE")),
    "a foreign workbook": (given("怪村.xlsx", zipped(FOREIGN)), (ASIDE, "没有下发标识")),
    "a text file": (given("怪村.txt", "村里说明".encode()), (IGNORED, "不是表格文件")),
    "a workbook named as text": (named("怪村.xlsx.txt"), (MERGED, "")),
    "a lock file": (given(".~怪村.xlsx", b"\x07Lenovo\0" + bytes(157)), (IGNORED, "临时文件")),
    "a draft of ours": (named(".~怪村_汇总.xlsx.16006.part"), (IGNORED, "临时文件")),
    "a painted copy": (named("怪村（标注）.xlsx"), (IGNORED, "标了颜色的副本")),
    "a download that was cut": (given("怪村.xlsx.crdownload", b"PK"), (IGNORED, "没有下载")),
}


@pytest.fixture
def returned(small_notice: SmallNotice, tmp_path: Path) -> Path:
    """Ten sound villages."""
    for village in SOUND:
        small_notice.write(tmp_path / "交回", village, identity={"villages": LISTED})
    return tmp_path


@pytest.mark.parametrize(("make", "fate"), CASES.values(), ids=CASES)
def test_an_odd_file_costs_the_others_nothing(
    small_notice: SmallNotice, returned: Path, make: Make, fate: Fate
) -> None:
    made = small_notice.draft(ODD, [home(ODD)], identity={"villages": LISTED})
    name, data = make(made)
    (returned / "交回" / "东关镇" / name).write_bytes(data)
    outcome = merge_files([returned / "交回"], small_notice.policy, "township", returned / "汇总", None, None)
    [told] = [own for own in ledger(returned) if "第" not in own["文件"]]
    becomes, words = fate
    assert (told["结果"], words in told.get("原因", "")) == (becomes, True)
    assert len([own for own in ledger(returned) if own["结果"] == MERGED]) == 10 + (becomes == MERGED)
    if becomes != MERGED:
        assert any(told["文件"] in line and words in line for line in outcome.lines)
        assert not any("还没有交的村" in line and "怪村" in line for line in outcome.lines)
    assert outcome.status is Status.NEEDS_PERSON
    assert {own.name for own in returned.iterdir()} == {"交回", "汇总"}


def test_a_folder_of_all_of_them_is_merged(
    small_notice: SmallNotice, returned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, (make, _) in enumerate(CASES.values()):
        made = small_notice.draft(ODD, [home(ODD)], identity={"villages": LISTED})
        name, data = make(made)
        folder = returned / "交回" / f"怪{number}"
        folder.mkdir()
        (folder / name).write_bytes(data)
    (returned / "交回" / "链接.xlsx").symlink_to(returned / "交回" / "东关镇" / "第1村.xlsx")
    (returned / "交回" / "文件夹.xlsx").mkdir()
    os.mkfifo(returned / "交回" / "管道.xlsx")
    (returned / "交回" / "密").mkdir()
    close_folder(monkeypatch, "密")
    outcome = merge_files([returned / "交回"], small_notice.policy, "township", returned / "汇总", None, None)
    files = {own["文件"]: own for own in ledger(returned)}
    assert {f"东关镇/第{number}村.xlsx" for number in range(1, 11)} <= {
        name for name, own in files.items() if own["结果"] == MERGED
    }
    # Several workbooks of the odd village differ, and which of them counts is for a person.
    fates = {own["结果"] for own in files.values()}
    assert fates == {MERGED, ASIDE, IGNORED, "同村几份不一样待人工决定"}
    assert files["密/"]["结果"] == files["管道.xlsx"]["结果"] == ASIDE
    assert files["链接.xlsx"]["结果"] == IGNORED
    assert all(own.get("原因") for own in files.values() if own["结果"] != MERGED)
    assert outcome.status is Status.NEEDS_PERSON
    with zipfile.ZipFile(returned / "汇总" / "东关镇_汇总.xlsx") as written:
        assert written.testzip() is None


def ledger(folder: Path) -> list[dict[str, str]]:
    """The files of all ledgers and what became of them."""
    return [own for file in sorted((folder / "汇总").glob("*_汇总.xlsx")) for own in files_of(file)]
