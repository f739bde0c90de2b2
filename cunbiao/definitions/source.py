"""Reads one YAML file under ``templates/`` and remembers the line every value came from.

Whoever edits a definition is told the file, the line and what was expected, never a traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

ModelT = TypeVar("ModelT", bound=BaseModel)
Location = tuple[str | int, ...]


class DefinitionError(Exception):
    """A mistake in a file under ``templates/`` or in a county settings file.

    Attributes:
        file: path of the YAML file.
        line: 1-based line of the mistake, 0 when the whole file is meant.
        problem: what is wrong and what was expected, in Chinese.
    """

    def __init__(self, file: Path, line: int, problem: str) -> None:
        self.file = file
        self.line = line
        self.problem = problem
        where = f"{file.name} 第{line}行" if line else file.name
        super().__init__(f"{where}：{problem}")


class Document:
    """One parsed YAML file: its plain data and the line of each value."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            tree = YAML(typ="rt").load(file.read_text(encoding="utf-8"))
        except MarkedYAMLError as error:
            mark = error.problem_mark
            raise DefinitionError(file, mark.line + 1 if mark else 0, f"不是正确的 YAML：{error.problem}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise DefinitionError(file, 0, f"文件读不出来：{error}") from error
        if not isinstance(tree, CommentedMap):
            raise DefinitionError(file, 1, "最外层应当是“名称: 内容”的形式")
        self._tree = tree
        self.data: dict[str, Any] = _plain(tree)

    def line(self, location: Sequence[str | int]) -> int:
        """Line (from 1) of the value at ``location``, or of its nearest ancestor that exists."""
        node: Any = self._tree
        line = 1
        for key in location:
            if isinstance(node, CommentedMap) and key in node:
                line = node.lc.key(key)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(key, int) and key < len(node):
                line = node.lc.item(key)[0] + 1
            else:
                break
            node = node[key]
        return line

    def error(self, location: Sequence[str | int], problem: str) -> DefinitionError:
        """The error to raise about the value at ``location``."""
        return DefinitionError(self.file, self.line(location), problem)

    def model(self, kind: type[ModelT]) -> ModelT:
        """The whole file as ``kind``; raises `DefinitionError` at the first value that does not fit."""
        try:
            return kind.model_validate(self.data)
        except ValidationError as invalid:
            first = invalid.errors()[0]
            location = first["loc"]
            name = ".".join(str(part) for part in location)
            raise self.error(location, f"“{name}”不对：{_expected(first)}") from invalid


def _plain(node: Any) -> Any:
    """Round-trip nodes as ordinary dicts, lists and scalars."""
    if isinstance(node, CommentedMap):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(item) for item in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    if isinstance(node, str):
        return str(node)
    return node


def _expected(error: Any) -> str:
    kind = str(error["type"])
    if kind == "extra_forbidden":
        return "没有这个项目，请检查拼写"
    if kind == "missing":
        return "缺少这一项"
    if kind in {"literal_error", "enum"}:
        return f"只能是 {error['ctx']['expected']}，现在是 {error['input']!r}"
    return f"{error['msg']}，现在是 {error['input']!r}"
