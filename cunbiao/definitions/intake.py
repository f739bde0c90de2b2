"""``templates/intake.yaml``: the limits of reading, the files passed over, the words rows and cells are known by."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from pydantic import Field

from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import TEMPLATES, Document
from workbooks.limits import Limit, Limits


class LimitEntry(Definition):
    """One limit: ``value`` in ``unit`` (MB, 个, 行, 秒 …)."""

    label: str
    value: float = Field(gt=0)
    unit: str
    source: str


class LimitTable(Definition):
    """The limits of reading, see reliability.md section 4 for how they were measured."""

    file_size: LimitEntry
    inflated_size: LimitEntry
    bundle_size: LimitEntry
    parts: LimitEntry
    ratio: LimitEntry
    ratio_from: LimitEntry
    rows: LimitEntry
    cells: LimitEntry
    depth: LimitEntry
    text_length: LimitEntry
    seconds: LimitEntry
    memory: LimitEntry
    still: LimitEntry


class IgnoredEntry(Definition):
    """A file name (shell pattern, case does not matter) that is listed as ignored, with its message.

    ``look``: the name may be wrong, so a file that is a workbook all the same is read.
    """

    pattern: str
    message: str
    actual: str = ""
    look: bool = False


class WordTable(Definition):
    """The words by which rows and cells that are no data are recognised."""

    ditto: list[str]
    subtotal: list[str]
    signature: list[str]


class IntakeFile(Definition):
    """The shape of ``templates/intake.yaml``."""

    about: str
    limits: LimitTable
    list_limits: dict[str, float]
    ignored_files: list[IgnoredEntry]
    ignored_folders: list[IgnoredEntry]
    contents: dict[str, str]
    expected: dict[str, str]
    units: dict[str, float]
    words: WordTable


@cache
def intake_document() -> Document:
    """The file; raises `DefinitionError` when it cannot be read."""
    return Document(TEMPLATES / "intake.yaml")


@cache
def intake_file() -> IntakeFile:
    """What it says; raises `DefinitionError` when it is not as expected."""
    return intake_document().model(IntakeFile)


@cache
def reading_limits() -> Limits:
    """How much reading a file may cost."""
    table = intake_file().limits
    entries = {name: getattr(table, name) for name in LimitTable.model_fields}
    return Limits(**{name: Limit(entry.label, entry.value, entry.unit) for name, entry in entries.items()})


@cache
def list_limits() -> Limits:
    """How much reading a list of a whole county may cost.

    Raises:
        DefinitionError: ``list_limits`` names a limit there is not.
    """
    limits = reading_limits()
    own = intake_file().list_limits
    for name in own:
        if name not in LimitTable.model_fields:
            raise intake_document().error(("list_limits", name), f"没有“{name}”这个上限")
    return replace(limits, **{name: replace(getattr(limits, name), value=value) for name, value in own.items()})


def kind_words() -> dict[str, str]:
    """What a number or date cell should hold, in words, by kind of indicator."""
    return intake_file().expected


_COLONS = (":", "：")


@cache
def subtotal_words() -> frozenset[str]:
    """What makes a row a subtotal, written without spaces: 合计, 合计：."""
    return frozenset(word + colon for word in intake_file().words.subtotal for colon in ("", *_COLONS))


@cache
def signature_words() -> tuple[str, ...]:
    """How a line for signatures or remarks begins, written without spaces: 填表人：."""
    return tuple(word + colon for word in intake_file().words.signature for colon in _COLONS)
