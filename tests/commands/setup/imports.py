"""Every import of the product, and whether a folder has what it names.

All import statements count, those within functions too: what is imported late fails late, on a click. What stands under
``if sys.platform == "win32"`` counts on Windows, its ``else`` elsewhere.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from commands.setup.bundle import PACKAGES

# What the embeddable Python leaves out of the standard library, what we leave out of that, and what no Windows has.
_NOT_EMBEDDED = frozenset({"tkinter", "_tkinter", "turtle", "turtledemo", "idlelib", "ensurepip", "venv", "test"})
_LEFT_OUT = frozenset({"msilib", "sqlite3", "winsound"})
_NOT_WINDOWS = frozenset(
    {"curses", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "spwd", "syslog", "termios", "tty"}
)
STANDARD = sys.stdlib_module_names - _NOT_EMBEDDED - _LEFT_OUT - _NOT_WINDOWS
_ON_WINDOWS = "sys.platform == 'win32'"
# Libraries of the extra `cluster`, which no bundle carries, and the room that says so where one is missing.
EXTRA = {"distributed": "cunbiao/submissions/spread/", "pyarrow": "generators/summary/"}


@dataclass(frozen=True)
class Import:
    """One module named by an import statement. ``name`` is what is taken from it, empty for the module itself."""

    module: str
    name: str
    file: Path
    line: int

    @property
    def top(self) -> str:
        """The package or module at the start of the dotted name."""
        return self.module.partition(".")[0]

    @property
    def whole(self) -> str:
        """The dotted name of what is imported."""
        return f"{self.module}.{self.name}" if self.name else self.module


def product_imports(home: Path, platform: str = "win32") -> Iterator[Import]:
    """The imports of all modules of the product whose packages lie in ``home``, on a ``platform`` as in `sys`."""
    for package in PACKAGES:
        for file in sorted((home / package).rglob("*.py")):
            yield from _imports(file, platform == "win32")


def unresolved(home: Path, libraries: Path) -> list[Import]:
    """The imports that neither the standard library, nor the product in ``home``, nor ``libraries`` answers."""
    in_product = cache(partial(_in_product, home))
    in_libraries = cache(partial(_has_module, libraries))

    def found(one: Import) -> bool:
        if one.top in PACKAGES:
            return in_product(one.module, one.name)
        if one.top in EXTRA and one.file.relative_to(home).as_posix().startswith(EXTRA[one.top]):
            return True
        return one.top in STANDARD or in_libraries(one.module)

    return [one for one in product_imports(home) if not found(one)]


def _imports(file: Path, windows: bool) -> Iterator[Import]:
    for node in _reached(ast.parse(file.read_bytes(), str(file)), windows):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, "", file, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            # The product has no relative imports; one would show as an import of nothing.
            for alias in node.names:
                yield Import(node.module or "", alias.name, file, node.lineno)


def _reached(node: ast.AST, windows: bool) -> Iterator[ast.AST]:
    """``node`` and everything in it but what is for another platform."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) == _ON_WINDOWS:
            waiting += reversed(node.body if windows else node.orelse)
        else:
            waiting += reversed([*ast.iter_child_nodes(node)])


def _in_product(home: Path, module: str, name: str) -> bool:
    """Whether a module of the product is there, and has the name or a module of that name."""
    if not _has_module(home, module):
        return False
    if not name or _has_module(home, f"{module}.{name}"):
        return True
    base = home.joinpath(*module.split("."))
    source = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
    return source.exists() and name in _bound(ast.parse(source.read_bytes()))


def _bound(module: ast.Module) -> set[str]:
    """The names that a module's own statements bind, wherever they stand."""
    names = set()
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


def _has_module(folder: Path, module: str) -> bool:
    """Whether ``folder`` holds the package, module or extension of that dotted name."""
    base = folder.joinpath(*module.split("."))
    return (
        base.is_dir()
        or base.with_suffix(".py").is_file()
        or any(file.suffix == ".pyd" for file in base.parent.glob(f"{base.name}.*"))
    )
