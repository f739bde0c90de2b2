"""The other side of the stand-in's port: what it is asked goes to the workbooks, its message boxes to the desk."""

from __future__ import annotations

import contextlib
import datetime as dt
import inspect
import json
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TextIO

from office.application import App
from office.excel import Api
from tests.windows.excel import ApplicationObject, Collection, WindowObject
from tests.windows.paths import told_on_linux

METHOD, GET, PUT = 1, 2, 4
NOT_FOUND, EXCEPTION = -2147352573, -2147352567
REJECTED = -2147418111


@dataclass(frozen=True)
class Called:
    """One call of the program's objects: on what, which member, and the kinds of its arguments."""

    kind: str
    member: str
    flags: int
    arguments: tuple[str, ...]


class Refused(Exception):
    """An error of COM."""

    def __init__(self, code: int, said: str = "") -> None:
        super().__init__(said)
        self.code = code


class Port:
    """Answers one stand-in, in a thread of its own.

    Args:
        app: where the workbooks are.
        drive_c: the folder that is drive C.

    Attributes:
        number: of the port.
        window: the handle of the stand-in's window, once it is there.
        calls: every call so far.
        owners: for every message box the window it belongs to.
        rejections: how many of the next calls are rejected as by an Excel in which a cell is being edited.
        windowless: no workbook window is shown, whatever is open.
        held: message boxes stay on the screen.
        faults: what went wrong on this side.
    """

    def __init__(self, app: App, drive_c: Path) -> None:
        self._app, self._drive_c = app, drive_c
        self._server = socket.create_server(("127.0.0.1", 0))
        self.number: int = self._server.getsockname()[1]
        self.window = 0
        self.here = threading.Event()
        self.calls: list[Called] = []
        self.owners: list[int] = []
        self.rejections = 0
        self.windowless = self.held = False
        self.faults: deque[BaseException] = deque()
        self._ended = False
        self._open = 0
        self._objects: list[Any] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Lets the stand-in end."""
        self._ended = True
        self._thread.join(30)
        self._server.close()

    def _serve(self) -> None:
        connection, _ = self._server.accept()
        with connection, connection.makefile("rw", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                self._answer(lines, json.loads(line))

    def _answer(self, lines: TextIO, asked: dict[str, Any]) -> None:
        try:
            answer = {"value": self._doing[asked.pop("do")](self, **asked)}
        except Refused as refused:
            answer = {"error": refused.code, "said": str(refused)}
        except KeyError as absent:  # a workbook or sheet that is not there is nobody's fault
            answer = {"error": EXCEPTION, "said": repr(absent)}
        except Exception as error:  # what the engine cannot do, Excel would call an exception of its own
            self.faults.append(error)
            answer = {"error": EXCEPTION, "said": repr(error)}
        lines.write(json.dumps(answer) + "\n")
        lines.flush()

    def _is_here(self, window: int) -> None:
        self.window = window
        self.here.set()

    def _now(self) -> str:
        if self._ended:
            return "end"
        # A workbook that is just being opened or closed counts as it did before.
        with contextlib.suppress(Exception):
            self._open = len(self._app.books)
        return "books" if self._open and not self.windowless else "empty"

    def _box(self, text: str, title: str, buttons: list[str], owner: int) -> str:
        if self.held:
            return ""
        self.owners.append(owner)
        return self._app.messages.tell(told_on_linux(text), title, "_".join(buttons))

    def _give_window(self) -> Any:
        return self._outward(WindowObject(ApplicationObject(self._app, self.window, self._drive_c)))

    def _list(self, object: int) -> list[Any]:
        return [self._outward(one) for one in self._objects[object]]

    def _call(self, object: int, name: str, flags: int, args: list[Any]) -> Any:
        own = self._objects[object]
        given = [self._inward(one) for one in args]
        self.calls.append(Called(type(own).__name__, name, flags, tuple(type(one).__name__ for one in given)))
        if self.rejections:
            self.rejections -= 1
            raise Refused(REJECTED)
        return self._outward(_member(own, name, flags, given))

    def _inward(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._inward(one) for one in value]
        if isinstance(value, dict):
            return dt.datetime.fromisoformat(value["date"]) if "date" in value else self._objects[value["object"]]
        return value

    def _outward(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            if value and isinstance(value[0], Api):
                return self._outward(Collection(list(value), None, str))
            return [self._outward(one) for one in value]
        if value is None or isinstance(value, str | bool | int | float):
            return value
        if isinstance(value, dt.datetime):
            return {"date": value.isoformat()}
        self._objects.append(value)
        return {"object": len(self._objects) - 1, "kind": type(value).__name__, "methods": dict(_methods(type(value)))}

    _doing: ClassVar[dict[str, Callable[..., Any]]] = {
        "here": _is_here,
        "now": _now,
        "box": _box,
        "window": _give_window,
        "list": _list,
        "call": _call,
    }


def _member(own: Any, name: str, flags: int, given: list[Any]) -> Any:
    """What a property holds or a method gives; a method cannot be read, a property not called."""
    if name == "_value_":
        return own(*given) if given else own
    if flags & PUT:
        setattr(own, name, given[0])
        return None
    if not inspect.isfunction(getattr(type(own), name, None)):
        if not hasattr(own, name) or given:
            raise Refused(NOT_FOUND, f"{type(own).__name__} has no {name} with {given} here")
        return getattr(own, name)
    if not flags & METHOD:
        raise Refused(NOT_FOUND, f"{name} is a method")
    return getattr(own, name)(*given)


def _methods(kind: type) -> Iterator[tuple[str, list[str]]]:
    """The methods under Excel's names, with the names of their arguments."""
    for name in dir(kind):
        method = inspect.unwrap(getattr(kind, name)) if name[0].isupper() else None
        if inspect.isfunction(method):
            parameters = list(inspect.signature(method).parameters.values())[1:]
            if all(one.kind is one.POSITIONAL_OR_KEYWORD for one in parameters):
                yield name, [one.name for one in parameters]
