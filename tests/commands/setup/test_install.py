"""Installing, asking for and taking away the add-in, on a Windows computer made of folders."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from commands.outcome import CommandError, Status
from commands.setup import places
from commands.setup.checkup import examined
from commands.setup.install import install, uninstall
from commands.setup.installation_check import installation_check
from commands.setup.machine import this_machine
from commands.setup.status import status
from commands.setup.zone_mark import is_marked
from cunbiao.version import VERSION
from generators.xlam import AddinHome, build_addin
from tests.commands.setup.windows import windows, xlstart
from tests.generators.xlam.conf_sheet import read_conf

NAME = "村表通.xlam"


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """The folder of a person whose name is Chinese and has a space."""
    return tmp_path / "Users" / "王 小明"


def test_the_add_in_lands_where_excel_starts_and_knows_its_interpreter(user: Path) -> None:
    outcome = install(windows(user))
    assert outcome.status is Status.DONE
    assert outcome.files == [xlstart(user) / NAME]
    conf = read_conf(outcome.files[0])
    assert conf["PYTHON"] == sys.executable
    assert conf["VERSION"] == VERSION
    assert [file.name for file in xlstart(user).parent.rglob("*")] == ["XLSTART", NAME], "nothing half-written is left"


def test_the_interpreter_without_a_window_is_preferred(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = user / "村表通 (新)" / "python" / "python.exe"
    python.parent.mkdir(parents=True)
    python.touch()
    python.with_name("pythonw.exe").touch()
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(places, "ROOT", python.parents[1] / "app")
    conf = read_conf(install(windows(user)).files[0])
    assert conf["PYTHON"] == str(python.with_name("pythonw.exe"))
    assert conf["HOME"] == str(python.parents[1]), "the folder with the launchers, not the product's own"


def test_what_came_from_the_internet_may_start_afterwards(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = user / "村表通"
    programs = [home / "合并.bat", home / "python" / "python.exe", home / "python" / "pythonw.exe"]
    for file in programs:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        file.with_name(f"{file.name}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n", encoding="ascii")
    monkeypatch.setattr(sys, "executable", str(programs[1]))
    monkeypatch.setattr(places, "ROOT", home / "app")
    machine = windows(user)
    assert all(is_marked(file) for file in programs)
    assert "来自网络" in "".join(one.line for one in examined(installation_check(machine), machine))
    install(machine)
    assert not any(is_marked(file) for file in programs)
    assert all(file.exists() for file in programs)


def test_an_older_add_in_is_replaced_and_a_strangers_file_is_not(user: Path) -> None:
    machine = windows(user)
    build_addin(xlstart(user), AddinHome("Z:\\旧\\python.exe", "Z:\\旧"))
    install(machine)
    assert read_conf(xlstart(user) / NAME)["PYTHON"] == sys.executable
    (xlstart(user) / NAME).write_bytes(b"somebody else's")
    for command in (install, uninstall):
        with pytest.raises(CommandError, match=NAME):
            command(machine)
    assert (xlstart(user) / NAME).read_bytes() == b"somebody else's"


def test_while_excel_has_it_open_a_sentence_says_to_close_excel(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = windows(user)
    file = install(machine).files[0]
    before = file.read_bytes()

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "locked")

    with monkeypatch.context() as opened:
        opened.setattr(Path, "replace", locked)
        with pytest.raises(CommandError, match="关掉所有 Excel"):
            install(machine)
    unlink = Path.unlink
    with monkeypatch.context() as opened:
        opened.setattr(Path, "unlink", lambda path, **how: locked() if path == file else unlink(path, **how))
        with pytest.raises(CommandError, match="关掉所有 Excel"):
            uninstall(machine)
    assert file.read_bytes() == before
    assert not list(file.parent.parent.glob("*.part"))


def test_uninstalling_takes_only_the_add_in(user: Path) -> None:
    machine = windows(user)
    install(machine)
    other = xlstart(user) / "PERSONAL.XLSB"
    other.write_bytes(b"the person's own macros")
    uninstall(machine)
    assert list(xlstart(user).iterdir()) == [other]
    assert "没有安装" in uninstall(machine).lines[0]


@pytest.mark.parametrize(
    ("place", "said"), [("AppData/Local/Temp/7z1234/村表通", "压缩包"), ("100%完成/村表通", "百分号")]
)
def test_a_folder_the_add_in_could_not_rely_on_is_refused(
    place: str, said: str, user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "ROOT", user / place)
    with pytest.raises(CommandError, match=said):
        install(windows(user))
    assert not xlstart(user).exists()


def test_status_tells_whether_the_two_sides_agree(user: Path, tmp_path: Path) -> None:
    machine = windows(user)
    missing = status(machine)
    assert missing.status is Status.NEEDS_PERSON
    assert "没有安装" in missing.lines[-1]

    install(machine)
    agreed = status(machine)
    assert agreed.status is Status.DONE
    assert "一致" in agreed.lines[-1]
    assert sys.executable in " ".join(agreed.lines)

    build_addin(xlstart(user), AddinHome("Z:\\没有\\python.exe", "Z:\\没有"))
    assert "不在了" in status(machine).lines[-1]

    elsewhere = tmp_path / "python.exe"
    elsewhere.touch()
    build_addin(xlstart(user), AddinHome(str(elsewhere), "D:\\另一处"))
    assert "D:\\另一处" in status(machine).lines[-1]


def test_an_add_in_of_another_version_is_told(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = windows(user)
    monkeypatch.setattr("generators.xlam.conf.VERSION", "2019.9")
    install(machine)
    told = status(machine)
    assert told.status is Status.NEEDS_PERSON
    assert "2019.9" in " ".join(told.lines)
    assert "版本不一样" in told.lines[-1]


def test_elsewhere_than_on_windows_a_sentence_says_what_to_use_instead() -> None:
    for command in (install, uninstall, status):
        with pytest.raises(CommandError, match="cunbiao 命令"):
            command(this_machine())
