"""A chapter of the documentation as a page that a double click opens in the browser, on a machine without network."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PAGE = """\
<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.7 "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei", sans-serif; max-width: 60em;
  margin: 2em auto; padding: 0 1em; color: #222; }}
h1, h2, h3 {{ line-height: 1.3; }}
table {{ border-collapse: collapse; margin: 1em 0; }}
th, td {{ border: 1px solid #bbb; padding: .3em .6em; text-align: left; vertical-align: top; }}
th {{ background: #eef2f6; }}
pre, code {{ font-family: Consolas, "Microsoft YaHei", monospace; background: #f5f5f5; }}
pre {{ padding: .6em .9em; overflow-x: auto; }}
blockquote {{ margin: 1em 0; padding: .1em 1em; border-left: 4px solid #c90; background: #fff8e5; }}
img {{ max-width: 100%; border: 1px solid #ddd; }}
@page {{ size: A4; margin: 14mm; }}
@media print {{ body {{ font-size: 10.5pt; line-height: 1.5; max-width: none; margin: 0; padding: 0; }}
  h2 {{ break-before: page; }} tr, img {{ break-inside: avoid; }} }}
</style>
</head>
<body>
{body}</body>
</html>
"""
_MARKDOWN_FILE = re.compile(r"([^/#]+)\.md(#.*)?")
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")


def manual_page(markdown: str, title: str, pages: Collection[str] = ()) -> str:
    """The HTML of a Markdown text.

    Links to the other ``pages`` lead to theirs; links to files that are no pages keep only their words. Headings can be
    linked to by their words, as in the Markdown text.
    """
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(markdown)
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[place + 1].content))
        if token.children:
            token.children = _run_on(_linked(token.children, pages))
    body = parser.renderer.render(tokens, parser.options, {})
    return _PAGE.format(title=escape(title), body=body)


def anchor(heading: str) -> str:
    """The name a heading is linked to by: its words without punctuation, spaces as hyphens."""
    return _NOT_IN_ANCHOR.sub("", heading.lower()).strip().replace(" ", "-")


def _linked(children: list[Token], pages: Collection[str]) -> list[Token]:
    kept = []
    dropped = 0
    for token in children:
        if token.type == "link_open":
            target = _target(str(token.attrGet("href")), pages)
            if target is None:
                dropped += 1
                continue
            token.attrSet("href", target)
        elif token.type == "link_close" and dropped:
            dropped -= 1
            continue
        kept.append(token)
    return kept


def _run_on(children: list[Token]) -> list[Token]:
    """The tokens without ends of lines between Chinese characters, where a browser would show a blank."""
    kept = []
    for place, token in enumerate(children):
        before = "".join(own.content for own in children[:place])
        after = "".join(own.content for own in children[place:])
        if token.type != "softbreak" or f"{before[-1:]}{after[:1]}".isascii():
            kept.append(token)
    return kept


def _target(href: str, pages: Collection[str]) -> str | None:
    """Where a link leads in the pages; None when it leads to none of them."""
    if href.startswith("#") or "://" in href:
        return href
    match = _MARKDOWN_FILE.fullmatch(unquote(href))
    if match is None or match[1] not in pages:
        return None
    return f"{match[1]}.html{match[2] or ''}"
