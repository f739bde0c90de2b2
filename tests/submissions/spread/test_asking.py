"""What other computers read is what this one would have read, whatever becomes of them meanwhile."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import Client, LocalCluster

from cunbiao.records.submission import Quarantined
from cunbiao.submissions import spread
from cunbiao.submissions.gather import FoundFile, gather
from cunbiao.submissions.readers import Read
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.spread import ClusterError, asking
from cunbiao.submissions.stored_file import answer_of
from cunbiao.submissions.workbook import Answer
from tests.submissions.workbooks import draft, read_here, schema
from workbooks.guarded.pool import NoWorker

SCHEMA = schema()
BROKEN = "坏.xlsx"


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalCluster]:
    """Two workers, processes of their own."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as running:
        yield running


@pytest.fixture
def threads() -> Iterator[str]:
    """The address of a worker in this process, for what happens on other computers only."""
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=":0", silence_logs=50
    ) as running:
        yield running.scheduler_address


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[FoundFile]:
    """Three workbooks of a village and a file that is none; a part holds one of them."""
    monkeypatch.setattr(asking, "_FILES_A_PART", 1)
    for number in range(3):
        (tmp_path / f"东风村{number}.xlsx").write_bytes(draft().to_bytes())
    (tmp_path / BROKEN).write_bytes(b"PK")
    return gather([tmp_path], SCHEMA).files


def answers(files: Sequence[FoundFile], read: Iterator[Read]) -> list[Answer]:
    """What was read, in the order of the files."""
    named = {found.name: answer_of(own, found.name, found.modified) for found, own in read}
    return [named[found.name] for found in files]


class KillOne:
    """Told how far the reading is; kills a worker when it is told for the first time."""

    def __init__(self, workers: LocalCluster) -> None:
        self._address = workers.scheduler_address
        self.processes: list[int] = []

    def __call__(self, done: int, of: int) -> None:
        if not self.processes:
            with Client(self._address, set_as_default=False) as client:
                self.processes = list(client.run(os.getpid).values())
            os.kill(self.processes[0], signal.SIGKILL)


def test_several_workers_read_what_one_computer_reads(workers: LocalCluster, found: list[FoundFile]) -> None:
    told: list[tuple[int, int]] = []
    read = spread.cluster(workers.scheduler_address)(found, SCHEMA, lambda *done: told.append(done))
    assert answers(found, read) == read_here(found, SCHEMA)
    assert told == [(number, 4) for number in range(1, 5)]


def test_a_worker_that_dies_loses_nothing(workers: LocalCluster, found: list[FoundFile]) -> None:
    """The first answer kills one of the two, with the part it reads and the answers nobody has fetched yet."""
    killed = KillOne(workers)
    read = spread.cluster(workers.scheduler_address)(found, SCHEMA, killed)
    assert answers(found, read) == read_here(found, SCHEMA)
    assert killed.processes


def test_what_no_worker_survives_is_read_here(
    workers: LocalCluster, found: list[FoundFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "read_part", dies)
    monkeypatch.setattr(workers.scheduler, "allowed_failures", 0)
    read = spread.cluster(workers.scheduler_address)(found[:1], SCHEMA, None)
    assert answers(found[:1], read) == read_here(found[:1], SCHEMA)


def dies(files: Sequence[FoundFile], schema: Schema, program: bytes) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_another_program_is_not_believed(threads: str, found: list[FoundFile], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "program_digest", lambda parts: b"another")
    with pytest.raises(ClusterError, match="不是同一版"):
        list(spread.cluster(threads)(found, SCHEMA, None))


def test_a_computer_that_does_not_see_the_files_is_named(
    threads: str, found: list[FoundFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "read_part", blind)
    with pytest.raises(ClusterError, match="电脑“乙机”看不到"):
        list(spread.cluster(threads)(found, SCHEMA, None))


def test_a_file_that_nobody_sees_any_more_is_put_aside(threads: str, found: list[FoundFile]) -> None:
    Path(found[0].path).unlink()
    gone, *others = answers(found, spread.cluster(threads)(found, SCHEMA, None))
    assert isinstance(gone, Quarantined)
    assert others == read_here(found[1:], SCHEMA)


def blind(files: Sequence[FoundFile], schema: Schema, program: bytes) -> list[str]:
    return ["乙机"] * len(files)


def test_a_computer_that_can_start_no_reader_is_named(
    threads: str, found: list[FoundFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*asked: Any) -> None:
        raise NoWorker

    monkeypatch.setattr("cunbiao.submissions.spread.part.read_files", refused)
    with pytest.raises(ClusterError, match=r"电脑“.+”：读表的程序启动不了"):
        list(spread.cluster(threads)(found, SCHEMA, None))


def test_where_nobody_answers_the_address_is_doubted(found: list[FoundFile], monkeypatch: pytest.MonkeyPatch) -> None:
    with dask.config.set({"distributed.comm.timeouts.connect": 0.1}), pytest.raises(ClusterError, match="连不上"):
        list(spread.cluster("tcp://127.0.0.1:1")(found, SCHEMA, None))


def test_without_a_worker_nothing_is_waited_for(found: list[FoundFile]) -> None:
    with (
        LocalCluster(n_workers=0, processes=False, protocol="tcp", dashboard_address=":0") as nobody,
        pytest.raises(ClusterError, match="还没有一台电脑"),
    ):
        list(spread.cluster(nobody.scheduler_address)(found, SCHEMA, None))


def test_when_everything_is_known_nobody_is_asked() -> None:
    assert list(spread.cluster("tcp://127.0.0.1:1")([], SCHEMA, None)) == []


def test_a_program_without_the_libraries_says_so(found: list[FoundFile], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match="去掉 --cluster"):
        list(spread.cluster("tcp://127.0.0.1:1")(found, SCHEMA, None))
