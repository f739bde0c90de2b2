"""A bundle for Linux desktops, made from a stand-in interpreter and the real wheels; its launchers run here.

The wheels are fetched by pip from the index it is configured for; without one these tests fail and say so.
"""

from __future__ import annotations

import io
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from commands.outcome import CommandError
from commands.setup.bundle import bundle
from commands.setup.places import ROOT
from commands.setup.relocatable import read_target
from commands.setup.wheels import LINUX_PINS, PINS, Target, download
from cunbiao.definitions.launchers import load_launchers
from tests.commands.setup.test_bundle import pins

AMD64, ARM64, LOONGARCH = 0x3E, 0xB7, 0x102
LAUNCHERS = sorted(own.file.removesuffix(".bat") for own in load_launchers().launchers if not own.windows_only)
# The interpreter of this test, with the search path that the bundle's own would have.
_IN_BUNDLE = """#!/bin/sh
app=$(dirname "$0")/../../app
while [ "$1" != -m ]; do shift; done
shift
module=$1
shift
run="import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module(sys.argv.pop(1), None, '__main__', True)"
exec {python} -E -P -X utf8 -c "$run" "$app" "$module" "$@"
"""


def relocatable_python(machine: int = AMD64, version: str = "3.11") -> bytes:
    """An archive with the files by which a relocatable Python is known; none of them runs."""
    packed = io.BytesIO()
    program = (b"\x7fELF\x02".ljust(18, b"\0") + struct.pack("<H", machine)).ljust(64, b"\0")
    files = {
        f"python/bin/python{version}": program,
        f"python/lib/python{version}/os.py": b"",
        f"python/lib/python{version}/LICENSE.txt": b"A. HISTORY OF THE SOFTWARE",
        f"python/lib/python{version}/test/long.py": b"",
    }
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o755
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive, wheels = tmp_path_factory.mktemp("python") / "cpython.tar.gz", tmp_path_factory.mktemp("wheels")
    archive.write_bytes(relocatable_python())
    try:
        download(wheels, Target(3, 11, "linux-x86_64"))
    except CommandError as error:
        pytest.fail(f"the Linux wheels could not be fetched; this test needs a package index: {error}", pytrace=False)
    folder = tmp_path_factory.mktemp("bundle") / "村表通 (试用) & 'a' 100% $HOME|b"
    bundle(archive, wheels, folder)
    return folder


@pytest.fixture
def running(bundled: Path) -> Path:
    """The bundle with an interpreter that runs."""
    python = bundled / "python" / "bin" / "python3"
    python.write_text(_IN_BUNDLE.format(python=shlex.quote(sys.executable)), encoding="utf-8")
    python.chmod(0o755)
    return bundled


@pytest.mark.parametrize(("machine", "system"), [(AMD64, "linux-x86_64"), (ARM64, "linux-aarch64")])
def test_the_interpreter_tells_which_computers_it_is_for(machine: int, system: str, tmp_path: Path) -> None:
    file = tmp_path / "cpython.tar.gz"
    file.write_bytes(relocatable_python(machine))
    assert read_target(file) == Target(3, 11, system)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (relocatable_python(LOONGARCH), "不是 x86_64 或 aarch64"),
        (relocatable_python(version="3.10"), "太旧"),
        (relocatable_python()[:40], "打不开或不完整"),
    ],
    ids=["machine", "version", "cut"],
)
def test_another_python_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "cpython.tar.gz"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        read_target(file)


def test_what_is_pinned_is_what_is_pinned_for_windows_but_for_its_own() -> None:
    assert pins(LINUX_PINS).items() <= pins(ROOT / "constraints.txt").items()
    assert pins(PINS).keys() - pins(LINUX_PINS).keys() == {"colorama", "pywin32", "xlwings"}
    assert pins(LINUX_PINS).keys() < pins(PINS).keys()


def test_the_front_is_launchers_and_what_to_read(bundled: Path) -> None:
    for name in LAUNCHERS:
        for file in (bundled / f"{name}.sh", bundled / f"{name}.desktop"):
            assert file.stat().st_mode & 0o111 == 0o111
            assert b"\r" not in file.read_bytes()
    scripts = {file.stem for file in bundled.iterdir() if file.suffix in (".sh", ".desktop")}
    assert scripts == {*LAUNCHERS, "放到桌面"}
    names = {file.name for file in bundled.iterdir() if file.suffix not in (".sh", ".desktop")}
    assert {"app", "python", "清单.txt", "许可.txt", "操作手册.html"} <= names
    assert not [name for name in names if name.endswith((".bat", ".xlam"))]
    assert "python/lib/python3.11/LICENSE.txt" in (bundled / "许可.txt").read_text(encoding="utf-8")


def test_the_search_path_is_the_bundles_own(bundled: Path) -> None:
    python = bundled / "python"
    for name in ("python3", "python3.11"):
        lines = (python / "bin" / f"{name}._pth").read_text(encoding="ascii").splitlines()
        assert [(python / "bin" / line).resolve() for line in lines] == [
            python / "lib" / "python3.11",
            python / "lib" / "python3.11" / "lib-dynload",
            python / "lib" / "python3.11" / "site-packages",
            bundled / "app",
        ]
    assert not (python / "lib" / "python3.11" / "test").exists()
    assert (python / "lib" / "python3.11" / "site-packages" / "numpy").is_dir()


def test_sheets_are_scanned_by_the_compiled_library(bundled: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-B", "-c", "from workbooks.reading import fast; print(fast._scan.__module__)"],
        env={"PYTHONPATH": str(bundled / "app"), "PATH": ""},
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout == "workbooks.reading.compiled.library\n"


def odd_files(folder: Path) -> list[Path]:
    folder.mkdir()
    files = [folder / name for name in ("甲&乙.xlsx", "丙 'x' (新).xlsx", '100%!^$HOME"`a`.xlsx', "丁,戊;己.xlsx")]
    for file in files:
        file.write_bytes(b"")
    return files


def test_a_launcher_in_a_folder_with_odd_letters_gets_every_dropped_path(running: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [running / "检查.sh", *odd_files(tmp_path / "交回 的表")],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "gbk", "PYTHONPATH": "/nowhere", "COLUMNS": "200"},
        input="\n\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "检查了 4 个文件" in done.stdout, done.stdout + done.stderr
    assert done.stdout.endswith("按回车键关闭。")
    assert done.returncode == 1


def test_what_is_dropped_on_a_desktop_entry_comes_to_its_launcher(running: Path, tmp_path: Path) -> None:
    entry = running / "检查.desktop"
    values = dict(line.split("=", 1) for line in entry.read_text(encoding="utf-8").splitlines() if "=" in line)
    assert values["Terminal"] == "true"
    script = re.fullmatch(r'sh -c "(.*)" %k %F', values["Exec"])
    assert script is not None
    done = subprocess.run(
        ["sh", "-c", unquoted(script[1]), entry, *odd_files(tmp_path / "交回 的表")],
        cwd=tmp_path,
        input="\n\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "检查了 4 个文件" in done.stdout, done.stdout + done.stderr


def unquoted(text: str) -> str:
    """What stands in quotes in an ``Exec`` line: a backslash is doubled in the file, and then takes the next one."""
    return re.sub(r'\\(["`$\\])', r"\1", text.replace("\\\\", "\\"))


def test_launchers_put_on_the_desktop_start_from_this_folder(running: Path, tmp_path: Path) -> None:
    home = tmp_path / "张 三"
    (home / "Desktop").mkdir(parents=True)
    subprocess.run(
        [running / "放到桌面.sh"],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        input="\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    for place in (home / "Desktop", home / ".local" / "share" / "applications"):
        assert sorted(file.name for file in place.iterdir()) == [f"cunbiao-{name}.desktop" for name in LAUNCHERS]
        for name in LAUNCHERS:
            text = (place / f"cunbiao-{name}.desktop").read_text(encoding="utf-8")
            (started,) = re.findall(r'^Exec="(.*)" %F$', text, re.MULTILINE)
            assert unquoted(started).replace("%%", "%") == str(running / f"{name}.sh")
            assert "MimeType=" in text


def test_a_bundle_without_its_program_or_with_another_computers_says_so(bundled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "坏的"
    folder.mkdir()
    shutil.copy(bundled / "体检.sh", folder)
    shutil.copytree(bundled / "app" / "launchers", folder / "app" / "launchers")

    def said() -> str:
        done = subprocess.run([folder / "体检.sh"], input="\n", capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 2
        return done.stdout

    assert "程序不全" in said()
    (folder / "app" / "commands").mkdir()
    (folder / "app" / "commands" / "started.py").touch()
    python = folder / "python" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_bytes(b"\x7fELF\x02 for another computer")
    python.chmod(0o755)
    assert "uname -m" in said()
