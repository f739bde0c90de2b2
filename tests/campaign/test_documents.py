"""The whole set of documents of every notice: nothing confidential is in what is posted or read out."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import Path

import openpyxl
import pytest

from cunbiao.definitions.models import Rows
from cunbiao.merging.register import Register
from generators.documents import DocumentSet, document_set
from tests.campaign.conftest import Run

PRIVATE = frozenset({"id", "phone", "bank"})
MONITORED = Rows(tags=["edge", "unstable"])


@pytest.fixture(scope="session")
def documents(run: Run) -> DocumentSet:
    return document_set(run.register)


@pytest.fixture(scope="session")
def written(documents: DocumentSet, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, str]:
    """Every file with all its words; the folder is left out."""
    folder = tmp_path_factory.mktemp("文书")
    found = {}
    for output in documents.outputs(folder):
        target = io.BytesIO()
        output.write(target)
        words = _words_of_docx(target) if output.path.suffix == ".docx" else _words_of_xlsx(target)
        found[output.path.relative_to(folder)] = words
    return found


def _words_of_docx(file: io.BytesIO) -> str:
    with zipfile.ZipFile(file) as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
    return "\n".join(unescape(re.sub(r"<w:br/>", "\n", part)) for part in parts)


def _words_of_xlsx(file: io.BytesIO) -> str:
    book = openpyxl.load_workbook(file)
    return "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value
    )


def public(documents: DocumentSet, written: dict[Path, str]) -> dict[Path, str]:
    """The files that are posted or read out."""
    kinds = [facts.document.definition.public for _, facts in documents.found]
    return {path: words for (path, words), posted in zip(written.items(), kinds, strict=True) if posted}


def private_numbers(register: Register) -> set[str]:
    """Every identity number, phone and account in the register, however it was typed."""
    return {
        str(frame.shown(column.name, index))
        for frame in register.frames.values()
        for column in frame.columns
        if column.kind in PRIVATE or column.name in ("id18", "head_id18")
        for index in range(frame.size)
    } - {""}


def monitored_names(register: Register) -> set[tuple[str, str]]:
    """Village and name of every head and member of a monitored household."""
    found = set()
    for table, frame in register.frames.items():
        if MONITORED.has(register.campaign.tables[table]):
            villages = frame.take("village")
            for name in ("head_name", "parent_head_name", "name"):
                if frame.has(name):
                    found |= {(villages[index], text) for index, text in enumerate(frame.text(name)) if text}
    return found


def test_every_set_is_written(written: dict[Path, str]) -> None:
    assert written
    assert len(set(written)) == len(written)
    assert not [path for path, words in written.items() if "{{" in words or "{%" in words]


def test_every_document_of_the_notice_is_made_for_somebody(run: Run, documents: DocumentSet) -> None:
    made = {facts.document.definition.id for _, facts in documents.found}
    assert {own.definition.id for own in run.campaign.documents} == made


def test_nothing_that_is_posted_names_a_number_of_anybody(
    run: Run, documents: DocumentSet, written: dict[Path, str]
) -> None:
    numbers = private_numbers(run.register)
    assert len(numbers) > 100
    for path, words in public(documents, written).items():
        told = [number for number in numbers if number in words]
        assert not told, path
        assert not re.search(r">[^<>]*\d{9,}[^<>]*</w:t>", words), path


def test_nothing_that_is_posted_names_a_monitored_household(
    run: Run, documents: DocumentSet, written: dict[Path, str]
) -> None:
    monitored = monitored_names(run.register)
    for path, words in public(documents, written).items():
        told = [name for village, name in monitored if f">{name}<" in words and village in path.parts]
        assert not told, path


def test_a_number_in_an_internal_list_shows_that_the_search_finds_them(
    run: Run, documents: DocumentSet, written: dict[Path, str]
) -> None:
    """The comparison list and the sheets of households hold numbers and names: a search that finds none is no proof."""
    posted = public(documents, written)
    internal = "\n".join(words for path, words in written.items() if path not in posted)
    names = {name for _, name in monitored_names(run.register)}
    if run.campaign.notice.id == "shaanxi-2019":
        assert [number for number in private_numbers(run.register) if number in internal]
    if run.campaign.notice.id == "yunnan-mengga-2019":
        assert [name for name in names if f">{name}<" in internal]


def test_who_is_published_as_leaving_has_the_verdict_for_it(documents: DocumentSet, run: Run) -> None:
    for _, facts in documents.found:
        for one in facts.lists:
            if not one.compiled.definition.ready:
                continue
            for source, row in ((source, row) for source in one.compiled.rows for row in one.rows):
                if source.operation is None or source.before or source.table != row.frame.table:
                    continue
                verdicts = run.register.verdicts.get(row.frame.table, ())
                for verdict in verdicts:
                    if verdict.id == source.operation.verdict:
                        assert verdict.outcome[row.index] == "符合"
