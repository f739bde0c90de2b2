"""The manual as a page: tables and pictures are kept, and every link within the pages leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from generators.manual import anchor, manual_page

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(file.stem for file in DOCS.glob("*.md"))


def test_links_lead_to_pages_and_what_is_no_page_is_left_as_words() -> None:
    text = "见 [出处](出处.md)、[第二节](手册.md#二)、[说明](../README.md)、[网页](https://example.org)。"
    page = manual_page(text, "手册", ["出处", "手册"])
    assert re.findall(r'href="([^"]*)"', page) == ["出处.html", "手册.html#二", "https://example.org"]
    assert "、说明、" in page


def test_headings_are_named_as_the_text_links_to_them() -> None:
    assert anchor("一、村里填表") == "一村里填表"
    assert anchor("6. 把问题退回村里") == "6-把问题退回村里"
    assert '<h2 id="a-1">' in manual_page("## A 1.", "题")


def test_what_a_text_says_is_not_markup() -> None:
    page = manual_page("填 `<村名>` & 其他", "甲<乙>")
    assert "<title>甲&lt;乙&gt;</title>" in page
    assert "<code>&lt;村名&gt;</code> &amp; 其他" in page


def test_lines_of_chinese_run_on() -> None:
    page = manual_page("上传。\n只在**县里**\n用 Excel\nor WPS，`merge`\n一次", "题")
    assert "<p>上传。只在<strong>县里</strong>用 Excel\nor WPS，<code>merge</code>一次</p>" in page


@pytest.mark.parametrize("name", PAGES)
def test_every_link_and_picture_of_the_documentation_is_there(name: str) -> None:
    page = manual_page((DOCS / f"{name}.md").read_text(encoding="utf-8"), name, PAGES)
    ids = set(re.findall(r' id="([^"]*)"', page))
    for href in re.findall(r'href="([^"]*)"', page):
        target = unquote(href)
        if target.startswith("#"):
            assert target[1:] in ids
        elif "://" not in target:
            assert target.partition("#")[0].removesuffix(".html") in PAGES
    for picture in re.findall(r'src="([^"]*)"', page):
        assert (DOCS / unquote(picture)).is_file()
