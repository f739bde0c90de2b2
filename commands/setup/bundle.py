"""``addin bundle``: a folder that runs 村表通 on a machine without Python, nothing to be installed.

    合并.bat 生成.bat 检查.bat 上报.bat   drop files or a folder on them
    安装加载项.bat 卸载加载项.bat 体检.bat  the add-in, and whether everything works
    村表通.xlam                           the add-in as it is before it is installed: its worksheet functions work
    操作手册.html 出处.html 验收清单.html  what to read, with 图/
    清单.txt 许可.txt                     what the bundle was made from, with checksums, and under what terms
    python/                               the interpreter and the libraries
    app/                                  the product

So on Windows. On Linux the launchers are .sh files, each with a .desktop file to drop things on; there is no add-in.

The same interpreter, wheels and product give the same folder, byte for byte. Files keep the time they were written at:
Python tells by it whether its compiled copies are still right.
"""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from commands.outcome import CommandError, Outcome
from commands.setup import embedded, relocatable
from commands.setup.licences import FILE as LICENCES
from commands.setup.licences import licences
from commands.setup.places import ROOT
from commands.setup.wheels import Target, Wheel, download, install
from cunbiao.version import VERSION
from generators.manual import manual_page
from generators.xlam import AddinHome, build_addin
from generators.xlam.launchers import launcher_files, shell_launcher_files
from workbooks.reading.compiled.build import build as build_library
from workbooks.reading.compiled.library import HERE as LIBRARY_FOLDER

LISTING = "清单.txt"
PYTHON, APP = "python", "app"
PACKAGES = ("workbooks", "cunbiao", "generators", "commands", "addin", "sample")
_DATA = ("templates", "macros")
_READING = ("操作手册", "村里一页", "出处", "个人信息", "验收清单")
_PICTURES = "图"
# Excel on Windows opens no path longer than this.
_LONGEST_PATH = 259
_NOT_INSTALLED = "（加载项还没有安装。请双击村表通文件夹里的“安装加载项.bat”）"


class Interpreter(NamedTuple):
    """How an archive with a Python becomes the interpreter of a bundle."""

    read_target: Callable[[Path], Target]
    unpack: Callable[[Path, Path], None]
    libraries: Callable[[Target], str]
    licence: Callable[[Target], str]
    set_search_path: Callable[[Path, Target, str], None]


_EMBEDDED = Interpreter(
    embedded.read_target, embedded.unpack_python, embedded.libraries, embedded.licence, embedded.set_search_path
)
_RELOCATABLE = Interpreter(
    relocatable.read_target,
    relocatable.unpack_python,
    relocatable.libraries,
    relocatable.licence,
    relocatable.set_search_path,
)


def bundle(archive: Path, wheels: Path, out: Path, *, fetch: bool = False) -> Outcome:
    """Makes the folder ``out`` from an archive with a Python and a folder of wheels.

    The Python says for which system: an embeddable one for Windows, a relocatable one for Linux. With ``fetch`` pip
    downloads the wheels.

    Raises:
        CommandError: something is missing, damaged or of the wrong kind, or ``out`` holds other things.
        DefinitionError: a definition has a mistake.
    """
    python = _RELOCATABLE if archive.is_file() and tarfile.is_tarfile(archive) else _EMBEDDED
    target = python.read_target(archive)
    _refuse_other_things(out)
    if fetch:
        download(wheels, target)
    draft = out.absolute().with_name(f".~{out.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        own = draft / PYTHON
        python.unpack(archive, own)
        libraries = install(wheels, own / python.libraries(target), target)
        python.set_search_path(own, target, f"../{APP}")
        compiled = _copy_product(draft / APP, target)
        _write_front(draft, target)
        _write_listing(draft / LISTING, archive, libraries)
        terms = licences(draft, own / python.licence(target), own / python.libraries(target))
        (draft / LICENCES).write_bytes(terms.encode())
        longest = _longest(draft)
        if out.exists():
            shutil.rmtree(out)
        draft.replace(out)
    except OSError as error:
        raise CommandError(
            f"写不进 {out}（{error.strerror or error}）。检查磁盘空间，关掉打开着的文件再做。"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    outcome = Outcome(files=[out])
    if not compiled:
        outcome.lines.append("没有装编译器（pip install ziglang），里面的程序读表慢一些，结果一样。")
    made = f"已做好免安装文件夹，里面有 {len(libraries)} 个组件。"
    if target.system == "windows":
        outcome.lines.append(f"{made}整个文件夹拷到 Windows 电脑上就能用。")
        outcome.lines.append(f"放的位置不要太深：文件夹的完整路径最多 {_LONGEST_PATH - 1 - longest} 个字。")
    else:
        outcome.lines.append(
            f"{made}用 tar 打成一个包（zip 会丢掉“可以运行”的标记），解到装着 WPS 的 Linux 电脑上就能用。"
        )
    return outcome


def _refuse_other_things(out: Path) -> None:
    if out.exists() and any(out.iterdir()) and not (out / LISTING).exists():
        raise CommandError(f"{out} 里已有别的东西，不敢覆盖。请换一个空文件夹。")


def _copy_product(app: Path, target: Target) -> bool:
    """The product, with its library for the target instead of those that were built for this computer.

    Returns whether there is a compiler to build that with; the product does without it.
    """
    skipped = shutil.ignore_patterns("__pycache__", "*.pyc", "*.dll", "*.elf", ".*")
    for name in (*PACKAGES, *_DATA):
        shutil.copytree(ROOT / name, app / name, ignore=skipped)
    return build_library(app / LIBRARY_FOLDER.relative_to(ROOT), target.system) is not None


def _write_front(bundle_folder: Path, target: Target) -> None:
    """What the person sees on opening the folder; the add-in is for Excel, which only Windows has."""
    windows = target.system == "windows"
    for name, content in (launcher_files() if windows else shell_launcher_files()).items():
        file = bundle_folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        if not windows and file.parent == bundle_folder:
            file.chmod(0o755)
    if windows:
        build_addin(bundle_folder, AddinHome(_NOT_INSTALLED, "村表通"))
    for name in _READING:
        page = manual_page((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8"), name, _READING)
        (bundle_folder / f"{name}.html").write_bytes(page.encode())
    shutil.copytree(ROOT / "docs" / _PICTURES, bundle_folder / _PICTURES)


def _write_listing(file: Path, archive: Path, wheels: Iterable[Wheel]) -> None:
    """The versions and checksums of everything that is not the product's own."""
    checksum = hashlib.sha256(archive.read_bytes()).hexdigest()
    lines = [f"村表通 {VERSION}", f"{checksum}  {archive.name}"]
    lines += [f"{wheel.sha256}  {wheel.name}" for wheel in wheels]
    file.write_bytes("".join(f"{line}\r\n" for line in lines).encode())


def _longest(folder: Path) -> int:
    """The length of the longest path seen from ``folder``."""
    return max(len(str(file.relative_to(folder))) for file in folder.rglob("*"))
