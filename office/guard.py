"""A closed LibreOffice is told apart from every other error, wherever in the engine it shows."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from office.connection import Connection
from office.errors import OfficeError

_Class = TypeVar("_Class", bound=type)


class Connected(Protocol):
    """What a guarded object must have."""

    @property
    def connection(self) -> Connection:
        """The way to its LibreOffice."""


def guarded(cls: _Class) -> _Class:
    """Lets every method and property of a class raise ``OfficeGone`` once LibreOffice is closed."""
    for name, member in list(vars(cls).items()):
        if name in {"__init__", "connection"}:
            continue
        if isinstance(member, property):
            setattr(cls, name, property(_watched(member.fget), _watched(member.fset), doc=member.__doc__))
        elif callable(member) and not isinstance(member, type):
            setattr(cls, name, _watched(member))
    return cls


def _watched(function: Callable[..., Any] | None) -> Callable[..., Any] | None:
    if function is None:
        return None

    @functools.wraps(function)
    def call(owner: Connected, *args: Any, **named: Any) -> Any:
        try:
            return function(owner, *args, **named)
        except OfficeError:
            raise
        except Exception as error:
            owner.connection.check(error)
            raise

    return call
