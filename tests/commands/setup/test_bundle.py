"""A bundle made from a stand-in interpreter and the real Windows wheels.

The wheels are fetched by pip from the index it is configured for; without one these tests fail and say so.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from addin.buttons import COMMANDS
from commands.outcome import CommandError
from commands.setup.bundle import PACKAGES, bundle
from commands.setup.embedded import read_target
from commands.setup.installation_check import LIBRARIES
from commands.setup.places import ROOT
from commands.setup.program_file import bits
from commands.setup.wheels import PINS, Target, download
from cunbiao.definitions.launchers import ORDERLY_END, load_launchers
from cunbiao.version import VERSION
from tests.commands.setup.batch import explorer_line, run
from tests.commands.setup.imports import STANDARD, product_imports, unresolved
from tests.commands.setup.native import dlls
from tests.commands.setup.windows import I386, embeddable_python
from tests.commands.test_cli import YONGQIAO
from tests.generators.xlam.conf_sheet import read_conf
from workbooks.reading.compiled.library import library_name

CP311 = Target(3, 11)
LAUNCHERS = sorted(launcher.file for launcher in load_launchers().launchers)
# What the embeddable Python brings besides what the stand-in has.
INTERPRETER = {"python3.dll", "python311.dll", "vcruntime140.dll", "vcruntime140_1.dll"}
# Part of Windows 10 and newer.
# fmt: off
WINDOWS = {
    "advapi32", "bcryptprimitives", "comctl32", "comdlg32", "credui", "crypt32", "gdi32", "iphlpapi",
    "kernel32", "ktmw32", "loadperf", "lz32", "mpr", "msimg32", "mswsock", "netapi32", "ntdll", "ntdsapi", "odbc32",
    "ole32", "oleacc", "oleaut32", "pdh", "powrprof", "psapi", "rasapi32", "secur32", "sfc", "shell32",
    "shlwapi", "urlmon", "user32", "userenv", "uxtheme", "version", "winhttp", "winspool", "wininet", "ws2_32",
    "wtsapi32",
}
# fmt: on
# What the markers of a requirement ask about.
ON_WINDOWS = {
    "extra": "",
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": "3.11.0",
    "python_version": "3.11",
    "sys_platform": "win32",
}


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    try:
        download(folder, CP311)
    except CommandError as error:
        pytest.fail(f"the Windows wheels could not be fetched; this test needs a package index: {error}", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def python_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("python") / "python-3.11.9-embed-amd64.zip"
    file.write_bytes(embeddable_python())
    return file


@pytest.fixture(scope="session")
def bundled(python_zip: Path, wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle") / "村表通 (试用) & 100%"
    bundle(python_zip, wheels, folder)
    return folder


def libraries(folder: Path) -> Path:
    return folder / "python" / "Lib" / "site-packages"


def test_every_import_of_the_product_is_answered_inside(bundled: Path) -> None:
    imported = list(product_imports(bundled / "app"))
    assert {"msgspec", "python_calamine", "xlwings", "typer"} <= {one.top for one in imported}
    assert not unresolved(bundled / "app", libraries(bundled))


def test_every_command_a_button_names_is_there(bundled: Path) -> None:
    for module, _ in COMMANDS.values():
        assert (bundled / "app").joinpath(*module.split(".")).with_suffix(".py").is_file()


def test_what_reaches_excel_is_found_on_the_path(bundled: Path) -> None:
    python = bundled / "python"
    lines = (python / "python311._pth").read_text(encoding="ascii").split()
    path = [python / line.replace("\\", "/") for line in lines]
    source = (libraries(bundled) / "xlwings" / "_xlwindows.py").read_bytes()
    asked = {alias.name for node in ast.parse(source).body if isinstance(node, ast.Import) for alias in node.names}
    asked |= {
        str(node.module) for node in ast.parse(source).body if isinstance(node, ast.ImportFrom) and not node.level
    }
    outside = {module for module in asked if module.partition(".")[0] not in STANDARD}
    assert {"pythoncom", "win32com.client", "win32gui", "xlwings"} <= outside
    for module in outside:
        places = [folder.joinpath(*module.split(".")) for folder in path]
        assert any(
            place.is_dir() or place.with_suffix(".py").is_file() or list(place.parent.glob(f"{place.name}.*pyd"))
            for place in places
        ), module


def test_an_import_nothing_answers_is_named(bundled: Path, tmp_path: Path) -> None:
    app = tmp_path / "app"
    for package in PACKAGES:
        (app / package).mkdir(parents=True)
    lines = ["def late():", "    import tkinter", "    from cunbiao import nowhere", "    import xlwings.nowhere"]
    (app / "cunbiao" / "odd.py").write_text("\n".join(lines), encoding="utf-8")
    found = [(one.module, one.line) for one in unresolved(app, libraries(bundled))]
    assert found == [("tkinter", 2), ("cunbiao", 3), ("xlwings.nowhere", 4)]


def test_what_is_pinned_is_what_the_product_needs_on_windows_and_nothing_else(wheels: Path) -> None:
    there = {canonicalize_name(one.name): one for wheel in wheels.iterdir() for one in distributions(path=[str(wheel)])}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [Requirement(text) for text in project["dependencies"]]
    needed = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker is None or requirement.marker.evaluate(ON_WINDOWS):
            assert requirement.specifier.contains(there[name].version), requirement
            if name not in needed:
                waiting += [Requirement(text) for text in there[name].requires or ()]
            needed.add(name)
    assert needed == there.keys() == pins(PINS).keys()
    assert {"pywin32", "colorama"} <= needed, "what only Windows needs"


def test_both_lists_of_pins_agree() -> None:
    assert pins(PINS).items() <= pins(ROOT / "constraints.txt").items()


def pins(file: Path) -> dict[str, str]:
    """Canonical name → version."""
    pairs = (line.split("==") for line in file.read_text(encoding="utf-8").splitlines() if "==" in line)
    return {canonicalize_name(name): version.strip() for name, version in pairs}


def test_every_library_and_every_definition_goes_along(bundled: Path) -> None:
    there = {canonicalize_name(one.name): one.version for one in distributions(path=[str(libraries(bundled))])}
    assert there == pins(PINS)
    for folder in ("templates", "macros"):
        assert files(bundled / "app" / folder) == files(ROOT / folder) != set()


def files(folder: Path) -> set[Path]:
    return {file.relative_to(folder) for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc"}


def test_every_dll_the_libraries_load_is_there(bundled: Path) -> None:
    python = bundled / "python"
    natives = [file for file in libraries(bundled).rglob("*") if file.suffix in (".pyd", ".dll")]
    assert len(natives) > 50
    inside = (
        {file.name.lower() for file in natives} | {file.name.lower() for file in python.glob("*.dll")} | INTERPRETER
    )
    for file in natives:
        asked = {name for name in dlls(file.read_bytes()) if not name.startswith("api-ms-win-")}
        outside = {name.partition(".")[0] for name in asked - inside}
        assert outside <= WINDOWS, f"{file.relative_to(python)} asks for {outside - WINDOWS}"


def test_the_library_of_the_product_is_there_for_windows_alone_and_asks_for_nothing(bundled: Path) -> None:
    found = [file for file in (bundled / "app").rglob("*") if file.suffix in (".dll", ".elf")]
    assert [file.name for file in found] == [library_name("windows")]
    assert bits(found[0].read_bytes()) == 64
    assert dlls(found[0].read_bytes()) == set()


def test_a_bundle_is_made_without_the_compiler(
    python_zip: Path, wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commands.setup.bundle.build_library", lambda folder, system: None)
    outcome = bundle(python_zip, wheels, tmp_path / "村表通")
    assert "读表慢一些，结果一样" in outcome.lines[0]
    assert not list((tmp_path / "村表通" / "app").rglob("*.dll"))


def test_the_interpreter_sees_the_bundle_and_nothing_else(bundled: Path) -> None:
    python = bundled / "python"
    lines = (python / "python311._pth").read_bytes().decode("ascii").split("\r\n")
    assert lines[-1] == ""
    assert "import site" not in lines, "it would let in what the person installed for another Python"
    folders = [python / line.replace("\\", "/") for line in lines[:-1]]
    assert all(folder.exists() for folder in folders)
    assert (bundled / "app").resolve() in [folder.resolve() for folder in folders]
    # pywintypes is found on the path, and its DLL beside the program whichever module of pywin32 comes first.
    assert any((folder / "pywintypes.py").exists() for folder in folders)
    assert any(list(folder.glob("win32api*.pyd")) for folder in folders)
    assert {"pywintypes311.dll", "pythoncom311.dll"} <= {file.name for file in python.iterdir()}


def test_nothing_with_another_licence_no_tests_and_no_programs_go_along(bundled: Path) -> None:
    there = {file.relative_to(libraries(bundled)) for file in libraries(bundled).rglob("*")}
    assert not {Path("xlwings/pro"), Path("adodbapi"), Path("bin")} & there
    assert not [file for file in there if file.name == "tests" or file.suffix in (".exe", ".lib", ".pyi")]


def test_the_parts_of_python_left_out_are_asked_for_by_nothing() -> None:
    """All the product and its libraries, loaded in one process."""
    modules = [*LIBRARIES, "addin.__main__", "commands.cli", "commands.launch"]
    modules += [module for module, _ in COMMANDS.values()]
    script = f"import {', '.join(modules)}, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert not {"msilib", "sqlite3", "winsound"} & set(done.stdout.split())


def test_every_library_brings_its_licence(bundled: Path) -> None:
    for folder in libraries(bundled).glob("*.dist-info"):
        assert [file for file in folder.rglob("*") if file.name.startswith(("LICENSE", "License", "licen", "COPYING"))]


def test_what_every_part_may_be_done_with_stands_in_one_paper(bundled: Path) -> None:
    lines = (bundled / "许可.txt").read_text(encoding="utf-8").splitlines()
    product, interpreter, *others = [line for line in lines if "：" in line]
    assert product.startswith(f"村表通 {VERSION}：")
    assert interpreter.startswith("Python：PSF-2.0")
    assert {canonicalize_name(line.split()[0]) for line in others} == pins(PINS).keys()
    for line in others:
        terms, _, place = line.partition("：")[2].removesuffix("）").rpartition("（")
        assert terms
        assert [file for file in (bundled / place).rglob("*") if re.match("licen|copying", file.name, re.IGNORECASE)]


def test_the_front_of_the_folder_is_what_a_person_needs(bundled: Path) -> None:
    assert sorted(file.name for file in bundled.glob("*.bat")) == LAUNCHERS
    names = {file.name for file in bundled.iterdir()} - set(LAUNCHERS)
    assert names == {
        "app",
        "python",
        "图",
        "村表通.xlam",
        "操作手册.html",
        "村里一页.html",
        "出处.html",
        "个人信息.html",
        "验收清单.html",
        "清单.txt",
        "许可.txt",
    }
    assert "安装加载项.bat" in read_conf(bundled / "村表通.xlam")["PYTHON"], "says what to do before it is installed"
    manual = (bundled / "操作手册.html").read_text(encoding="utf-8")
    for picture in (bundled / "图").iterdir():
        assert picture.suffix == ".png"
    assert "<table>" in manual


def test_the_same_inputs_give_the_same_folder(bundled: Path, python_zip: Path, wheels: Path, tmp_path: Path) -> None:
    again = tmp_path / "又一份"
    again.mkdir()
    for left_over in ("清单.txt", "旧的.bat"):  # an earlier bundle is replaced whole
        (again / left_over).touch()
    bundle(python_zip, wheels, again)
    assert contents(again) == contents(bundled)


def contents(folder: Path) -> dict[Path, bytes]:
    """All files but the compiled copies that running the product leaves behind."""
    files = (file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {file.relative_to(folder): file.read_bytes() for file in files}


def test_the_product_inside_runs_on_its_own(bundled: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-B", "-m", "commands", "policies"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(bundled / "app"), "PATH": "", "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert YONGQIAO in done.stdout


def test_a_launcher_in_a_folder_with_odd_letters_gets_every_dropped_path(bundled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "交回 的表"
    dropped = [folder / name for name in ("甲&乙.xlsx", "丙 村 (新).xlsx", "100%!^.xlsx", "丁,戊;己.xlsx")]
    folder.mkdir()
    for file in dropped:
        file.write_bytes(b"")
    plain = tmp_path / "甲&乙.xlsx"
    plain.write_bytes(b"")
    launcher = bundled / "检查.bat"
    done = run(launcher, explorer_line(launcher, [plain, *dropped]), bundled / "app", "\n\n")
    assert "检查了 5 个文件" in done.stdout, done.stdout + done.stderr
    assert "按回车键关闭" in done.stdout
    assert done.returncode == ORDERLY_END + 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a zip", "打不开"),
        (embeddable_python(I386), "不是 64 位"),
        (embeddable_python(version="310"), "太旧"),
    ],
)
def test_another_python_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "python.zip"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        read_target(file)


def test_a_folder_with_other_things_is_left_alone(python_zip: Path, wheels: Path, tmp_path: Path) -> None:
    own = tmp_path / "重要.txt"
    own.write_text("别动", encoding="utf-8")
    with pytest.raises(CommandError, match="不敢覆盖"):
        bundle(python_zip, wheels, tmp_path)
    assert own.exists()


def test_a_missing_wheel_is_named_with_the_way_to_fetch_it(python_zip: Path, wheels: Path, tmp_path: Path) -> None:
    own = copied(wheels, tmp_path)
    next(own.glob("xlwings-*.whl")).unlink()
    with pytest.raises(CommandError) as error:
        bundle(python_zip, own, tmp_path / "包")
    assert f"xlwings=={pins(PINS)['xlwings']}" in str(error.value)
    assert "--download" in str(error.value)
    assert "pip download" in str(error.value)
    assert "--platform win_amd64" in str(error.value)
    assert not (tmp_path / "包").exists()


def test_wheels_elsewhere_do_not_count(
    python_zip: Path, wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    with pytest.raises(CommandError, match=min(pins(PINS))):
        bundle(python_zip, tmp_path / "空", tmp_path / "包")


def test_a_wheel_for_another_system_does_not_count(python_zip: Path, wheels: Path, tmp_path: Path) -> None:
    own = copied(wheels, tmp_path)
    numpy = next(own.glob("numpy-*.whl"))
    numpy.rename(numpy.with_name(numpy.name.replace("win_amd64", "manylinux_2_27_x86_64")))
    with pytest.raises(CommandError, match="numpy=="):
        bundle(python_zip, own, tmp_path / "包")


def test_a_damaged_wheel_is_named(python_zip: Path, wheels: Path, tmp_path: Path) -> None:
    own = copied(wheels, tmp_path)
    victim = next(own.glob("mdurl-*.whl"))
    content = bytearray(victim.read_bytes())
    victim.unlink()
    content[200] ^= 0xFF
    victim.write_bytes(bytes(content))
    with pytest.raises(CommandError, match=r"mdurl-.*不完整"):
        bundle(python_zip, own, tmp_path / "包")


def copied(wheels: Path, folder: Path) -> Path:
    """A folder of the same wheels, for a test to change."""
    own = folder / "组件"
    own.mkdir()
    for wheel in wheels.iterdir():
        (own / wheel.name).symlink_to(wheel)
    return own
