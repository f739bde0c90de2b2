"""Layouts are .docx files that an office edits: what is written into them, and what is said of a mistaken one."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from cunbiao.definitions.documents_in_force import FOLDER
from cunbiao.definitions.layers import NATIONAL
from generators.documents import DocumentError
from generators.documents.layout import rendered

LAYOUTS = sorted(NATIONAL.glob(f"*/{FOLDER}/*.docx"))
_HEAD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}'
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="1440" w:right="1440"/></w:sectPr>'
    "</w:body></w:document>"
)
_STYLES = (
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="table" w:styleId="a7"><w:name w:val="名单"/></w:style></w:styles>'
)


def layout(folder: Path, body: str, name: str = "版式.docx") -> Path:
    """A layout with this body."""
    file = folder / name
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", _HEAD.format(body))
        package.writestr("word/styles.xml", _STYLES)
    return file


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(f'<w:r><w:t>{text}</w:t></w:r>' for text in runs)}</w:p>"


def cell(text: str) -> str:
    return f"<w:tc>{paragraph(text)}</w:tc>"


def written(file: Path, **context: Any) -> str:
    """The body of the filled layout."""
    with zipfile.ZipFile(io.BytesIO(rendered(file, context))) as package:
        return package.read("word/document.xml").decode()


def words(xml: str) -> list[str]:
    return [text for text in re.findall(r"<w:t[^>]*>([^<]*)</w:t>", xml) if text]


def test_a_tag_that_an_editor_cut_into_runs_is_put_together(tmp_path: Path) -> None:
    file = layout(tmp_path, paragraph("共 {", "{ coun", "t }", "} 户"))
    assert words(written(file, count=3)) == ["共 3 户"]


def test_paragraphs_rows_and_cells_are_repeated(tmp_path: Path) -> None:
    table = (
        f"<w:tbl><w:tr>{cell('{%tr for row in rows %}')}</w:tr><w:tr>{cell('{%tc for own in row %}')}"
        f"{cell('{{ own }}')}{cell('{%tc endfor %}')}</w:tr><w:tr>{cell('{%tr endfor %}')}</w:tr></w:tbl>"
    )
    body = paragraph("{%p if rows %}") + paragraph("名单") + table + paragraph("{%p endif %}")
    assert words(written(layout(tmp_path, body), rows=[["甲", "乙"], ["丙", "丁"]])) == ["名单", "甲", "乙", "丙", "丁"]
    assert words(written(layout(tmp_path, body), rows=[])) == []


def test_what_was_filled_in_is_text_and_nothing_else(tmp_path: Path) -> None:
    file = layout(tmp_path, paragraph("{{ name }}"))
    assert words(written(file, name="<b>&{{ 1 }}")) == ["&lt;b&gt;&amp;{{ 1 }}"]


def test_a_comparison_in_a_tag_is_understood(tmp_path: Path) -> None:
    file = layout(tmp_path, paragraph("{% if count &gt; 1 and count &lt; 3 %}两{% endif %}"))
    assert words(written(file, count=2)) == ["两"]


def test_line_ends_are_line_breaks(tmp_path: Path) -> None:
    xml = written(layout(tmp_path, paragraph("{{ text }}")), text="一\n二")
    assert re.search(r">一</w:t><w:br/><w:t[^>]*>二<", xml)


def test_columns_of_a_list_are_as_wide_as_their_content_asks(tmp_path: Path) -> None:
    style = '<w:tblPr><w:tblStyle w:val="a7"/></w:tblPr><w:tblGrid><w:gridCol w:w="1"/></w:tblGrid>'
    rows = [["序号", "说明"], ["1", "很长很长很长很长很长的话"]]
    lines = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    xml = written(layout(tmp_path, f"<w:tbl>{style}{lines}</w:tbl>"))
    narrow, wide = (int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"', xml))
    assert wide > 3 * narrow
    assert 9000 < narrow + wide <= 11906 - 2880
    assert re.findall(r'<w:tcW w:w="(\d+)"', xml) == [str(narrow), str(wide)] * 2


@pytest.mark.parametrize(("columns", "smaller"), [(4, False), (9, True)])
def test_letters_are_smaller_where_a_list_is_wider_than_the_page(tmp_path: Path, columns: int, smaller: bool) -> None:
    style = '<w:tblPr><w:tblStyle w:val="a7"/><w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid/>'
    rows = [["申请日期"] * columns, ["2020-10-20"] * columns]
    lines = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    xml = written(layout(tmp_path, f"<w:tbl>{style}{lines}</w:tbl>"))
    sizes = {int(size) for size in re.findall(r'<w:sz w:val="(\d+)"/>', xml)}
    assert bool(sizes) == smaller == ("w:tblCellMar" in xml)
    # Ten digits of half the size of a letter, in points, fit between the margins of a cell, in twips.
    (width,) = {int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"', xml)}
    assert all(10 * size / 2 / 2 * 20 <= width - 2 * 57 for size in sizes)


def test_the_same_facts_give_the_same_bytes_on_every_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = layout(tmp_path, paragraph("{{ name }}"))
    here = rendered(file, {"name": "甲"})
    monkeypatch.setattr(sys, "platform", "win32")
    assert rendered(file, {"name": "甲"}) == here


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (paragraph("{{ nobody }}"), "填不出来：'nobody' is undefined"),
        (paragraph("{% if %}"), "填不出来"),
        (paragraph("{{ ().__class__ }}"), "填不出来"),
        ("<w:p><w:r><w:t>{% if name %}</w:t></w:r></w:p>" + paragraph("{%p endif %}"), "没有写全"),
    ],
)
def test_a_mistaken_layout_is_named(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(DocumentError) as refused:
        written(layout(tmp_path, body), name="")
    assert "版式“版式.docx”" in str(refused.value)
    assert said in str(refused.value)


def test_what_is_no_docx_is_told(tmp_path: Path) -> None:
    file = tmp_path / "旧版式.docx"
    file.write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(DocumentError, match=r"打不开，不是完整的 \.docx 文件"):
        written(file)


@pytest.mark.parametrize("file", LAYOUTS, ids=[file.stem for file in LAYOUTS])
def test_the_layouts_of_the_product_are_filled_without_anything_to_say(file: Path, tmp_path: Path) -> None:
    page = SimpleNamespace(
        group="", row=None, facts=[], tables=[], to="", body=[], after=[], blanks=[], opinions=[], signs=[], lines=[],
        income=SimpleNamespace(amounts=[], steps=[]),
    )  # fmt: skip
    context = {
        "title": "标题",
        "county": "县",
        "township": "乡",
        "village": "村",
        "clause": "试",
        "figures": [],
        "limits": [],
    }
    data = rendered(file, {**context, "rates": [], "pages": [page, page]})
    target = tmp_path / file.name
    target.write_bytes(data)
    audited = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(target))
    assert [str(error) for error in audited.errors] == []
    with zipfile.ZipFile(target) as package:
        xml = package.read("word/document.xml").decode()
    assert words(xml).count("标题") == 2
    assert "{" not in re.sub(r"\{[0-9A-F-]{36}\}", "", "".join(words(xml)))
