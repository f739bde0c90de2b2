"""The engine xlwings drives, and the way in: ``connect()``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import xlwings as xw
from xlwings import base_classes

from office.application import App
from office.connection import Connection
from office.values import ERRORS

_SECONDS_TO_ANSWER = 10.0


class Engine:
    """LibreOffice as an xlwings engine."""

    name = "libreoffice"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        """A value of Python as the engine writes it: nothing for None and not-a-number, plain types for numpy's."""
        if isinstance(value, str | bool | int | dt.date):
            return value
        if value is None or value != value:  # NaN and NaT differ from themselves
            return ""
        if hasattr(value, "item"):
            value = value.item()
        return float(value) if isinstance(value, Decimal) else value

    @staticmethod
    def clean_value_data(
        data: Any,
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Raw values as ``Range.value`` gives them under the caller's options."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, dt.datetime):
                return datetime_builder(
                    year=value.year,
                    month=value.month,
                    day=value.day,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                    microsecond=value.microsecond,
                    tzinfo=None,
                )
            if isinstance(value, float):
                return value if number_builder is None else number_builder(value)
            if isinstance(value, int) and value in ERRORS:
                return ERRORS[value] if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """The LibreOffices this process is connected to, the latest first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._apps: dict[str, App] = {}

    def connect(self, pipe: str, seconds: float) -> App:
        """The application behind a pipe; the same object while that LibreOffice lives."""
        app = self._apps.pop(pipe, None)
        if app is None or not app.connection.alive():
            app = App(self._engine, Connection(pipe, seconds))
        self._apps[pipe] = app
        return app

    def keys(self) -> list[int]:
        """The numbers of the applications."""
        return [app.pid for app in self]

    def __iter__(self) -> Iterator[App]:
        return reversed([app for app in self._apps.values() if app.connection.alive()])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, pid: int) -> App:
        for app in self:
            if app.pid == pid:
                return app
        raise KeyError(pid)


def connect(pipe: str, seconds: float = _SECONDS_TO_ANSWER) -> xw.App:
    """Reaches a running LibreOffice and makes its engine the active one of xlwings.

    Connecting to the same pipe again gives the same application, with what it recorded.

    Args:
        pipe: the name of the pipe it listens on.
        seconds: how long to wait for it to answer.

    Raises:
        OfficeMissing: nothing answers there, or LibreOffice's Python bridge is missing.
    """
    if Engine.name not in xw.engines.engines_by_name:
        xw.engines.add(xw.Engine(impl=Engine()))
    engine = xw.engines[Engine.name]
    app = engine.impl.apps.connect(pipe, seconds)
    engine.activate()
    return xw.App(impl=app)
