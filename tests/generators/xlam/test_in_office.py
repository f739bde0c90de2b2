"""The VBA of the add-in compiles and does what it says, as far as LibreOffice's Basic can tell.

Nothing is taken out for the compilation. For the clicks the module Desk (window, dialogs, shell) is a recording one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cunbiao.definitions.ribbon import RibbonButton, load_ribbon
from cunbiao.version import VERSION
from generators.xlam.macros import static_modules
from generators.xlam.ribbon import sub_of
from tests.generators.xlam.conf_sheet import read_conf
from tests.generators.xlam.conftest import HOME
from tests.generators.xlam.in_office import WINDOW, AddinInOffice, Pressed, opened
from tests.judge import Office

# Chinese, a character beyond the 16-bit plane, and what a shell or a command line would take for its own.
BOOK = "勐戛镇 100% & “甲”'𠮷'^村 %PATH% $(x);--given=1.xlam"
FOLDER = "D:\\收表 100%\\%TEMP% & \"甲\" '𠮷'"
PROBE = "Public Function Answer() As Long\n    Answer = 42\nEnd Function\n"
START = 'CreateObject("WScript.Shell").Run CommandLine, 1, False'
SHOW = """Private Shown As String, Heading As String
Public Sub Show(ByVal Text As String, ByVal Kind As Long, ByVal Title As String)
    Shown = Text
    Heading = Title
End Sub
Public Function Said()
    Start "nothing"
    Said = Array(Shown, Heading)
End Function
"""
BUTTONS = load_ribbon().buttons


def hexed(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def line(command: str, given: str = "") -> str:
    return (
        f'"{HOME.python}" -E -P -X utf8 -m addin {command} --hwnd={WINDOW} --book={hexed(BOOK)} '
        f"--given={hexed(given)} --version={VERSION}"
    )


@pytest.fixture(scope="module")
def recording(office: Office, addin: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AddinInOffice]:
    named = tmp_path_factory.mktemp("active") / BOOK
    shutil.copy(addin, named)
    with opened(office, named) as inside:
        inside.record([sub_of(button) for button in BUTTONS])
        yield inside


def test_all_modules_compile(office: Office, addin: Path) -> None:
    with opened(office, addin) as inside:
        inside.put("Probe", PROBE)
        assert inside.call("Probe.Answer") == 42
        inside.put("Broken", "Sub Broken()\n    If 1 Then\nEnd Sub\n")
        assert inside.call("Probe.Answer") != 42, "the probe must notice a module that does not compile"


@pytest.mark.parametrize("button", [pytest.param(button, id=button.id) for button in BUTTONS])
def test_a_click_starts_its_command(button: RibbonButton, recording: AddinInOffice) -> None:
    sub = sub_of(button)
    if button.asks is None:
        assert recording.press(sub) == Pressed(line(button.id), "")
    else:
        asked = f"{button.asks.title} {button.asks.files}".strip()
        assert recording.press(sub, FOLDER) == Pressed(line(button.id, FOLDER), asked)
        assert recording.press(sub) == Pressed("", asked), "cancelling starts nothing"


def test_the_command_line_is_ascii_after_the_interpreter(recording: AddinInOffice) -> None:
    given = recording.press("On_generate", FOLDER).command_line.removeprefix(f'"{HOME.python}"')
    assert given.isascii()
    assert not set(given) & set("\"'%&^$;|<>")


@pytest.mark.parametrize("text", ["", "A", "村", "𠮷", "\u8000\uffff", "a\tb"])
def test_text_goes_as_its_utf16_units(text: str, recording: AddinInOffice) -> None:
    assert recording.call("Launch.HexOf", text) == hexed(text)


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        # LibreOffice has no WScript, like an Excel that is forbidden to use it.
        (START, "TEXT_blocked"),
        ("Err.Raise FILE_NOT_FOUND", "TEXT_missing"),
        ("Err.Raise PATH_NOT_FOUND", "TEXT_missing"),
    ],
)
def test_what_cannot_be_started_is_told_with_the_way_out(shell: str, said: str, office: Office, addin: Path) -> None:
    desk = static_modules()["Desk"].partition("\n")[2]
    assert START in desk
    with opened(office, addin) as inside:
        inside.put("Desk", desk.replace(START, shell).replace("MsgBox ", "Show "))
        inside.put("Probe", SHOW)
        assert inside.call("Probe.Said") == (read_conf(addin)[said], "村表通")


def test_only_its_own_sheet_says_what_is_started(recording: AddinInOffice) -> None:
    assert recording.call("Launch.Conf", "PYTHON") == HOME.python
    assert recording.call("Launch.Conf", "TEXT_blocked").count("\n") >= 3
    assert recording.call("Launch.Conf", "NOTHING") == ""
