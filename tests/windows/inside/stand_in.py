"""A stand-in for Excel's windows: ``python stand_in.py PORT``, run by the bundle's Python under Wine.

Its windows lie in each other as Excel's do and give out an ``Application`` the same way; what that is asked, it asks
the other side of the port, where the workbooks are (`tests.windows.excel`). So are the message boxes that come up
above it: they are told over the port and closed with the answer.
"""

from __future__ import annotations

import contextlib
import ctypes
import datetime as dt
import json
import re
import socket
import sys
import time
from typing import Any

assert sys.platform == "win32"

import pythoncom
import pywintypes
import win32api
import win32con
import win32event
import win32gui
from win32com.server import policy, util
from win32com.server.exception import COMException

WM_GETOBJECT, NATIVE_OBJECTS = 0x3D, -16
DIALOG, STATIC, BUTTONS = "#32770", "Static", {"ok": 1, "cancel": 2, "yes": 6, "no": 7}
EVERY = 0.2


class Port:
    """The way to the workbooks: a line of JSON there, a line back."""

    def __init__(self, port: int) -> None:
        self._file = socket.create_connection(("127.0.0.1", port)).makefile("rw", encoding="utf-8", newline="\n")

    def ask(self, **what: Any) -> Any:
        """What the other side answers; its errors become those of COM."""
        self._file.write(json.dumps(what) + "\n")
        self._file.flush()
        answer = json.loads(self._file.readline())
        if "error" in answer:
            raise COMException(description=answer["said"], scode=answer["error"])
        return answer["value"]


port = Port(int(sys.argv[1]))


class Thing:
    """One object of the other side; any member is asked for there."""

    _public_methods_ = ()

    def __init__(self, number: int, kind: str, methods: dict[str, list[str]]) -> None:
        self.number, self.kind, self.methods = number, kind, methods

    def _dynamic_(self, name: str, lcid: int, flags: int, args: tuple[Any, ...]) -> Any:
        if name == "_NewEnum":
            return util.NewEnum([inward(one) for one in port.ask(do="list", object=self.number)])
        given = [outward(one) for one in args]
        return inward(port.ask(do="call", object=self.number, name=name, flags=flags, args=given))


class Policy(policy.DynamicPolicy):
    """As COM servers written in Python answer, but with the names of arguments, which xlwings uses here and there."""

    def _wrap_(self, thing: Thing) -> None:
        super()._wrap_(thing)
        for number, name in enumerate(thing.methods, FIRST_METHOD):
            self._name_to_dispid_[name.lower()] = number
            self._dyn_dispid_to_name_[number] = name

    def _GetTypeInfoCount_(self) -> int:
        return 1

    def _GetTypeInfo_(self, index: int, lcid: int) -> Any:
        return 0, described(self._obj_.kind, self._obj_.methods)


def described(kind: str, methods: dict[str, list[str]]) -> Any:
    """The methods of a kind of object with the names of their arguments, all of which may be left out."""
    if kind not in descriptions:
        library = pythoncom.CreateTypeLib2(1, f"{kind}.tlb")
        info = library.CreateTypeInfo(kind, pythoncom.TKIND_DISPATCH)
        for index, (name, arguments) in enumerate(methods.items()):
            method = pythoncom.FUNCDESC()
            method.memid, method.funckind = FIRST_METHOD + index, pythoncom.FUNC_DISPATCH
            method.invkind, method.callconv = pythoncom.INVOKE_FUNC, STDCALL
            method.args = tuple((pythoncom.VT_VARIANT, OPTIONAL_IN, None) for _ in arguments)
            method.rettype, method.cParamsOpt = (pythoncom.VT_VARIANT, 0, None), len(arguments)
            info.AddFuncDesc(index, method)
            info.SetFuncAndParamNames(index, (name, *arguments))
        info.LayOut()
        descriptions[kind] = info.QueryInterface(pythoncom.IID_ITypeInfo)
    return descriptions[kind]


FIRST_METHOD, STDCALL, OPTIONAL_IN = 60_001, 4, 17
descriptions: dict[str, Any] = {}
things: dict[int, Any] = {}


def inward(value: Any) -> Any:
    """What came over the port as COM passes it on."""
    if isinstance(value, list):
        return [inward(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "date" in value:
        return pywintypes.Time(dt.datetime.fromisoformat(value["date"]))
    number = value["object"]
    if number not in things:
        things[number] = util.wrap(Thing(number, value["kind"], value["methods"]), usePolicy=Policy)
    return things[number]


def outward(value: Any) -> Any:
    """What COM passed as it goes over the port."""
    if isinstance(value, (list, tuple)):
        return [outward(one) for one in value]
    if isinstance(value, pywintypes.TimeType):
        return {"date": value.replace(tzinfo=None).isoformat()}
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if value is pythoncom.Missing or value is pythoncom.Empty:
        return None
    return {"object": util.unwrap(value).number}


def answers(window: int, message: int, wide: int, long: int) -> int:
    """The procedure of all three windows."""
    if message == WM_GETOBJECT and ctypes.c_int(long & 0xFFFFFFFF).value == NATIVE_OBJECTS:
        ours = inward(port.ask(do="window"))
        return int(as_result(ctypes.addressof(DISPATCH), wide, address(ours)))
    return int(win32gui.DefWindowProc(window, message, wide, long))


as_result = ctypes.WinDLL("oleacc").LresultFromObject
as_result.restype = ctypes.c_ssize_t
as_result.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
DISPATCH = (ctypes.c_ubyte * 16)(0, 4, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)


def address(ours: Any) -> int:
    """Where the interface behind an object of pywin32 lies; only its text tells."""
    found = re.search(r"obj at 0x([0-9A-Fa-f]+)", repr(ours))
    assert found is not None
    return int(found[1], 16)


def window(kind: str, within: int) -> int:
    """A window of a class of that name."""
    about = win32gui.WNDCLASS()
    about.lpszClassName, about.hInstance, about.lpfnWndProc = kind, win32api.GetModuleHandle(None), answers
    with contextlib.suppress(win32gui.error):  # it is known from the first time
        win32gui.RegisterClass(about)
    style = win32con.WS_VISIBLE | (win32con.WS_CHILD if within else win32con.WS_OVERLAPPEDWINDOW)
    title = "" if within else "Microsoft Excel"
    return int(win32gui.CreateWindow(kind, title, style, 40, 40, 700, 420, within, 0, about.hInstance, None))


answered: set[int] = set()


def answer_boxes() -> None:
    """Tells what every message box says and presses the button that is answered."""
    tops: list[int] = []
    win32gui.EnumWindows(lambda one, _: tops.append(one) or True, None)
    answered.intersection_update(tops)
    for box in tops:
        if box in answered or class_of(box) != DIALOG or not win32gui.IsWindowVisible(box):
            continue
        parts = parts_of(box)
        said = "".join(text_of(one) for one in parts if class_of(one) == STATIC)
        numbers = {win32gui.GetDlgCtrlID(one) for one in parts}
        buttons = [name for name, number in BUTTONS.items() if number in numbers]
        if not said or not buttons:
            continue
        pressed = port.ask(do="box", text=said, title=text_of(box), buttons=buttons, owner=win32gui.GetWindow(box, 4))
        if not pressed:
            continue
        # It closes by and by, and asks our window to let it.
        win32gui.PostMessage(box, win32con.WM_COMMAND, BUTTONS[pressed], 0)
        answered.add(box)


def class_of(one: int) -> str:
    """The class of a window, "" when it has gone meanwhile."""
    with contextlib.suppress(win32gui.error):
        return str(win32gui.GetClassName(one))
    return ""


def parts_of(box: int) -> list[int]:
    """The windows in a window."""
    parts: list[int] = []
    win32gui.EnumChildWindows(box, lambda one, _: parts.append(one) or True, None)
    return parts


def text_of(one: int) -> str:
    """The whole text of a window of any process."""
    length = win32gui.SendMessage(one, win32con.WM_GETTEXTLENGTH, 0, 0) + 1
    buffer = ctypes.create_unicode_buffer(length)
    ctypes.windll.user32.SendMessageW(one, win32con.WM_GETTEXT, length, buffer)
    return buffer.value


def main() -> None:
    """Shows the windows and answers until the other side says that it is enough."""
    pythoncom.CoInitialize()
    excel = window("XLMAIN", 0)
    desk = window("XLDESK", excel)
    shown = 0
    port.ask(do="here", window=excel)
    while True:
        looked = time.monotonic()
        now = port.ask(do="now")
        if now == "end":
            return
        if now == "books" and not shown:
            shown = window("EXCEL7", desk)
        elif now == "empty" and shown:
            win32gui.DestroyWindow(shown)
            shown = 0
        answer_boxes()
        # Calls come as messages and are answered at once; between them it looks around from time to time.
        while time.monotonic() - looked < EVERY:
            win32event.MsgWaitForMultipleObjects([], False, int(EVERY * 1000), win32con.QS_ALLINPUT)
            win32gui.PumpWaitingMessages()


if __name__ == "__main__":
    main()
