"""``python -m benchmarks.spread WORKERS KILLED POLICY FOLDER``: reads a folder with so many workers, some killed.

No workers: two reading processes of this computer, as a merge has without a cluster. The workers' own computers are
this one. Prints how many files were taken, and how many bytes came back for them.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from cunbiao.definitions import load_campaign
from cunbiao.submissions import spread
from cunbiao.submissions.definition import intake_rules, schema_for
from cunbiao.submissions.gather import gather
from cunbiao.submissions.readers import Reader, own_processes
from cunbiao.submissions.stored_file import StoredFile
from cunbiao.submissions.workbook import Taken


def main() -> None:
    """Does what the command line says."""
    workers, killed, policy, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    if not workers:
        print(json.dumps(_read(own_processes(2), policy, folder)))
        return
    from distributed import LocalCluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as running:
        killing = _Killing(running.scheduler_address, killed)
        print(json.dumps(_read(spread.cluster(running.scheduler_address), policy, folder, killing)))


def _read(reader: Reader, policy: str, folder: Path, killing: _Killing | None = None) -> dict[str, int]:
    schema = schema_for(load_campaign(policy))
    taken = sent = 0
    for _, own in reader(gather([folder], intake_rules()).files, schema, killing):
        taken += isinstance(own, StoredFile | Taken)
        sent += len(own.packed) if isinstance(own, StoredFile) else 0
    return {"taken": taken, "sent": sent}


class _Killing:
    """Told how far the reading is; when a third is done it kills so many workers, once."""

    def __init__(self, address: str, workers: int) -> None:
        self._address, self._workers = address, workers

    def __call__(self, done: int, of: int) -> None:
        if self._workers and done * 3 >= of:
            from distributed import Client

            with Client(self._address, set_as_default=False) as client:
                for process in list(client.run(os.getpid).values())[: self._workers]:
                    os.kill(process, signal.SIGKILL)
            self._workers = 0


if __name__ == "__main__":
    main()
