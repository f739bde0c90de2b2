"""A merge whose files were read by other computers writes the same files as one that reads them itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

from commands.cli import app
from commands.merge import merge_files
from commands.outcome import Status
from cunbiao.submissions import spread
from cunbiao.submissions.readers import Reader
from cunbiao.submissions.spread import ClusterError
from cunbiao.submissions.store import STORE_NAME
from tests.commands.conftest import LINE, SOUTH, VILLAGES, WEST, SmallNotice, home


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, protocol="tcp", dashboard_address=":0", silence_logs=50
    ) as running:
        yield running.scheduler_address


@pytest.fixture
def handed_in(small_notice: SmallNotice, tmp_path: Path) -> Path:
    folder = tmp_path / "交回"
    small_notice.write(folder, homes=[home(farmland=60.0), home(number=2, farmland=None)], settings=LINE)
    small_notice.write(folder, WEST, homes=[home(WEST, household_type="富裕户")], settings=LINE)
    small_notice.write(folder, SOUTH, settings=LINE)
    (folder / "坏.xlsx").write_bytes(b"PK")
    return folder


def merged(folder: Path, out: Path, reader: Reader | None) -> dict[str, bytes]:
    merge_files([folder], None, "county", out, None, None, reader=reader)
    return {file.name: file.read_bytes() for file in out.glob("*.xlsx")}


def test_it_writes_the_same_files(handed_in: Path, address: str, tmp_path: Path) -> None:
    other = merged(handed_in, tmp_path / "别的电脑", spread.cluster(address))
    assert other == merged(handed_in, tmp_path / "这一台", None)
    assert len(other) > 2


def test_what_others_have_read_is_kept_here(handed_in: Path, address: str, tmp_path: Path) -> None:
    first = merged(handed_in, tmp_path / "汇总", spread.cluster(address))
    (handed_in / "坏.xlsx").unlink()
    # Nobody is there any more, and nobody is needed.
    again = merged(handed_in, tmp_path / "汇总", spread.cluster("tcp://127.0.0.1:1"))
    assert again.keys() == first.keys()


def test_what_was_read_before_it_was_stopped_need_not_be_read_again(
    handed_in: Path, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cunbiao.submissions.spread.asking._FILES_A_PART", 1)

    def breaks_off(*asked: object) -> Iterator[object]:
        *others, _ = spread.cluster(address)(*asked)  # type: ignore[arg-type]  # as they came
        yield from others
        raise ClusterError("停了")

    with pytest.raises(ClusterError):
        merged(handed_in, tmp_path / "汇总", breaks_off)  # type: ignore[arg-type]
    assert (tmp_path / "汇总" / STORE_NAME).exists()


def test_the_command_takes_the_address(handed_in: Path, address: str, tmp_path: Path) -> None:
    given = ["merge", str(handed_in), "--level", "county", "--out", str(tmp_path / "汇总")]
    asked = CliRunner().invoke(app, [*given, "--cluster", address])
    assert asked.exit_code == Status.NEEDS_PERSON
    assert f"已汇总 {len(VILLAGES)} 个村" in asked.output
    own = CliRunner().invoke(app, [*given, "--workers", "1"])
    assert own.output == asked.output
