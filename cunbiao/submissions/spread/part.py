"""What a worker of another computer is asked: to read some files where they lie.

The worker itself opens none of them. A reading process of its own does, under the same limits as everywhere, so a file
that takes too much or kills its reader is put aside there, and the worker lives on.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path

from cunbiao.program import READING, program_digest
from cunbiao.submissions.gather import FoundFile
from cunbiao.submissions.pool import read_files
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.spread.errors import ClusterError
from cunbiao.submissions.stored_file import HandedOver
from workbooks.guarded.pool import NoWorker

# A file as it was read, or the name of a computer that does not see it.
PartAnswer = HandedOver | str


def read_part(files: Sequence[FoundFile], schema: Schema, program: bytes) -> list[PartAnswer]:
    """What is taken from each of these files, in their order.

    Raises:
        ClusterError: this computer has another program than ``program``, or can start no reading process.
    """
    computer = socket.gethostname()
    if program_digest(READING) != program:
        raise ClusterError(
            f"电脑“{computer}”上的村表通和这一台的不是同一版，读出来的可能不一样，没有用它。"
            "两台装成同一版，重新启动那一台的 dask worker，再汇总一次。"
        )
    seen = [found for found in files if Path(found.path).exists()]
    try:
        answers = read_files(seen, schema, 1)
    except NoWorker as error:
        raise ClusterError(f"电脑“{computer}”：{error}") from error
    read: dict[FoundFile, PartAnswer] = dict(zip(seen, answers, strict=True))
    return [read.get(found, computer) for found in files]
