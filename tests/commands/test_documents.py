"""The whole set of documents of a village, a township or a county, made from a rollup."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from commands.documents import documents
from commands.outcome import CommandError, Status
from tests.commands.conftest import EAST, SOUTH, VILLAGES, SmallNotice, home, rolled_up


def words(file: Path) -> str:
    """Everything a document says."""
    with zipfile.ZipFile(file) as package:
        return "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", package.read("word/document.xml").decode()))


def made(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def test_every_village_township_and_the_county_gets_its_own(small_notice: SmallNotice, tmp_path: Path) -> None:
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village)
    outcome = documents(rolled_up(tmp_path), tmp_path / "文书")
    assert outcome.status is Status.DONE
    assert outcome.lines == ["已做好 6 份文书，按乡镇、村分文件夹放好。空着的地方打印后手填。"]
    assert outcome.files == [tmp_path / "文书"]
    assert made(tmp_path / "文书") == [
        "02 报告.docx",
        "东关镇/02 报告.docx",
        "东关镇/东关村/01 公示.docx",
        "东关镇/西庄村/01 公示.docx",
        "西关镇/02 报告.docx",
        "西关镇/南湖村/01 公示.docx",
    ]
    assert "东关村有 1 户 12000 元。" in words(tmp_path / "文书" / "东关镇" / "东关村" / "01 公示.docx")


def test_a_township_knows_no_county(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回", SOUTH)
    documents(rolled_up(tmp_path, "township"), tmp_path / "文书")
    assert made(tmp_path / "文书") == ["西关镇/02 报告.docx", "西关镇/南湖村/01 公示.docx"]


def test_one_village_can_be_asked_for(small_notice: SmallNotice, tmp_path: Path) -> None:
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village)
    rollup = rolled_up(tmp_path)
    documents(rollup, tmp_path / "文书", "东关村")
    assert made(tmp_path / "文书") == ["东关镇/东关村/01 公示.docx"]
    with pytest.raises(CommandError, match="汇总表里没有“东门村”。已汇总的村：东关村、西庄村、南湖村。"):
        documents(rollup, tmp_path / "别处", "东门村")
    assert not (tmp_path / "别处").exists()


def test_who_must_be_corrected_is_left_out_and_that_is_said(small_notice: SmallNotice, tmp_path: Path) -> None:
    small_notice.write(tmp_path / "交回", EAST, [home(), home(number=2, farmland=None)])
    outcome = documents(rolled_up(tmp_path), tmp_path / "文书")
    assert outcome.status is Status.NEEDS_PERSON
    assert outcome.lines[-1].startswith("有 1 条必改的问题，有关的户没有列进")
    assert "东关村有 1 户" in words(tmp_path / "文书" / "东关镇" / "东关村" / "01 公示.docx")


def test_a_number_beside_a_name_is_not_published_and_its_cell_is_named(
    small_notice: SmallNotice, tmp_path: Path
) -> None:
    small_notice.write(tmp_path / "交回", EAST, [home(), home(number=2, head_name="张二13900000000")])
    outcome = documents(rolled_up(tmp_path), tmp_path / "文书")
    assert outcome.status is Status.NEEDS_PERSON
    (said,) = [line for line in outcome.lines if "一长串数字" in line]
    assert said.startswith("东关镇/东关村.xlsx“表1-户”第")
    assert "13900000000" not in words(tmp_path / "文书" / "东关镇" / "东关村" / "01 公示.docx")


def test_a_notice_without_documents_says_so(other_notice: SmallNotice, tmp_path: Path) -> None:
    other_notice.write(tmp_path / "交回", EAST)
    with pytest.raises(CommandError, match="没有定义文书"):
        documents(rolled_up(tmp_path), tmp_path / "文书")


def test_what_an_earlier_run_left_is_named(small_notice: SmallNotice, tmp_path: Path) -> None:
    """A posting of somebody who is not to be posted any more must not go up by mistake."""
    for village in VILLAGES:
        small_notice.write(tmp_path / "交回", village)
    documents(rolled_up(tmp_path), tmp_path / "文书")
    (tmp_path / "文书" / "说明.docx").touch()
    small_notice.write(tmp_path / "交回", EAST, [home(farmland=None)])
    rollup = rolled_up(tmp_path)
    outcome = documents(rollup, tmp_path / "文书")
    assert outcome.status is Status.NEEDS_PERSON
    (said,) = [line for line in outcome.lines if "以前做的" in line]
    assert said == ("文件夹里还有以前做的、这一次不用出的 1 份，请删掉，不要张贴、报送：东关镇/东关村/01 公示.docx。")
    assert not [line for line in documents(rollup, tmp_path / "文书", "南湖村").lines if "以前做的" in line]
