"""A file that was read is not read again, and what is kept of it is believed only where it must be right."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest

from cunbiao import program
from cunbiao.records.submission import RollupFile
from cunbiao.state_folder import state_folder
from cunbiao.submissions import pool, readers, reading, store
from cunbiao.submissions.gather import Gathered, gather
from cunbiao.submissions.pool import peek_files, read_files
from cunbiao.submissions.readers import own_processes
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.store import STORE_NAME, Store
from cunbiao.submissions.workbook import Answer
from tests.submissions.workbooks import draft, read_here, schema
from workbooks.blocks import Piece
from workbooks.guarded.pool import ask_each
from workbooks.reading.raw import ColumnSheet, Merge, Serial

SCHEMA = schema()


@pytest.fixture(autouse=True)
def _own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "own"))


def changed() -> bytes:
    made = draft()
    made.sheets["households"].cells["E6"] = 1.0
    return made.to_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two workbooks of a village as they were handed in, one with findings, and a file that is none."""
    handed_in = tmp_path / "交回"
    handed_in.mkdir()
    (handed_in / "东风村.xlsx").write_bytes(draft().to_bytes())
    odd = draft()
    odd.sheets["households"].put(30, ["", "说明：多了一行"])
    (handed_in / "东风村2.xlsx").write_bytes(odd.to_bytes())
    (handed_in / "坏.xlsx").write_bytes(b"PK")
    return handed_in


def found(folder: Path) -> Gathered:
    return gather([folder], SCHEMA)


def read(folder: Path, out: Path, own: Schema = SCHEMA) -> tuple[list[Answer], int]:
    """What is taken from the files with the store in ``out``, and how many of them were read for it."""
    reader = Mock(wraps=read_files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers, "read_files", reader)
        answers = reading._answers(found(folder).files, Store(out), own, own_processes(1), None)
    return answers, len(reader.call_args.args[0])


def afresh(folder: Path) -> list[Answer]:
    return read_here(found(folder).files, SCHEMA)


def test_what_was_read_once_is_the_same_the_second_time(folder: Path, tmp_path: Path) -> None:
    first = read(folder, tmp_path)
    second = read(folder, tmp_path)
    assert first == (afresh(folder), 3)
    assert second == (afresh(folder), 1), "only what nothing was taken from is looked at again"


def test_a_file_that_changed_is_read(folder: Path, tmp_path: Path) -> None:
    read(folder, tmp_path)
    (folder / "东风村.xlsx").write_bytes(changed())
    assert read(folder, tmp_path) == (afresh(folder), 2)


def test_a_file_that_was_moved_is_told_by_its_new_name(folder: Path, tmp_path: Path) -> None:
    read(folder, tmp_path)
    (folder / "改名").mkdir()
    for name in ("东风村.xlsx", "东风村2.xlsx"):
        (folder / name).rename(folder / "改名" / name)
    assert read(folder, tmp_path) == (afresh(folder), 1)


def test_a_copy_is_known_by_its_content(folder: Path, tmp_path: Path) -> None:
    read(folder, tmp_path)
    (folder / "东风村3.xlsx").write_bytes((folder / "东风村2.xlsx").read_bytes())
    assert read(folder, tmp_path) == (afresh(folder), 1)


def test_a_store_with_one_other_byte_is_as_good_as_none(folder: Path, tmp_path: Path) -> None:
    read(folder, tmp_path)
    file = tmp_path / STORE_NAME
    whole = file.read_bytes()
    for place in [*range(0, len(whole), 97), len(whole) - 1]:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert not Store(tmp_path)._entries, place
    file.write_bytes(whole[:-1])
    assert read(folder, tmp_path) == (afresh(folder), 3)
    assert file.read_bytes() == whole, "and it is made anew"


def other_person(patch: pytest.MonkeyPatch, tmp_path: Path) -> Schema:
    patch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
    return SCHEMA


def other_program(patch: pytest.MonkeyPatch, tmp_path: Path) -> Schema:
    patch.setattr(program, "VERSION", "0.0.1")
    patch.setattr(store, "program_digest", program.program_digest.__wrapped__)
    return SCHEMA


def other_reader(patch: pytest.MonkeyPatch, tmp_path: Path) -> Schema:
    (tmp_path / "reader.py").write_text("# reads otherwise", "utf-8")
    patch.setattr(program, "_ROOT", tmp_path)
    patch.setattr(store, "READING", ("*.py",))
    patch.setattr(store, "program_digest", program.program_digest.__wrapped__)
    return SCHEMA


def other_definitions(patch: pytest.MonkeyPatch, tmp_path: Path) -> Schema:
    return replace(SCHEMA, words=replace(SCHEMA.words, ditto=frozenset({"照旧"})))


OTHERS = [other_person, other_program, other_reader, other_definitions]


@pytest.mark.parametrize("other", OTHERS)
def test_nothing_is_believed_that_was_kept_by(
    other: Callable[[pytest.MonkeyPatch, Path], Schema], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(folder, tmp_path)
    assert read(folder, tmp_path, other(monkeypatch, tmp_path))[1] == 3


def test_rollups_are_kept_too_and_known_only_to_who_reads_rollups(tmp_path: Path) -> None:
    file = tmp_path / "县_汇总.xlsx"
    file.write_bytes(b"rollup")
    sheet = ColumnSheet([1, 6], {6}, [Merge(1, 1, 0, 3)], True, {0: ["标识", None], 2: [Serial(44000.0), True]})
    rollup = RollupFile("县_汇总.xlsx", hashlib.sha256(b"rollup").hexdigest(), 6, 0.0, {"人": sheet}, ("说明",))
    reads = replace(SCHEMA, rollups=True)
    Store(tmp_path).read_by(reads).keep([rollup])
    [one] = gather([file], SCHEMA).files
    assert Store(tmp_path).read_by(reads).of(one) == replace(rollup, modified=one.modified)
    assert Store(tmp_path).read_by(SCHEMA).of(one) is None


def test_what_nobody_asks_for_is_forgotten_in_time(folder: Path, tmp_path: Path) -> None:
    read(folder, tmp_path)
    content = (folder / "东风村.xlsx").read_bytes()
    (folder / "东风村.xlsx").unlink()
    for _ in range(5):
        read(folder, tmp_path)
    assert len(Store(tmp_path)._entries) == 2
    read(folder, tmp_path)
    assert len(Store(tmp_path)._entries) == 1
    (folder / "东风村.xlsx").write_bytes(content)
    assert read(folder, tmp_path) == (afresh(folder), 2)


def test_where_nothing_can_be_written_everything_is_read(folder: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "没有"
    assert read(folder, nowhere) == (afresh(folder), 3)
    assert not nowhere.exists()


def test_without_a_key_nothing_is_kept(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    read(folder, tmp_path)
    assert read(folder, tmp_path) == (afresh(folder), 3)
    assert not (tmp_path / STORE_NAME).exists()


def test_only_its_owner_can_read_the_key(folder: Path, tmp_path: Path) -> None:
    read(folder, tmp_path)
    assert (state_folder() / "store.key").stat().st_mode & 0o077 == 0


def test_what_a_file_says_of_itself_is_asked_once_whatever_the_notice(folder: Path, tmp_path: Path) -> None:
    files = found(folder).files
    own = Store(tmp_path)
    first = peek_files(files, SCHEMA.limits, 1, own)
    own.read_by(SCHEMA).keep(afresh(folder))
    with pytest.MonkeyPatch.context() as patch:
        looked_into = Mock(wraps=ask_each)
        patch.setattr(pool, "ask_each", looked_into)
        assert peek_files(files, SCHEMA.limits, 1, Store(tmp_path)) == first == peek_files(files, SCHEMA.limits, 1)
    said_nothing = [found.name for found in looked_into.call_args_list[0].args[1]]
    assert said_nothing == [name for name, origin in first.items() if origin.product == "foreign"] == ["坏.xlsx"]


def test_where_files_are_only_looked_into_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    peek_files(found(folder).files, SCHEMA.limits, 1, Store(tmp_path))
    assert not (tmp_path / STORE_NAME).exists()


def test_who_asks_for_rollups_makes_no_village_older(folder: Path, tmp_path: Path) -> None:
    read(folder, tmp_path)
    (tmp_path / "上级").mkdir()
    for _ in range(7):
        read(tmp_path / "上级", tmp_path)
    assert read(folder, tmp_path) == (afresh(folder), 1)


def test_of_what_was_packed_only_the_last_is_kept(folder: Path, tmp_path: Path) -> None:
    pieces = [Piece(partial(bytes, [number]), partial(bytes, number * 300_000)) for number in range(3)]
    for some in (pieces[:2], pieces[1:]):
        own = Store(tmp_path)
        blocks = own.blocks()
        packed = [blocks.block(piece, 5) for piece in some]
        own.keep_blocks(blocks)
        assert list(Store(tmp_path).blocks().known.values()) == packed
    read(folder, tmp_path)
    assert list(Store(tmp_path).blocks().known.values()) == packed, "reading keeps them"


def test_progress_counts_what_is_known_as_done(folder: Path, tmp_path: Path) -> None:
    read(folder, tmp_path)
    told: list[tuple[int, int]] = []
    files = found(folder).files
    reader = own_processes(1)
    reading._answers(files, Store(tmp_path), SCHEMA, reader, lambda done, total: told.append((done, total)))
    assert told == [(3, 3)]
