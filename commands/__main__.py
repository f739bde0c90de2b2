"""``python -m commands`` is ``cunbiao``."""

from typing import NoReturn

from commands import garbage
from commands.cli import main


def run() -> NoReturn:
    """The command that was asked for, and nothing behind it."""
    try:
        main()
    except SystemExit as end:
        garbage.leave(end.code if isinstance(end.code, int) else 1)


if __name__ == "__main__":
    run()
