"""What does not depend on the campaign: all indicators, code lists, checks, verdicts, forms and policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from cunbiao.definitions.models import (
    Check,
    CheckFile,
    CodeFile,
    CodeList,
    Definition,
    Form,
    Indicator,
    IndicatorFile,
    Policy,
    Verdict,
    VerdictFile,
)
from cunbiao.definitions.source import TEMPLATES, DefinitionError, Document

ItemT = TypeVar("ItemT", bound=Definition)


@dataclass(frozen=True)
class Placed(Generic[ItemT]):
    """A definition with the file and line it stands in, so that a mistake found later is still reported there."""

    item: ItemT
    document: Document
    location: tuple[str | int, ...]

    def error(self, problem: str, *within: str | int) -> DefinitionError:
        """The error to raise about this definition, or about the part of it at ``within``."""
        return self.document.error((*self.location, *within), problem)


def _files(folder: str) -> Iterator[Document]:
    for file in sorted((TEMPLATES / folder).glob("*.yaml")):
        yield Document(file)


def _unique(kind: str, placed: Iterator[tuple[str, Placed[ItemT]]]) -> dict[str, Placed[ItemT]]:
    found: dict[str, Placed[ItemT]] = {}
    for name, entry in placed:
        if name in found:
            first = found[name]
            line = first.document.line(first.location)
            raise entry.error(f"{kind}“{name}”重复，已写在 {first.document.file.name} 第{line}行")
        found[name] = entry
    return found


@cache
def indicators() -> dict[str, Placed[Indicator]]:
    """All indicators by name."""

    def walk() -> Iterator[tuple[str, Placed[Indicator]]]:
        for document in _files("indicators"):
            for index, item in enumerate(document.model(IndicatorFile).indicators):
                yield item.name, Placed(item, document, ("indicators", index))

    return _unique("指标", walk())


@cache
def code_lists() -> dict[str, Placed[CodeList]]:
    """All code lists by id."""

    def walk() -> Iterator[tuple[str, Placed[CodeList]]]:
        for document in _files("codes"):
            for index, item in enumerate(document.model(CodeFile).lists):
                yield item.id, Placed(item, document, ("lists", index))

    return _unique("代码表", walk())


def _rule_files(key: str) -> Iterator[Document]:
    for document in _files("rules"):
        if key in document.data:
            yield document


@cache
def checks() -> dict[str, Placed[Check]]:
    """All checks by id, in file order (the order in which messages are shown)."""

    def walk() -> Iterator[tuple[str, Placed[Check]]]:
        for document in _rule_files("checks"):
            for index, item in enumerate(document.model(CheckFile).checks):
                yield item.id, Placed(item, document, ("checks", index))

    return _unique("校验", walk())


@cache
def verdicts() -> dict[str, Placed[Verdict]]:
    """All verdicts by id."""

    def walk() -> Iterator[tuple[str, Placed[Verdict]]]:
        for document in _rule_files("verdicts"):
            for index, item in enumerate(document.model(VerdictFile).verdicts):
                yield item.id, Placed(item, document, ("verdicts", index))

    return _unique("结论", walk())


@cache
def form(form_id: str) -> Placed[Form]:
    """One attachment form; raises `DefinitionError` when there is no such file."""
    document = Document(TEMPLATES / "forms" / f"{form_id}.yaml")
    return Placed(document.model(Form), document, ())


def policy_ids() -> list[str]:
    """The ids of all policy packs, in order."""
    return sorted(file.stem for file in (TEMPLATES / "policies").glob("*.yaml"))


def policy(policy_id: str) -> Placed[Policy]:
    """One policy pack; raises `DefinitionError` naming the packs there are when there is no such pack."""
    file = TEMPLATES / "policies" / f"{policy_id}.yaml"
    if policy_id not in policy_ids():
        known = "、".join(policy_ids())
        raise DefinitionError(Path(f"{policy_id}.yaml"), 0, f"没有这个政策包，现有：{known}")
    document = Document(file)
    return Placed(document.model(Policy), document, ())
