"""``--help`` in Chinese: what a command does and how it is written.

Typer's own pages have English headings that no option changes. A command names the classes here as its ``cls``; they
draw the page and leave everything else to Typer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from typer.core import TyperArgument, TyperCommand, TyperGroup

from commands.console import console

PROGRAM = "cunbiao"
_REQUIRED = "（必填）"


class Command(TyperCommand):
    """A command with a Chinese help page."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Prints the page; nothing goes to the formatter, which takes a Chinese letter for as wide as a Latin one."""
        parameters = self.get_params(ctx)
        arguments = [one for one in parameters if isinstance(one, TyperArgument)]
        options = [one for one in parameters if not isinstance(one, TyperArgument)]
        _print_usage(program(ctx), ["[选项]", *map(_written, arguments)], self.help)
        _print_list("参数", ((_written(one), _explained(one)) for one in arguments))
        _print_list("选项", ((_written(one), _explained(one)) for one in options))


class CommandGroup(TyperGroup):
    """A group of commands with a Chinese help page."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Prints the page."""
        names = self.list_commands(ctx)
        commands = {name: command for name in names if (command := self.get_command(ctx, name)) is not None}
        _print_usage(program(ctx), ["命令", "[选项]"], self.help)
        _print_list("命令", ((name, _sentence(command.help)) for name, command in commands.items()))
        _print_list("选项", ((_written(one), _explained(one)) for one in self.get_params(ctx)))


def program(context: Any) -> str:
    """What is typed to start a command, however the program itself was started: ``cunbiao addin build``."""
    words: list[str] = []
    while context is not None and context.parent is not None:
        words.insert(0, context.info_name)
        context = context.parent
    return " ".join([PROGRAM, *words])


def _print_usage(program: str, words: list[str], purpose: str | None) -> None:
    screen = console()
    screen.print(f"\n用法：{escape(' '.join([program, *words]))}", style="bold")
    screen.print(f"\n{escape(_sentence(purpose))}")


def _print_list(title: str, rows: Iterable[tuple[str, str]]) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for word, explained in rows:
        table.add_row(escape(word), escape(explained))
    if table.row_count:
        screen = console()
        screen.print(f"\n{title}：", style="bold")
        screen.print(Padding(table, (0, 0, 0, 2)), soft_wrap=False)


def _written(parameter: Any) -> str:
    """A parameter as it is typed: an option with the word for its value, an argument as that word."""
    value = parameter.metavar or ""
    if isinstance(parameter, TyperArgument):
        return value + ("…" if parameter.nargs != 1 else "")
    return f"{parameter.opts[0]} {value}".rstrip()


def _explained(parameter: Any) -> str:
    # Typer adds --help itself, with an English text.
    words = "看这段说明" if parameter.name == "help" else parameter.help
    return words + (_REQUIRED if parameter.required else "")


def _sentence(text: str | None) -> str:
    """A docstring's first line, whose full stop Python's style wants to be a Latin one."""
    return (text or "").strip().removesuffix(".").removesuffix("。") + "。"
