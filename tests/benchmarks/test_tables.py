"""The benchmarks run on a tiny county, and what is built from scratch is what the product issues. Nothing is timed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from benchmarks.child import JobError, run
from benchmarks.corpus import Corpus, build_corpus
from benchmarks.scratch import contents
from benchmarks.table import TABLES, Setting


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return build_corpus(tmp_path_factory.mktemp("corpus"), 2, 8)


def cells(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: dict[str, list[list[Any]]] = {}
    for name in book.sheet_names:
        found[name] = list(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    return found


def test_the_corpus_has_a_returned_workbook_for_every_village(corpus: Corpus) -> None:
    assert len(corpus.returned(2)) == 2
    assert corpus.persons > 2 * 8


@pytest.mark.office
@pytest.mark.prove
def test_every_table_is_made(corpus: Corpus) -> None:
    setting = Setting(corpus, villages=2, sizes=(1, 2), rounds=1, scratch=1, spread=3)
    merge, again, generate, growth, addin, cluster = (table(setting) for table in TABLES.values())
    assert "× the CPU of the floor" in merge
    assert "less than the imitated Power Query" in merge
    assert "of the CPU of a full one" in again
    assert "each from scratch with XlsxWriter" in generate
    assert "× the CPU of a bare `import xlwings`" in addin
    assert [line.split(" | ")[-1] for line in cluster.splitlines()[4:7]] == ["3 |"] * 3
    assert [line.split(" | ")[0] for line in growth.splitlines() if line[:3] in ("| 1", "| 2")] == ["| 1", "| 2"]


def test_a_workbook_from_scratch_has_the_cells_of_the_issued_one(corpus: Corpus) -> None:
    content = next(contents(corpus.policy, corpus.settings, corpus.roster))
    scratch = cells(content.build()[0])
    code = next(row[1] for row in scratch["_identity"] if row[0] == "village_code")
    (issued,) = Path(corpus.folder / "下发").glob(f"*/*_{code}.xlsx")
    assert scratch == cells(issued.read_bytes())


def test_a_job_that_fails_is_told() -> None:
    with pytest.raises(JobError, match="kaputt"):
        run(["-c", "raise SystemExit('kaputt')"])
