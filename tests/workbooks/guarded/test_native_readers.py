"""Native code that reads files of others can take its process down; that is never the process of the product."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOLDERS = ("workbooks", "cunbiao", "generators", "commands", "addin", "sample", "office")
NATIVE = ("python_calamine",)
# The one module that may, and the one that may name it.
READER = "workbooks/reading/old_xls.py"
DISPATCHER = "workbooks/reading/foreign.py"
# What workers are asked: module → functions; only these modules may call them, all others hand them to the pool.
ASKED = {
    "workbooks.reading.foreign": {"read_foreign", "read_foreign_file"},
    "cunbiao.lists.files": {"read_list"},
    "cunbiao.submissions.worker": {"answer", "origin"},
}
MAY_CALL = {f"{module.replace('.', '/')}.py" for module in ASKED}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def _imports(node: ast.AST) -> Iterator[str]:
    for found in ast.walk(node):
        if isinstance(found, ast.Import):
            yield from (alias.name for alias in found.names)
        elif isinstance(found, ast.ImportFrom):
            yield found.module or ""
            yield from (f"{found.module}.{alias.name}" for alias in found.names)


def _at_once(module: ast.Module) -> Iterator[str]:
    """What a module imports when it is imported itself."""
    for node in module.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from _imports(node)


def test_one_module_imports_a_native_reader_and_one_function_that_module() -> None:
    native = {file for file, tree in _modules() if any(name.partition(".")[0] in NATIVE for name in _imports(tree))}
    assert native == {READER}
    reader = READER.removesuffix(".py").replace("/", ".")
    assert {file for file, tree in _modules() if reader in _imports(tree)} == {DISPATCHER}
    [dispatcher] = (tree for file, tree in _modules() if file == DISPATCHER)
    assert reader not in _at_once(dispatcher)


def test_what_workers_are_asked_is_called_by_nobody_else() -> None:
    calls = {
        (file, node.func.id)
        for file, tree in _modules()
        if file not in MAY_CALL
        for module, functions in ASKED.items()
        if module in set(_imports(tree))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions
    }
    assert calls == set()


def test_the_whole_product_runs_without_a_native_reader_in_its_process() -> None:
    modules = [
        file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for file, _ in _modules()
        if file != READER and not file.endswith("__main__.py") and not file.startswith("office/")
    ]
    script = f"import importlib, sys\nfor one in {modules!r}: importlib.import_module(one)\n"
    script += f"print([name for name in {NATIVE!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
