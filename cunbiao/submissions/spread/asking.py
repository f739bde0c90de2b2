"""The asking computer's side: parts are given out, and what was read comes back in any order.

A part whose worker goes away is given to another one; a part that several workers went away over is read here. So
nothing is lost but time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cunbiao.advance import Advance
from cunbiao.program import READING, program_digest
from cunbiao.submissions.gather import FoundFile
from cunbiao.submissions.readers import Read, Reader, own_processes
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.spread.errors import ClusterError
from cunbiao.submissions.spread.part import PartAnswer, read_part

if TYPE_CHECKING:
    from distributed import Client, Future

# Giving a part out and taking it back costs as much as reading a twentieth of a file; starting its reading process as
# much as two files. More files a part would leave workers without any at the end.
_FILES_A_PART = 25


def cluster(address: str) -> Reader:
    """The workers of the dispatcher at this address, such as tcp://10.0.0.5:8786.

    Reading by it raises `ClusterError` when they cannot be asked, or cannot read for us.
    """

    def read(files: Sequence[FoundFile], schema: Schema, progress: Advance | None) -> Iterator[Read]:
        if not files:
            return
        with _connected(address) as client:
            yield from _Asking(client, files, schema, progress).answers()

    return read


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError(
            "这一份村表通不带几台电脑一起读的组件。在源码的环境里运行 pip install -e '.[cluster]'；"
            "或者去掉 --cluster，只用这一台。"
        ) from error
    try:
        client = Client(address, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"连不上“{address}”的 dask scheduler：地址写成 tcp://10.0.0.5:8786 的样子，看它是不是开着，防火墙放没放行。"
        ) from error
    if not client.scheduler_info()["workers"]:
        client.close()
        raise ClusterError(f"“{address}”上还没有一台电脑：先在各台电脑上启动 dask worker，再汇总一次。")
    return client


class _Asking:
    """The parts of one reading."""

    def __init__(self, client: Client, files: Sequence[FoundFile], schema: Schema, progress: Advance | None) -> None:
        self._client, self._files, self._schema, self._progress = client, files, schema, progress
        self._done = 0

    def answers(self) -> Iterator[Read]:
        """Every file with what is taken from it, as the parts come back."""
        from distributed import as_completed

        parts = self._given_out()
        for future in as_completed(parts, loop=self._client.loop):
            part = parts.pop(future)
            yield from self._sorted_out(part, _answer(future))
            self._done += len(part)
            if self._progress is not None:
                self._progress(self._done, len(self._files))

    def _given_out(self) -> dict[Future, Sequence[FoundFile]]:
        # As the result of a task, not as data: a worker that goes away with it does not take it along.
        schema = self._client.submit(_same, self._schema, pure=False)
        parts = [self._files[start : start + _FILES_A_PART] for start in range(0, len(self._files), _FILES_A_PART)]
        program = program_digest(READING)
        return {self._client.submit(read_part, part, schema, program, pure=False): part for part in parts}

    def _sorted_out(self, part: Sequence[FoundFile], answers: Sequence[PartAnswer] | None) -> Iterator[Read]:
        """The files of a part; those that could not be read elsewhere are read here, if they are there for anybody."""
        left = list(part) if answers is None else []
        for found, answer in zip(part, answers or (), strict=False):
            if not isinstance(answer, str):
                yield found, answer
            elif Path(found.path).exists():
                raise ClusterError(
                    f"电脑“{answer}”看不到“{found.path}”：交回的表要放在各台电脑用同一个路径都能打开的共享文件夹里。"
                )
            else:
                left.append(found)
        yield from own_processes(1)(left, self._schema, None)


def _same(schema: Schema) -> Schema:
    return schema


def _answer(future: Future) -> Sequence[PartAnswer] | None:
    """What came back of a part; ``None`` when one worker after the other went away over it.

    Raises:
        ClusterError: its worker cannot read for us, or the dispatcher went away.
    """
    from distributed import CancelledError, KilledWorker

    try:
        answers: Sequence[PartAnswer] = future.result()
    except KilledWorker:
        return None
    except (ImportError, AttributeError) as error:
        raise ClusterError(
            f"有一台电脑上没有装村表通，或者装的是另一版（{error}）。各台装成同一版，再汇总一次。"
        ) from error
    except (CancelledError, OSError) as error:
        raise ClusterError("dask scheduler 中途停了。已经读好的都留着，启动它以后再汇总一次，只读剩下的。") from error
    return answers
