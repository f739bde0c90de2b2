"""The compiled scan finds what that of NumPy finds, and gives up where that gives up; and nobody needs it."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from tests.submissions.workbooks import draft, parts_of
from tests.workbooks.scans import built_scan
from workbooks.reading import markup
from workbooks.reading.cells import END, START, Cells
from workbooks.reading.compiled import library
from workbooks.reading.compiled.build import build
from workbooks.reading.compiled.library import Scan, compiled_scan, library_name, this_system

# What a change puts in the place of a byte, or between two.
_PIECES = (
    *(bytes([own]) for own in b'<>/" &=srt0A9Z\n\x01\xff'),
    *(b"<v>", b"</v>", b"<v/>", b"<f>", b"</f>", b"<f/>", b"<c ", b"</c>", b"<row ", b"</row>", b"<is><t>", b"<t/>"),
    *(b' t="s"', b' t="n"', b' t="str"', b' t="inlineStr"', b' s="12345"', b' s=""', b' hidden="1"', b' r="B2"'),
    *(b' xml:space="preserve"', b"_x000D_", b"_x00", b"<!-- -->", b"</sheetData>", b"XFD", b"12345678"),
)
_CHANGES = 4000


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    return built_scan(tmp_path_factory.mktemp("scan"))


@pytest.fixture(scope="module")
def rows() -> list[bytes]:
    """The rows of all sheets of a village's workbook, and some that have everything else that is ordinary."""
    found = [
        xml[xml.index(START) + len(START) : xml.index(END)]
        for name, xml in parts_of(draft().to_bytes()).items()
        if name.startswith("xl/worksheets/sheet") and END in xml
    ]
    sorts = (
        b'<row r="5" spans="1:3"><c r="A5" s="9"/></row>'
        b'<row r="7" hidden="1"><c r="A7" s="4" t="inlineStr"><is><t> a </t></is></c>'
        b'<c r="B7" t="str"><f>A1</f><v>b</v></c><c r="C7"><f t="shared" si="0"/><v/></c>'
        b'<c r="D7" s="12"><v>1.5</v></c><c r="E7" t="b"><v>1</v></c></row>'
        b'<row r="9"/><row r="10"><c r="Z10" t="e"><v>#N/A</v></c><c r="AA10" t="s"><v>3</v></c><c r="ABC10" s="1"/>'
        b'<c r="XFD10" t="inlineStr"><is><t xml:space="preserve"> \n</t></is></c></row>'
    )
    return [*found, sorts]


def seen(cells: Cells | None) -> list[object] | None:
    """What is found, without where the texts lie in memory."""
    if cells is None:
        return None
    values = [cells.body[start:end] for start, end in zip(cells.start.tolist(), cells.end.tolist(), strict=True)]
    arrays = [getattr(cells, own.name) for own in fields(cells) if own.name not in ("body", "start", "end", "hidden")]
    assert all(isinstance(array, np.ndarray) for array in arrays)
    return [values, cells.hidden, *[(array.dtype, array.tolist()) for array in arrays]]


def changed(text: bytes, chance: random.Random) -> bytes:
    """One or two changes, most of them where tags begin."""
    own = bytearray(text)
    for _ in range(chance.randint(1, 2)):
        tags = [match.start() for match in re.finditer(b"<", own)]
        place = chance.choice(tags) + chance.randint(-3, 14) if chance.random() < 0.8 else chance.randrange(len(own))
        place = min(max(place, 0), len(own))
        way = chance.randrange(5)
        if way == 0:
            own[place : place + 1] = chance.choice(_PIECES)
        elif way == 1:
            own[place:place] = chance.choice(_PIECES)
        elif way == 2:
            del own[place : place + chance.randint(1, 8)]
        elif way == 3:
            # A cell or a row once more, or in the place of another: it stands where it does not belong.
            starts = [match.start() for match in re.finditer(b"<c |<row ", own)]
            first, other = sorted((chance.randrange(len(starts)), chance.randrange(len(starts))))
            own[starts[other] : starts[other]] = own[starts[first] : starts[min(first + 1, len(starts) - 1)]]
        else:
            other = chance.randrange(len(own))
            own[place:place] = own[other : other + chance.randint(1, 40)]
    return bytes(own)


def whole(text: bytes) -> tuple[bytes, int, int]:
    return text, 0, len(text)


def test_both_find_the_same(scan: Scan, rows: Sequence[bytes]) -> None:
    for text in rows:
        found = seen(markup.scan(*whole(text)))
        assert found is not None
        assert seen(scan(*whole(text))) == found


def test_rows_inside_a_sheet_are_found_without_a_copy(scan: Scan, rows: Sequence[bytes]) -> None:
    for text in rows:
        sheet = b"".join((b"<worksheet>", START, text, END, b"<sheetProtection/>" * 5))
        first = sheet.index(START) + len(START)
        found = scan(sheet, first, first + len(text))
        assert found is not None
        assert found.body is sheet
        assert seen(found) == seen(markup.scan(*whole(text)))


def test_both_give_up_at_the_same(scan: Scan, rows: Sequence[bytes]) -> None:
    chance = random.Random(4126)
    given_up = 0
    for _ in range(_CHANGES):
        text = chance.choice(rows)
        # Few rows: what is changed counts, not what surrounds it.
        starts = [match.start() for match in re.finditer(b"<row ", text)] + [len(text)]
        first = chance.randrange(len(starts) - 1)
        text = changed(text[starts[first] : starts[min(first + 3, len(starts) - 1)]], chance)
        found = seen(markup.scan(*whole(text)))
        assert seen(scan(*whole(text))) == found, text
        given_up += found is None
    assert _CHANGES / 4 < given_up < _CHANGES, "changes of both sorts"


def test_a_library_made_from_another_text_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build(tmp_path, this_system())
    assert compiled_scan(tmp_path)
    other = tmp_path / "scan.c"
    other.write_bytes(library.SOURCE.read_bytes() + b"\n")
    monkeypatch.setattr(library, "SOURCE", other)
    assert compiled_scan(tmp_path) is None


def test_what_is_no_library_is_none(tmp_path: Path) -> None:
    assert compiled_scan(tmp_path) is None
    (tmp_path / library_name(this_system())).write_bytes(b"MZ")
    assert compiled_scan(tmp_path) is None


@pytest.mark.parametrize("system", ["windows", "linux-x86_64", "linux-aarch64"])
def test_it_is_built_for_every_system_and_is_the_same_each_time(system: str, tmp_path: Path) -> None:
    built = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        file = build(tmp_path / name, system)
        assert file is not None
        assert file.name == library_name(system)
        built.append(file.read_bytes())
    assert built[0] == built[1]
    assert [file.suffix for file in (tmp_path / "a").iterdir()] == [".dll" if system == "windows" else ".elf"]


def test_nothing_is_built_without_the_compiler_or_for_another_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build(tmp_path, "darwin-arm64") is None
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert build(tmp_path, this_system()) is None
    assert list(tmp_path.iterdir()) == []
