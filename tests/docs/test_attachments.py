"""The page of attachments says what the definitions say now, and shows a picture of every notice."""

from __future__ import annotations

import re

from PIL import Image

from cunbiao.definitions import policy_ids
from docs.attachments import PICTURE, TARGET, page

_MOST_BYTES = 250 * 1024


def test_the_page_is_as_the_definitions_are_now() -> None:
    assert TARGET.read_text(encoding="utf-8") == page(), "写一遍：python -m docs.attachments"


def test_every_notice_has_its_picture_and_it_is_small() -> None:
    pictures = {PICTURE.format(notice=notice) for notice in policy_ids()}
    assert set(re.findall(r"!\[[^\]]*\]\(([^)]+)\)", TARGET.read_text(encoding="utf-8"))) == pictures
    for name in pictures:
        file = TARGET.parent / name
        assert file.stat().st_size <= _MOST_BYTES
        with Image.open(file) as picture:
            assert picture.width > picture.height / 4
