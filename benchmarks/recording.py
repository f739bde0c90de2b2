"""The XlsxWriter calls that draw a workbook, kept so that they can be made again on a new workbook.

Making them again costs what XlsxWriter costs: the work of finding out what to draw is not repeated.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from unittest.mock import patch

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

_BOOK = 0


@dataclass(frozen=True)
class Reference:
    """Stands for an object that an earlier call returned."""

    number: int


@dataclass(frozen=True)
class Call:
    """A call of ``method`` on object ``on``; what it returns becomes object ``result`` (None: nothing to keep).

    ``linked``: some argument is a `Reference`, or has one inside.
    """

    on: int
    method: str
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]
    result: int | None
    linked: bool


@dataclass
class Recording:
    """All calls that drew one workbook, up to closing it."""

    options: dict[str, Any] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def sheets(self) -> dict[int, str]:
        """Object number of every worksheet → its name."""
        return {
            call.result: str(call.arguments[0])
            for call in self.calls
            if call.method == "add_worksheet" and call.result is not None
        }

    def play(self, target: BinaryIO, calls: list[Call]) -> dict[int, Any]:
        """A new workbook with these of the calls made on it, not yet closed; returns its objects by number."""
        objects: dict[int, Any] = {_BOOK: xlsxwriter.Workbook(target, self.options)}
        for call in calls:
            arguments: Any = call.arguments
            keywords: Any = call.keywords
            if call.linked:
                arguments, keywords = found(arguments, objects), found(keywords, objects)
            result = getattr(objects[call.on], call.method)(*arguments, **keywords)
            if call.result is not None:
                objects[call.result] = result
        return objects


def found(value: Any, objects: dict[int, Any]) -> Any:
    """``value`` with the objects its references stand for."""
    if isinstance(value, Reference):
        return objects[value.number]
    if isinstance(value, dict):
        return {key: found(item, objects) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(found(item, objects) for item in value)
    return value


@contextmanager
def recording() -> Iterator[Recording]:
    """Records what is done to the workbook that is created meanwhile, which comes into being all the same."""
    recorded = Recording()
    real = xlsxwriter.Workbook

    def create(target: BinaryIO, options: dict[str, Any]) -> _Recorder:
        recorded.options = options
        return _Recorder(real(target, options), _BOOK, recorded, {})

    with patch("xlsxwriter.Workbook", create):
        yield recorded


class _Recorder:
    """Passes every call on to an XlsxWriter object and keeps it."""

    def __init__(self, real: Any, number: int, recorded: Recording, objects: dict[int, Any]) -> None:
        self._real, self._number, self._recording, self._objects = real, number, recorded, objects
        objects[number] = real

    def __getattr__(self, method: str) -> Any:
        real = getattr(self._real, method)
        if not callable(real):
            return real

        def call(*arguments: Any, **keywords: Any) -> Any:
            marked, named = _marked(arguments), _marked(keywords)
            result = real(*found(marked, self._objects), **found(named, self._objects))
            keeps = isinstance(result, Worksheet | Format)
            number = len(self._objects) if keeps else None
            if method != "close":
                linked = marked != arguments or named != keywords
                self._recording.calls.append(Call(self._number, method, marked, named, number, linked))
            return _Recorder(result, len(self._objects), self._recording, self._objects) if keeps else result

        return call


def _marked(value: Any) -> Any:
    """``value`` with a reference for every recorded object."""
    if isinstance(value, _Recorder):
        return Reference(value._number)
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_marked(item) for item in value)
    return value
