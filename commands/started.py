"""``python -m commands.started merge 文件夹``: what the launchers start; has a sentence even for a damaged program."""

from __future__ import annotations

import sys

from commands.fault_log import fault_sentence
from commands.outcome import Status
from cunbiao.state_folder import LOGS, state_folder


def main() -> None:
    """Carries out the launcher; where a part of the program does not load, says so and ends before its own end."""
    try:
        from commands.launch import main as launch
    except ImportError as error:
        print(fault_sentence(error, state_folder() / LOGS))
        sys.exit(Status.NOT_DONE)
    launch()


if __name__ == "__main__":
    main()
