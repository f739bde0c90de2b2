"""``python -m commands`` is ``cunbiao``."""

from commands.cli import main

main()
