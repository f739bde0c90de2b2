"""Reads one YAML file under ``templates/`` and remembers the line every value came from.

Whoever edits a definition is told the file, the line and what was expected, never a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from cunbiao.definitions.yaml_mistakes import first_mistake
from workbooks.errors import ForThePerson

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

ModelT = TypeVar("ModelT", bound=BaseModel)
Location = tuple[str | int, ...]


LayerKind = Literal["edition", "notice"]
LAYER_HEADS: dict[LayerKind, str] = {"edition": "edition.yaml", "notice": "notice.yaml"}
"""The file that opens a layer."""


@dataclass(frozen=True)
class Answer:
    """An entry of the notice that would settle a mistake: ``name`` under ``key``, written or taken out (``drop``).

    ``problem`` is what is wrong, without a word on how an answer is written in YAML. It ``follows`` where the entry
    only says what is plain once something is taken away; what a verdict rests on never goes that way.
    """

    key: Literal["acknowledge", "absent", "off", "verdicts"]
    name: str
    problem: str
    drop: bool = False
    follows: bool = False


class DefinitionError(ForThePerson):
    """A mistake in a file under ``templates/``, in a notice's folder or in a county settings file; or all of them.

    Attributes:
        file: path of the YAML file.
        line: 1-based line of the mistake, 0 when the whole file is meant.
        problem: what is wrong and what was expected, in Chinese.
        location: where in the file the value stands, empty when the whole file is meant.
        answer: the entry that would settle it, where there is one.
        mistakes: every mistake that was found; one that stands alone is its own only mistake.
    """

    def __init__(
        self, file: Path, line: int, problem: str, location: Location = (), answer: Answer | None = None
    ) -> None:
        self.file = file
        self.line = line
        self.problem = problem
        self.location = location
        self.answer = answer
        self.mistakes: tuple[DefinitionError, ...] = (self,)
        super().__init__(problem)

    def __str__(self) -> str:
        return "\n".join(mistake.told for mistake in self.mistakes)

    @property
    def told(self) -> str:
        """This one mistake with its place."""
        name = _seen(self.file)
        where = f"{name} 第{self.line}行" if self.line else name
        return f"{where}：{self.problem}"


def _seen(file: Path) -> str:
    """The file as seen from the folder of its layer, which is named: layers have files of the same name."""
    for folder in file.parents[:2]:
        if any((folder / head).is_file() for head in LAYER_HEADS.values()):
            return file.relative_to(folder.parent).as_posix()
    return file.name


class Mistakes:
    """Collects the mistakes of a definition, so that whoever edits it is told all of them at once."""

    def __init__(self) -> None:
        self._found: list[DefinitionError] = []

    def add(self, error: DefinitionError) -> None:
        """Keeps a mistake (or several that were told together) for later."""
        self._found += error.mistakes

    @contextmanager
    def noted(self) -> Iterator[None]:
        """What goes wrong inside is kept for later instead of ending the work."""
        try:
            yield
        except DefinitionError as error:
            self.add(error)

    def refuse(self) -> None:
        """Raises everything that was found, in the order of files and lines; does nothing when all is well."""
        if not self._found:
            return
        told = {(own.file, own.line, own.problem): own for own in reversed(self._found)}
        errors = tuple(told[place] for place in sorted(told))
        first = errors[0]
        together = DefinitionError(first.file, first.line, first.problem, first.location, first.answer)
        together.mistakes = errors
        raise together


class _Loader(yaml.CSafeLoader):
    """YAML 1.2 scalars only: ``no`` and ``on`` are words, ``012`` keeps its zero."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


_SCALARS = {
    "bool": (r"true|false", "tf"),
    "null": (r"null|~|", ["n", "~", ""]),
    "int": (r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    "float": (r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+", "-+0123456789"),
    "timestamp": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
}
for _name, (_pattern, _first) in _SCALARS.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), list(_first))


class Document:
    """One parsed YAML file: its plain data and the line of each value."""

    def __init__(self, file: Path) -> None:
        self.file = file
        text = ""
        try:
            text = file.read_text(encoding="utf-8")
            tree = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            raise DefinitionError(file, *first_mistake(text, mark.line + 1 if mark else 1)) from error
        except UnicodeDecodeError as error:
            raise DefinitionError(file, 0, "编码不是 UTF-8。用记事本打开，另存为时编码选 UTF-8") from error
        except (OSError, yaml.YAMLError) as error:
            problem = "里面有不能用的字符" if text else "确认文件还在，没有被别人打开"
            raise DefinitionError(file, 0, f"文件读不出来：{problem}") from error
        if not isinstance(tree, yaml.MappingNode):
            raise DefinitionError(file, *first_mistake(text))
        self._tree: yaml.Node | None = tree
        self.data: dict[str, Any] = self._plain(tree)

    def __getstate__(self) -> dict[str, Any]:
        """Without the tree, which is large and wanted only where there is a mistake."""
        return {**vars(self), "_tree": None}

    def _plain(self, node: yaml.Node) -> Any:
        """A node as an ordinary dict, list or scalar."""
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item) for item in node.value]
        if isinstance(node, yaml.MappingNode):
            plain: dict[str, Any] = {}
            for key, value in node.value:
                if key.value in plain:
                    raise DefinitionError(self.file, key.start_mark.line + 1, f"“{key.value}”写了两次")
                plain[key.value] = self._plain(value)
            return plain
        try:
            return _scalar(node.tag.rpartition(":")[2], node.value)
        except ValueError as error:
            raise DefinitionError(self.file, node.start_mark.line + 1, f"没有“{node.value}”这一天") from error

    def line(self, location: Sequence[str | int]) -> int:
        """Line (from 1) of the value at ``location``, or of its nearest ancestor that exists."""
        if self._tree is None:
            self._tree = yaml.compose(self.file.read_text(encoding="utf-8"), Loader=_Loader)
        node = self._tree
        line = 1
        for key in location:
            if isinstance(node, yaml.MappingNode):
                found = next((pair for pair in node.value if pair[0].value == key), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                node = node.value[key]
                line = node.start_mark.line + 1
            else:
                break
        return line

    def error(self, location: Location, problem: str, answer: Answer | None = None) -> DefinitionError:
        """The error to raise about the value at ``location``."""
        return DefinitionError(self.file, self.line(location), problem, location, answer)

    def model(self, kind: type[ModelT]) -> ModelT:
        """The whole file as ``kind``; raises `DefinitionError` with every value that does not fit."""
        return self.part(kind, self.data, ())

    def part(self, kind: type[ModelT], data: object, at: Location) -> ModelT:
        """The value ``data`` that stands at ``at`` as ``kind``; raises `DefinitionError` with all that does not fit."""
        try:
            return kind.model_validate(data)
        except ValidationError as invalid:
            mistakes = Mistakes()
            for location, errors in _by_place(invalid).items():
                name = ".".join(str(part) for part in location) or "内容"
                mistakes.add(self.error((*at, *location), f"“{name}”不对：{_expectation(errors)}"))
            mistakes.refuse()
            raise AssertionError from invalid


def _by_place(invalid: ValidationError) -> dict[Location, list[Any]]:
    """The complaints by the place they are about; of a value of several possible types every type complains."""
    places: dict[Location, list[Any]] = {}
    for error in invalid.errors():
        location = tuple(error["loc"])
        if location and location[-1] in _TYPES:
            location = location[:-1]
        places.setdefault(location, []).append(error)
    return places


def _expectation(errors: Sequence[Any]) -> str:
    tried = [_TYPES[name] for error in errors if (name := error["loc"][-1] if error["loc"] else "") in _TYPES]
    if tried:
        return f"应当是{'、'.join(tried)}，现在是{written(errors[0]['input'])}"
    return _expected(errors[0])


def written(value: object) -> str:
    """A value as whoever wrote the file knows it, to stand behind a Chinese word."""
    if value is None:
        return "空的"
    return f" {str(value).lower() if isinstance(value, bool) else repr(value)}"


_TYPES: dict[str | int, str] = {
    "date": "日期（如 2020-09-30）",
    "bool": "true 或 false",
    "float": "数字",
    "int": "整数",
    "str": "文字",
}


def _scalar(kind: str, text: str) -> str | int | float | bool | date | None:
    match kind:
        case "bool":
            return text == "true"
        case "null":
            return None
        case "int":
            return int(text)
        case "float":
            return float(text)
        case "timestamp":
            return date.fromisoformat(text)
        case _:
            return text


def _expected(error: Any) -> str:
    kind = str(error["type"])
    if kind == "extra_forbidden":
        return "没有这个项目，请检查拼写"
    if kind == "missing":
        return "缺少这一项"
    if kind in {"literal_error", "enum"}:
        return f"只能是 {error['ctx']['expected'].replace(' or ', ' 或 ')}，现在是{written(error['input'])}"
    return f"{_asked(kind, error)}，现在是{written(error['input'])}"


def _asked(kind: str, error: Any) -> str:
    limits: dict[str, Any] = error.get("ctx", {})
    words = {
        "greater_than_equal": f"不能小于 {limits.get('ge')}",
        "less_than_equal": f"不能大于 {limits.get('le')}",
        "string_pattern_mismatch": "写法不对",
        "string_too_long": f"不能超过 {limits.get('max_length')} 个字",
        "string_type": "应当是文字，带引号",
        "int_type": "应当是整数",
        "int_parsing": "应当是整数",
        "float_type": "应当是数字",
        "bool_type": "应当是 true 或 false",
        "list_type": "应当是一列（每行开头是“- ”，或写在方括号里）",
        "dict_type": "应当是“名称: 内容”的形式",
        "model_type": "应当是“名称: 内容”的形式",
        "model_attributes_type": "应当是“名称: 内容”的形式",
        "value_error": str(limits.get("error", "")),
    }
    return words.get(kind) or "内容不合要求"
